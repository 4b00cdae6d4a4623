-- What metrics are computed from, read off the event log: the rows that an analyst would write down by hand. All other
-- files here read these rows and nothing else, so that a data set in tables of the same shape has the same metrics.
-- Only requests whose rounds are over are here: no sealed price leaves its round, and half a round is no result. Sums
-- are in pence, so that those in another currency are left out. Seconds count from the opening of the first round.
-- What belongs to a request is looked up for it (LATERAL): so the study of one experiment reads its own requests only,
-- however long the log is.

-- What a preregistration fixes; these hold where it says nothing else.
CREATE VIEW lab_param AS
SELECT 30 AS sniping_window_s, -- or 5 % of the round where that is shorter
       900 AS ttfo_tau_s,      -- or the shortest round among the arms that are compared
       20 AS labour_read_pence, 150 AS labour_offer_pence, 14 AS complaint_window_days;

-- Which arm a request was given when it was published; the epoch is how often its experiment's coverage had been raised by
-- then, since it was registered as it is. Ended says that the experiment was, before the first round: then no round of
-- the request ran under the arm.
-- A planner takes a member's equality for rare and then joins row by row; under coalesce() it expects every second one.
CREATE VIEW lab_arm AS
SELECT a.intent_id AS intent, a.body #>> '{assignment,experiment}' AS experiment, a.body #>> '{assignment,arm}' AS arm,
       a.body #>> '{assignment,unit}' AS unit, a.at,
       (SELECT count(*) FILTER (WHERE l.type = 'raise_coverage' AND l.seq > l.registered)
        FROM (SELECT seq, event::jsonb ->> 'type' AS type,
                     max(seq) FILTER (WHERE event::jsonb ->> 'type' = 'registered') OVER () AS registered
              FROM experiment_log
              WHERE experiment = a.body #>> '{assignment,experiment}' AND (event::jsonb ->> 'at')::bigint <= a.at) l
       ) AS epoch,
       EXISTS (SELECT FROM intent_event c
               WHERE c.intent_id = a.intent_id AND c.seq = 1 AND c.body -> 'simulated' = 'true')
       OR EXISTS (SELECT FROM intent_part p
                  WHERE p.intent_id = a.intent_id AND p.name = 'business' AND p.value -> 'simulated' = 'true')
           AS simulated, -- as in lab_intent
       EXISTS (SELECT FROM intent_event e
               WHERE e.intent_id = a.intent_id AND e.type = 'replanned' AND e.body ->> 'cause' = 'ended'
                 AND NOT EXISTS (SELECT FROM intent_event o
                                 WHERE o.intent_id = a.intent_id AND o.type = 'round_opened' AND o.seq < e.seq)) AS ended
FROM intent_event a
WHERE a.type = 'replanned' AND coalesce(a.body ->> 'cause' = 'assigned', false);

-- How far each request of an experiment came, and under which rules: who reached round_opened is analysed. Nothing is
-- kept for this: the log and the stages that it does not tell say it.
CREATE VIEW lab_exposure AS
SELECT experiment, unit, arm, intent, 'assigned' AS stage, at, NULL AS rules_hash FROM lab_arm
UNION ALL
SELECT a.experiment, a.unit, a.arm, a.intent, 'round_opened', o.at, s.body ->> 'rules_hash'
FROM lab_arm a
CROSS JOIN LATERAL (SELECT min(e.at) AS at FROM intent_event e
                    WHERE e.intent_id = a.intent AND e.type = 'round_opened') o
JOIN intent_event s ON s.intent_id = a.intent AND s.type = 'round_scheduled' AND s.body -> 'round' = '1'
WHERE o.at IS NOT NULL AND NOT a.ended
UNION ALL
SELECT a.experiment, a.unit, a.arm, a.intent, s.stage, s.at, NULL
FROM lab_arm a JOIN intent_stage s ON s.intent_id = a.intent
WHERE NOT a.ended;

-- When the rounds of a request ran. What was to be is the end of the last round as it was announced at its opening.
CREATE VIEW lab_span AS
SELECT h.intent_id AS intent, f.opened_at, f.scheduled_at, f.closed_at, f.closed_seq, f.cause
FROM intent_head h
CROSS JOIN LATERAL (
    SELECT min(e.at) FILTER (WHERE e.type = 'round_opened') AS opened_at,
           max((e.body ->> 'closes_at')::bigint) FILTER (WHERE e.type = 'round_opened') AS scheduled_at,
           max(e.at) FILTER (WHERE e.type = 'round_closed') AS closed_at,
           max(e.seq) FILTER (WHERE e.type = 'round_closed') AS closed_seq,
           (array_agg(e.body ->> 'cause' ORDER BY e.seq DESC) FILTER (WHERE e.type = 'round_closed'))[1] AS cause
    FROM intent_event e WHERE e.intent_id = h.intent_id AND e.type IN ('round_opened', 'round_closed')
) f
WHERE h.state NOT IN ('unconfirmed', 'open') AND f.opened_at IS NOT NULL AND f.closed_at IS NOT NULL
  AND EXISTS (SELECT FROM intent_event c
              WHERE c.intent_id = h.intent_id AND c.seq = 1 AND coalesce(c.body ->> 'currency' = 'GBP', false));

-- Who was invited, by the number that it has in the log. It opened its invitation in time if its page showed it or it
-- answered before the rounds were over. A profile that was erased leaves a retailer of this one request.
CREATE VIEW lab_bidder AS
SELECT s.intent, (i.body ->> 'bidder')::bigint AS bidder,
       coalesce(p.value ->> 'id', s.intent || '/' || (i.body ->> 'bidder')) AS retailer,
       coalesce(p.value -> 'simulated' = 'true', false) AS simulated,
       EXISTS (SELECT FROM invitation_seen v
               WHERE v.intent_id = s.intent AND v.business_id = p.value ->> 'id' AND v.at < s.closed_at)
       OR EXISTS (SELECT FROM intent_event a
                  WHERE a.intent_id = s.intent AND a.seq < s.closed_seq AND a.body -> 'bidder' = i.body -> 'bidder'
                    AND a.type IN ('offer_placed', 'advice_given', 'invitation_declined')) AS opened
FROM lab_span s
JOIN intent_event i ON i.intent_id = s.intent AND i.type = 'invited'
LEFT JOIN intent_part p ON p.intent_id = i.intent_id AND p.seq = i.seq AND p.name = 'business';

-- What things were sold for: the prices that were promised when a sale was agreed.
CREATE VIEW lab_sale AS
SELECT d.intent_id AS intent, d.bidder, d.sector, d.agreed_at, d.buyer_simulated OR d.business_simulated AS simulated,
       (p.body ->> 'amount')::bigint AS price_p
FROM deal d
JOIN intent_event c ON c.intent_id = d.intent_id AND c.seq = 1 AND coalesce(c.body ->> 'currency' = 'GBP', false)
JOIN intent_event p ON p.intent_id = d.intent_id AND p.type = 'promise_made'
                   AND coalesce(p.body ->> 'kind' = 'price', false);

-- What an experiment is held against: what was paid in a sector before it gave anybody an arm. Simulated sales are kept
-- apart.
CREATE VIEW lab_reference AS
SELECT x.experiment, r.sector, r.simulated, r.ref_p
FROM (SELECT experiment, min(at) AS began FROM lab_arm WHERE NOT ended GROUP BY experiment) x
CROSS JOIN LATERAL (
    SELECT d.sector, d.simulated, percentile_cont(0.5) WITHIN GROUP (ORDER BY d.price_p) AS ref_p
    FROM lab_sale d WHERE d.agreed_at < x.began GROUP BY d.sector, d.simulated
) r;

-- A request is simulated if its buyer or anybody invited is. What it is held against is what was paid in its sector
-- before its experiment began, or before it was posted itself; whoever does not ask for that does not wait for it.
CREATE VIEW lab_intent AS
WITH sales AS MATERIALIZED (
    SELECT * FROM lab_sale
), refs AS MATERIALIZED (
    SELECT * FROM lab_reference
)
SELECT f.id, f.sector, f.simulated, f.experiment, f.arm, f.budget_p,
       CASE WHEN f.experiment = ''
           THEN (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY d.price_p)
                 FROM sales d WHERE d.sector = f.sector AND d.simulated = f.simulated AND d.agreed_at < f.posted_at)
           ELSE (SELECT r.ref_p FROM refs r
                 WHERE r.experiment = f.experiment AND r.sector = f.sector AND r.simulated = f.simulated) END AS ref_p,
       f.duration_s, f.end_s, f.ended, f.invited, f.not_opened
FROM (
    SELECT s.intent AS id, c.body ->> 'sector' AS sector, c.at AS posted_at,
           coalesce(c.body -> 'simulated' = 'true' OR b.simulated, false) AS simulated,
           coalesce(x.experiment, '') AS experiment, coalesce(x.arm, 'default') AS arm,
           CASE WHEN jsonb_typeof(coalesce(sealed.value, c.body -> 'budget')) = 'number'
               THEN (coalesce(sealed.value, c.body -> 'budget') #>> '{}')::bigint END AS budget_p,
           (s.scheduled_at - s.opened_at) / 1e6::double precision AS duration_s,
           (s.closed_at - s.opened_at) / 1e6::double precision AS end_s,
           CASE s.cause WHEN 'cancelled' THEN 'cancelled' ELSE 'normal' END AS ended,
           coalesce(b.invited, '{}') AS invited, coalesce(b.not_opened, '{}') AS not_opened
    FROM lab_span s
    JOIN intent_event c ON c.intent_id = s.intent AND c.seq = 1
    LEFT JOIN intent_part sealed ON sealed.intent_id = s.intent AND sealed.seq = 1 AND sealed.name = 'budget'
    CROSS JOIN LATERAL (
        SELECT bool_or(i.simulated) AS simulated, array_agg(i.retailer ORDER BY i.bidder) AS invited,
               array_agg(i.retailer ORDER BY i.bidder) FILTER (WHERE NOT i.opened) AS not_opened
        FROM lab_bidder i WHERE i.intent = s.intent
    ) b
    LEFT JOIN lab_arm x ON x.intent = s.intent AND NOT x.ended
) f;

-- The log has only offers that counted when they came; what came after the last close counts for no round. An offer was
-- taken back if that happened before the close: what stood then was what the buyer could choose from.
CREATE VIEW lab_bid AS
SELECT s.intent, b.retailer,
       CASE WHEN jsonb_typeof(coalesce(sealed.value, o.body -> 'price')) = 'number'
           THEN (coalesce(sealed.value, o.body -> 'price') #>> '{}')::bigint END AS price_p,
       (o.received_at - s.opened_at) / 1e6::double precision AS t_s,
       o.seq < s.closed_seq AS valid,
       EXISTS (SELECT FROM intent_event w
               WHERE w.intent_id = s.intent AND w.type = 'offer_withdrawn' AND w.body -> 'bidder' = o.body -> 'bidder'
                 AND w.seq > o.seq AND w.seq < s.closed_seq) AS withdrawn
FROM lab_span s
JOIN intent_event o ON o.intent_id = s.intent AND o.type IN ('offer_placed', 'offer_revised')
LEFT JOIN intent_part sealed ON sealed.intent_id = o.intent_id AND sealed.seq = o.seq AND sealed.name = 'price'
JOIN lab_bidder b ON b.intent = s.intent AND b.bidder = (o.body ->> 'bidder')::bigint;

-- Whom the buyer chose last, at the price that was agreed or else offered; converted means bought here, as the buyer or
-- the code that it showed says.
CREATE VIEW lab_award AS
SELECT s.intent, b.retailer, coalesce(d.price_p, stood.price_p) AS price_p,
       d.intent IS NOT NULL
       AND EXISTS (SELECT FROM intent_event g
                   WHERE g.intent_id = s.intent
                     AND (g.type = 'visit_redeemed'
                          OR (g.type = 'outcome_reported' AND g.body ->> 'where' = 'here'))) AS converted
FROM lab_span s
CROSS JOIN LATERAL (SELECT (a.body ->> 'bidder')::bigint AS bidder FROM intent_event a
                    WHERE a.intent_id = s.intent AND a.type = 'awarded' ORDER BY a.seq DESC LIMIT 1) a
JOIN lab_bidder b ON b.intent = s.intent AND b.bidder = a.bidder
LEFT JOIN lab_sale d ON d.intent = s.intent AND d.bidder = a.bidder
LEFT JOIN LATERAL (SELECT o.price_p FROM lab_bid o
                   WHERE o.intent = s.intent AND o.retailer = b.retailer AND o.valid AND NOT o.withdrawn
                   ORDER BY o.t_s DESC, o.price_p LIMIT 1) stood ON true;

-- A thread as the order of its speakers: "c" is the consumer, "r" the retailer.
CREATE VIEW lab_thread AS
SELECT s.intent, b.retailer,
       string_agg(CASE m.body ->> 'by' WHEN 'buyer' THEN 'c' ELSE 'r' END, '' ORDER BY m.seq) AS senders
FROM lab_span s
JOIN intent_event m ON m.intent_id = s.intent AND m.type = 'message_sent'
JOIN lab_bidder b ON b.intent = s.intent AND b.bidder = (m.body ->> 'bidder')::bigint
GROUP BY s.intent, b.retailer;

-- What a buyer reported to the operator after choosing.
CREATE VIEW lab_complaint AS
SELECT s.intent, (r.at - a.at) / 86400e6::double precision AS days_after_award
FROM lab_span s
CROSS JOIN LATERAL (SELECT max(e.at) AS at, max(e.seq) AS seq FROM intent_event e
                    WHERE e.intent_id = s.intent AND e.type = 'awarded') a
JOIN intent_event r ON r.intent_id = s.intent AND r.type = 'reported' AND r.body ->> 'by' = 'buyer' AND r.seq > a.seq;

-- What a retailer declares: the margin of its sales in parts of 10000 of their price, and what it paid for being here.
-- A margin that it has not declared is not known.
CREATE VIEW lab_retailer AS
SELECT r.retailer, m.margin_bp, coalesce(f.fees_p, 0) AS fees_p
FROM (SELECT DISTINCT retailer FROM lab_bidder) r
LEFT JOIN LATERAL (
    SELECT 10000 * sum(a.margin) / nullif(sum(d.price_p), 0) AS margin_bp
    FROM deal_account a JOIN lab_sale d ON d.intent = a.intent_id
    WHERE a.business_id = r.retailer AND a.margin IS NOT NULL
) m ON true
LEFT JOIN LATERAL (
    SELECT sum(a.cost) AS fees_p FROM month_account a WHERE a.business_id = r.retailer AND a.currency = 'GBP'
) f ON true;
