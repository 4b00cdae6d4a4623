-- The conversation: how far each side has read each thread, and links with which a mail can be answered.

CREATE TABLE read_mark (
    intent_id text COLLATE "C" NOT NULL,
    reader    bigint NOT NULL, -- a bidder's number; 0: the buyer
    thread    bigint NOT NULL, -- a bidder's number; 0: the questions
    upto      bigint NOT NULL CHECK (upto >= 0), -- number of the newest message or question that was read
    PRIMARY KEY (intent_id, reader, thread)
) WITH (fillfactor = 70);

ALTER TABLE link DROP CONSTRAINT link_purpose_check;
ALTER TABLE link ADD CONSTRAINT link_purpose_check
    CHECK (purpose IN ('confirm_intent', 'confirm_business', 'sign_in', 'not_me', 'unsubscribe', 'join_list', 'reply'));

-- Whether a business writes the same words to many; by their hash, for a day.
CREATE TABLE said (
    business_id text COLLATE "C" NOT NULL,
    words_hash  text COLLATE "C" NOT NULL,
    intent_id   text COLLATE "C" NOT NULL,
    at          bigint NOT NULL,
    PRIMARY KEY (business_id, words_hash, intent_id)
);

CREATE INDEX said_at ON said (at);
