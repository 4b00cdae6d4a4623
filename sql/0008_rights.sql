-- People's rights: erasure that reaches whoever saw a request, complaints with a clock, and what the operator may do and
-- has to give reasons for.

-- Which business has to delete what it kept of an erased request. Written in the erasure's own commit, under one lock,
-- so that a business that reads on from a number misses none.
CREATE TABLE deletion (
    intent_id       text COLLATE "C" NOT NULL,
    business_id     text COLLATE "C" NOT NULL,
    n               bigint GENERATED ALWAYS AS IDENTITY UNIQUE, -- only rises; gaps mean nothing
    erased_at       bigint NOT NULL,
    acknowledged_at bigint,
    PRIMARY KEY (intent_id, business_id)
);

CREATE INDEX deletion_business ON deletion (business_id, n);

INSERT INTO deletion (intent_id, business_id, erased_at)
SELECT e.intent_id, i.business_id, e.at FROM intent_event e JOIN invitation i USING (intent_id)
WHERE e.type = 'erased' ORDER BY e.at, e.intent_id, i.business_id;

-- What lets somebody see how far an erasure has come. Nothing else ties the one who asked for it to the request.
CREATE TABLE erasure_report (
    token_hash text COLLATE "C" NOT NULL,
    intent_id  text COLLATE "C" NOT NULL,
    PRIMARY KEY (token_hash, intent_id)
);

CREATE INDEX link_principal ON link (principal_id);
CREATE INDEX session_principal_principal ON session_principal (principal_id);

-- A complaint about Parley, or an appeal against what its operator did. Each has to be answered by a day.
CREATE TABLE matter (
    id           text COLLATE "C" PRIMARY KEY,
    kind         text COLLATE "C" NOT NULL CHECK (kind IN ('complaint', 'appeal')),
    principal_id text COLLATE "C" NOT NULL, -- whose it is
    about        text COLLATE "C" NOT NULL, -- of a complaint its topic, of an appeal the number of the act
    body         text   NOT NULL,           -- '' once its writer was erased
    made_at      bigint NOT NULL,
    due_at       bigint NOT NULL CHECK (due_at > made_at)
);

CREATE INDEX matter_principal ON matter (principal_id, made_at DESC);

-- Everything that the operator did, with its reasons. What is in force follows from it: the last word on a subject.
CREATE TABLE steward_act (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    act      text COLLATE "C" NOT NULL CHECK (act IN ('suspend', 'lift', 'uphold', 'dismiss')),
    subject  text COLLATE "C" NOT NULL CHECK (subject <> ''), -- business/ID, sector/SLUG, report/INTENT/N, matter/ID
    reasons  text   NOT NULL CHECK (reasons <> ''),
    steward  text COLLATE "C" NOT NULL, -- the principal that did it
    at       bigint NOT NULL
);

CREATE INDEX steward_act_subject ON steward_act (subject, id DESC);

-- A report, a complaint and an appeal are decided once, whoever decides first.
CREATE UNIQUE INDEX steward_act_decision ON steward_act (subject) WHERE act IN ('uphold', 'dismiss');

CREATE FUNCTION guard_steward_act() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'steward_act: what was done stays written down' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER steward_act_guard BEFORE UPDATE OR DELETE ON steward_act
    FOR EACH ROW EXECUTE FUNCTION guard_steward_act();
CREATE TRIGGER steward_act_guard_table BEFORE TRUNCATE ON steward_act
    FOR EACH STATEMENT EXECUTE FUNCTION guard_steward_act();

CREATE INDEX intent_event_reported ON intent_event (at) WHERE type = 'reported';

-- The operator, who signs in with a token that the server was started with and has no address.
INSERT INTO principal (id, kind) VALUES ('0000000000000000000000stew', 'steward');

-- The scope of a key named the address; its hash tells as well whose it is, and can be erased with the address.
UPDATE stored_answer SET scope = split_part(scope, '/', 1) || '/' ||
    encode(sha256(convert_to(substr(scope, strpos(scope, '/') + 1), 'UTF8')), 'hex')
WHERE scope LIKE 'intents/%@%' OR scope LIKE 'businesses/%@%';
