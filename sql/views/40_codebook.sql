-- What each metric means, in words; docs/codebook.md is made of this. `direction` is what is better: up, down, or
-- neither where a metric only describes. A guard is watched in every experiment whatever it is about.
CREATE VIEW metric_codebook AS
SELECT * FROM (VALUES
('intents', 'participation', 'requests', 'count', 'neither', false,
 'N: the requests of the slice whose rounds are over.'),
('offers_per_intent', 'participation', 'offers', 'mean', 'up', false,
 'Standing offers divided by N.'),
('participation_rate', 'participation', 'share', 'ratio', 'up', false,
 'Standing offers divided by invitations.'),
('invitation_seen_rate', 'participation', 'share', 'ratio', 'up', false,
 'Invitations that the retailer saw or answered before the rounds were over, divided by invitations.'),
('zero_offer_rate', 'participation', 'share', 'proportion', 'down', true,
 'Requests without a standing offer, divided by N.'),
('bids_per_offerer', 'participation', 'bids', 'ratio', 'neither', false,
 'First and revised offers that were valid and not taken back, divided by standing offers.'),
('ttfo_median_observed_only', 'speed', 'seconds', 'median', 'down', false,
 'Median time to the first offer, over requests that got one. It leaves out those that waited in vain: prefer '
 'ttfo_km_median.'),
('ttfo_share_60s', 'speed', 'share', 'proportion', 'up', false,
 'Requests whose first offer came within 60 seconds, divided by N.'),
('ttfo_rmst', 'speed', 'seconds', 'survival', 'down', false,
 'Mean time without an offer up to the horizon: the area under the Kaplan-Meier curve of the first offer, censored at '
 'the end of the rounds. The horizon is 900 seconds, or the shortest round over all arms that are compared.'),
('ttfo_km_median', 'speed', 'seconds', 'survival', 'down', false,
 'The first moment at which the Kaplan-Meier curve of the first offer is at one half or below; empty if it never is.'),
('best_discount_budget_itt', 'price', 'share', 'mean', 'up', false,
 'Mean of (budget - lowest standing price) / budget over requests with a budget; 0 for a request without an offer.'),
('best_discount_budget_cond', 'price', 'share', 'mean', 'up', false,
 'The same over requests with a budget and an offer. It only describes: getting an offer is an effect itself.'),
('best_discount_ref_itt', 'price', 'share', 'mean', 'up', false,
 'Mean of (reference - lowest standing price) / reference; 0 for a request without an offer. The reference is the '
 'median price agreed in the sector before the experiment began, or, outside one, before the request was posted.'),
('best_log_price_ratio_cond', 'price', 'log ratio', 'mean', 'down', false,
 'Mean of ln(lowest standing price / reference) over requests with an offer. It only describes.'),
('price_cv', 'price', 'ratio', 'mean', 'neither', false,
 'Sample standard deviation of the standing prices of a request divided by their mean; mean over requests with two or '
 'more.'),
('price_range_rel', 'price', 'ratio', 'mean', 'neither', false,
 '(highest - lowest) / lowest standing price; mean over requests with two or more.'),
('best_second_gap_rel', 'price', 'ratio', 'mean', 'neither', false,
 '(second lowest - lowest) / lowest standing price; mean over requests with two or more.'),
('buyer_saving_vs_ref_converted_pence', 'price', 'pence', 'total', 'up', false,
 'Sum of (reference - awarded price) over converted requests that have a reference.'),
('close_rate', 'outcome', 'share', 'proportion', 'up', false,
 'Requests whose rounds were not cancelled and had a standing offer, divided by N.'),
('award_rate', 'outcome', 'share', 'proportion', 'up', false,
 'Requests whose buyer chose an offer, divided by N.'),
('conversion_after_yes', 'outcome', 'share', 'ratio', 'up', false,
 'Converted requests divided by awarded ones. Converted: the retailer agreed, and the buyer said that it bought here '
 'or showed its code. What is awarded depends on the treatment: test conversion_per_intent.'),
('conversion_per_intent', 'outcome', 'share', 'proportion', 'up', false,
 'Converted requests divided by N.'),
('lowest_price_award_share', 'outcome', 'share', 'proportion', 'neither', false,
 'Awards to an offer with the lowest standing price, divided by awards.'),
('complaint_rate_14d', 'outcome', 'complaints', 'ratio', 'down', true,
 'Reports of buyers to the operator within 14 days after the award, divided by awards.'),
('sniping_bid_share_sched', 'timing', 'share', 'ratio', 'down', false,
 'Bids later than the announced end less the window, overtime too, divided by bids. The window is 30 seconds or 5 % of '
 'the round, whichever is shorter; were bids spread evenly, the share would be window / round.'),
('sniping_bid_share_actual_end', 'timing', 'share', 'ratio', 'down', false,
 'Bids later than the actual end less the window, divided by bids.'),
('sniping_win_share_actual_end', 'timing', 'share', 'proportion', 'down', false,
 'Awards to an offer last changed later than the actual end less the window, divided by awards.'),
('dialogue_turns_per_thread', 'talk', 'turns', 'mean', 'neither', false,
 'Changes of the speaker in a private thread, the first word counted as one; mean over threads.'),
('win_rate_micro', 'retailers', 'share', 'ratio', 'neither', false,
 'Awards divided by standing offers, over all retailers.'),
('win_rate_macro', 'retailers', 'share', 'mean', 'neither', false,
 'Mean over retailers with a standing offer of their awards divided by their standing offers.'),
('wasted_effort_ratio', 'retailers', 'share', 'ratio', 'down', true,
 '1 - awards / standing offers.'),
('hhi_awards', 'concentration', 'points of 10000', 'index', 'down', true,
 '10000 times the sum of squared shares of retailers in the awards (Herfindahl-Hirschman).'),
('hhi_awards_unbiased', 'concentration', 'points of 10000', 'index', 'down', true,
 '10000 times the sum of k (k - 1) / (K (K - 1)), with k awards of a retailer among K; empty for fewer than two.'),
('hhi_value', 'concentration', 'points of 10000', 'index', 'down', true,
 '10000 times the sum of squared shares of retailers in the awarded prices.'),
('effective_winners', 'concentration', 'retailers', 'index', 'up', false,
 '10000 / hhi_awards: as many retailers with equal awards would be as concentrated.'),
('gini_wins_over_invited_retailers', 'concentration', 'share', 'index', 'down', true,
 'Gini coefficient of awards over all retailers that were invited, those without an award too.'),
('jain_wins_over_invited_retailers', 'concentration', 'share', 'index', 'up', false,
 'Jain''s fairness of awards over all retailers that were invited: 1 if all have as many.'),
('retailer_roi', 'retailer_roi', 'ratio', 'retailer', 'up', true,
 '(declared margin of converted sales - cost) / cost, with cost = fees paid + 20 pence for each invitation seen + 150 '
 'pence for each standing offer. Over all requests of a retailer.')
) words (metric, family, unit, kind, direction, is_guard, definition);

-- Every metric of every slice, a row for each. The return of retailers has no slices: it is in metric_retailer_roi.
CREATE VIEW lab_metric AS
SELECT families.slice, named.key AS metric, named.value::double precision AS value
FROM (
    SELECT slice, to_jsonb(f) AS given FROM metric_participation f
    UNION ALL SELECT slice, to_jsonb(f) FROM metric_speed f
    UNION ALL SELECT slice, to_jsonb(f) FROM metric_price f
    UNION ALL SELECT slice, to_jsonb(f) FROM metric_outcome f
    UNION ALL SELECT slice, to_jsonb(f) FROM metric_timing f
    UNION ALL SELECT slice, to_jsonb(f) FROM metric_talk f
    UNION ALL SELECT slice, to_jsonb(f) FROM metric_retailers f
    UNION ALL SELECT slice, to_jsonb(f) FROM metric_concentration f
) families
CROSS JOIN LATERAL jsonb_each_text(families.given - 'slice') named;
