// The statements about past rounds and forecasts; came_of (sql/0009_guide.sql) reads an intent's log.
#pragma once

#include "adapters/postgres/sql_text.hpp"

namespace parley::postgres::sql {

// The last price of each offer that stood when the last round of `w` closed. In a sealed round it is a part.
#define PARLEY_LAST_PRICES                                                                                             \
    R"(FROM (
        SELECT DISTINCT ON (o.body -> 'bidder') o.body -> 'bidder' AS bidder,
               CASE jsonb_typeof(o.body -> 'price') WHEN 'number' THEN (o.body ->> 'price')::bigint
               ELSE (p.value #>> '{}')::bigint END AS price
        FROM intent_event o
        LEFT JOIN intent_part p ON p.intent_id = o.intent_id AND p.seq = o.seq AND p.name = 'price'
        WHERE o.intent_id = w.intent_id AND o.type IN ('offer_placed', 'offer_revised')
          AND (SELECT r.body -> 'ranking' FROM intent_event r
               WHERE r.intent_id = w.intent_id AND r.type = 'round_closed'
               ORDER BY r.seq DESC LIMIT 1) @> (o.body -> 'bidder')
        ORDER BY o.body -> 'bidder', o.seq DESC) AS last)"

inline constexpr Sql past_rounds = {"past_rounds", R"(
WITH wanted AS (
    SELECT intent_id, summary -> 'place' AS place FROM intent_head
    WHERE sector = $1 AND is_public AND state NOT IN ('unconfirmed', 'open') AND created_at >= $4
      AND summary ->> 'currency' = $2
    ORDER BY created_at DESC LIMIT 1000
)
SELECT c.ended_at, (w.place ->> 'lat_e6')::bigint, (w.place ->> 'lon_e6')::bigint, c.offers, c.first_offer_s, c.sold_for
FROM wanted w CROSS JOIN LATERAL came_of(w.intent_id) c
WHERE c.simulated = ($3 <> 0) ORDER BY c.ended_at, w.intent_id)"};

// The best price is the lowest of those whose offers stood when the last round closed; a sealed one is a part.
inline constexpr Sql unmet_requests = {"unmet_requests", R"(
WITH wanted AS (
    SELECT intent_id, consumer_id, summary FROM intent_head
    WHERE (sector = $1 OR (sector > $1 || '/' AND sector < $1 || '0')) AND is_public
      AND state IN ('no_offers', 'expired', 'cancelled') AND created_at >= $4 AND summary ->> 'currency' = $2
    ORDER BY created_at DESC LIMIT 1000
)
SELECT (SELECT count(*) FROM intent_event i WHERE i.intent_id = w.intent_id AND i.type = 'invited'),
       e.body ->> 'reason', (w.summary -> 'budget' ->> 'amount')::bigint, best.price, a.value::text,
       w.consumer_id
FROM wanted w
CROSS JOIN LATERAL came_of(w.intent_id) c
JOIN intent_event e ON e.intent_id = w.intent_id AND e.type = 'intent_ended'
LEFT JOIN intent_part a ON a.intent_id = w.intent_id AND a.seq = 1 AND a.name = 'answers'
CROSS JOIN LATERAL (
    SELECT min(last.price) AS price )" PARLEY_LAST_PRICES R"() AS best
WHERE c.simulated = ($3 <> 0) ORDER BY c.ended_at, w.intent_id)"};

inline constexpr Sql keep_forecast = {"keep_forecast", R"(
INSERT INTO shown_forecast (intent_id, sector, simulated, forecast, shown_at) VALUES ($1, $2, $3 <> 0, $4::jsonb, $5)
ON CONFLICT (intent_id) DO NOTHING)"};

inline constexpr Sql judged_forecasts = {"judged_forecasts", R"(
WITH wanted AS (
    SELECT s.intent_id, s.forecast, s.simulated FROM shown_forecast s JOIN intent_head h ON h.intent_id = s.intent_id
    WHERE s.sector = $1 AND s.simulated = ($2 <> 0) AND h.is_public AND h.state NOT IN ('unconfirmed', 'open')
    ORDER BY s.shown_at DESC LIMIT 1000
)
SELECT w.forecast::text, c.offers, c.first_offer_s
FROM wanted w CROSS JOIN LATERAL came_of(w.intent_id) c
WHERE c.simulated = w.simulated ORDER BY c.ended_at, w.intent_id)"};

} // namespace parley::postgres::sql
