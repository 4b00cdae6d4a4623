-- What stands on public pages besides the requests themselves: what businesses say to people's ideas, and who came by
-- whose link. An idea is the buyer's and stays in the log's parts, where erasure finds it; what was answered to it goes
-- with it.

CREATE TABLE idea_answer (
    intent_id   text COLLATE "C" NOT NULL,
    idea        bigint NOT NULL CHECK (idea > 0), -- its number in the intent
    business_id text COLLATE "C" NOT NULL,
    text        text   NOT NULL,
    at          bigint NOT NULL,
    PRIMARY KEY (intent_id, idea, business_id)
);

CREATE INDEX intent_event_ideas ON intent_event (at DESC, intent_id, seq) WHERE type = 'idea_voiced';

-- A link that somebody passes on by themselves; nothing is sent and no address of anybody's friends is kept.
CREATE TABLE referral (
    code      text COLLATE "C" PRIMARY KEY,
    intent_id text COLLATE "C" NOT NULL, -- the request that the link shows
    sharer_id text COLLATE "C" NOT NULL, -- a principal; '' for somebody who only watches
    made_at   bigint NOT NULL
);

CREATE INDEX referral_sharer ON referral (sharer_id, made_at DESC) WHERE sharer_id <> '';
CREATE INDEX referral_intent ON referral (intent_id);

-- Who came by a link: a business with an offer in an intent, or a buyer with an intent of their own. The first link
-- counts.
CREATE TABLE referred (
    intent_id   text COLLATE "C" NOT NULL,
    business_id text COLLATE "C" NOT NULL, -- '' for the intent's buyer
    code        text COLLATE "C" NOT NULL,
    at          bigint NOT NULL,
    PRIMARY KEY (intent_id, business_id)
);

CREATE INDEX referred_code ON referred (code);
