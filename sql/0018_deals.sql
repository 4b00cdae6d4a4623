-- Which deals a business had, without reading all that it was asked for: a row for each award that was confirmed,
-- written with its event.

CREATE TABLE deal (
    intent_id          text COLLATE "C" PRIMARY KEY,
    business_id        text COLLATE "C" NOT NULL,
    bidder             bigint  NOT NULL,
    agreed_at          bigint  NOT NULL,
    sector             text COLLATE "C" NOT NULL,
    business_simulated boolean NOT NULL,
    buyer_simulated    boolean NOT NULL
);

CREATE INDEX deal_newest ON deal (business_id, agreed_at DESC, intent_id);

-- The profile of a business is a part of the event that invited it.
CREATE FUNCTION deal_of(agreed intent_event) RETURNS SETOF deal LANGUAGE sql STABLE AS $$
SELECT agreed.intent_id, profile.value ->> 'id', (agreed.body ->> 'bidder')::bigint, agreed.at,
       created.body ->> 'sector', coalesce(profile.value -> 'simulated' = 'true', false),
       coalesce(created.body -> 'simulated' = 'true', false)
FROM intent_event invited
JOIN intent_part profile ON profile.intent_id = invited.intent_id AND profile.seq = invited.seq
                        AND profile.name = 'business'
JOIN intent_event created ON created.intent_id = invited.intent_id AND created.seq = 1
WHERE invited.intent_id = agreed.intent_id AND invited.type = 'invited'
  AND invited.body -> 'bidder' = agreed.body -> 'bidder'
$$;

INSERT INTO deal
SELECT found.* FROM intent_event agreed CROSS JOIN LATERAL deal_of(agreed) found WHERE agreed.type = 'award_confirmed';

CREATE FUNCTION note_deal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO deal SELECT * FROM deal_of(NEW);
    RETURN NULL;
END $$;

CREATE TRIGGER intent_event_deal AFTER INSERT ON intent_event
    FOR EACH ROW WHEN (NEW.type = 'award_confirmed') EXECUTE FUNCTION note_deal();

CREATE OR REPLACE FUNCTION deals_of(wanted text)
    RETURNS TABLE (intent_id text, bidder bigint, agreed_at bigint, sector text, business_simulated boolean,
                   buyer_simulated boolean)
    LANGUAGE sql STABLE AS $$
SELECT intent_id, bidder, agreed_at, sector, business_simulated, buyer_simulated
FROM deal WHERE business_id = wanted ORDER BY agreed_at DESC, intent_id LIMIT 1000
$$;

DROP INDEX intent_part_business, intent_event_agreed;
