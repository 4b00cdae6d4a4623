-- How long the first offer takes. A round that ended without one says only that it took longer (Kaplan and Meier).

CREATE AGGREGATE product(double precision) (SFUNC = float8mul, STYPE = double precision, INITCOND = '1');

-- The share of requests still without an offer, from each moment at which one got its first to the next such moment.
CREATE VIEW lab_waiting AS
WITH times AS MATERIALIZED (
    SELECT slice, tau_s, coalesce(first_s, end_s) AS t_s, first_s IS NOT NULL AS offered FROM lab_slice
), steps AS (
    SELECT slice, tau_s, 0 AS t_s, 0 AS came, 1 AS at_risk FROM times GROUP BY slice, tau_s
    UNION ALL
    SELECT * FROM (
        SELECT slice, tau_s, t_s, count(*) FILTER (WHERE offered) AS came,
               sum(count(*)) OVER (PARTITION BY slice ORDER BY t_s DESC) AS at_risk
        FROM times GROUP BY slice, tau_s, t_s
    ) moments WHERE came > 0
)
SELECT slice, tau_s, t_s, lead(t_s) OVER ascending AS until_s,
       product(1 - came / at_risk::double precision) OVER ascending AS waiting
FROM steps
WINDOW ascending AS (PARTITION BY slice ORDER BY t_s);

-- A share that is one half but for rounding is one half.
CREATE VIEW metric_speed AS
SELECT o.slice, o.ttfo_median_observed_only, o.ttfo_share_60s, k.ttfo_rmst, k.ttfo_km_median
FROM (
    SELECT slice, percentile_cont(0.5) WITHIN GROUP (ORDER BY first_s) AS ttfo_median_observed_only,
           avg(coalesce(first_s <= 60, false)::int)::double precision AS ttfo_share_60s
    FROM lab_slice GROUP BY slice
) o
JOIN (
    SELECT slice, min(t_s) FILTER (WHERE waiting <= 0.5 + 1e-12) AS ttfo_km_median,
           sum(waiting * greatest(least(coalesce(until_s, tau_s), tau_s) - t_s, 0)) AS ttfo_rmst
    FROM lab_waiting GROUP BY slice
) k USING (slice);
