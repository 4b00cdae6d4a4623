// The statements that find or take what has been kept for its time.
#pragma once

#include "adapters/postgres/sql_text.hpp"

namespace parley::postgres::sql {

#define PARLEY_NOW "floor(extract(epoch FROM statement_timestamp()) * 1000000)::bigint"

// Over the index intent_head_ended. An end is to the second or finer, as text. What is simulated is nobody's.
#define PARLEY_ENDED                                                                                                   \
    "SELECT h.intent_id FROM intent_head h WHERE h.ages AND h.ended_at <= "                                            \
    "to_char((statement_timestamp() - $1::bigint * interval '1 microsecond') AT TIME ZONE 'UTC', "                     \
    "'YYYY-MM-DD\"T\"HH24:MI:SS') "
#define PARLEY_DEAL "EXISTS (SELECT FROM deal d WHERE d.intent_id = h.intent_id) "
#define PARLEY_OLDEST "ORDER BY h.ended_at LIMIT $2"

inline constexpr Sql aged_requests = {"aged_requests", PARLEY_ENDED "AND NOT " PARLEY_DEAL R"(
  AND NOT EXISTS (
      SELECT FROM intent_event r WHERE r.intent_id = h.intent_id AND r.type = 'reported' AND NOT EXISTS (
          SELECT FROM steward_act a WHERE a.subject = 'report/' || r.intent_id || '/' || (r.body ->> 'report')
                                      AND a.act IN ('uphold', 'dismiss')))
)" PARLEY_OLDEST};

inline constexpr Sql aged_requests_of_deals = {"aged_requests_of_deals",
                                               PARLEY_ENDED "AND h.summary ->> 'title' <> '' AND " PARLEY_DEAL R"(
  AND NOT EXISTS (
      SELECT FROM intent_event p WHERE p.intent_id = h.intent_id AND p.type = 'promise_made'
                                   AND (p.body ->> 'due_at')::bigint > )" PARLEY_NOW " - $1) " PARLEY_OLDEST};

inline constexpr Sql aged_deals = {"aged_deals", PARLEY_ENDED "AND " PARLEY_DEAL PARLEY_OLDEST};

#undef PARLEY_OLDEST
#undef PARLEY_DEAL
#undef PARLEY_ENDED

inline constexpr Sql take_sessions = {"take_sessions", R"(
DELETE FROM session WHERE session_hash IN (
    SELECT session_hash FROM session WHERE expires_at <= )" PARLEY_NOW R"( LIMIT $1 FOR UPDATE SKIP LOCKED))"};

// Nobody repeats a call after a day.
inline constexpr Sql take_answers = {"take_answers", R"(
DELETE FROM stored_answer WHERE (scope, key) IN (
    SELECT scope, key FROM stored_answer WHERE made_at <= )" PARLEY_NOW R"( - 86400000000
    LIMIT $1 FOR UPDATE SKIP LOCKED))"};

inline constexpr Sql take_words = {"take_words", R"(
UPDATE matter m SET body = '' WHERE m.id IN (
    SELECT o.id FROM matter o JOIN steward_act a ON a.subject = 'matter/' || o.id AND a.act IN ('uphold', 'dismiss')
    WHERE o.body <> '' AND a.at <= )" PARLEY_NOW R"( - $1 LIMIT $2 FOR UPDATE OF o SKIP LOCKED))"};

// The guard of the table lets these rows go and no others.
inline constexpr Sql take_evidence = {"take_evidence", R"(
DELETE FROM consent WHERE id IN (
    SELECT id FROM consent
    WHERE confirmed_at IS NOT NULL
      AND least(withdrawn_at, expires_at) <= floor(extract(epoch FROM now() - interval '6 years') * 1000000)::bigint
      AND is_consent_over(withdrawn_at, expires_at)
    LIMIT $1 FOR UPDATE SKIP LOCKED))"};

#undef PARLEY_NOW

} // namespace parley::postgres::sql
