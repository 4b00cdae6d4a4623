-- The numbers of a business: each step of its funnel is defined here and nowhere else, and what it enters by itself
-- stands beside. Counts of what was done by people who deal with it; nothing is counted that was merely shown around.

-- The buyer's page showed this offer.
CREATE TABLE offer_opened (
    intent_id text COLLATE "C" NOT NULL,
    offer_id  text COLLATE "C" NOT NULL,
    at        bigint NOT NULL,
    PRIMARY KEY (intent_id, offer_id)
);

-- A business's bidder is found by its profile, which is a part of the event that invited it.
CREATE INDEX intent_part_business ON intent_part ((value ->> 'id')) WHERE name = 'business';

-- What a business says of one of its deals; null is not said.
CREATE TABLE deal_account (
    business_id text COLLATE "C" NOT NULL,
    intent_id   text COLLATE "C" NOT NULL,
    margin      bigint, -- what was left of the price, in its currency's minor units; may be below zero
    minutes     bigint CHECK (minutes >= 0),
    PRIMARY KEY (business_id, intent_id)
);

-- What a business says of one month: what an hour of its time costs, and what each way of selling cost and brought.
-- The channel 'parley' has a cost alone; what it brought is in the deals.
CREATE TABLE month_account (
    business_id text COLLATE "C" NOT NULL,
    month       text COLLATE "C" NOT NULL, -- "2026-11", by the clock of Europe/London
    currency    text COLLATE "C" NOT NULL,
    hour_cost   bigint,
    cost        bigint, -- of Parley
    channels    jsonb  NOT NULL, -- [{"name","cost","sales","margin"}]
    PRIMARY KEY (business_id, month)
);

-- What is aimed at in a month, in sales. Who has a seat has goals of its own: seat '' is the business.
CREATE TABLE month_goal (
    business_id text COLLATE "C" NOT NULL,
    month       text COLLATE "C" NOT NULL,
    seat        text COLLATE "C" NOT NULL DEFAULT '',
    sales       bigint CHECK (sales >= 0),
    value       bigint CHECK (value >= 0),
    PRIMARY KEY (business_id, month, seat)
);

-- One report a week, whichever node writes it: the row is made with its outbox row.
CREATE TABLE report_week (
    business_id text COLLATE "C" NOT NULL,
    week        bigint NOT NULL, -- the Monday on which it is due
    PRIMARY KEY (business_id, week)
);

-- Each invitation that a business had in [since, before), with how far it came: the moment of each step, or null.
--   matched    the business was invited
--   answered   it made an offer, gave advice or declined
--   seen       its page showed the invitation, or it answered
--   offered    it made an offer
--   opened     the buyer's page showed the offer, or the buyer answered it
--   shortlisted  the buyer put it on the short list, or chose it and the sale was agreed
--   accepted   the buyer chose it and the business said yes
--   fulfilled  the buyer said that it bought, or showed its code
-- Simulated buyers count for simulated businesses alone.
CREATE FUNCTION chances_of(wanted text, since bigint, before bigint)
    RETURNS TABLE (intent_id text, bidder bigint, sector text, currency text, consumer_id text, state text,
                   visibility text, matched_at bigint, answered_at bigint, first_close_at bigint, seen_at bigint,
                   offered_at bigint, opened_at bigint, wrote_at bigint, listed_at bigint, shortlisted_at bigint,
                   accepted_at bigint, fulfilled_at bigint, last_offer bigint, ranking jsonb, verdict jsonb)
    LANGUAGE sql STABLE AS $$
SELECT m.intent_id, m.bidder, created.body ->> 'sector', created.body ->> 'currency', h.consumer_id, h.state,
       created.body #>> ARRAY['plan', 'rounds', (coalesce(f.round, 1) - 1)::text, 'rules', 'visibility'],
       m.at, f.answered_at, f.first_close_at, least(s.at, f.answered_at), f.offered_at,
       CASE WHEN f.offered_at IS NOT NULL THEN least(o.at, f.wrote_at, f.listed_at, f.chosen_at) END,
       f.wrote_at, f.listed_at, least(f.listed_at, f.agreed_at), f.agreed_at,
       CASE WHEN f.agreed_at IS NOT NULL THEN f.bought_at END,
       f.last_offer,
       (SELECT c.body -> 'ranking' FROM intent_event c
        WHERE c.intent_id = m.intent_id AND c.type = 'round_closed' ORDER BY c.seq DESC LIMIT 1),
       (SELECT d.body FROM intent_event d
        WHERE d.intent_id = m.intent_id AND d.type = 'disposed' AND d.body -> 'bidder' = to_jsonb(m.bidder)
          AND d.body -> 'final' = 'true' ORDER BY d.seq DESC LIMIT 1)
FROM (
    SELECT invited.intent_id, invited.at, (invited.body ->> 'bidder')::bigint AS bidder,
           profile.value -> 'simulated' = 'true' AS simulated
    FROM intent_part profile
    JOIN intent_event invited ON invited.intent_id = profile.intent_id AND invited.seq = profile.seq
                             AND invited.type = 'invited' AND invited.at >= since AND invited.at < before
    WHERE profile.name = 'business' AND profile.value ->> 'id' = wanted
    ORDER BY invited.at DESC, invited.intent_id LIMIT 5000
) m
JOIN intent_event created ON created.intent_id = m.intent_id AND created.seq = 1
JOIN intent_head h ON h.intent_id = m.intent_id
LEFT JOIN invitation_seen s ON s.intent_id = m.intent_id AND s.business_id = wanted
CROSS JOIN LATERAL (
    SELECT min(e.at) FILTER (WHERE e.type IN ('offer_placed', 'advice_given', 'invitation_declined') AND mine)
               AS answered_at,
           min(e.at) FILTER (WHERE e.type = 'offer_placed' AND mine) AS offered_at,
           max(e.seq) FILTER (WHERE e.type IN ('offer_placed', 'offer_revised') AND mine) AS last_offer,
           min(e.at) FILTER (WHERE e.type = 'message_sent' AND mine AND e.body ->> 'by' = 'buyer') AS wrote_at,
           min(e.at) FILTER (WHERE e.type = 'shortlisted' AND mine AND e.body -> 'listed' = 'true') AS listed_at,
           min(e.at) FILTER (WHERE e.type = 'awarded' AND mine) AS chosen_at,
           min(e.at) FILTER (WHERE e.type = 'award_confirmed' AND mine) AS agreed_at,
           min(e.at) FILTER (WHERE e.type = 'visit_redeemed'
                                OR (e.type = 'outcome_reported' AND e.body ->> 'where' = 'here')) AS bought_at,
           min(e.at) FILTER (WHERE e.type = 'round_closed') AS first_close_at,
           max((e.body ->> 'round')::bigint) FILTER (WHERE e.type = 'round_closed') AS round,
           min(e.body ->> 'offer_id') FILTER (WHERE e.type = 'offer_placed' AND mine) AS offer_id
    FROM (SELECT *, body -> 'bidder' = to_jsonb(m.bidder) AS mine FROM intent_event) e
    WHERE e.intent_id = m.intent_id
      AND e.type IN ('offer_placed', 'offer_revised', 'advice_given', 'invitation_declined', 'message_sent',
                     'shortlisted', 'awarded', 'award_confirmed', 'visit_redeemed', 'outcome_reported', 'round_closed')
) f
LEFT JOIN offer_opened o ON o.intent_id = m.intent_id AND o.offer_id = f.offer_id
WHERE m.simulated OR created.body -> 'simulated' IS DISTINCT FROM 'true'
$$;

CREATE INDEX consent_report ON consent (principal_id) WHERE purpose = 'report';
