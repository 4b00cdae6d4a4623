-- The requests of one experiment are found by its key, and the sales of one sector by its name: a study reads what is
-- its own, however long the log has become.
CREATE INDEX intent_event_arm ON intent_event ((body #>> '{assignment,experiment}'), at) WHERE type = 'replanned';
CREATE INDEX deal_sector ON deal (sector, agreed_at);
