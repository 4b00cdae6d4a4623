-- What buyers wish beyond one request: which businesses are asked first, and when mails may come.

-- Only the buyer changes it, and no business is told whose list it is on.
CREATE TABLE preferred (
    consumer_id text COLLATE "C" NOT NULL,
    business_id text COLLATE "C" NOT NULL,
    since       bigint NOT NULL,
    PRIMARY KEY (consumer_id, business_id)
);

-- Minutes since midnight by the clock on the wall; quiet hours may go over midnight. No row: any hour, each by itself.
CREATE TABLE mail_wish (
    consumer_id text COLLATE "C" PRIMARY KEY,
    quiet_from  integer CHECK (quiet_from BETWEEN 0 AND 1439),
    quiet_to    integer CHECK (quiet_to BETWEEN 0 AND 1439),
    digest_at   integer CHECK (digest_at BETWEEN 0 AND 1439), -- of one mail a day; nothing for each by itself
    CHECK ((quiet_from IS NULL) = (quiet_to IS NULL) AND quiet_from <> quiet_to)
);

-- What was wished with a request. Anybody can post in another's name, so wishes about mails wait for the confirmation.
CREATE TABLE intent_wish (
    intent_id       text COLLATE "C" PRIMARY KEY,
    consumer_id     text COLLATE "C" NOT NULL,
    preferred_first boolean NOT NULL,
    mail_waits      boolean NOT NULL,
    quiet_from      integer,
    quiet_to        integer,
    digest_at       integer
);

CREATE INDEX intent_wish_consumer ON intent_wish (consumer_id);

-- One mail with the news of a day. What it will tell waits in the outbox as rows of the kind news/CONSUMER; once it is
-- opened to be sent, news go into the next one.
CREATE TABLE digest (
    consumer_id text COLLATE "C" NOT NULL,
    due_at      bigint  NOT NULL,
    opened      boolean NOT NULL DEFAULT false,
    PRIMARY KEY (consumer_id, due_at)
);
