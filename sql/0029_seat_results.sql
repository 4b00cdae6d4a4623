-- What each seat of a business came to in a month: offers, sales and their value, beside what it aims at in month_goal.
-- Outcomes alone; nobody's clicks, messages or hours are counted.

-- Who made this offer or revision of the business: a seat, or the business itself for its founder, who has none. Null
-- is nobody: a standing offer, or a key, which stands in seat_act under its own id. Without a row there it was the
-- founder.
CREATE FUNCTION maker_of(made intent_event, business text) RETURNS text LANGUAGE sql STABLE AS $$
SELECT CASE WHEN made.body -> 'automatic' = 'true' THEN NULL WHEN a.seat_id IS NULL THEN business ELSE s.id END
FROM (SELECT) one
LEFT JOIN seat_act a ON a.intent_id = made.intent_id AND a.seq = made.seq
LEFT JOIN seat s ON s.id = a.seat_id
$$;

-- The deals of a business that were agreed in [since, before), of requests in this currency, oldest first: the price as
-- agreed, and who made the offer that was awarded what it was, by placing it or by revising it last. Simulated buyers
-- count for simulated businesses alone.
CREATE FUNCTION sales_of(wanted text, since bigint, before bigint, money text)
    RETURNS TABLE (intent_id text, sector text, agreed_at bigint, price bigint, seat_id text)
    LANGUAGE sql STABLE AS $$
SELECT d.intent_id, d.sector, d.agreed_at,
       coalesce((SELECT max((p.body ->> 'amount')::bigint) FROM intent_event p
                 WHERE p.intent_id = d.intent_id AND p.type = 'promise_made' AND p.body ->> 'kind' = 'price'), 0),
       (SELECT maker_of(o, wanted) FROM intent_event o
        WHERE o.intent_id = d.intent_id AND o.type IN ('offer_placed', 'offer_revised')
          AND o.body -> 'bidder' = to_jsonb(d.bidder)
        ORDER BY o.seq DESC LIMIT 1)
FROM deal d
JOIN intent_event created ON created.intent_id = d.intent_id AND created.seq = 1
                         AND created.body ->> 'currency' = money
WHERE d.business_id = wanted AND d.agreed_at >= since AND d.agreed_at < before
  AND (d.business_simulated OR NOT d.buyer_simulated)
ORDER BY d.agreed_at, d.intent_id
$$;

-- A row for the founder, for each seat whose person was there in the month or came to something in it, and for nobody
-- (null, last) if there is something that no seat did. The sales are those of sales_of, each in one row; an offer
-- counts in the month in which it was placed, and a revision is no new one. Of the newest five thousand invitations.
CREATE FUNCTION seat_results(wanted text, in_month text, since bigint, before bigint, money text)
    RETURNS TABLE (seat_id text, name text, offers bigint, sales bigint, value bigint, goal_sales bigint,
                   goal_value bigint)
    LANGUAGE sql STABLE AS $$
WITH offered AS (
    SELECT maker_of(o, wanted) AS seat_id, count(*) AS offers
    FROM (
        SELECT invited.intent_id, invited.body -> 'bidder' AS bidder, profile.value -> 'simulated' = 'true' AS simulated
        FROM intent_part profile
        JOIN intent_event invited ON invited.intent_id = profile.intent_id AND invited.seq = profile.seq
                                 AND invited.type = 'invited' AND invited.at < before
        WHERE profile.name = 'business' AND profile.value ->> 'id' = wanted
        ORDER BY invited.at DESC, invited.intent_id LIMIT 5000
    ) m
    JOIN intent_event created ON created.intent_id = m.intent_id AND created.seq = 1
                             AND created.body ->> 'currency' = money
                             AND (m.simulated OR created.body -> 'simulated' IS DISTINCT FROM 'true')
    JOIN intent_event o ON o.intent_id = m.intent_id AND o.type = 'offer_placed' AND o.body -> 'bidder' = m.bidder
                       AND o.at >= since AND o.at < before
    GROUP BY 1
), sold AS (
    SELECT seat_id, count(*) AS sales, sum(price)::bigint AS value
    FROM sales_of(wanted, since, before, money) GROUP BY seat_id
), people AS (
    SELECT 0 AS place, 0::bigint AS invited_at, wanted AS seat_id,
           coalesce((SELECT b.name FROM business b WHERE b.id = wanted), '') AS name, true AS was_there
    UNION ALL
    SELECT 1, invited_at, id, name, joined_at < before AND (removed_at IS NULL OR removed_at > since)
    FROM seat WHERE business_id = wanted
    UNION ALL
    SELECT 2, 0, NULL, '', false
)
SELECT p.seat_id, p.name, coalesce(o.offers, 0), coalesce(s.sales, 0), coalesce(s.value, 0), g.sales, g.value
FROM people p
LEFT JOIN offered o ON o.seat_id IS NOT DISTINCT FROM p.seat_id
LEFT JOIN sold s ON s.seat_id IS NOT DISTINCT FROM p.seat_id
LEFT JOIN month_goal g ON p.was_there AND g.business_id = wanted AND g.month = in_month AND g.seat = p.seat_id
WHERE p.was_there OR o.offers > 0 OR s.sales > 0
ORDER BY p.place, p.invited_at, p.seat_id
$$;
