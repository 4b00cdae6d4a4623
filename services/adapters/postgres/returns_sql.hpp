// The statements about what contacts and sales came to; came_of is in sql/0009_guide.sql, deals_of in 0018_deals.sql.
#pragma once

#include "adapters/postgres/sql_text.hpp"

namespace parley::postgres::sql {

// What a buyer does with a bidder: writes to it, keeps it on the short list, chooses it.
#define PARLEY_ANSWER                                                                                                  \
    R"(a.type = 'awarded' OR (a.type = 'shortlisted' AND a.body -> 'listed' = 'true'::jsonb)
           OR (a.type = 'message_sent' AND a.body ->> 'by' = 'buyer'))"
#define PARLEY_SETTLED "h.state NOT IN ('unconfirmed', 'open', 'deciding', 'awarded')"

// A business's bidder is found by its profile, which is a part of the event that invited it. What is said after a
// confirmed award is service and no contact.
inline constexpr Sql contacts_of = {"contacts_of", R"(
WITH mine AS (
    SELECT h.intent_id, h.consumer_id, invited.body -> 'bidder' AS bidder,
           coalesce((SELECT min(s.seq) FROM intent_event s
                     WHERE s.intent_id = h.intent_id AND s.type = 'award_confirmed'), h.seq + 1) AS settled
    FROM intent_part profile
    JOIN intent_event invited ON invited.intent_id = profile.intent_id AND invited.seq = profile.seq
                             AND invited.type = 'invited'
    JOIN intent_event created ON created.intent_id = profile.intent_id AND created.seq = 1
    JOIN intent_head h ON h.intent_id = profile.intent_id AND h.created_at >= $2 AND )" PARLEY_SETTLED R"(
    WHERE profile.name = 'business' AND profile.value ->> 'id' = $1
      AND (profile.value -> 'simulated' = 'true'::jsonb OR created.body -> 'simulated' <> 'true'::jsonb)
    ORDER BY h.created_at DESC, h.intent_id LIMIT 1000
), contact AS (
    SELECT m.*, e.seq, row_number() OVER turns AS number, coalesce(lead(e.seq) OVER turns, m.settled) AS next
    FROM mine m
    JOIN intent_event e ON e.intent_id = m.intent_id AND e.seq < m.settled AND e.body -> 'bidder' = m.bidder
        AND (e.type IN ('offer_placed', 'offer_revised', 'advice_given')
             OR (e.type = 'message_sent' AND e.body ->> 'by' = 'business'))
    WINDOW turns AS (PARTITION BY e.intent_id ORDER BY e.seq)
)
SELECT c.number, c.consumer_id, coalesce(came.answered, false), coalesce(came.sold, false)
FROM contact c
CROSS JOIN LATERAL (
    SELECT bool_or(true) AS answered,
           bool_or(a.type = 'awarded' AND EXISTS (
               SELECT FROM intent_event yes WHERE yes.intent_id = c.intent_id AND yes.seq = c.settled
                  AND yes.type = 'award_confirmed' AND yes.body -> 'bidder' = c.bidder)) AS sold
    FROM intent_event a
    WHERE a.intent_id = c.intent_id AND a.seq > c.seq AND a.seq < c.next AND a.body -> 'bidder' = c.bidder
      AND ()" PARLEY_ANSWER R"()
) AS came
ORDER BY c.intent_id, c.number)"};

inline constexpr Sql letters_of = {"letters_of", R"(
WITH letter AS (
    SELECT r.reader_id, r.turn_at, row_number() OVER turns AS number, lead(r.turn_at) OVER turns AS next_at
    FROM list_reading r JOIN list_mail m ON m.id = r.mail_id
    WHERE m.business_id = $1 AND r.turn_at IS NOT NULL
    WINDOW turns AS (PARTITION BY r.reader_id ORDER BY r.turn_at, r.mail_id)
)
SELECT l.number, l.reader_id, EXISTS (
    SELECT FROM consent c
    WHERE c.principal_id = l.reader_id AND c.purpose = 'offers/' || $1 AND c.confirmed_at <= l.turn_at
      AND c.withdrawn_at >= l.turn_at AND (l.next_at IS NULL OR c.withdrawn_at < l.next_at)
      AND c.withdrawn_how <> 'erased')
FROM letter l ORDER BY l.turn_at DESC, l.reader_id LIMIT 10000)"};

// Nobody comes by a link of their own.
inline constexpr Sql sales_of = {"sales_of", R"(
WITH deal AS (
    SELECT d.intent_id, d.agreed_at, h.consumer_id, h.created_at AS asked_at, created.body ->> 'currency' AS currency
    FROM deals_of($1) d
    JOIN intent_head h ON h.intent_id = d.intent_id
    JOIN intent_event created ON created.intent_id = d.intent_id AND created.seq = 1
    WHERE d.business_simulated OR NOT d.buyer_simulated
)
SELECT EXISTS (SELECT FROM deal earlier
               WHERE earlier.consumer_id = d.consumer_id AND earlier.agreed_at < d.agreed_at
                 AND d.consumer_id <> repeat('0', 26)), -- Who was erased is nobody, not somebody who comes again.
       EXISTS (SELECT FROM consent c
               WHERE c.principal_id = d.consumer_id AND c.purpose = 'offers/' || $1 AND c.confirmed_at <= d.asked_at
                 AND (c.withdrawn_at IS NULL OR c.withdrawn_at > d.asked_at)
                 AND (c.expires_at IS NULL OR c.expires_at > d.asked_at)),
       EXISTS (SELECT FROM referred came JOIN referral r ON r.code = came.code
               WHERE came.intent_id = d.intent_id
                 AND ((came.business_id = '' AND r.sharer_id <> d.consumer_id)
                      OR (came.business_id = $1 AND r.sharer_id <> $1))),
       coalesce((SELECT max((p.body ->> 'amount')::bigint) FROM intent_event p
                 WHERE p.intent_id = d.intent_id AND p.type = 'promise_made' AND p.body ->> 'kind' = 'price'), 0)
FROM deal d WHERE d.currency = $2 ORDER BY d.agreed_at, d.intent_id)"};

inline constexpr Sql received_offers = {"received_offers", R"(
WITH wanted AS (
    SELECT h.intent_id, h.consumer_id FROM intent_head h
    WHERE (h.sector = $1 OR (h.sector > $1 || '/' AND h.sector < $1 || '0')) AND h.is_public
      AND h.created_at >= $3 AND )" PARLEY_SETTLED R"(
    ORDER BY h.created_at DESC, h.intent_id LIMIT 1000
), offer AS (
    SELECT w.intent_id, w.consumer_id, o.body -> 'bidder' AS bidder, min(o.seq) AS seq
    FROM wanted w CROSS JOIN LATERAL came_of(w.intent_id) c
    JOIN intent_event o ON o.intent_id = w.intent_id AND o.type = 'offer_placed'
    WHERE c.simulated = ($2 <> 0) GROUP BY w.intent_id, w.consumer_id, o.body -> 'bidder'
)
SELECT row_number() OVER (PARTITION BY o.intent_id ORDER BY o.seq), o.consumer_id, coalesce(came.answered, false),
       coalesce(came.chosen, false)
FROM offer o
CROSS JOIN LATERAL (
    SELECT bool_or(true) AS answered, bool_or(a.type = 'awarded') AS chosen
    FROM intent_event a
    WHERE a.intent_id = o.intent_id AND a.seq > o.seq AND a.body -> 'bidder' = o.bidder AND ()" PARLEY_ANSWER R"()
) AS came
ORDER BY o.intent_id, o.seq)"};

#undef PARLEY_ANSWER
#undef PARLEY_SETTLED

} // namespace parley::postgres::sql
