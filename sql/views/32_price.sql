-- How far prices came down, and how far apart they are. "itt" counts a request without an offer as nothing saved;
-- "cond" is of those that had offers and only describes them, for getting any is an effect itself.
CREATE VIEW metric_price AS
SELECT f.slice,
       avg(CASE WHEN f.budget_p > 0 THEN coalesce(1 - f.best_p / f.budget_p::double precision, 0) END)
           AS best_discount_budget_itt,
       avg(1 - f.best_p / nullif(f.budget_p, 0)::double precision) AS best_discount_budget_cond,
       avg(CASE WHEN f.ref_p > 0 THEN coalesce(1 - f.best_p / f.ref_p::double precision, 0) END)
           AS best_discount_ref_itt,
       avg(CASE WHEN f.best_p > 0 AND f.ref_p > 0 THEN ln(f.best_p / f.ref_p::double precision) END)
           AS best_log_price_ratio_cond,
       avg(CASE WHEN f.offers > 1 THEN f.sd_p / nullif(f.mean_p, 0) END) AS price_cv,
       avg(CASE WHEN f.offers > 1 THEN (f.worst_p - f.best_p) / nullif(f.best_p, 0)::double precision END)
           AS price_range_rel,
       avg(CASE WHEN f.offers > 1 THEN (f.second_p - f.best_p) / nullif(f.best_p, 0)::double precision END)
           AS best_second_gap_rel,
       coalesce(sum(f.ref_p - f.award_p) FILTER (WHERE f.converted), 0)::double precision
           AS buyer_saving_vs_ref_converted_pence
FROM lab_slice f
GROUP BY f.slice;
