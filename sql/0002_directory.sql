-- Who is who, and what everybody looks up: principals, businesses, sectors and places. How people are reached is in
-- schema contact and nowhere else, so that it can be kept from whoever reads the rest, and erased by itself.
-- Secrets are here as the hex of their SHA-256 alone.

CREATE SCHEMA contact;

CREATE TABLE principal (
    id         text COLLATE "C" PRIMARY KEY,
    kind       text COLLATE "C" NOT NULL CHECK (kind IN ('consumer', 'business', 'researcher', 'steward')),
    created_at bigint -- nothing for those that came with seed data
);

-- Erasure deletes the row; the principal stays as a name without a person.
CREATE TABLE contact.detail (
    principal_id text COLLATE "C" PRIMARY KEY REFERENCES principal (id),
    kind         text COLLATE "C" NOT NULL,
    email        text COLLATE "C" NOT NULL CHECK (email <> ''), -- lower case
    name         text NOT NULL,
    phone        text NOT NULL,
    UNIQUE (kind, email)
);

CREATE INDEX contact_detail_email ON contact.detail (email);

-- When an address was sent a link, so that nobody can be flooded with them.
CREATE TABLE contact.link_mail (
    email text COLLATE "C" NOT NULL,
    at    bigint NOT NULL,
    PRIMARY KEY (email, at)
);

CREATE TABLE link (
    token_hash      text COLLATE "C" PRIMARY KEY,
    code_hash       text COLLATE "C" NOT NULL, -- '' for none
    code_tries      bigint NOT NULL DEFAULT 0, -- wrong ones
    code_expires_at bigint NOT NULL,
    purpose         text COLLATE "C" NOT NULL CHECK (purpose IN ('confirm_intent', 'confirm_business', 'sign_in',
                                                                 'not_me', 'unsubscribe')),
    subject         text COLLATE "C" NOT NULL,
    principal_id    text COLLATE "C" NOT NULL,
    made_at         bigint NOT NULL,
    expires_at      bigint NOT NULL,
    used_at         bigint -- by itself, or by another one of its subject
);

CREATE INDEX link_subject ON link (subject, purpose);

CREATE TABLE session (
    session_hash text COLLATE "C" PRIMARY KEY,
    made_at      bigint NOT NULL,
    expires_at   bigint NOT NULL
);

CREATE TABLE session_principal (
    session_hash text COLLATE "C" NOT NULL REFERENCES session (session_hash) ON DELETE CASCADE,
    principal_id text COLLATE "C" NOT NULL REFERENCES principal (id),
    added_at     bigint NOT NULL,
    PRIMARY KEY (session_hash, principal_id)
);

-- A key without scopes would read as a browser's session, which may do everything.
CREATE TABLE api_key (
    key_hash     text COLLATE "C" PRIMARY KEY,
    principal_id text COLLATE "C" NOT NULL REFERENCES principal (id),
    label        text NOT NULL,
    scopes       text[] NOT NULL CHECK (cardinality(scopes) > 0),
    made_at      bigint NOT NULL
);

CREATE TABLE ticket (
    ticket_hash text COLLATE "C" PRIMARY KEY,
    principals  text[] NOT NULL,
    kinds       text[] NOT NULL,
    scopes      text[] NOT NULL,
    expires_at  bigint NOT NULL
);

CREATE INDEX ticket_expired ON ticket (expires_at);

-- Evidence: rows are added and marked as withdrawn, never changed otherwise.
CREATE TABLE consent (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    principal_id text COLLATE "C" NOT NULL,
    purpose      text COLLATE "C" NOT NULL CHECK (purpose <> ''),
    wording      text NOT NULL, -- the version of the words that were agreed to
    requested_at bigint NOT NULL,
    confirmed_at bigint,
    expires_at   bigint,
    withdrawn_at bigint
);

CREATE INDEX consent_principal ON consent (principal_id, purpose);

-- A call made twice with one key gets the first answer.
CREATE TABLE stored_answer (
    scope        text COLLATE "C" NOT NULL, -- route and caller
    key          text COLLATE "C" NOT NULL,
    content_hash text COLLATE "C" NOT NULL,
    status       bigint NOT NULL,
    body         text NOT NULL,
    made_at      bigint NOT NULL,
    PRIMARY KEY (scope, key)
);

-- --- businesses -----------------------------------------------------------------------------------------------------

-- Whoever changes a business takes its number here and holds the row until the commit: no later number is ever seen
-- before an earlier one, and who has read up to one has missed nothing.
CREATE TABLE business_version (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    latest   bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 10);

INSERT INTO business_version DEFAULT VALUES;

CREATE TABLE business (
    id            text COLLATE "C" PRIMARY KEY, -- its principal's
    version       bigint  NOT NULL,
    name          text    NOT NULL,
    place_name    text    NOT NULL,
    story         text    NOT NULL,
    trader        jsonb   NOT NULL, -- who trades, as the law wants it shown; null before it is known
    sectors       jsonb   NOT NULL, -- slugs
    lat_e6        bigint  NOT NULL CHECK (lat_e6 BETWEEN -90000000 AND 90000000),
    lon_e6        bigint  NOT NULL CHECK (lon_e6 BETWEEN -180000000 AND 180000000),
    radius_km     bigint  NOT NULL CHECK (radius_km BETWEEN 0 AND 2147483647),
    nationwide    boolean NOT NULL,
    budget_floor  bigint  NOT NULL,
    paused        boolean NOT NULL,
    hours         jsonb   NOT NULL, -- {"zone":{"standard_offset_min","daylight"},"week":[[[from,to],...] x 7]}
    simulated     boolean NOT NULL,
    daily_cap     bigint  NOT NULL CHECK (daily_cap BETWEEN 0 AND 2147483647),
    confirmed_at  bigint,
    invitations   bigint  NOT NULL, -- ever
    answers       bigint  NOT NULL, -- of these
    invited_day   bigint  NOT NULL DEFAULT 0, -- days since 1970 UTC
    invited_today bigint  NOT NULL DEFAULT 0  -- on that day
) WITH (fillfactor = 80);

CREATE UNIQUE INDEX business_changes ON business (version);
CREATE INDEX business_capped ON business (invited_day) WHERE invited_today > 0 AND daily_cap > 0;

-- An answer that is heard of before its invitation waits here for it, without invited_at, and is not counted yet.
CREATE TABLE invitation (
    business_id text COLLATE "C" NOT NULL,
    intent_id   text COLLATE "C" NOT NULL,
    bidder      bigint  NOT NULL,
    invited_at  bigint,
    answered    boolean NOT NULL DEFAULT false,
    PRIMARY KEY (business_id, intent_id)
);

CREATE INDEX invitation_newest ON invitation (business_id, invited_at DESC, intent_id DESC) WHERE invited_at IS NOT NULL;

CREATE TABLE standing_offer (
    id             text COLLATE "C" PRIMARY KEY,
    business_id    text COLLATE "C" NOT NULL,
    sector         text COLLATE "C" NOT NULL,
    opening_price  bigint, -- else opening_ppm of the buyer's budget
    opening_ppm    bigint  NOT NULL,
    floor_price    bigint,
    floor_ppm      bigint  NOT NULL,
    attributes     jsonb   NOT NULL,
    message        text    NOT NULL,
    respond_min_s  bigint  NOT NULL,
    respond_max_s  bigint  NOT NULL,
    capacity_group text COLLATE "C" NOT NULL, -- '' for none
    capacity       bigint  NOT NULL,
    paused         boolean NOT NULL
);

CREATE INDEX standing_offer_business ON standing_offer (business_id, id);

-- --- reference data -------------------------------------------------------------------------------------------------

CREATE TABLE sector (
    position bigint PRIMARY KEY, -- the order in which they were given
    slug     text COLLATE "C" NOT NULL UNIQUE,
    parent   text COLLATE "C" NOT NULL, -- '' at the top
    name     text NOT NULL,
    kind     text COLLATE "C" NOT NULL,
    details  jsonb NOT NULL
);

CREATE TABLE place (
    position   bigint PRIMARY KEY,
    geoname_id bigint NOT NULL, -- negative where the source had none
    name       text NOT NULL,
    country    text COLLATE "C" NOT NULL,
    admin1     text COLLATE "C" NOT NULL,
    lat_e6     bigint NOT NULL CHECK (lat_e6 BETWEEN -90000000 AND 90000000),
    lon_e6     bigint NOT NULL CHECK (lon_e6 BETWEEN -180000000 AND 180000000),
    population bigint NOT NULL
);
