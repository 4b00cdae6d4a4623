-- Which deals a business had. Its profile is a part of the event that invited it, and a deal is an award that it
-- confirmed; with these two indexes a business's deals are found among all that it was asked for.

CREATE INDEX intent_part_business ON intent_part ((value ->> 'id')) WHERE name = 'business';
CREATE INDEX intent_event_agreed ON intent_event (intent_id) WHERE type = 'award_confirmed';

CREATE FUNCTION deals_of(wanted text)
    RETURNS TABLE (intent_id text, bidder bigint, agreed_at bigint, sector text, business_simulated boolean,
                   buyer_simulated boolean)
    LANGUAGE sql STABLE AS $$
SELECT agreed.intent_id, (agreed.body ->> 'bidder')::bigint, agreed.at, created.body ->> 'sector',
       profile.value -> 'simulated' = 'true'::jsonb, created.body -> 'simulated' = 'true'::jsonb
FROM intent_part profile
JOIN intent_event agreed ON agreed.intent_id = profile.intent_id AND agreed.type = 'award_confirmed'
JOIN intent_event invited ON invited.intent_id = profile.intent_id AND invited.seq = profile.seq
                         AND invited.type = 'invited' AND invited.body -> 'bidder' = agreed.body -> 'bidder'
JOIN intent_event created ON created.intent_id = profile.intent_id AND created.type = 'intent_created'
                         AND created.seq = 1
WHERE profile.name = 'business' AND profile.value ->> 'id' = wanted
ORDER BY agreed.at DESC, agreed.intent_id
LIMIT 1000
$$;
