#include "app/feed.hpp"

#include <algorithm>

namespace parley::app {

namespace {

Shown shown_by(const PushMessage& message) {
    Shown shown;
    const auto look = [&](const core::Value& offer) {
        const auto* text = offer.at("offer_id").as_string();
        const auto* state = offer.at("state").as_string();
        const auto id = text != nullptr ? core::parse_id<core::OfferId>(*text) : std::nullopt;
        if (id && state != nullptr && *state != "hidden")
            shown.offers.push_back(*id);
    };
    look(message.data.at("offer"));
    const auto* offers = message.data.at("offers").as_array();
    if (offers != nullptr)
        std::ranges::for_each(*offers, look);
    shown.an_offer =
        message.type == "offer_placed" || (message.type == "snapshot" && offers != nullptr && !offers->empty());
    if (const auto* about = message.data.at("intent_id").as_string())
        shown.intent = core::parse_id<core::IntentId>(*about);
    return shown;
}

} // namespace

PushPtr finished(PushMessage message, const FrameEncoder& encoder) {
    auto shared = std::make_shared<PushMessage>(std::move(message));
    shared->shows = shown_by(*shared);
    shared->frame = encoder(*shared);
    return shared;
}

void FeedBranch::attach(const FeedKey& key, std::shared_ptr<Sink> sink, Subscribed note,
                        const std::vector<PushPtr>& missed) {
    Feed& feed = feeds_[key];
    feed.listeners.push_back(sink);
    note.told = feed.told;
    sink->subscribed(note);
    for (const PushPtr& push : missed)
        sink->missed(push);
}

bool FeedBranch::detach(const FeedKey& key, const Sink* sink) {
    const auto found = feeds_.find(key);
    if (found == feeds_.end())
        return false;
    auto& listeners = found->second.listeners;
    const bool was_there = std::erase_if(listeners, [sink](const auto& one) { return one.get() == sink; }) > 0;
    if (listeners.empty())
        feeds_.erase(found);
    return was_there;
}

void FeedBranch::deliver(const FeedKey& key, const PushPtr& message) {
    const auto found = feeds_.find(key);
    if (found == feeds_.end())
        return;
    found->second.told->add(message->seq, message->shows);
    const auto& listeners = found->second.listeners;
    const std::size_t start = turn_++ % listeners.size();
    for (std::size_t i = 0; i < listeners.size(); ++i)
        listeners[(start + i) % listeners.size()]->push(message);
}

std::size_t FeedBranch::listeners(const FeedKey& key) const {
    const auto found = feeds_.find(key);
    return found == feeds_.end() ? 0 : found->second.listeners.size();
}

} // namespace parley::app
