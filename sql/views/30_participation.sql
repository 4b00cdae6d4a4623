-- Who was asked, who looked, who made offers.
CREATE VIEW metric_participation AS
SELECT f.slice,
       count(*)::double precision AS intents,
       avg(f.offers)::double precision AS offers_per_intent,
       sum(f.offers)::double precision / nullif(sum(f.invited), 0) AS participation_rate,
       sum(f.opened)::double precision / nullif(sum(f.invited), 0) AS invitation_seen_rate,
       avg((f.offers = 0)::int)::double precision AS zero_offer_rate,
       sum(f.bids)::double precision / nullif(sum(f.offers), 0) AS bids_per_offerer
FROM lab_slice f
GROUP BY f.slice;
