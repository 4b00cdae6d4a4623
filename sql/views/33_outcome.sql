-- What requests came to: offers, a yes, a sale, a complaint.
CREATE VIEW metric_outcome AS
SELECT f.slice,
       avg((f.ended = 'normal' AND f.offers > 0)::int)::double precision AS close_rate,
       avg(f.awarded::int)::double precision AS award_rate,
       count(*) FILTER (WHERE f.converted)::double precision / nullif(count(*) FILTER (WHERE f.awarded), 0)
           AS conversion_after_yes,
       avg(f.converted::int)::double precision AS conversion_per_intent,
       avg((f.winner_offer_p = f.best_p)::int) FILTER (WHERE f.awarded)::double precision AS lowest_price_award_share,
       sum(f.complaints)::double precision / nullif(count(*) FILTER (WHERE f.awarded), 0) AS complaint_rate_14d
FROM lab_slice f
GROUP BY f.slice;
