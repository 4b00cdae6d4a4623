-- What the till or the checkout of a business tells us of a sale. A signature is checked with the key it was made with,
-- so the key itself is kept; it signs for its business alone, and for nothing but that a code was redeemed.

CREATE TABLE postback_key (
    business_id  text COLLATE "C" PRIMARY KEY,
    secret       text COLLATE "C" NOT NULL CHECK (secret ~ '^[0-9a-f]{64}$'),
    made_at      bigint NOT NULL,
    last_used_at bigint
);

-- A code is found by itself: a till does not know which request it belongs to.
CREATE INDEX intent_part_code ON intent_part ((value #>> '{}')) WHERE name = 'code';
