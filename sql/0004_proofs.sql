-- What lets people prove something against the operator: the key that receipts and lists are signed with, and the lists
-- of chain heads of intents that are over. Lists are chained like events: a list that was shown cannot be changed.

CREATE TABLE signing_key (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    seed     text   NOT NULL CHECK (seed ~ '^[0-9a-f]{64}$'), -- of Ed25519, hex; whoever has it can sign for us
    made_at  bigint NOT NULL
);

CREATE TABLE head_list (
    n         bigint PRIMARY KEY CHECK (n > 0),
    body      text   NOT NULL, -- canonical JSON, byte for byte as it was hashed
    hash      text   NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'), -- sha256(hex of the one before || body)
    signature text   NOT NULL  -- of the hash's hex digits, base64url
);

CREATE TABLE listed_head (
    intent_id text COLLATE "C" PRIMARY KEY,
    n         bigint NOT NULL REFERENCES head_list
);
