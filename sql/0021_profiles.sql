-- What a business shows everybody of itself: its page, once it publishes it, and what it writes there.

CREATE TABLE profile (
    business_id text COLLATE "C" PRIMARY KEY,
    published   boolean NOT NULL,
    blocks      jsonb  NOT NULL, -- [{"title","text","link"}], the link an https address or ''
    changed_at  bigint NOT NULL
);

CREATE TABLE post (
    business_id text COLLATE "C" NOT NULL,
    id          text COLLATE "C" NOT NULL,
    title       text   NOT NULL CHECK (title <> ''),
    words       text   NOT NULL,
    link        text   NOT NULL, -- an https address or ''
    posted_at   bigint NOT NULL,
    changed_at  bigint NOT NULL,
    PRIMARY KEY (business_id, id)
);

CREATE INDEX post_newest ON post (business_id, posted_at DESC, id DESC);
