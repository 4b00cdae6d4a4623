#include "adapters/postgres/append_batch.hpp"

#include "adapters/postgres/append_sql.hpp"
#include "core/assert.hpp"
#include "wire/value_json.hpp"

#include <algorithm>

namespace parley::postgres {

namespace {

using app::Append;
using app::AppendOutcome;

template <std::size_t N>
std::string raw(const std::array<std::uint8_t, N>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), N};
}

// The columns of append_statement, one vector each; `n` is the place of the append in the batch, from 1.
struct Columns {
    std::vector<std::string> intents, states, sectors, consumers, summaries;
    std::vector<std::int64_t> expected, next, created;
    std::vector<std::optional<std::int64_t>> due;
    std::vector<bool> is_public;

    std::vector<std::int64_t> event_n, event_seq, event_at, event_received;
    std::vector<std::string> event_type, event_body, event_key, event_hash;

    std::vector<std::int64_t> part_n, part_seq;
    std::vector<std::string> part_name, part_salt, part_value;

    std::vector<std::int64_t> promise_n, promise_seq, promise_not_before;
    std::vector<std::string> promise_kind, promise_target, promise_body;

    std::vector<std::int64_t> deed_n, deed_seq, deed_at;
    std::vector<std::string> deed_business, deed_seat, deed_what;

    void add(const Append& append) {
        const auto n = static_cast<std::int64_t>(intents.size()) + 1;
        intents.push_back(core::to_text(append.intent));
        expected.push_back(append.expected_seq);
        next.push_back(append.expected_seq + static_cast<std::int64_t>(append.events.size()));
        states.push_back(append.head.state);
        sectors.push_back(append.head.sector);
        consumers.push_back(core::to_text(append.head.consumer));
        due.push_back(append.head.next_due ? std::optional(append.head.next_due->us) : std::nullopt);
        summaries.push_back(wire::to_json(append.head.summary));
        is_public.push_back(append.head.is_public);
        created.push_back(append.head.created_at.us);
        add_events(append, n);
        if (append.events.empty())
            return; // a question writes nothing at all
        for (const app::StoredPart& part : append.parts) {
            part_n.push_back(n);
            part_seq.push_back(part.seq);
            part_name.push_back(part.name);
            part_salt.push_back(raw(part.salt));
            part_value.push_back(wire::to_json(part.value));
        }
        for (const app::OutboxRow& row : append.outbox) {
            promise_n.push_back(n);
            promise_seq.push_back(row.intent_seq);
            promise_kind.push_back(row.kind);
            promise_target.push_back(row.target);
            promise_not_before.push_back(row.not_before.us);
            promise_body.push_back(wire::to_json(row.body));
        }
        add_deeds(append, n);
    }

    void add_events(const Append& append, std::int64_t n) {
        std::int64_t seq = append.expected_seq;
        for (const app::StoredEvent& event : append.events) {
            PARLEY_ASSERT(event.seq == ++seq, "the events of an append continue its expected seq");
            event_n.push_back(n);
            event_seq.push_back(event.seq);
            event_at.push_back(event.at.us);
            event_received.push_back(event.received_at.us);
            event_type.push_back(event.type);
            event_body.push_back(wire::to_json(event.body));
            event_key.push_back(event.command_key);
            event_hash.push_back(raw(event.hash));
        }
    }

    void add_deeds(const Append& append, std::int64_t n) {
        for (const app::SeatDeed& deed : append.deeds) {
            const auto event = std::ranges::find(append.events, deed.seq, &app::StoredEvent::seq);
            PARLEY_ASSERT(event != append.events.end(), "a deed is one of the events of its append");
            deed_n.push_back(n);
            deed_seq.push_back(deed.seq);
            deed_business.push_back(core::to_text(deed.business));
            deed_seat.push_back(deed.seat);
            deed_what.push_back(event->type);
            deed_at.push_back(event->at.us);
        }
    }

    BatchKinds kinds() const {
        BatchKinds kinds;
        kinds.several = intents.size() > 1;
        for (std::size_t at = 0; at < intents.size(); ++at) {
            const bool writes = next[at] > expected[at];
            kinds.asks = kinds.asks || !writes;
            kinds.begins = kinds.begins || (writes && expected[at] == 0);
            kinds.goes_on = kinds.goes_on || (writes && expected[at] > 0);
        }
        kinds.parts = !part_n.empty();
        kinds.promises = !promise_n.empty();
        kinds.deeds = !deed_n.empty();
        return kinds;
    }

    Parameters parameters() const {
        Parameters out;
        out.texts(intents).bigints(expected).bigints(next).texts(states).texts(sectors).texts(consumers).bigints(due);
        out.texts(summaries).booleans(is_public).bigints(created);
        out.bigints(event_n).bigints(event_seq).bigints(event_at).bigints(event_received);
        out.texts(event_type).texts(event_body).texts(event_key).byteas(event_hash);
        out.bigints(part_n).bigints(part_seq).texts(part_name).byteas(part_salt).texts(part_value);
        out.bigints(promise_n).bigints(promise_seq).texts(promise_kind).texts(promise_target);
        out.bigints(promise_not_before).texts(promise_body);
        out.bigints(deed_n).bigints(deed_seq).texts(deed_business).texts(deed_seat).texts(deed_what).bigints(deed_at);
        return out;
    }
};

// Thrown through Session::transaction so that nothing of the append stays.
struct NotWritten {
    AppendOutcome outcome;
};

void take_slot(Session& session, const Append& append, const app::CapacityClaim& claim) {
    const std::string intent = core::to_text(append.intent);
    const std::string business = core::to_text(claim.business);
    const Rows group = session.execute(sql::lock_group, Parameters().text(business).text(claim.group));
    if (group.size() == 0)
        throw NotWritten{AppendOutcome::capacity_taken};
    const Rows used = session.execute(sql::slots_used, Parameters().text(business).text(claim.group).text(intent));
    const bool has_one = used.bigint(0, 1) > 0;
    if (!has_one && used.bigint(0, 0) >= group.bigint(0, 0))
        throw NotWritten{AppendOutcome::capacity_taken};
    session.execute(sql::take_slot,
                    Parameters().text(intent).text(business).text(claim.group).bigint(append.expected_seq + 1));
}

void give_slot_back(Session& session, const Append& append, const app::CapacityClaim& claim) {
    session.execute(
        sql::give_slot_back,
        Parameters().text(core::to_text(append.intent)).text(core::to_text(claim.business)).text(claim.group));
}

void erase_parts(Session& session, const Append& append) {
    std::vector<std::int64_t> seqs;
    std::vector<std::string> names;
    for (const app::PartRef& part : append.erased) {
        seqs.push_back(part.seq);
        names.push_back(part.name);
    }
    session.execute(sql::erase_parts, Parameters().text(core::to_text(append.intent)).bigints(seqs).texts(names));
    session.execute(append.is_aged_request ? sql::erase_around_request : sql::erase_around,
                    Parameters().text(core::to_text(append.intent)));
}

/// What is erased without an event is not told by lists either.
void rewrite_summary(Session& session, const Append& append) {
    const auto parameters = Parameters()
                                .text(core::to_text(append.intent))
                                .bigint(append.expected_seq)
                                .text(wire::to_json(append.head.summary));
    if (session.execute(sql::rewrite_summary, parameters).affected() == 0)
        throw NotWritten{AppendOutcome::conflict};
}

void note_deletions(Session& session, const Append& append) {
    std::vector<std::string> businesses;
    for (const core::BusinessId& business : append.deletions)
        businesses.push_back(core::to_text(business));
    session.execute(sql::lock_deletions, Parameters());
    session.execute(sql::note_deletions,
                    Parameters().text(core::to_text(append.intent)).texts(businesses).bigint(append.erased_at.us));
}

} // namespace

std::vector<AppendOutcome> append_batch(Session& session, std::span<const Append* const> appends) {
    Columns columns;
    for (const Append* append : appends)
        columns.add(*append);
    const Rows rows = session.execute(append_statement(columns.kinds()), columns.parameters());
    PARLEY_ASSERT(static_cast<std::size_t>(rows.size()) == appends.size(), "one answer for each append");
    std::vector<AppendOutcome> outcomes;
    for (int row = 0; row < rows.size(); ++row)
        outcomes.push_back(rows.boolean(row, 0) ? AppendOutcome::committed : AppendOutcome::conflict);
    return outcomes;
}

AppendOutcome append_alone(Session& session, const Append& append) {
    auto work = [&] {
        // What is given back may be the slot that is taken.
        for (const app::CapacityClaim& claim : append.claims)
            if (claim.give_back)
                give_slot_back(session, append, claim);
        for (const app::CapacityClaim& claim : append.claims)
            if (!claim.give_back)
                take_slot(session, append, claim);
        const Append* const one[] = {&append};
        const AppendOutcome outcome = append_batch(session, one).front();
        if (outcome != AppendOutcome::committed)
            throw NotWritten{outcome};
        if (append.is_aged_request)
            rewrite_summary(session, append);
        if (!append.erased.empty())
            erase_parts(session, append);
        if (!append.deletions.empty())
            note_deletions(session, append);
    };
    try {
        session.transaction(work);
    } catch (const NotWritten& refusal) {
        return refusal.outcome;
    }
    return AppendOutcome::committed;
}

void credit_earlier_commit(Session& session, std::span<const Append* const> appends,
                           std::vector<AppendOutcome>& outcomes) {
    std::vector<std::size_t> asked;
    std::vector<std::string> intents, hashes;
    std::vector<std::int64_t> seqs;
    for (std::size_t i = 0; i < appends.size(); ++i) {
        if (outcomes[i] == AppendOutcome::committed || appends[i]->events.empty())
            continue;
        asked.push_back(i);
        intents.push_back(core::to_text(appends[i]->intent));
        seqs.push_back(appends[i]->events.front().seq);
        hashes.push_back(raw(appends[i]->events.front().hash));
    }
    if (asked.empty())
        return;
    const Rows rows = session.execute(sql::written_by_us, Parameters().texts(intents).bigints(seqs).byteas(hashes));
    for (int row = 0; row < rows.size(); ++row)
        outcomes[asked[static_cast<std::size_t>(rows.bigint(row, 0) - 1)]] = AppendOutcome::committed;
}

} // namespace parley::postgres
