// The statements about a business's own numbers; chances_of is in sql/0026_numbers.sql, sales_of and seat_results are
// in sql/0029_seat_results.sql.
#pragma once

#include "adapters/postgres/sql_text.hpp"

namespace parley::postgres::sql {

// When each buyer first bought from the business; who was erased is nobody.
#define PARLEY_BOUGHT                                                                                                  \
    R"(
WITH bought AS (
    SELECT h.consumer_id, min(d.agreed_at) AS first_at
    FROM deal d JOIN intent_head h ON h.intent_id = d.intent_id
    WHERE d.business_id = $1 AND h.consumer_id <> repeat('0', 26) GROUP BY h.consumer_id
))"

// Where a buyer comes from is judged when the sale was agreed, or else when the business was asked. Nobody comes by a
// link of their own.
inline constexpr Sql chances = {"chances", PARLEY_BOUGHT R"(
SELECT c.intent_id, c.sector, c.state NOT IN ('unconfirmed', 'open', 'deciding', 'awarded'),
       c.matched_at, c.seen_at, c.offered_at, c.opened_at, c.shortlisted_at, c.accepted_at,
       c.fulfilled_at, c.answered_at, c.first_close_at,
       c.wrote_at IS NOT NULL OR c.listed_at IS NOT NULL,
       coalesce(b.first_at < coalesce(c.accepted_at, c.matched_at), false),
       EXISTS (SELECT FROM consent l
               WHERE l.principal_id = c.consumer_id AND l.purpose = 'offers/' || $1 AND l.confirmed_at <= c.matched_at
                 AND (l.withdrawn_at IS NULL OR l.withdrawn_at > c.matched_at)
                 AND (l.expires_at IS NULL OR l.expires_at > c.matched_at)),
       EXISTS (SELECT FROM referred came JOIN referral r ON r.code = came.code
               WHERE came.intent_id = c.intent_id
                 AND ((came.business_id = '' AND r.sharer_id <> c.consumer_id)
                      OR (came.business_id = $1 AND r.sharer_id <> $1))),
       CASE WHEN c.accepted_at IS NULL THEN 0
            ELSE coalesce((SELECT max((p.body ->> 'amount')::bigint) FROM intent_event p
                           WHERE p.intent_id = c.intent_id AND p.type = 'promise_made'
                             AND p.body ->> 'kind' = 'price'), 0) END,
       asked.questions, asked.answered, kept.judged, kept.kept,
       CASE WHEN c.visibility <> 'none' THEN
            (SELECT r.place FROM jsonb_array_elements(c.ranking) WITH ORDINALITY AS r (bidder, place)
             WHERE r.bidder = to_jsonb(c.bidder)) END,
       c.verdict ->> 'disposition', coalesce(c.verdict ->> 'reason', ''), coalesce(c.verdict ->> 'band', ''),
       offer.attributes ->> 'delivery_days', offer.attributes ->> 'warranty_months',
       coalesce(offer.details, 'null')::text, coalesce(offer.automatic, false),
       c.state IN ('expired', 'cancelled', 'no_offers')
FROM chances_of($1, $2, $3) c
LEFT JOIN bought b ON b.consumer_id = c.consumer_id
LEFT JOIN LATERAL (
    SELECT CASE WHEN e.body -> 'sealed' = 'true' THEN a.value ELSE e.body -> 'attributes' END AS attributes,
           d.value AS details, e.body -> 'automatic' = 'true' AS automatic
    FROM intent_event e
    LEFT JOIN intent_part a ON a.intent_id = e.intent_id AND a.seq = e.seq AND a.name = 'attributes'
    LEFT JOIN intent_part d ON d.intent_id = e.intent_id AND d.seq = e.seq AND d.name = 'details'
    WHERE e.intent_id = c.intent_id AND e.seq = c.last_offer
) offer ON true
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE said.of_buyer) AS questions,
           count(*) FILTER (WHERE said.of_buyer AND said.seq < said.last_word) AS answered
    FROM (SELECT e.seq, e.body ->> 'by' = 'buyer' AS of_buyer,
                 max(e.seq) FILTER (WHERE e.body ->> 'by' = 'business') OVER () AS last_word
          FROM intent_event e
          WHERE e.intent_id = c.intent_id AND e.type = 'message_sent' AND e.body -> 'bidder' = to_jsonb(c.bidder)
            AND e.body ->> 'kind' = 'message') said
) asked
CROSS JOIN LATERAL (
    SELECT count(*) AS judged, count(*) FILTER (WHERE last.kept) AS kept
    FROM (SELECT DISTINCT ON (j.body -> 'promise') j.body -> 'kept' = 'true' AS kept
          FROM intent_event j
          WHERE c.accepted_at IS NOT NULL AND j.intent_id = c.intent_id AND j.type = 'promise_judged'
          ORDER BY j.body -> 'promise', j.seq DESC) last
) kept
WHERE $4 = '' OR c.sector = $4 OR starts_with(c.sector, $4 || '/')
ORDER BY c.matched_at, c.intent_id)"};

inline constexpr Sql sold = {"sold", PARLEY_BOUGHT R"(
SELECT d.intent_id, d.sector, CASE WHEN b.consumer_id IS NULL THEN '' ELSE h.consumer_id END, d.agreed_at, d.price,
       coalesce(b.first_at < d.agreed_at, false), a.margin, a.minutes
FROM sales_of($1, $2, $3, $4) d
JOIN intent_head h ON h.intent_id = d.intent_id
LEFT JOIN bought b ON b.consumer_id = h.consumer_id
LEFT JOIN deal_account a ON a.business_id = $1 AND a.intent_id = d.intent_id
ORDER BY d.agreed_at, d.intent_id LIMIT $5)"};

#undef PARLEY_BOUGHT

// Arrays stand for values that may be null.
inline constexpr Sql account_deal = {"account_deal", R"(
INSERT INTO deal_account (business_id, intent_id, margin, minutes)
SELECT d.business_id, d.intent_id, m.margin, m.minutes
FROM deal d, unnest($3::bigint[], $4::bigint[]) AS m (margin, minutes)
WHERE d.business_id = $1 AND d.intent_id = $2
ON CONFLICT (business_id, intent_id) DO UPDATE SET margin = EXCLUDED.margin, minutes = EXCLUDED.minutes
RETURNING 1)"};

inline constexpr Sql account_month = {"account_month", R"(
WITH said AS (
    SELECT * FROM unnest($5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[])
        AS s (hour_cost, cost, goal_sales, goal_value)
), goal AS (
    INSERT INTO month_goal (business_id, month, sales, value) SELECT $1, $2, goal_sales, goal_value FROM said
    ON CONFLICT (business_id, month, seat) DO UPDATE SET sales = EXCLUDED.sales, value = EXCLUDED.value
)
INSERT INTO month_account (business_id, month, currency, channels, hour_cost, cost)
SELECT $1, $2, $3, $4::text::jsonb, hour_cost, cost FROM said
ON CONFLICT (business_id, month) DO UPDATE
    SET currency = EXCLUDED.currency, channels = EXCLUDED.channels, hour_cost = EXCLUDED.hour_cost,
        cost = EXCLUDED.cost)"};

inline constexpr Sql month_of = {"month_of", R"(
SELECT m.currency, m.channels::text, m.hour_cost, m.cost, g.sales, g.value
FROM month_account m
LEFT JOIN month_goal g ON g.business_id = m.business_id AND g.month = m.month AND g.seat = ''
WHERE m.business_id = $1 AND m.month = $2)"};

inline constexpr Sql seat_results = {"seat_results", R"(
SELECT coalesce(seat_id, ''), name, offers, sales, value, goal_sales, goal_value
FROM seat_results($1, $2, $3, $4, $5) WITH ORDINALITY AS r
    (seat_id, name, offers, sales, value, goal_sales, goal_value, place)
ORDER BY place)"};

// Of the founder, or of somebody who is there and was by the end of the month.
inline constexpr Sql set_seat_goal = {"set_seat_goal", R"(
INSERT INTO month_goal (business_id, month, seat, sales, value)
SELECT $1, $2, $4, g.sales, g.value FROM unnest($5::bigint[], $6::bigint[]) AS g (sales, value)
WHERE $4 = $1 OR EXISTS (SELECT FROM seat s
                         WHERE s.business_id = $1 AND s.id = $4 AND s.joined_at < $3 AND s.removed_at IS NULL)
ON CONFLICT (business_id, month, seat) DO UPDATE SET sales = EXCLUDED.sales, value = EXCLUDED.value
RETURNING 1)"};

inline constexpr Sql schedule_reports = {"schedule_reports", R"(
WITH due AS (
    INSERT INTO report_week (business_id, week)
    SELECT DISTINCT principal_id, $1::bigint FROM consent
    WHERE purpose = 'report' AND confirmed_at IS NOT NULL AND withdrawn_at IS NULL
      AND (expires_at IS NULL OR expires_at > $3)
    ORDER BY principal_id
    ON CONFLICT DO NOTHING RETURNING business_id
), told AS (
    INSERT INTO outbox (intent_id, intent_seq, kind, target, not_before, body)
    SELECT business_id, 0, 'report_mail', business_id, $2, jsonb_build_object('week', $1::bigint) FROM due RETURNING 1
)
SELECT count(*) FROM told)"};

inline constexpr Sql note_opened = {"note_opened", R"(
INSERT INTO offer_opened (intent_id, offer_id, at) SELECT $1, offer, $3::bigint FROM unnest($2::text[]) AS g (offer)
ON CONFLICT (intent_id, offer_id) DO NOTHING)"};

} // namespace parley::postgres::sql
