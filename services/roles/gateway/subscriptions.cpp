#include "roles/gateway/subscriptions.hpp"

#include "app/consequences.hpp"
#include "roles/gateway/acting.hpp"

#include <algorithm>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr std::size_t topics_max = 32;
constexpr const char* unknown_topic = "There is no such topic for you.";

} // namespace

Subscriptions::Subscriptions(const Services& services, Caller caller)
    : services_(services), caller_(std::move(caller)) {}

asio::awaitable<void> Subscriptions::subscribe(std::string topic, std::optional<std::int64_t> after,
                                               std::string acting_for, std::shared_ptr<app::Sink> sink) {
    auto self = shared_from_this();
    if (topics_.size() >= topics_max && !topics_.contains(topic)) {
        sink->refused(topic, "too_many_topics", "One connection listens to at most 32 topics.");
        co_return;
    }
    if (topic.starts_with("intent/")) {
        if (const auto intent = core::parse_id<core::IntentId>(std::string_view(topic).substr(7))) {
            co_await subscribe_intent(topic, *intent, after, std::move(acting_for), std::move(sink));
            co_return;
        }
    } else if (topic.starts_with("seen/")) {
        const auto intent = core::parse_id<core::IntentId>(std::string_view(topic).substr(5));
        if (intent && co_await is_of_caller(*intent)) {
            co_await subscribe_stream(topic, std::nullopt, after, std::move(sink));
            co_return;
        }
    } else if (topic == "desk" || topic.starts_with("desk/")) {
        const std::string named = topic == "desk" ? acting_for : topic.substr(5);
        if (const auto business = acting_business(caller_, named)) {
            co_await subscribe_stream(app::desk_topic(*business), *business, after, std::move(sink));
            co_return;
        }
    } else if (topic.starts_with("sector/")) {
        const std::string slug = topic.substr(7);
        const auto& sectors = services_.sectors;
        if (std::any_of(sectors.begin(), sectors.end(), [&](const auto& sector) { return sector.slug == slug; })) {
            co_await subscribe_stream(topic, std::nullopt, after, std::move(sink));
            co_return;
        }
    }
    sink->refused(topic, "topic_unknown", unknown_topic);
}

asio::awaitable<bool> Subscriptions::is_of_caller(core::IntentId intent) {
    const auto picture = co_await services_.market.look(intent, viewer_of(caller_, ""));
    co_return picture && picture->audience.kind == core::AudienceKind::buyer;
}

asio::awaitable<void> Subscriptions::subscribe_intent(std::string topic, core::IntentId intent,
                                                      std::optional<std::int64_t> after, std::string acting_for,
                                                      std::shared_ptr<app::Sink> sink) {
    unsubscribe(topic);
    const app::Viewer viewer = viewer_of(caller_, acting_for);
    const auto key = co_await services_.market.subscribe(intent, viewer, after, sink);
    if (!key) {
        sink->refused(topic, "topic_unknown", unknown_topic);
        co_return;
    }
    Topic entry;
    entry.key = *key;
    entry.intent = intent;
    entry.sink = std::move(sink);
    if (key->ends_with("|buyer"))
        entry.mail_target = "buyer";
    else if (!key->ends_with("|public"))
        entry.business = viewer.business;
    keep(topic, std::move(entry));
}

asio::awaitable<void> Subscriptions::subscribe_stream(std::string topic, std::optional<core::BusinessId> desk_of,
                                                      std::optional<std::int64_t> after,
                                                      std::shared_ptr<app::Sink> sink) {
    unsubscribe(topic);
    Topic entry;
    entry.sink = sink;
    entry.key = co_await services_.topics.subscribe(topic, desk_of, after, std::move(sink));
    entry.business = desk_of;
    keep(topic, std::move(entry));
}

void Subscriptions::keep(const std::string& topic, Topic entry) {
    if (entry.business)
        entry.mail_target = app::business_target(*entry.business);
    // The connection may have ended while the subscription was made.
    if (closed_)
        return release(entry);
    // It may have begun before this.
    if (const auto begun = topics_.find(topic); begun != topics_.end())
        entry.heard = std::move(begun->second.heard);
    topics_[topic] = std::move(entry);
}

void Subscriptions::release(const Topic& entry) {
    if (entry.key.empty())
        return;
    if (entry.intent)
        services_.market.unsubscribe(*entry.intent, entry.key, entry.sink.get());
    else
        services_.topics.unsubscribe(entry.key, entry.sink.get());
}

void Subscriptions::unsubscribe(const std::string& topic) {
    const auto found = topics_.find(topic);
    if (found == topics_.end())
        return;
    release(found->second);
    topics_.erase(found);
}

void Subscriptions::begun(const app::Subscribed& note) {
    topics_[note.topic].heard.begin(note.told, note.heard_from);
}

void Subscriptions::missed(const app::PushMessage& message) {
    topics_[message.topic].heard.missed(message.seq, message.shows);
}

asio::awaitable<void> Subscriptions::acknowledge(std::string name, std::int64_t seq) {
    auto self = shared_from_this();
    const auto found = topics_.find(name);
    if (found == topics_.end() || found->second.mail_target.empty())
        co_return;
    Topic& topic = found->second;
    const std::string target = topic.mail_target;
    const auto business = topic.business;
    const bool is_buyer = target == "buyer";
    const core::Instant now = services_.clock();
    app::Seen seen = topic.heard.acknowledge(seq);
    // Only who has seen the latest has seen what the waiting mail would tell.
    if (topic.intent && seen.latest)
        seen.intents.insert(*topic.intent);
    const auto intent_of_topic = topic.intent;
    for (const core::IntentId& intent : seen.intents) {
        co_await services_.outbox.cancel(app::mail_job, target, intent);
        if (!is_buyer)
            co_await services_.stages.note(intent, app::Stage::first_invite_delivered, now);
    }
    if (business)
        co_await note_seen(services_, *business, {seen.intents.begin(), seen.intents.end()});
    if (!is_buyer || !intent_of_topic)
        co_return;
    if (seen.an_offer)
        co_await services_.stages.note(*intent_of_topic, app::Stage::offer_seen, now);
    if (!seen.offers.empty())
        co_await services_.stages.note_opened(*intent_of_topic, {seen.offers.begin(), seen.offers.end()}, now);
}

void Subscriptions::close() {
    closed_ = true;
    for (const auto& [name, topic] : topics_)
        release(topic);
    topics_.clear();
}

} // namespace parley::roles
