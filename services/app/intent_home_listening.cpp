// What a home shows: pushes to who listens, pictures to who looks, and each audience what it may see.

#include "app/audiences.hpp"
#include "app/live_intent.hpp"

#include <algorithm>

namespace parley::app {

namespace {

constexpr std::int64_t backlog_max = 1'000; // pushes; more behind gets a snapshot (DESIGN 3.2)

} // namespace

// --- telling ---------------------------------------------------------------------------------------------------

/// That the request is in an experiment, and in which; of its arm nothing, so that nobody learns it without asking.
core::Value IntentHome::experiment_value(const core::State& state) const {
    const std::string& key = state.intent.assignment.experiment;
    if (key.empty())
        return {};
    core::Value value;
    value["key"] = key;
    value["title"] = parts_.experiment_title ? parts_.experiment_title(key) : key;
    return value;
}

core::Value IntentHome::dressed(const Live& live, const core::State& state, const core::Audience& audience,
                                core::Value view) const {
    view["id"] = core::to_text(live.id);
    view["stream_epoch"] = parts_.stream_epoch;
    if (is_winner(state, audience))
        view["buyer"] = live.contact;
    if (audience.kind == core::AudienceKind::buyer)
        view["seller"] = state.award && state.bidder(state.award->bidder)->business.id == live.seller_id
                             ? live.seller
                             : core::Value{};
    if (audience.kind != core::AudienceKind::everybody)
        view["experiment"] = experiment_value(state);
    return view;
}

PushMessage IntentHome::message(const Live& live, const core::State& after, const core::Record& record,
                                const core::Audience& audience, core::Push push) const {
    PushMessage told;
    told.topic = live.topic;
    told.seq = push.seq;
    told.at = core::told_at(after, record);
    told.type = std::move(push.type);
    told.data = std::move(push.data);
    // A whole picture says of which intent it is.
    if (!told.data.at("audience").is_null())
        told.data = dressed(live, after, audience, std::move(told.data));
    if (told.type == "awarded" && is_winner(after, audience))
        told.data["buyer"] = live.contact;
    // Whoever looked before the arm was drawn learns with its confirmation that there is one.
    if (told.type == "intent_confirmed")
        told.data["experiment"] = experiment_value(after);
    return told;
}

/// One encoding per audience that listens, one post per reactor that has listeners.
void IntentHome::tell(const LivePtr& live, const core::State& after, const core::Record& record) {
    for (const auto& [audience, reactors] : live->listeners) {
        if (audience.kind == core::AudienceKind::bidder && after.bidder(audience.bidder) == nullptr)
            continue;
        for (core::Push& push : core::view(after, record, audience)) {
            const PushPtr told = finished(message(*live, after, record, audience, std::move(push)), parts_.encode);
            const FeedKey key = feed_key(live->id, audience);
            for (const auto& [reactor, count] : reactors) {
                FeedBranch& branch = market_.branch(reactor);
                if (reactor == reactor_)
                    branch.deliver(key, told);
                else
                    parts_.reactors.post(reactor, [&branch, key, told] { branch.deliver(key, told); });
            }
        }
    }
}

// --- looking and listening -------------------------------------------------------------------------------------

asio::awaitable<std::shared_ptr<const core::State>> IntentHome::state(core::IntentId intent) {
    LivePtr live = find(intent);
    co_await load(live);
    if (live->state->seq == 0)
        co_return nullptr;
    co_return live->state;
}

/// With all that may be shown to it at hand.
asio::awaitable<std::optional<core::Audience>> IntentHome::audience_for(LivePtr live, Viewer viewer) {
    co_await load(live);
    const auto audience = audience_of(*live->state, viewer);
    if (audience && is_winner(*live->state, *audience))
        co_await read_contact(live);
    const auto& award = live->state->award;
    if (audience && audience->kind == core::AudienceKind::buyer && award && parts_.seller) {
        const core::BusinessId chosen = live->state->bidder(award->bidder)->business.id;
        core::Value seller = co_await parts_.seller(chosen);
        live->seller = std::move(seller);
        live->seller_id = chosen;
    }
    co_return audience;
}

asio::awaitable<std::optional<Picture>> IntentHome::look(core::IntentId intent, Viewer viewer) {
    LivePtr live = find(intent);
    const auto audience = co_await audience_for(live, viewer);
    if (!audience)
        co_return std::nullopt;
    core::Value view = dressed(*live, *live->state, *audience, core::snapshot(*live->state, *audience));
    co_return Picture{*audience, std::move(view), live->state};
}

asio::awaitable<std::optional<FeedKey>> IntentHome::subscribe(core::IntentId intent, Viewer viewer,
                                                              std::optional<std::int64_t> after,
                                                              std::shared_ptr<Sink> sink, std::size_t reactor) {
    LivePtr live = find(intent);
    auto audience = co_await audience_for(live, viewer);
    // Whoever heard more than is known here, or bids without being known here, comes from another node: what that one
    // told or did is in the ledger.
    const bool heard_more = audience && after && *after > core::stream_head(*live->state, *audience);
    const bool may_bid = viewer.business && (!audience || audience->kind == core::AudienceKind::everybody);
    if (heard_more || may_bid) {
        co_await catch_up(live);
        audience = co_await audience_for(live, viewer);
    }
    if (!audience)
        co_return std::nullopt;
    const std::int64_t head = core::stream_head(*live->state, *audience);
    std::vector<PushPtr> missed;
    const bool resumes = after && *after <= head && head - *after <= backlog_max;
    if (resumes) {
        core::State walking;
        for (const core::Record& record : live->records) {
            core::evolve(walking, record);
            if (audience->kind == core::AudienceKind::bidder && walking.bidder(audience->bidder) == nullptr)
                continue;
            for (core::Push& push : core::view(walking, record, *audience))
                if (push.seq > *after)
                    missed.push_back(
                        finished(message(*live, walking, record, *audience, std::move(push)), parts_.encode));
        }
    } else {
        PushMessage whole{live->topic,
                          head,
                          core::stream_time(*live->state, *audience),
                          "snapshot",
                          dressed(*live, *live->state, *audience, core::snapshot(*live->state, *audience)),
                          {}};
        missed.push_back(finished(std::move(whole), parts_.encode));
    }
    ++live->listeners[*audience][reactor];
    const FeedKey key = feed_key(intent, *audience);
    // Whoever resumes has been told all before, by another line.
    Subscribed note{live->topic, head, resumes ? 0 : head};
    // Posted, like every later push, so that nothing overtakes what was missed.
    FeedBranch& branch = market_.branch(reactor);
    auto begin = [&branch, key, note, missed = std::move(missed), sink = std::move(sink)] {
        branch.attach(key, sink, note, missed);
    };
    if (reactor == reactor_)
        begin();
    else
        parts_.reactors.post(reactor, std::move(begin));
    co_return key;
}

void IntentHome::unsubscribed(const core::IntentId& intent, const FeedKey& key, std::size_t reactor) {
    const auto found = live_.find(intent);
    if (found == live_.end())
        return;
    auto& listeners = found->second->listeners;
    for (auto entry = listeners.begin(); entry != listeners.end(); ++entry) {
        if (feed_key(intent, entry->first) != key)
            continue;
        const auto place = entry->second.find(reactor);
        if (place != entry->second.end() && --place->second == 0)
            entry->second.erase(place);
        if (entry->second.empty())
            listeners.erase(entry);
        return;
    }
}

asio::awaitable<std::optional<PushMessage>> IntentHome::topic_push(TopicRef ref) {
    LivePtr live = find(ref.intent);
    co_await load(live);
    if (live->state->seq < ref.intent_seq)
        co_await catch_up(live);
    if (ref.business) {
        Viewer desk{{}, ref.business};
        co_await audience_for(live, std::move(desk));
    }
    core::State walking;
    for (const core::Record& record : live->records) {
        core::evolve(walking, record);
        if (record.seq < ref.intent_seq)
            continue;
        core::Audience audience = core::Audience::of_everybody();
        std::optional<core::Push> push;
        if (ref.business) {
            const core::Bidder* bidder = walking.bidder_of(*ref.business);
            if (bidder == nullptr)
                co_return std::nullopt;
            audience = core::Audience::of_bidder(bidder->number);
            push = core::desk_view(walking, record, bidder->number);
        } else {
            for (core::Push& made : core::view(walking, record, audience))
                if (made.type == "intent_opened")
                    push = std::move(made);
        }
        if (!push)
            co_return std::nullopt;
        PushMessage told = message(*live, walking, record, audience, std::move(*push));
        told.topic = ref.topic;
        told.seq = ref.seq;
        if (ref.business)
            told.data["intent_id"] = core::to_text(ref.intent);
        if (ref.business && told.type == "erased" && parts_.deletion_order)
            told.data["deletion"] = parts_.deletion_order(ref.intent, *ref.business, record.at);
        if (told.type == "invited") {
            told.data["intent"] = dressed(*live, walking, audience, std::move(told.data["intent"]));
            if (parts_.solicitation)
                told.data["solicitation"] = parts_.solicitation(ref.intent, walking, *walking.bidder(audience.bidder));
        }
        co_return told;
    }
    co_return std::nullopt;
}

} // namespace parley::app
