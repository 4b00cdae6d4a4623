-- The code of conduct: who has accepted which version, what counts against a business, and the few new offers that a
-- business with a low score may make in a day. The score itself is arithmetic (app/conduct_score) and is kept nowhere.

-- The version that it accepted last; '' for none. Numbered with the business, so that every node knows it.
ALTER TABLE business ADD COLUMN conduct text COLLATE "C" NOT NULL DEFAULT '';
-- What was ticked while joining, with the hash of the words: anybody can join in another's name, so whoever confirms the
-- address accepts it then.
ALTER TABLE business ADD COLUMN conduct_ticked text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE business ADD COLUMN conduct_ticked_sha256 text COLLATE "C" NOT NULL DEFAULT '';

-- Evidence: added to, and never changed.
CREATE TABLE conduct_acceptance (
    business_id text COLLATE "C" NOT NULL,
    version     text COLLATE "C" NOT NULL CHECK (version <> ''),
    code_sha256 text COLLATE "C" NOT NULL CHECK (code_sha256 <> ''), -- of the words that were accepted
    accepted_at bigint NOT NULL,
    PRIMARY KEY (business_id, version)
);

CREATE FUNCTION guard_conduct_acceptance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'conduct_acceptance: what was accepted stays written down'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER conduct_acceptance_guard BEFORE UPDATE OR DELETE ON conduct_acceptance
    FOR EACH ROW EXECUTE FUNCTION guard_conduct_acceptance();
CREATE TRIGGER conduct_acceptance_guard_table BEFORE TRUNCATE ON conduct_acceptance
    FOR EACH STATEMENT EXECUTE FUNCTION guard_conduct_acceptance();

-- What may count against a business: an event of the log, or a message that was refused as one of many. A report counts
-- once a steward upheld it, and a broken promise until it is put right. Nothing here is anybody's words.
CREATE TABLE conduct_event (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    business_id text COLLATE "C" NOT NULL,
    kind        text COLLATE "C" NOT NULL CHECK (kind IN ('award_lapsed', 'promise_broken', 'promise_mended', 'report',
                                                          'bulk_message')),
    intent_id   text COLLATE "C" NOT NULL,
    about       bigint NOT NULL, -- the number of the promise or the report; 0
    seq         bigint,          -- of the event in the intent's log; nothing for what was refused
    at          bigint NOT NULL,
    CHECK ((seq IS NULL) = (kind = 'bulk_message'))
);

CREATE INDEX conduct_event_business ON conduct_event (business_id, at);
-- An event is noted once, and what is refused counts once for each buyer.
CREATE UNIQUE INDEX conduct_event_logged ON conduct_event (intent_id, seq) WHERE seq IS NOT NULL;
CREATE UNIQUE INDEX conduct_event_refused ON conduct_event (business_id, intent_id, kind) WHERE seq IS NULL;

-- The new offers of a business that may make only a few; each is taken before its offer is decided.
CREATE TABLE limited_offer (
    business_id text COLLATE "C" NOT NULL,
    intent_id   text COLLATE "C" NOT NULL,
    at          bigint NOT NULL,
    PRIMARY KEY (business_id, intent_id)
);
