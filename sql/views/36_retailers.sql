-- What taking part brings to retailers, and how evenly.

-- Everybody who was invited in a slice, with what came of it.
CREATE VIEW lab_share AS
WITH standing AS MATERIALIZED (
    SELECT * FROM lab_standing
), awards AS MATERIALIZED (
    SELECT * FROM lab_award
)
SELECT s.slice, r.retailer, count(o.intent) AS offers, count(a.intent) AS wins, coalesce(sum(a.price_p), 0) AS won_p
FROM lab_slice s
CROSS JOIN LATERAL unnest(s.retailers) r (retailer)
LEFT JOIN standing o ON o.intent = s.intent AND o.retailer = r.retailer
LEFT JOIN awards a ON a.intent = s.intent AND a.retailer = r.retailer
GROUP BY s.slice, r.retailer;

CREATE VIEW metric_retailers AS
SELECT slice, sum(wins)::double precision / nullif(sum(offers), 0) AS win_rate_micro,
       avg(wins::double precision / nullif(offers, 0)) AS win_rate_macro,
       1 - sum(wins)::double precision / nullif(sum(offers), 0) AS wasted_effort_ratio
FROM lab_share
GROUP BY slice;

CREATE VIEW metric_concentration AS
WITH ranked AS (
    SELECT *, row_number() OVER (PARTITION BY slice ORDER BY wins) AS place FROM lab_share
), sums AS (
    SELECT slice, count(*)::double precision AS n, sum(wins)::double precision AS won,
           sum(wins * wins)::double precision AS won_squared, sum(wins * (wins - 1))::double precision AS pairs,
           sum(place * wins)::double precision AS ranks, sum(won_p)::double precision AS value,
           sum(won_p::double precision * won_p) AS value_squared
    FROM ranked GROUP BY slice
)
SELECT slice, 10000 * won_squared / nullif(won * won, 0) AS hhi_awards,
       10000 * pairs / nullif(won * (won - 1), 0) AS hhi_awards_unbiased,
       10000 * value_squared / nullif(value * value, 0) AS hhi_value,
       won * won / nullif(won_squared, 0) AS effective_winners,
       2 * ranks / nullif(n * won, 0) - (n + 1) / n AS gini_wins_over_invited_retailers,
       won * won / nullif(n * won_squared, 0) AS jain_wins_over_invited_retailers
FROM sums;

-- By retailer and over all its requests, for a fee is paid for all of them. Margins are declared, not seen; a retailer
-- that sold and declared none has no return here.
CREATE VIEW metric_retailer_roi AS
WITH invitations AS MATERIALIZED (
    SELECT i.id AS intent, i.simulated, m.retailer, m.retailer <> ALL (i.not_opened) AS opened
    FROM lab_intent i CROSS JOIN LATERAL unnest(i.invited) m (retailer)
), standing AS MATERIALIZED (
    SELECT * FROM lab_standing
), awards AS MATERIALIZED (
    SELECT * FROM lab_award WHERE converted
)
SELECT c.retailer, c.simulated, c.gross_margin_pence, c.cost_pence,
       (c.gross_margin_pence - c.cost_pence) / nullif(c.cost_pence, 0) AS retailer_roi
FROM (
    SELECT i.retailer, i.simulated,
           CASE WHEN count(a.intent) = 0 THEN 0
               ELSE (sum(a.price_p) * r.margin_bp / 10000)::double precision END AS gross_margin_pence,
           (r.fees_p + p.labour_read_pence * count(*) FILTER (WHERE i.opened)
                + p.labour_offer_pence * count(o.intent))::double precision AS cost_pence
    FROM invitations i
    JOIN lab_retailer r USING (retailer)
    CROSS JOIN lab_param p
    LEFT JOIN standing o ON o.intent = i.intent AND o.retailer = i.retailer
    LEFT JOIN awards a ON a.intent = i.intent AND a.retailer = i.retailer
    GROUP BY i.retailer, i.simulated, r.margin_bp, r.fees_p, p.labour_read_pence, p.labour_offer_pence
) c;
