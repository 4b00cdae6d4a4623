-- Which business saw its invitation, so that each is counted once: the buyer is shown how many, and nobody who or when.
CREATE TABLE invitation_seen (
    intent_id   text COLLATE "C" NOT NULL,
    business_id text COLLATE "C" NOT NULL,
    at          bigint NOT NULL,
    PRIMARY KEY (intent_id, business_id)
);

-- Who trades says so itself now, and that it keeps the law. Nobody stands behind the simulated ones who could.
UPDATE business SET trader = trader || '{"certified": true}' WHERE simulated AND jsonb_typeof(trader) = 'object';
