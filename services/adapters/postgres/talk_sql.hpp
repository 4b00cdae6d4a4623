// The statements about the conversation.
#pragma once

#include "adapters/postgres/sql_text.hpp"

namespace parley::postgres::sql {

inline constexpr Sql mark_read = {"mark_read", R"(
INSERT INTO read_mark (intent_id, reader, thread, upto) VALUES ($1, $2, $3, $4)
ON CONFLICT (intent_id, reader, thread) DO UPDATE SET upto = excluded.upto WHERE read_mark.upto < excluded.upto)"};

inline constexpr Sql read_marks = {"read_marks", R"(
SELECT thread, upto FROM read_mark WHERE intent_id = $1 AND reader = $2)"};

// The log says whom a buyer blocked, by number; the invitation says which business that was.
inline constexpr Sql blocked_by = {"blocked_by", R"(
SELECT DISTINCT i.business_id
FROM intent_head h
JOIN intent_event e ON e.intent_id = h.intent_id AND e.type = 'bidder_blocked'
JOIN invitation i ON i.intent_id = h.intent_id AND i.bidder = (e.body->>'bidder')::bigint
WHERE h.consumer_id = $1)"};

inline constexpr Sql forget_said = {"forget_said", R"(
DELETE FROM said WHERE at < $1)"};

// The same words of one business wait for each other, so that none pass unseen between the count and the note.
inline constexpr Sql lock_said = {"lock_said", "SELECT 1 FROM pg_advisory_xact_lock(7313, hashtext($1))"};

inline constexpr Sql take_said = {"take_said", R"(
WITH told AS (
    SELECT count(*) FILTER (WHERE intent_id <> $3 AND at >= $5) < $6 AS may_be,
           coalesce(bool_or(intent_id = $3), false) AS is_known
    FROM said WHERE business_id = $1 AND words_hash = $2
), noted AS (
    INSERT INTO said (business_id, words_hash, intent_id, at)
    SELECT $1, $2, $3, $4 FROM told WHERE may_be AND NOT is_known
)
SELECT is_known, may_be FROM told)"};

inline constexpr Sql give_back_said = {"give_back_said", R"(
DELETE FROM said WHERE business_id = $1 AND words_hash = $2 AND intent_id = $3)"};

} // namespace parley::postgres::sql
