-- Which deals a business had, without reading all that it was asked for: a row for each award that was confirmed,
-- written with its event.

CREATE TABLE deal (
    intent_id          text COLLATE "C" PRIMARY KEY,
    business_id        text COLLATE "C" NOT NULL,
    bidder             bigint  NOT NULL,
    agreed_at          bigint  NOT NULL,
    business_simulated boolean NOT NULL
);

CREATE INDEX deal_newest ON deal (business_id, agreed_at DESC, intent_id);

-- The profile of a business is a part of the event that invited it.
CREATE FUNCTION business_of_bidder(intent text, number jsonb) RETURNS jsonb LANGUAGE sql STABLE AS $$
SELECT profile.value FROM intent_event invited
JOIN intent_part profile ON profile.intent_id = invited.intent_id AND profile.seq = invited.seq
                        AND profile.name = 'business'
WHERE invited.intent_id = intent AND invited.type = 'invited' AND invited.body -> 'bidder' = number
$$;

INSERT INTO deal (intent_id, business_id, bidder, agreed_at, business_simulated)
SELECT agreed.intent_id, profile ->> 'id', (agreed.body ->> 'bidder')::bigint, agreed.at,
       profile -> 'simulated' = 'true'::jsonb
FROM intent_event agreed CROSS JOIN LATERAL business_of_bidder(agreed.intent_id, agreed.body -> 'bidder') profile
WHERE agreed.type = 'award_confirmed' AND profile IS NOT NULL;

CREATE FUNCTION note_deal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO deal (intent_id, business_id, bidder, agreed_at, business_simulated)
    SELECT NEW.intent_id, profile ->> 'id', (NEW.body ->> 'bidder')::bigint, NEW.at,
           profile -> 'simulated' = 'true'::jsonb
    FROM business_of_bidder(NEW.intent_id, NEW.body -> 'bidder') profile WHERE profile IS NOT NULL;
    RETURN NULL;
END $$;

CREATE TRIGGER intent_event_deal AFTER INSERT ON intent_event
    FOR EACH ROW WHEN (NEW.type = 'award_confirmed') EXECUTE FUNCTION note_deal();

CREATE OR REPLACE FUNCTION deals_of(wanted text)
    RETURNS TABLE (intent_id text, bidder bigint, agreed_at bigint, sector text, business_simulated boolean,
                   buyer_simulated boolean)
    LANGUAGE sql STABLE AS $$
SELECT newest.intent_id, newest.bidder, newest.agreed_at, created.body ->> 'sector', newest.business_simulated,
       created.body -> 'simulated' = 'true'::jsonb
FROM (SELECT * FROM deal WHERE deal.business_id = wanted
      ORDER BY deal.agreed_at DESC, deal.intent_id LIMIT 1000) AS newest
JOIN intent_event created ON created.intent_id = newest.intent_id AND created.seq = 1
ORDER BY newest.agreed_at DESC, newest.intent_id
$$;

DROP INDEX intent_part_business, intent_event_agreed;
