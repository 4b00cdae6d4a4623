-- What all families of metrics share: what came of each request, and which requests are counted together. Rows of a log
-- are hard to guess at: what belongs to a request is looked up for it, what is joined twice is worked out once
-- (MATERIALIZED), and who asks had better SET jit = off.

-- The offers that counted in the end: of each retailer the last that was valid and not taken back.
CREATE VIEW lab_standing AS
SELECT DISTINCT ON (intent, retailer) intent, retailer, price_p, t_s
FROM lab_bid WHERE valid AND NOT withdrawn
ORDER BY intent, retailer, t_s DESC, price_p;

-- One row for each request, which moments for tests can be summed from. Prices are those of the offers that stood.
CREATE VIEW lab_fact AS
SELECT i.id AS intent, i.simulated, i.experiment, i.arm, i.sector, i.invited AS retailers,
       cardinality(i.invited) AS invited, cardinality(i.invited) - cardinality(i.not_opened) AS opened,
       b.bids, b.first_s, o.offers, o.best_p, o.second_p, o.worst_p, o.mean_p, o.sd_p, i.budget_p, i.ref_p,
       i.duration_s, i.end_s, i.ended, least(p.sniping_window_s, 0.05 * i.duration_s) AS window_s,
       a.intent IS NOT NULL AS awarded, a.price_p AS award_p, coalesce(a.converted, false) AS converted,
       a.offer_p AS winner_offer_p, a.t_s AS winner_s, c.complaints
FROM lab_intent i
CROSS JOIN lab_param p
CROSS JOIN LATERAL (
    SELECT count(*) AS bids, min(t_s) AS first_s FROM lab_bid WHERE intent = i.id AND valid AND NOT withdrawn
) b
CROSS JOIN LATERAL (
    SELECT count(*) AS offers, min(price_p) AS best_p, (array_agg(price_p ORDER BY price_p))[2] AS second_p,
           max(price_p) AS worst_p, avg(price_p)::double precision AS mean_p,
           stddev_samp(price_p)::double precision AS sd_p
    FROM lab_standing WHERE intent = i.id
) o
LEFT JOIN LATERAL (
    SELECT w.intent, w.price_p, w.converted, s.price_p AS offer_p, s.t_s
    FROM lab_award w LEFT JOIN lab_standing s ON s.intent = i.id AND s.retailer = w.retailer
    WHERE w.intent = i.id
    OFFSET 0 -- else it would be joined to all others first
) a ON true
CROSS JOIN LATERAL (
    SELECT count(*) AS complaints FROM lab_complaint WHERE intent = i.id AND days_after_award <= p.complaint_window_days
) c;

-- A request is counted in every slice that it is in: with all others, with its sector, with its arm, and with its arm
-- in its sector. Simulated ones have slices of their own. The horizon of survival is the same for all arms that are
-- compared, else a longer round would look slower: the shortest round among them.
CREATE VIEW lab_slice AS
WITH facts AS MATERIALIZED (
    SELECT * FROM lab_fact
)
SELECT concat_ws(', ', CASE WHEN f.simulated THEN 'simulated' END, 'experiment ' || s.experiment, 'arm ' || s.arm,
                 'sector ' || s.sector, CASE WHEN s.arm IS NULL AND s.sector IS NULL THEN 'all' END) AS slice,
       least(p.ttfo_tau_s, min(f.duration_s) OVER (PARTITION BY f.simulated, s.experiment, s.sector)) AS tau_s,
       f.intent, f.retailers, f.invited, f.opened, f.bids, f.first_s, f.offers, f.best_p, f.second_p, f.worst_p,
       f.mean_p, f.sd_p, f.budget_p, f.ref_p, f.duration_s, f.end_s, f.ended, f.window_s, f.awarded, f.award_p,
       f.converted, f.winner_offer_p, f.winner_s, f.complaints
FROM facts f
CROSS JOIN lab_param p
CROSS JOIN LATERAL (VALUES (NULL, NULL, NULL), (NULL, NULL, f.sector), (f.experiment, f.arm, NULL),
                           (f.experiment, f.arm, f.sector)) s (experiment, arm, sector)
WHERE s.arm IS NULL OR s.experiment <> '';
