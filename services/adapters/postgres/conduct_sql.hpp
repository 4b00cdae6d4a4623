// The statements about the code of conduct.
#pragma once

#include "adapters/postgres/sql_text.hpp"

namespace parley::postgres::sql {

inline constexpr Sql note_conduct = {"note_conduct", R"(
INSERT INTO conduct_event (business_id, kind, intent_id, about, seq, at) VALUES ($1, $2, $3, $4, nullif($5, 0), $6)
ON CONFLICT DO NOTHING)"};

// A report counts from the moment at which it was upheld.
#define PARLEY_CONDUCT                                                                                                 \
    "SELECT e.id, e.kind, e.intent_id, e.about, e.seq, coalesce(u.at, e.at) AS counts_at, "                            \
    "EXISTS (SELECT FROM matter m JOIN steward_act a ON a.subject = 'matter/' || m.id AND a.act = 'uphold' "           \
    "WHERE m.principal_id = e.business_id AND m.kind = 'appeal' AND m.about = 'conduct/' || e.id), "                   \
    "coalesce(u.reasons, '') "                                                                                         \
    "FROM conduct_event e LEFT JOIN steward_act u ON e.kind = 'report' AND u.act = 'uphold' "                          \
    "AND u.subject = 'report/' || e.intent_id || '/' || e.about "                                                      \
    "WHERE (e.kind <> 'report' OR u.id IS NOT NULL) "

inline constexpr Sql conduct_events = {"conduct_events",
                                       PARLEY_CONDUCT "AND e.business_id = $1 AND coalesce(u.at, e.at) > $2 "
                                                      "ORDER BY counts_at, e.id"};

inline constexpr Sql conduct_event = {"conduct_event", PARLEY_CONDUCT "AND e.id = $1"};

#undef PARLEY_CONDUCT

inline constexpr Sql lock_offers = {"lock_offers", "SELECT 1 FROM pg_advisory_xact_lock(7312, hashtext($1))"};

inline constexpr Sql forget_offers = {"forget_offers", R"(
DELETE FROM limited_offer WHERE business_id = $1 AND at <= $2)"};

// After the lock and what is too old, each in a statement of its own.
inline constexpr Sql take_offer = {"take_offer", R"(
WITH room AS (
    SELECT count(*) < $4 AS is_left, coalesce(bool_or(intent_id = $2), false) AS is_taken
    FROM limited_offer WHERE business_id = $1
), taken AS (
    INSERT INTO limited_offer (business_id, intent_id, at) SELECT $1, $2, $3 FROM room WHERE is_left AND NOT is_taken
)
SELECT is_left OR is_taken FROM room)"};

inline constexpr Sql give_offer_back = {"give_offer_back", R"(
DELETE FROM limited_offer WHERE business_id = $1 AND intent_id = $2)"};

inline constexpr Sql offers_taken = {"offers_taken", R"(
SELECT at FROM limited_offer WHERE business_id = $1 AND at > $2 ORDER BY at)"};

inline constexpr Sql conduct_accepted = {"conduct_accepted", R"(
SELECT version, accepted_at FROM conduct_acceptance WHERE business_id = $1 ORDER BY accepted_at DESC LIMIT 1)"};

} // namespace parley::postgres::sql
