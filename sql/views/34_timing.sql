-- How much is offered at the last moment. Were offers spread evenly, the window's share of the round would be so many.
CREATE VIEW metric_timing AS
WITH late AS MATERIALIZED (
    SELECT i.intent, o.sched, o.actual_end
    FROM lab_fact i
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE t_s > i.duration_s - i.window_s) AS sched,
               count(*) FILTER (WHERE t_s > i.end_s - i.window_s) AS actual_end
        FROM lab_bid WHERE intent = i.intent AND valid AND NOT withdrawn
    ) o
)
SELECT f.slice, sum(l.sched)::double precision / nullif(sum(f.bids), 0) AS sniping_bid_share_sched,
       sum(l.actual_end)::double precision / nullif(sum(f.bids), 0) AS sniping_bid_share_actual_end,
       avg((f.winner_s > f.end_s - f.window_s)::int) FILTER (WHERE f.awarded)::double precision
           AS sniping_win_share_actual_end
FROM lab_slice f LEFT JOIN late l USING (intent)
GROUP BY f.slice;
