-- The ledger: what was decided, and what follows from it. One append writes events, parts, head and outbox together.
-- Ids are 26 characters of Crockford's base 32, instants are microseconds since 1970 UTC, both compared bytewise.
-- Tables are keyed by intent_id first, so that they can be spread over machines by it.

CREATE TABLE intent_head (
    intent_id   text COLLATE "C" PRIMARY KEY,
    seq         bigint  NOT NULL CHECK (seq > 0), -- of the latest event; an append is a compare-and-set on it
    state       text COLLATE "C" NOT NULL CHECK (state <> ''),
    sector      text COLLATE "C" NOT NULL,
    consumer_id text COLLATE "C" NOT NULL,
    next_due    bigint,                           -- when a tick has something to decide
    summary     jsonb   NOT NULL,                 -- what a public list shows
    is_public   boolean NOT NULL,
    created_at  bigint  NOT NULL
) WITH (fillfactor = 70);                         -- room for the next version of a row that is rewritten per append

CREATE INDEX intent_head_due ON intent_head (next_due, intent_id) WHERE next_due IS NOT NULL;
CREATE INDEX intent_head_listed ON intent_head (sector, created_at DESC, intent_id) WHERE is_public;
CREATE INDEX intent_head_newest ON intent_head (created_at DESC, intent_id) WHERE is_public;
CREATE INDEX intent_head_consumer ON intent_head (consumer_id, created_at DESC);

CREATE TABLE intent_event (
    intent_id   text COLLATE "C" NOT NULL,
    seq         bigint NOT NULL CHECK (seq > 0),
    at          bigint NOT NULL,
    received_at bigint NOT NULL,
    type        text COLLATE "C" NOT NULL CHECK (type <> ''),
    body        jsonb  NOT NULL,
    command_key text COLLATE "C" NOT NULL,
    hash        bytea  NOT NULL CHECK (octet_length(hash) = 32), -- sha256(hex of the one before || canonical event)
    PRIMARY KEY (intent_id, seq)
);

-- A command has one effect, whoever decides it.
CREATE UNIQUE INDEX intent_event_command ON intent_event (intent_id, command_key) WHERE command_key <> '';

-- What an event only commits to: secrets and personal data. Erasure deletes rows here and leaves the chain whole.
CREATE TABLE intent_part (
    intent_id text COLLATE "C" NOT NULL,
    seq       bigint NOT NULL,
    name      text COLLATE "C" NOT NULL,
    salt      bytea  NOT NULL CHECK (octet_length(salt) = 16),
    value     jsonb  NOT NULL,
    PRIMARY KEY (intent_id, seq, name)
);

-- What was promised in a commit and is done after it. A claimed row is one whose not_before has been moved ahead.
CREATE TABLE outbox (
    intent_id  text COLLATE "C" NOT NULL,
    id         bigint GENERATED ALWAYS AS IDENTITY,
    intent_seq bigint NOT NULL,
    kind       text COLLATE "C" NOT NULL CHECK (kind <> ''),
    target     text COLLATE "C" NOT NULL,
    not_before bigint NOT NULL,
    attempt    integer NOT NULL DEFAULT 0,
    body       jsonb  NOT NULL,
    PRIMARY KEY (intent_id, id)
);

CREATE INDEX outbox_waiting ON outbox (kind, not_before, id);

-- Streams that span intents ("desk/ID", "sector/SLUG"), numbered gaplessly by one relay at a time.
CREATE TABLE topic_head (
    topic text COLLATE "C" PRIMARY KEY,
    seq   bigint NOT NULL
);

CREATE TABLE topic_event (
    topic      text COLLATE "C" NOT NULL,
    seq        bigint NOT NULL,
    intent_id  text COLLATE "C" NOT NULL,
    intent_seq bigint NOT NULL,
    PRIMARY KEY (topic, seq)
);

-- "Win at most so many": an award takes a slot of the group its offer came from, under the lock of the group's row.
CREATE TABLE capacity_group (
    business_id text COLLATE "C" NOT NULL,
    name        text COLLATE "C" NOT NULL CHECK (name <> ''),
    slots       bigint NOT NULL CHECK (slots >= 0),
    PRIMARY KEY (business_id, name)
);

CREATE TABLE capacity_claim (
    intent_id   text COLLATE "C" NOT NULL,
    business_id text COLLATE "C" NOT NULL,
    group_name  text COLLATE "C" NOT NULL,
    seq         bigint NOT NULL, -- the event that took the slot
    PRIMARY KEY (intent_id, business_id, group_name)
);

CREATE INDEX capacity_claim_group ON capacity_claim (business_id, group_name);

-- Who takes offers, and when nobody did.
CREATE TABLE node_beat (
    node text COLLATE "C" PRIMARY KEY,
    at   bigint NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE outage (
    from_at bigint PRIMARY KEY,                     -- the last beat before the gap
    to_at   bigint NOT NULL CHECK (to_at > from_at) -- the first moment at which offers were taken again
);

-- One row about this database itself; `restores` counts returns from a backup, which streams have to know about.
CREATE TABLE installation (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    restores bigint NOT NULL DEFAULT 0
);

INSERT INTO installation DEFAULT VALUES;
