-- What a buyer was told to expect before posting, so that it can be held against what happened. Numbers of a sector and
-- an intent; nothing of a person. What happened is in the log.

CREATE TABLE shown_forecast (
    intent_id text COLLATE "C" PRIMARY KEY,
    sector    text COLLATE "C" NOT NULL,
    simulated boolean NOT NULL, -- made of simulated rounds; these are never mixed with others
    forecast  jsonb   NOT NULL,
    shown_at  bigint  NOT NULL
);

CREATE INDEX shown_forecast_sector ON shown_forecast (sector, shown_at DESC);

-- What a request came to, once its rounds are over; nothing while they are not, and nothing of one that its buyer
-- called off while it ran, for that says nothing about the market.
CREATE FUNCTION came_of(wanted text)
    RETURNS TABLE (ended_at bigint, offers bigint, first_offer_s bigint, sold_for bigint, simulated boolean)
    LANGUAGE sql STABLE AS $$
SELECT f.ended_at, f.offers, f.first_offer_s, f.sold_for,
       f.buyer_simulated
       OR EXISTS (SELECT FROM intent_event i JOIN intent_part p
                      ON p.intent_id = i.intent_id AND p.seq = i.seq AND p.name = 'business'
                  WHERE i.intent_id = wanted AND i.type = 'invited' AND p.value -> 'simulated' = 'true'::jsonb)
FROM (
    SELECT max(at) FILTER (WHERE type = 'round_closed' AND body ->> 'cause' <> 'cancelled') AS ended_at,
           count(*) FILTER (WHERE type = 'offer_placed') AS offers,
           (min(at) FILTER (WHERE type = 'offer_placed') - min(at) FILTER (WHERE type = 'round_opened')) / 1000000
               AS first_offer_s,
           max((body ->> 'amount')::bigint) FILTER (WHERE type = 'promise_made' AND body ->> 'kind' = 'price')
               AS sold_for,
           bool_or(type = 'intent_created' AND body -> 'simulated' = 'true'::jsonb) AS buyer_simulated
    FROM intent_event WHERE intent_id = wanted
     AND type IN ('intent_created', 'round_opened', 'offer_placed', 'round_closed', 'promise_made')
) f
WHERE f.ended_at IS NOT NULL
$$;
