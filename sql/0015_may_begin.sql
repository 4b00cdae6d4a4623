-- A request whose link was followed and that may run: counted with the buyer's running ones before its log says so, for
-- links that are followed at the same moment.
ALTER TABLE intent_head ADD COLUMN may_begin boolean NOT NULL DEFAULT false;
