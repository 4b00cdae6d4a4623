// The statements about what was said before. Words are parts of events, so what was erased has no row here.
#pragma once

#include "adapters/postgres/sql_text.hpp"

namespace parley::postgres::sql {

inline constexpr Sql offers_of = {"offers_of", R"(
SELECT i.business_id, h.summary -> 'place' ->> 'name', said.words
FROM unnest($1::text[]) AS b (id)
CROSS JOIN LATERAL (
    SELECT business_id, intent_id, bidder FROM invitation
    WHERE business_id = b.id AND invited_at >= $3 AND answered AND intent_id <> $2
    ORDER BY invited_at DESC, intent_id DESC LIMIT 50) AS i
JOIN intent_head h ON h.intent_id = i.intent_id
CROSS JOIN LATERAL (
    SELECT p.value #>> '{}' AS words FROM intent_event e
    JOIN intent_part p ON p.intent_id = e.intent_id AND p.seq = e.seq AND p.name = 'message'
    WHERE e.intent_id = i.intent_id AND e.type IN ('offer_placed', 'offer_revised')
      AND (e.body ->> 'bidder')::bigint = i.bidder AND e.body -> 'automatic' IS DISTINCT FROM 'true'::jsonb
    ORDER BY e.seq DESC LIMIT 1) AS said
ORDER BY i.business_id, i.intent_id)"};

// The price of a sealed offer is a part and no number here.
inline constexpr Sql prices_of = {"prices_of", R"(
SELECT i.business_id, said.value ->> 'item', (e.body ->> 'price')::bigint, e.at
FROM unnest($1::text[]) AS b (id)
CROSS JOIN LATERAL (
    SELECT business_id, intent_id, bidder FROM invitation
    WHERE business_id = b.id AND invited_at >= $3 AND answered AND intent_id <> $2
    ORDER BY invited_at DESC, intent_id DESC LIMIT 50) AS i
JOIN intent_head h ON h.intent_id = i.intent_id AND h.is_public AND h.state NOT IN ('open', 'deciding', 'awarded')
                  AND h.summary ->> 'currency' = $4
JOIN intent_event e ON e.intent_id = i.intent_id AND e.type IN ('offer_placed', 'offer_revised')
                   AND (e.body ->> 'bidder')::bigint = i.bidder AND jsonb_typeof(e.body -> 'price') = 'number'
JOIN intent_part said ON said.intent_id = e.intent_id AND said.seq = e.seq AND said.name = 'details'
WHERE said.value ->> 'item' <> ''
ORDER BY i.business_id, e.at, e.intent_id, e.seq)"};

inline constexpr Sql requests_of = {"requests_of", R"(
SELECT h.state, h.sector, h.summary -> 'place' ->> 'name', h.summary ->> 'title', p.value #>> '{}', h.created_at,
       EXISTS (SELECT FROM intent_event e WHERE e.intent_id = h.intent_id AND e.type = 'offer_placed')::int::bigint,
       EXISTS (SELECT FROM intent_event e WHERE e.intent_id = h.intent_id AND e.type = 'awarded')::int::bigint
FROM intent_head h
JOIN intent_part p ON p.intent_id = h.intent_id AND p.seq = 1 AND p.name = 'text'
WHERE h.consumer_id = $1 AND h.intent_id <> $2 AND h.is_public AND h.created_at >= $3 AND h.created_at < $4
ORDER BY h.created_at DESC LIMIT 50)"};

inline constexpr Sql lock_beginning = {"lock_beginning", "SELECT 1 FROM pg_advisory_xact_lock(7321, hashtext($1))"};

inline constexpr Sql running_of = {"running_of", R"(
SELECT count(*) FROM intent_head
WHERE consumer_id = $1 AND intent_id <> $2
  AND (is_public AND state IN ('open', 'deciding') OR may_begin AND state = 'unconfirmed'))"};

inline constexpr Sql let_begin = {
    "let_begin", "UPDATE intent_head SET may_begin = true WHERE intent_id = $1 AND state = 'unconfirmed'"};

} // namespace parley::postgres::sql
