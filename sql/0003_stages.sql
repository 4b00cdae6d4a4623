-- When an intent came to a stage that its log does not tell; the first time counts. The other stages of an experiment's
-- unit, assigned and round_opened, are events.

CREATE TABLE intent_stage (
    intent_id text COLLATE "C" NOT NULL,
    stage     text COLLATE "C" NOT NULL CHECK (stage IN ('first_invite_delivered', 'offer_seen')),
    at        bigint NOT NULL,
    PRIMARY KEY (intent_id, stage)
);
