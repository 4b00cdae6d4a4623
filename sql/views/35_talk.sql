-- How people talk: each change of the speaker begins a turn, and the first word is one.
CREATE VIEW metric_talk AS
SELECT s.slice, avg(length(regexp_replace(t.senders, '(.)\1+', '\1', 'g')))::double precision
           AS dialogue_turns_per_thread
FROM lab_slice s LEFT JOIN lab_thread t ON t.intent = s.intent AND t.senders <> ''
GROUP BY s.slice;
