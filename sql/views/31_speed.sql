-- How long the first offer takes. A round that ended without one says only that it took longer (Kaplan and Meier).

CREATE AGGREGATE product(double precision) (SFUNC = float8mul, STYPE = double precision, INITCOND = '1');

-- The horizon is the same for all arms that are compared, else a longer round would look slower: the shortest round of
-- the experiment, in the sector if the slice has one.
CREATE VIEW lab_horizon AS
SELECT m.slice, least(p.ttfo_tau_s, min(f.duration_s)) AS tau_s
FROM (SELECT DISTINCT slice, simulated, experiment, sector FROM lab_slice) m
CROSS JOIN lab_param p
JOIN lab_intent i ON i.simulated = m.simulated AND i.experiment = coalesce(m.experiment, i.experiment)
                 AND i.sector = coalesce(m.sector, i.sector)
JOIN lab_fact f ON f.intent = i.id
GROUP BY m.slice, p.ttfo_tau_s;

-- The share of requests still without an offer, from each moment at which one got its first to the next such moment.
CREATE VIEW lab_waiting AS
WITH times AS (
    SELECT s.slice, coalesce(f.first_s, f.end_s) AS t_s, f.first_s IS NOT NULL AS offered
    FROM lab_slice s JOIN lab_fact f USING (intent)
), steps AS (
    SELECT slice, t_s, count(*) FILTER (WHERE offered) AS came,
           sum(count(*)) OVER (PARTITION BY slice ORDER BY t_s DESC) AS at_risk
    FROM times GROUP BY slice, t_s
)
SELECT slice, t_s, lead(t_s) OVER w AS until_s,
       product(1 - came / at_risk::double precision) OVER w AS waiting
FROM (SELECT slice, 0 AS t_s, 0 AS came, 1 AS at_risk FROM times GROUP BY slice
      UNION ALL SELECT slice, t_s, came, at_risk FROM steps WHERE came > 0) both_kinds
WINDOW w AS (PARTITION BY slice ORDER BY t_s);

-- A share that is one half but for rounding is one half.
CREATE VIEW metric_speed AS
SELECT o.slice, o.ttfo_median_observed_only, o.ttfo_share_60s, k.ttfo_rmst, k.ttfo_km_median
FROM (
    SELECT s.slice, percentile_cont(0.5) WITHIN GROUP (ORDER BY f.first_s) AS ttfo_median_observed_only,
           avg(coalesce(f.first_s <= 60, false)::int)::double precision AS ttfo_share_60s
    FROM lab_slice s JOIN lab_fact f USING (intent) GROUP BY s.slice
) o
JOIN (
    SELECT w.slice, min(w.t_s) FILTER (WHERE w.waiting <= 0.5 + 1e-12) AS ttfo_km_median,
           sum(w.waiting * greatest(least(coalesce(w.until_s, h.tau_s), h.tau_s) - w.t_s, 0)) AS ttfo_rmst
    FROM lab_waiting w JOIN lab_horizon h USING (slice) GROUP BY w.slice
) k USING (slice);
