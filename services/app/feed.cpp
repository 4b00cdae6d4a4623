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

bool FeedBranch::detach(const FeedKey& key, const Sink* sink) {
    const auto found = listeners_.find(key);
    if (found == listeners_.end())
        return false;
    const auto before = found->second.size();
    std::erase_if(found->second, [sink](const auto& listener) { return listener.get() == sink; });
    const bool was_there = found->second.size() != before;
    if (found->second.empty())
        listeners_.erase(found);
    return was_there;
}

void FeedBranch::deliver(const FeedKey& key, const PushPtr& message) {
    const auto found = listeners_.find(key);
    if (found == listeners_.end())
        return;
    const auto& sinks = found->second;
    const std::size_t start = turn_++ % sinks.size();
    for (std::size_t i = 0; i < sinks.size(); ++i)
        sinks[(start + i) % sinks.size()]->push(message);
}

std::size_t FeedBranch::listeners(const FeedKey& key) const {
    const auto found = listeners_.find(key);
    return found == listeners_.end() ? 0 : found->second.size();
}

} // namespace parley::app
