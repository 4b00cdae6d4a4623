#include "adapters/postgres/append_sql.hpp"

#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace parley::postgres {

namespace {

// A row per intent, numbered by n; events, parts, promises and deeds name theirs by n.
constexpr std::string_view want = R"(
WITH want AS MATERIALIZED (
    SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bigint[],
                         $8::text[], $9::boolean[], $10::bigint[]) WITH ORDINALITY
        AS w (intent_id, expected, next, state, sector, consumer_id, next_due, summary, is_public, created_at, n)
))";

// Heads are moved only from the expected seq.
constexpr std::string_view moved_by = R"(, moved AS (
    UPDATE intent_head h
    SET seq = w.next, state = w.state, sector = w.sector, consumer_id = w.consumer_id, next_due = w.next_due,
        summary = w.summary::jsonb, is_public = w.is_public
    FROM )";
constexpr std::string_view as_they_are = "want";
// In the order of their ids, so that batches of several nodes never wait for each other in a circle.
constexpr std::string_view locked_in_order = R"((
        SELECT a.* FROM want a JOIN intent_head l ON l.intent_id = a.intent_id AND l.seq = a.expected
        WHERE a.next > a.expected AND a.expected > 0
        ORDER BY l.intent_id FOR NO KEY UPDATE OF l
    ))";
constexpr std::string_view from_the_expected = R"( w
    WHERE h.intent_id = w.intent_id AND h.seq = w.expected AND w.next > w.expected AND w.expected > 0
    RETURNING w.n, h.intent_id, h.consumer_id
))";

constexpr std::string_view made = R"(, made AS (
    INSERT INTO intent_head (intent_id, seq, state, sector, consumer_id, next_due, summary, is_public, created_at)
    SELECT intent_id, next, state, sector, consumer_id, next_due, summary::jsonb, is_public, created_at
    FROM want WHERE expected = 0 AND next > 0 ORDER BY intent_id
    ON CONFLICT (intent_id) DO NOTHING
    RETURNING intent_id
))";

constexpr std::string_view those_moved = "SELECT n, intent_id, consumer_id FROM moved";
constexpr std::string_view those_made =
    "SELECT w.n, w.intent_id, w.consumer_id FROM want w JOIN made m ON m.intent_id = w.intent_id";

constexpr std::string_view events = R"(, events AS (
    INSERT INTO intent_event (intent_id, seq, at, received_at, type, body, command_key, hash)
    SELECT w.intent_id, e.seq, e.at, e.received_at, e.type, e.body::jsonb, e.command_key, e.hash
    FROM unnest($11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::text[], $16::text[], $17::text[],
                $18::bytea[]) AS e (n, seq, at, received_at, type, body, command_key, hash)
    JOIN won w ON w.n = e.n
))";

constexpr std::string_view parts = R"(, parts AS (
    INSERT INTO intent_part (intent_id, seq, name, salt, value)
    SELECT w.intent_id, p.seq, p.name, p.salt, p.value::jsonb
    FROM unnest($19::bigint[], $20::bigint[], $21::text[], $22::bytea[], $23::text[]) AS p (n, seq, name, salt, value)
    JOIN won w ON w.n = p.n
))";

// A notice that is due at once is promised to no reader without a browser: few have one, and each row costs a look.
constexpr std::string_view promises = R"(, promises AS (
    INSERT INTO outbox (intent_id, intent_seq, kind, target, not_before, body)
    SELECT w.intent_id, o.intent_seq, o.kind, o.target, o.not_before, o.body::jsonb
    FROM unnest($24::bigint[], $25::bigint[], $26::text[], $27::text[], $28::bigint[], $29::text[]) WITH ORDINALITY
        AS o (n, intent_seq, kind, target, not_before, body, place)
    JOIN won w ON w.n = o.n
    WHERE o.kind <> 'push' OR o.target LIKE '%/reminder' OR EXISTS (
        SELECT FROM push_subscription p
        WHERE p.principal_id = CASE WHEN o.target LIKE 'business/%' THEN substr(o.target, 10, 26)
                                    ELSE w.consumer_id END)
    ORDER BY o.place
))";

constexpr std::string_view deeds = R"(, deeds AS (
    INSERT INTO seat_act (intent_id, seq, business_id, seat_id, what, at)
    SELECT w.intent_id, d.seq, d.business_id, d.seat_id, d.what, d.at
    FROM unnest($30::bigint[], $31::bigint[], $32::text[], $33::text[], $34::text[], $35::bigint[])
        AS d (n, seq, business_id, seat_id, what, at)
    JOIN won w ON w.n = d.n
))";

constexpr std::string_view is_won = "w.n IN (SELECT n FROM won)";
constexpr std::string_view is_there =
    "w.expected = coalesce((SELECT h.seq FROM intent_head h WHERE h.intent_id = w.intent_id), 0)";

std::string text_of(const BatchKinds& kinds) {
    std::string text(want);
    const auto add = [&text](auto... pieces) { (text.append(pieces), ...); };
    if (kinds.goes_on)
        add(moved_by, kinds.several ? locked_in_order : as_they_are, from_the_expected);
    if (kinds.begins)
        add(made);
    const bool writes = kinds.goes_on || kinds.begins;
    if (writes) {
        add(", won AS MATERIALIZED (", kinds.goes_on ? those_moved : those_made);
        if (kinds.goes_on && kinds.begins)
            add(" UNION ALL ", those_made);
        add(")", events);
        if (kinds.parts)
            add(parts);
        if (kinds.promises)
            add(promises);
        if (kinds.deeds)
            add(deeds);
    }
    add("\nSELECT ");
    if (writes && kinds.asks)
        add("CASE WHEN w.next > w.expected THEN ", is_won, " ELSE ", is_there, " END");
    else
        add(writes ? is_won : is_there);
    add(" FROM want w ORDER BY w.n");
    return text;
}

unsigned key_of(const BatchKinds& kinds) {
    unsigned key = 0;
    for (const bool kind :
         {kinds.several, kinds.begins, kinds.goes_on, kinds.asks, kinds.parts, kinds.promises, kinds.deeds})
        key = key << 1U | (kind ? 1U : 0U);
    return key;
}

} // namespace

const Sql& append_statement(const BatchKinds& kinds) {
    struct Made {
        std::string text;
        Sql sql{};
    };
    static std::mutex mutex;
    static std::map<unsigned, Made> all;
    const std::lock_guard lock(mutex);
    const auto [place, is_new] = all.try_emplace(key_of(kinds));
    Made& statement = place->second;
    if (is_new) {
        statement.text = text_of(kinds);
        statement.sql = {"append", statement.text.c_str()};
    }
    return statement.sql;
}

} // namespace parley::postgres
