-- What the machines of a business come in with, and where they are told what happens on its desk.

-- A key has a name that may be shown, and an end where another took its place.
ALTER TABLE api_key
    ADD COLUMN id text COLLATE "C",
    ADD COLUMN last_used_at bigint,
    ADD COLUMN ends_at bigint;
UPDATE api_key SET id = '0' || left(key_hash, 25);
ALTER TABLE api_key ALTER COLUMN id SET NOT NULL;
CREATE UNIQUE INDEX api_key_id ON api_key (id);
CREATE INDEX api_key_principal ON api_key (principal_id);

-- A ticket ends with the key that it was made with.
ALTER TABLE ticket ADD COLUMN key_id text COLLATE "C" NOT NULL DEFAULT '';

-- Deliveries are signed with the secrets, so they are kept as they are; they sign for their endpoint alone.
CREATE TABLE webhook (
    id            text COLLATE "C" PRIMARY KEY,
    business_id   text COLLATE "C" NOT NULL,
    url           text COLLATE "C" NOT NULL,
    types         text[] NOT NULL, -- of the desk's pushes; empty for all of them
    secret        text COLLATE "C" NOT NULL CHECK (secret ~ '^[0-9a-f]{64}$'),
    old_secret    text COLLATE "C" CHECK (old_secret ~ '^[0-9a-f]{64}$'),
    old_until     bigint,
    made_at       bigint NOT NULL,
    state         text COLLATE "C" NOT NULL DEFAULT 'on' CHECK (state IN ('on', 'off', 'gone', 'failing')),
    told          bigint NOT NULL, -- the last entry of the desk that has its delivery
    failing_since bigint,          -- nothing arrived since then
    busy_until    bigint NOT NULL DEFAULT 0
);

CREATE INDEX webhook_business ON webhook (business_id, made_at);

-- What is delivered is made anew for each attempt from the log, so that it says nothing that was erased meanwhile.
CREATE TABLE webhook_delivery (
    id         text COLLATE "C" PRIMARY KEY,
    webhook_id text COLLATE "C" NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
    topic_seq  bigint, -- nothing for a ping
    intent_id  text COLLATE "C" NOT NULL,
    intent_seq bigint NOT NULL,
    type       text COLLATE "C" NOT NULL, -- '' before the first attempt
    made_at    bigint NOT NULL,
    attempts   bigint NOT NULL DEFAULT 0, -- since it was made, or sent again by hand
    next_at    bigint,                    -- nothing when it is over
    state      text COLLATE "C" NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'failed')),
    UNIQUE (webhook_id, topic_seq)
);

CREATE INDEX webhook_delivery_due ON webhook_delivery (webhook_id, next_at, topic_seq) WHERE next_at IS NOT NULL;
CREATE INDEX webhook_delivery_newest ON webhook_delivery (webhook_id, made_at DESC, id DESC);
CREATE INDEX webhook_delivery_old ON webhook_delivery (made_at) WHERE next_at IS NULL;

-- The answer is another's text and may say again what it was sent.
CREATE TABLE webhook_attempt (
    delivery_id text COLLATE "C" NOT NULL REFERENCES webhook_delivery (id) ON DELETE CASCADE,
    at          bigint NOT NULL,
    status      bigint NOT NULL, -- 0 where there was no answer
    ms          bigint NOT NULL,
    failure     text NOT NULL, -- why there was none
    answer      text NOT NULL,
    PRIMARY KEY (delivery_id, at)
);

-- So it goes with the request that it was about.
CREATE INDEX webhook_delivery_intent ON webhook_delivery (intent_id);
CREATE FUNCTION forget_webhook_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE webhook_attempt a SET answer = '' FROM webhook_delivery d
    WHERE d.intent_id = NEW.intent_id AND a.delivery_id = d.id AND a.answer <> '';
    RETURN NEW;
END $$;
CREATE TRIGGER webhook_answers_erased AFTER INSERT ON deletion FOR EACH ROW EXECUTE FUNCTION forget_webhook_answers();

-- By which link of a shop a request came: the shop's own words for where it had put the link.
CREATE TABLE campaign_arrival (
    intent_id   text COLLATE "C" PRIMARY KEY,
    business_id text COLLATE "C" NOT NULL,
    via         text NOT NULL,
    source      text NOT NULL,
    medium      text NOT NULL,
    campaign    text NOT NULL,
    at          bigint NOT NULL,
    CHECK (via || source || medium || campaign <> '')
);

CREATE INDEX campaign_arrival_business ON campaign_arrival (business_id, at DESC);
