-- Public posts that somebody brought here for their authors. A claim is there for less than a day: taken by whoever has
-- its secret, or erased; either takes the whole row. What stays of one that nobody took is a number.

CREATE TABLE claim (
    id          text COLLATE "C" PRIMARY KEY,
    secret_hash text COLLATE "C" NOT NULL,
    network     text COLLATE "C" NOT NULL,
    handle      text   NOT NULL,
    text        text   NOT NULL,
    url         text   NOT NULL,
    sector      text COLLATE "C" NOT NULL, -- the likeliest; '' where none was read
    area        text   NOT NULL,           -- the town that the place belongs to; '' where none was read
    posted_at   bigint NOT NULL,
    expires_at  bigint NOT NULL
);

CREATE INDEX claim_expires ON claim (expires_at);

-- How many posts nobody took, by the day (UTC) on which they came. Nothing leads from here to a post.
CREATE TABLE unclaimed_demand (
    sector text COLLATE "C" NOT NULL,
    area   text   NOT NULL,
    day    date   NOT NULL,
    posts  bigint NOT NULL CHECK (posts > 0),
    PRIMARY KEY (sector, area, day)
);
