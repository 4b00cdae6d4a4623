-- Reaching people: links by which a business offers without signing in, and the browsers that are pushed to.

ALTER TABLE link DROP CONSTRAINT link_purpose_check;
ALTER TABLE link ADD CONSTRAINT link_purpose_check
    CHECK (purpose IN ('confirm_intent', 'confirm_business', 'sign_in', 'not_me', 'unsubscribe', 'join_list', 'reply',
                       'confirm_complaint', 'join_seat', 'offer')) NOT VALID; -- wider than the one before, so no row has to be read

-- The P-256 key by which push services know us; whoever has it can push to whom we may.
CREATE TABLE push_key (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    secret   text   NOT NULL CHECK (secret ~ '^[0-9a-f]{64}$'),
    made_at  bigint NOT NULL
);

-- A browser that may be pushed to, for each of the people and businesses that it speaks for.
CREATE TABLE push_subscription (
    id           text COLLATE "C" PRIMARY KEY,
    principal_id text COLLATE "C" NOT NULL,
    endpoint     text   NOT NULL,
    p256dh       text   NOT NULL, -- the browser's public key, base64url
    auth         text   NOT NULL, -- its secret, base64url
    made_at      bigint NOT NULL,
    seat_id      text COLLATE "C" NOT NULL DEFAULT '', -- whose browser it is, where a business has people: it ends with the seat
    UNIQUE (principal_id, endpoint)
);
CREATE INDEX push_subscription_endpoint ON push_subscription (endpoint);
CREATE INDEX push_subscription_seat ON push_subscription (seat_id) WHERE seat_id <> '';
