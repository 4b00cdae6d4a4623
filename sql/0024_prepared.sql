-- What a shop has prepared for its offers: templates that fill in an offer, playbooks that say what it wants of a
-- sector, and the history of its standing offers, which commit it while nobody looks.

CREATE TABLE offer_template (
    id            text COLLATE "C" PRIMARY KEY,
    business_id   text COLLATE "C" NOT NULL,
    sector        text COLLATE "C" NOT NULL,
    name          text   NOT NULL CHECK (name <> ''),
    price         bigint, -- else price_ppm of the buyer's budget, or neither
    price_ppm     bigint,
    attributes    jsonb  NOT NULL,
    message       text   NOT NULL, -- may contain {item}
    details       jsonb  NOT NULL,
    changed_at    bigint NOT NULL,
    used_at       bigint,
    CHECK (price IS NULL OR price_ppm IS NULL)
);

CREATE INDEX offer_template_business ON offer_template (business_id, id);

CREATE TABLE playbook (
    business_id   text COLLATE "C" NOT NULL,
    sector        text COLLATE "C" NOT NULL,
    sales         bigint NOT NULL CHECK (sales >= 1), -- a month
    budget        bigint, -- money and minutes of a month
    minutes       bigint,
    days          bigint NOT NULL CHECK (days BETWEEN 1 AND 127), -- a bit for each weekday, Monday the first
    from_minute   bigint NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
    to_minute     bigint NOT NULL CHECK (to_minute BETWEEN 1 AND 1440 AND to_minute > from_minute),
    template_id   text COLLATE "C" NOT NULL, -- '' for none
    auto_offer_id text COLLATE "C" NOT NULL,
    lowest_price  bigint,
    review_day    bigint NOT NULL, -- days since 1970 UTC
    changed_at    bigint NOT NULL,
    PRIMARY KEY (business_id, sector)
);

CREATE TABLE standing_offer_change (
    business_id       text COLLATE "C" NOT NULL,
    n                 bigint GENERATED ALWAYS AS IDENTITY,
    standing_offer_id text COLLATE "C" NOT NULL,
    at                bigint NOT NULL,
    body              jsonb  NOT NULL, -- as its owner is told
    PRIMARY KEY (business_id, n)
);
