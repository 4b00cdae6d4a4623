#include "app/intent_home.hpp"

#include "app/consequences.hpp"
#include "app/live_intent.hpp"
#include "core/erasure.hpp"
#include "runtime/deadline.hpp"
#include "runtime/error.hpp"
#include "runtime/log.hpp"
#include "runtime/metrics.hpp"

#include <boost/asio/as_tuple.hpp>

#include <algorithm>

namespace parley::app {

namespace asio = boost::asio;

namespace {

constexpr std::size_t batch_max = 64;      // commands decided on top of each other for one append
constexpr std::size_t waiting_max = 1'024; // commands of one intent that may wait; more are told to come back

constexpr std::size_t live_max = 20'000; // intents in memory per reactor before idle ones are dropped
constexpr core::Micros idle_after = core::seconds(600);
constexpr core::Micros drop_every = core::seconds(1);

bool has_award(const std::vector<StoredEvent>& events) {
    return std::any_of(events.begin(), events.end(),
                       [](const StoredEvent& event) { return event.type == core::Awarded::type; });
}

bool erases(const std::vector<StoredEvent>& events) {
    return std::any_of(events.begin(), events.end(),
                       [](const StoredEvent& event) { return event.type == core::Erased::type; });
}

/// The parts of that kind, which an append with an erasure deletes.
std::vector<PartRef> parts_of(const std::vector<core::Record>& log,
                              bool (*kind)(std::string_view type, std::string_view part)) {
    std::vector<PartRef> found;
    for (const core::Record& record : log) {
        const std::string_view type = core::type_of(record.event);
        for (const core::Part& part : core::write_event(record.event, record.seq, {}).parts)
            if (kind(type, part.name))
                found.push_back({record.seq, part.name});
    }
    return found;
}

std::vector<PartRef> erasable_parts(const std::vector<core::Record>& log) {
    return parts_of(log, core::is_erasable);
}

/// The businesses that saw the intent: who was asked, and who waits to be.
std::vector<core::BusinessId> witnesses(const core::State& state) {
    std::vector<core::BusinessId> found;
    for (const core::Bidder& bidder : state.bidders)
        found.push_back(bidder.business.id);
    for (const core::Queued& queued : state.queue)
        found.push_back(queued.business.id);
    return found;
}

/// Whether no command of another can turn this refusal, so that it needs no look at the ledger.
bool is_final(const Answer& answer) {
    return answer.has_error() && answer.error().code == core::RefusalCode::intent_over;
}

runtime::Counter& not_recorded_count() {
    static runtime::Counter& counter =
        runtime::process_metrics().counter("parley_offers_not_recorded_total",
                                           "Offers that came in time but found their round closed; the target is zero");
    return counter;
}

} // namespace

IntentHome::IntentHome(Market& market, std::size_t reactor)
    : market_(market), parts_(market.parts()), reactor_(reactor), tasks_(parts_.reactors.executor(reactor)) {}

IntentHome::~IntentHome() = default;

IntentHome::LivePtr IntentHome::find(const core::IntentId& intent) {
    if (live_.size() > live_max && parts_.clock() >= next_drop_)
        drop_idle();
    auto& live = live_[intent];
    if (!live)
        live = std::make_shared<Live>(intent);
    live->used_at = parts_.clock();
    return live;
}

void IntentHome::drop_idle() {
    const core::Instant now = parts_.clock();
    next_drop_ = now + drop_every;
    std::erase_if(live_, [&](const auto& entry) {
        const Live& live = *entry.second;
        // What nobody has made is asked for by whoever guesses ids; it costs no more than the next look.
        const core::Micros kept = live.loaded && live.state->seq == 0 ? drop_every : idle_after;
        return live.waiting.empty() && !live.working && live.listeners.empty() && live.used_at < now - kept;
    });
}

// --- loading ---------------------------------------------------------------------------------------------------

asio::awaitable<void> IntentHome::load(LivePtr live) {
    while (!live->loaded) {
        const std::int64_t from = live->state->seq;
        const IntentLog log = co_await read_on(live->id, from);
        if (live->loaded || live->state->seq != from)
            continue; // Somebody else was faster while this one waited.
        if (from > 0 && has_award(log.events))
            co_await read_contact(live);
        if (live->state->seq != from)
            continue;
        extend(live, log.events, log.parts);
        live->loaded = true;
    }
}

/// What the ledger has after `from`. The cache spares reading most of a whole log, but it may end before the truth
/// does: a node that died between a commit and the cache has already told people of what it committed. So its last
/// event is read again with what follows it, and a cache that does not end in the log is not believed.
asio::awaitable<IntentLog> IntentHome::read_on(core::IntentId intent, std::int64_t from) {
    if (from > 0)
        co_return co_await parts_.ledger.read(intent, from);
    IntentLog log = co_await asio::co_spawn(parts_.live_executor, parts_.live.cached(intent), asio::use_awaitable);
    if (log.events.empty())
        co_return co_await parts_.ledger.read(intent, 0);
    const std::int64_t known = log.events.back().seq;
    IntentLog rest = co_await parts_.ledger.read(intent, known - 1);
    if (rest.events.empty() || rest.events.front().hash != log.events.back().hash) {
        forget_cached(intent);
        co_return co_await parts_.ledger.read(intent, 0);
    }
    for (StoredEvent& event : rest.events)
        if (event.seq > known)
            log.events.push_back(std::move(event));
    for (StoredPart& part : rest.parts)
        if (part.seq > known)
            log.parts.push_back(std::move(part));
    co_return log;
}

void IntentHome::forget_cached(const core::IntentId& intent) {
    asio::post(parts_.live_executor, [&store = parts_.live, intent] { store.forget(intent); });
}

asio::awaitable<void> IntentHome::catch_up(LivePtr live) {
    const std::int64_t from = live->state->seq;
    const IntentLog log = co_await parts_.ledger.read(live->id, from);
    if (from > 0 && has_award(log.events))
        co_await read_contact(live);
    if (live->state->seq == from)
        extend(live, log.events, log.parts);
}

void IntentHome::extend(LivePtr live, const std::vector<StoredEvent>& events, const std::vector<StoredPart>& parts) {
    if (events.empty())
        return;
    auto next = std::make_shared<core::State>(*live->state);
    for (core::Record& record : decode_run(live->id, events, parts)) {
        core::evolve(*next, record);
        tell(live, *next, record);
        live->records.push_back(std::move(record));
    }
    live->state = std::move(next);
    live->head = events.back().hash;
    if (erases(events))
        forget_erased(*live);
}

void IntentHome::forget_erased(Live& live) {
    for (core::Record& record : live.records)
        record.event = core::without_erasable(record.event);
    live.contact = {};
    forget_cached(live.id);
}

/// What the winner gets carries the buyer's contact, which its own store has and never the log. It is read each time
/// that it is about to be shown, for it may have been erased. Where it cannot be read, nobody is told of an award.
asio::awaitable<void> IntentHome::read_contact(LivePtr live) {
    live->contact = co_await parts_.buyer_contact(live->state->intent.consumer);
}

// --- deciding --------------------------------------------------------------------------------------------------

asio::awaitable<Answer> IntentHome::submit(core::IntentId intent, core::Envelope envelope, std::string seat) {
    LivePtr live = find(intent);
    if (live->waiting.size() >= waiting_max)
        throw runtime::Unavailable("too many commands wait for this intent");
    auto waiting = std::make_shared<Waiting>(tasks_.executor(), std::move(envelope), std::move(seat));
    live->waiting.push_back(waiting);
    kick(live);
    // What needs no commit is answered before anybody could wait for it, and then nothing would end the wait.
    if (!waiting->answer && !waiting->error)
        co_await waiting->done.async_wait(asio::as_tuple(asio::use_awaitable));
    if (waiting->error)
        std::rethrow_exception(waiting->error);
    co_return std::move(*waiting->answer);
}

void IntentHome::kick(LivePtr live) {
    if (live->working || live->waiting.empty())
        return;
    live->working = true;
    tasks_.spawn("intent_home", work(live));
}

asio::awaitable<void> IntentHome::work(LivePtr live) {
    while (!live->waiting.empty()) {
        Batch batch;
        std::exception_ptr failure;
        try {
            co_await load(live);
            batch = decide_waiting(*live);
            co_await commit(live, batch);
        } catch (...) {
            failure = std::current_exception();
        }
        if (!failure)
            continue;
        // Whoever was not answered yet must not wait for ever.
        for (const auto& reply : batch.replies)
            if (reply.waiting && !reply.waiting->answer && !reply.waiting->error)
                reply.waiting->fail(failure);
        // What could not be loaded cannot be decided, now or for anyone who waits behind.
        for (const auto& waiting : std::exchange(live->waiting, {}))
            waiting->fail(failure);
    }
    live->working = false;
    kick(live);
}

template <class See>
void IntentHome::each_step(const core::State& before, const Batch& batch, See see) {
    if (batch.records.size() == 1)
        return see(*batch.state, batch.records.front()); // the usual case, and a state is costly to copy
    core::State walking = before;
    for (const core::Record& record : batch.records) {
        core::evolve(walking, record);
        see(walking, record);
    }
}

IntentHome::Batch IntentHome::decide_waiting(Live& live) {
    Batch batch;
    batch.state = live.state;
    for (std::size_t i = 0; i < batch_max && !live.waiting.empty(); ++i) {
        auto waiting = std::move(live.waiting.front());
        live.waiting.pop_front();
        core::Envelope& envelope = waiting->envelope;
        envelope.experiment_ended = parts_.experiment_ended && batch.state->posted_plan &&
                                    parts_.experiment_ended(batch.state->intent.assignment.experiment);
        // It may have come while the gates were open and have waited until they closed.
        if (!market_.takes(envelope.command)) {
            waiting->fail(std::make_exception_ptr(runtime::Unavailable("this node takes no offers now")));
            continue;
        }
        auto decided = core::decide(*batch.state, envelope, parts_.clock());
        if (!decided) {
            if (decided.error().code == core::RefusalCode::not_recorded)
                not_recorded_count().add();
            batch.replies.push_back({std::move(waiting), decided.error()});
            continue;
        }
        if (decided->hold) {
            hold(find(live.id), std::move(waiting), *decided->hold);
            continue;
        }
        Done done;
        // Answered from what the log keeps of the key, so that a repeat gets the same.
        done.caller_seq = decided->use.caller_seq;
        done.at = decided->use.at;
        done.received_at = decided->use.received_at;
        done.first_offer = decided->use.first_offer;
        done.events = decided->records.size();
        if (decided->repeat) {
            done.repeated = true;
            done.state = batch.state;
            batch.replies.push_back({std::move(waiting), std::move(done)});
            continue;
        }
        auto next = std::make_shared<const core::State>(std::move(decided->state));
        // A claim may be refused, and nobody else's command with it: what claims goes alone.
        const bool claims = !claims_of(*batch.state, *next).empty();
        if (claims && !batch.replies.empty()) {
            live.waiting.push_front(std::move(waiting));
            break;
        }
        if (!waiting->seat.empty() && decided->own_seq != 0)
            batch.deeds.push_back({decided->own_seq, envelope.sender.business, waiting->seat});
        for (core::Record& record : decided->records)
            batch.records.push_back(std::move(record));
        done.state = next;
        batch.state = std::move(next);
        batch.replies.push_back({std::move(waiting), std::move(done)});
        if (claims)
            break;
    }
    return batch;
}

void IntentHome::hold(LivePtr live, std::shared_ptr<Waiting> waiting, core::Instant until) {
    auto later = [](IntentHome& home, LivePtr held, std::shared_ptr<Waiting> command,
                    core::Instant when) -> asio::awaitable<void> {
        const core::Micros wait = std::max<core::Micros>(when - home.parts_.clock(), 0);
        co_await runtime::sleep_for(std::chrono::microseconds(wait));
        held->waiting.push_back(std::move(command));
        home.kick(held);
    };
    tasks_.spawn("held_command", later(*this, std::move(live), std::move(waiting), until));
}

// --- saving and telling ----------------------------------------------------------------------------------------

asio::awaitable<void> IntentHome::commit(LivePtr live, Batch& batch) {
    if (batch.replies.empty())
        co_return;
    // Nothing can turn a refusal once the intent is over, and a tick that found nothing to do has nobody to answer:
    // neither needs its version checked.
    const bool all_ticks = std::all_of(batch.replies.begin(), batch.replies.end(), [](const Batch::Reply& reply) {
        return std::holds_alternative<core::Tick>(reply.waiting->envelope.command);
    });
    const bool all_final = std::ranges::all_of(batch.replies, [](const Batch::Reply& r) { return is_final(r.answer); });
    if (batch.records.empty() && (all_final || all_ticks)) {
        settle(live, batch, {});
        // The round clock leased this intent for the tick; it needs the true deadline back.
        if (all_ticks)
            pass_on({live->id, {}, {}, core::next_due(*live->state)});
        co_return;
    }
    Append append;
    append.intent = live->id;
    const std::int64_t expected = live->state->seq;
    append.expected_seq = expected;
    EncodedRun run = encode_run(live->head, batch.records, parts_.entropy());
    append.events = run.events;
    append.parts = run.parts;
    append.head = head_facts(*batch.state);
    append.claims = claims_of(*live->state, *batch.state);
    append.deeds = batch.deeds;
    const std::vector<CapacityClaim> claims = append.claims;
    if (erases(run.events)) {
        append.erased = erasable_parts(live->records);
        append.deletions = witnesses(*batch.state);
        append.erased_at = run.events.back().at;
        // What ends in the same append may have words in it, too.
        for (const PartRef& part : erasable_parts(batch.records))
            std::erase_if(append.parts,
                          [&](const StoredPart& one) { return one.seq == part.seq && one.name == part.name; });
    }
    each_step(*live->state, batch, [&](const core::State& after, const core::Record& record) {
        for (OutboxRow& row : consequences(after, record, parts_.mail_grace))
            append.outbox.push_back(std::move(row));
    });
    AppendOutcome outcome = AppendOutcome::conflict;
    std::exception_ptr failure;
    try {
        // Before the commit: nothing may come between that and telling the winner.
        if (has_award(append.events))
            co_await read_contact(live);
        if (expected == 0 && append.events.empty())
            outcome = AppendOutcome::committed; // There is no head whose version could be checked.
        else
            outcome = co_await parts_.ledger.append(std::move(append));
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        for (auto& reply : batch.replies)
            reply.waiting->fail(failure);
        // Whether it was written or not, memory must not go on from a guess.
        live->loaded = false;
        co_await load(live);
        co_return;
    }
    switch (outcome) {
    case AppendOutcome::committed:
        settle(live, batch, std::move(run));
        co_return;
    case AppendOutcome::capacity_taken:
        for (auto& reply : batch.replies)
            reply.waiting->finish(core::Refusal{core::RefusalCode::capacity_taken, {}});
        // What cannot be chosen should not look as if it could.
        for (const CapacityClaim& claim : claims)
            if (!claim.give_back)
                retire(*live, claim);
        co_return;
    case AppendOutcome::conflict: {
        // Another node wrote first: all of it is void and is decided again from what is true now.
        for (auto reply = batch.replies.rbegin(); reply != batch.replies.rend(); ++reply)
            live->waiting.push_front(std::move(reply->waiting));
        forget_cached(live->id);
        if (live->state->seq == expected)
            co_await catch_up(live); // Unless somebody has read on already.
        if (live->state->seq == expected) {
            // Nobody did: memory has what the ledger has not, out of a cache that outlived a restored database.
            live->state = std::make_shared<core::State>();
            live->records.clear();
            live->head = {};
            live->loaded = false;
        }
        co_return;
    }
    }
}

/// Works in the place of a batch of commands, so that nothing is decided meanwhile on what is about to go.
asio::awaitable<bool> IntentHome::erase_request(core::IntentId intent) {
    LivePtr live = find(intent);
    if (live->working)
        co_return false;
    live->working = true;
    bool done = false;
    std::exception_ptr failure;
    try {
        co_await load(live);
        done = co_await erase_request_of(live);
    } catch (...) {
        failure = std::current_exception();
    }
    live->working = false;
    kick(live);
    if (failure)
        std::rethrow_exception(failure);
    co_return done;
}

asio::awaitable<bool> IntentHome::erase_request_of(LivePtr live) {
    std::vector<core::Record> left;
    auto state = std::make_shared<core::State>();
    for (core::Record record : live->records) {
        record.event = core::without_request(record.event);
        core::evolve(*state, record);
        left.push_back(std::move(record));
    }
    Append append;
    append.intent = live->id;
    append.expected_seq = state->seq;
    append.head = head_facts(*state);
    append.erased = parts_of(live->records, core::is_of_request);
    append.deletions = witnesses(*state);
    // Who has to deliver is told when the deal itself goes.
    if (state->award && state->award->confirmed_at)
        std::erase(append.deletions, state->bidder(state->award->bidder)->business.id);
    append.erased_at = parts_.clock();
    append.is_aged_request = true;
    const AppendOutcome outcome = co_await parts_.ledger.append(std::move(append));
    forget_cached(live->id);
    if (outcome != AppendOutcome::committed) {
        co_await catch_up(live);
        co_return false;
    }
    if (live->state->seq == state->seq) {
        live->records = std::move(left);
        live->state = std::move(state);
    } else {
        // Memory has read on with the words in it; whoever looks next reads it all anew.
        live->state = std::make_shared<core::State>();
        live->records.clear();
        live->head = {};
        live->loaded = false;
    }
    co_return true;
}

void IntentHome::retire(Live& live, const CapacityClaim& claim) {
    core::Envelope envelope;
    envelope.command = core::RetireOffer{claim.business, claim.group};
    envelope.received_at = parts_.clock();
    live.waiting.push_front(std::make_shared<Waiting>(tasks_.executor(), std::move(envelope)));
}

void IntentHome::settle(LivePtr live, Batch& batch, EncodedRun run) {
    // Whoever read on while the commit's answer was on its way has found these events in the ledger and told them.
    if (!batch.records.empty() && live->state->seq < batch.records.front().seq) {
        each_step(*live->state, batch,
                  [&](const core::State& after, const core::Record& record) { tell(live, after, record); });
        std::ranges::move(batch.records, std::back_inserter(live->records));
        live->head = run.head;
        live->state = batch.state;
        parts_.reach("before_ack");
    }
    for (auto& reply : batch.replies)
        reply.waiting->finish(std::move(reply.answer));
    if (run.events.empty())
        return;
    const bool erased = erases(run.events);
    if (erased)
        run.parts.clear();
    Committed committed{live->id, std::move(run.events), std::move(run.parts), core::next_due(*batch.state)};
    if (parts_.on_commit)
        parts_.on_commit(committed);
    pass_on(std::move(committed));
    if (erased)
        forget_erased(*live);
}

void IntentHome::pass_on(Committed run) {
    auto post = [&store = parts_.live, run = std::move(run)]() mutable { store.committed(std::move(run)); };
    asio::post(parts_.live_executor, std::move(post));
}

// --- other nodes -----------------------------------------------------------------------------------------------

asio::awaitable<void> IntentHome::committed_elsewhere(Committed run) {
    const auto found = live_.find(run.intent);
    if (found == live_.end() || !found->second->loaded)
        co_return;
    LivePtr live = found->second;
    if (live->working)
        co_return; // Its own append will conflict and catch up, or the sweep will.
    const auto continues = [&] { return !run.events.empty() && run.events.front().seq == live->state->seq + 1; };
    if (continues()) {
        if (has_award(run.events))
            co_await read_contact(live);
        if (!live->working && continues())
            extend(live, run.events, run.parts);
    } else if (run.events.empty() || run.events.back().seq > live->state->seq) {
        co_await catch_up(live);
    }
}

asio::awaitable<void> IntentHome::reconcile() {
    std::vector<core::IntentId> ids;
    for (const auto& [id, live] : live_)
        if (live->loaded || !live->listeners.empty())
            ids.push_back(id);
    if (ids.empty())
        co_return;
    const auto heads = co_await parts_.ledger.heads(std::move(ids));
    for (const DueHead& head : heads) {
        const auto found = live_.find(head.intent);
        if (found == live_.end() || found->second->working || found->second->state->seq >= head.seq)
            continue;
        LivePtr live = found->second;
        try {
            if (live->loaded)
                co_await catch_up(live);
            else
                co_await load(live); // Its listeners wait for what a failure left untold.
        } catch (const BrokenLog& error) {
            // The others have to be swept all the same.
            runtime::log_error("log_is_broken", {{"reason", error.what()}});
        }
    }
}

} // namespace parley::app
