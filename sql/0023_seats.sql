-- The people of a business: who may act for it and as what, who did what, what they tell each other about a request,
-- whose lead it is, and where their calendars read its dates. Nothing of it is in the log, which names the business
-- alone.

ALTER TABLE principal DROP CONSTRAINT principal_kind_check;
ALTER TABLE principal
    ADD CONSTRAINT principal_kind_check CHECK (kind IN ('consumer', 'business', 'researcher', 'steward', 'seat'));

ALTER TABLE link DROP CONSTRAINT link_purpose_check;
ALTER TABLE link
    ADD CONSTRAINT link_purpose_check CHECK (purpose IN ('confirm_intent', 'confirm_business', 'sign_in', 'not_me',
                                                         'unsubscribe', 'join_list', 'reply', 'confirm_complaint',
                                                         'join_seat'));

-- A person is a principal of the kind "seat" and may have a seat in several businesses. The founder has none: whoever
-- holds the business's own address owns it, and cannot be removed.
CREATE TABLE seat (
    id           text COLLATE "C" PRIMARY KEY,
    business_id  text COLLATE "C" NOT NULL,
    principal_id text COLLATE "C" NOT NULL REFERENCES principal (id),
    role         text COLLATE "C" NOT NULL CHECK (role IN ('owner', 'seller', 'marketing', 'reader')),
    name         text    NOT NULL, -- '' once the person was forgotten
    shown        boolean NOT NULL, -- buyers read the name beside what the person offered and wrote
    invited_at   bigint  NOT NULL,
    joined_at    bigint,
    removed_at   bigint
);

CREATE UNIQUE INDEX seat_once ON seat (business_id, principal_id) WHERE removed_at IS NULL;
CREATE INDEX seat_person ON seat (principal_id);

-- Written with the events that a seat's command made: seq is that of the first of them.
CREATE TABLE seat_act (
    intent_id   text COLLATE "C" NOT NULL,
    seq         bigint NOT NULL,
    business_id text COLLATE "C" NOT NULL,
    seat_id     text COLLATE "C" NOT NULL,
    what        text COLLATE "C" NOT NULL, -- the type of that event
    at          bigint NOT NULL,
    PRIMARY KEY (intent_id, seq)
);

-- A founder is named by the id of the business.
CREATE TABLE lead_step (
    intent_id   text COLLATE "C" NOT NULL,
    business_id text COLLATE "C" NOT NULL,
    n           bigint NOT NULL, -- 1, 2, 3 ... of this lead
    from_seat   text COLLATE "C" NOT NULL, -- who handed it over
    to_seat     text COLLATE "C" NOT NULL, -- its owner from then on
    stage       text COLLATE "C" NOT NULL, -- as the log had it then
    at          bigint NOT NULL,
    taken_at    bigint, -- when the new owner had seen it
    PRIMARY KEY (intent_id, business_id, n)
);

CREATE INDEX lead_step_to ON lead_step (business_id, to_seat) WHERE taken_at IS NULL;

CREATE TABLE team_note (
    id          text COLLATE "C" PRIMARY KEY,
    intent_id   text COLLATE "C" NOT NULL,
    business_id text COLLATE "C" NOT NULL,
    seat_id     text COLLATE "C" NOT NULL,
    body        text NOT NULL,
    at          bigint NOT NULL
);

CREATE INDEX team_note_intent ON team_note (intent_id, business_id);

CREATE TABLE team_mention (
    note_id text COLLATE "C" NOT NULL REFERENCES team_note (id) ON DELETE CASCADE,
    seat_id text COLLATE "C" NOT NULL,
    seen_at bigint,
    PRIMARY KEY (note_id, seat_id)
);

CREATE INDEX team_mention_open ON team_mention (seat_id) WHERE seen_at IS NULL;

-- A calendar cannot sign in: who knows the address reads the dates. One for each person of a business.
CREATE TABLE calendar_link (
    business_id text COLLATE "C" NOT NULL,
    seat_id     text COLLATE "C" NOT NULL,
    token_hash  text COLLATE "C" NOT NULL UNIQUE,
    made_at     bigint NOT NULL,
    PRIMARY KEY (business_id, seat_id)
);
