-- What all families of metrics share: which requests are counted together, and what came of each.

-- A request is counted in every slice that it is in: with all others, with its sector, with its arm, and with its arm
-- in its sector. Simulated ones have slices of their own.
CREATE VIEW lab_slice AS
SELECT concat_ws(', ', CASE WHEN i.simulated THEN 'simulated' END, 'experiment ' || s.experiment, 'arm ' || s.arm,
                 'sector ' || s.sector, CASE WHEN s.arm IS NULL AND s.sector IS NULL THEN 'all' END) AS slice,
       i.simulated, s.experiment, s.arm, s.sector, i.id AS intent
FROM lab_intent i
CROSS JOIN LATERAL (VALUES (NULL, NULL, NULL), (NULL, NULL, i.sector), (i.experiment, i.arm, NULL),
                           (i.experiment, i.arm, i.sector)) s (experiment, arm, sector)
WHERE s.arm IS NULL OR s.experiment <> '';

-- The offers that counted in the end: of each retailer the last that was valid and not taken back.
CREATE VIEW lab_standing AS
SELECT DISTINCT ON (intent, retailer) intent, retailer, price_p, t_s
FROM lab_bid WHERE valid AND NOT withdrawn
ORDER BY intent, retailer, t_s DESC, price_p;

-- One row for each request, which moments for tests can be summed from. Prices are those of the offers that stood.
CREATE VIEW lab_fact AS
SELECT i.id AS intent, cardinality(i.invited) AS invited, cardinality(i.invited) - cardinality(i.not_opened) AS opened,
       b.bids, b.first_s, s.offers, s.best_p, s.second_p, s.worst_p, s.mean_p, s.sd_p, i.budget_p, i.ref_p,
       i.duration_s, i.end_s, i.ended, least(p.sniping_window_s, 0.05 * i.duration_s) AS window_s,
       a.retailer AS winner, a.price_p AS award_p, a.retailer IS NOT NULL AS awarded,
       coalesce(a.converted, false) AS converted, won.price_p AS winner_offer_p, won.t_s AS winner_s
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
) s
LEFT JOIN lab_award a ON a.intent = i.id
LEFT JOIN lab_standing won ON won.intent = a.intent AND won.retailer = a.retailer;
