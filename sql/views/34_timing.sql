-- How much is offered at the last moment. Were offers spread evenly, the window's share of the round would be so many.
CREATE VIEW metric_timing AS
SELECT b.slice, b.sniping_bid_share_sched, b.sniping_bid_share_actual_end, w.sniping_win_share_actual_end
FROM (
    SELECT s.slice,
           count(*) FILTER (WHERE o.t_s > f.duration_s - f.window_s)::double precision / nullif(count(o.t_s), 0)
               AS sniping_bid_share_sched,
           count(*) FILTER (WHERE o.t_s > f.end_s - f.window_s)::double precision / nullif(count(o.t_s), 0)
               AS sniping_bid_share_actual_end
    FROM lab_slice s JOIN lab_fact f USING (intent)
    LEFT JOIN lab_bid o ON o.intent = s.intent AND o.valid AND NOT o.withdrawn
    GROUP BY s.slice
) b
JOIN (
    SELECT s.slice, avg((f.winner_s > f.end_s - f.window_s)::int) FILTER (WHERE f.awarded)::double precision
               AS sniping_win_share_actual_end
    FROM lab_slice s JOIN lab_fact f USING (intent) GROUP BY s.slice
) w USING (slice);
