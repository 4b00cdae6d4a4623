-- Photos of requests and offers, beside the log that holds their hashes.
CREATE TABLE photo (
    id          text COLLATE "C" PRIMARY KEY,
    business_id text COLLATE "C" NOT NULL,            -- whose offers it is for; '' for a request
    intent_id   text COLLATE "C" NOT NULL DEFAULT '', -- where it is used; '' for nowhere yet
    jpeg        bytea   NOT NULL CHECK (octet_length(jpeg) > 0),
    sha256      text COLLATE "C" NOT NULL CHECK (length(sha256) = 64),
    width       bigint  NOT NULL CHECK (width BETWEEN 1 AND 2000),
    height      bigint  NOT NULL CHECK (height BETWEEN 1 AND 2000),
    uploaded_at bigint  NOT NULL,
    logged      boolean NOT NULL DEFAULT false -- a log names it; looked for once its time to be used is over
);

-- A JPEG is as small as it gets.
ALTER TABLE photo ALTER COLUMN jpeg SET STORAGE EXTERNAL;

CREATE INDEX photo_intent ON photo (intent_id) WHERE intent_id <> '';
CREATE INDEX photo_unlogged ON photo (uploaded_at) WHERE NOT logged;
