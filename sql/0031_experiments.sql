-- Experiments of the lab: what was registered and how far it is. Documents stand as the canonical text that was hashed.
CREATE TABLE experiment (
    key          text PRIMARY KEY CHECK (key ~ '^[a-z0-9_-]{1,64}$'),
    state        text NOT NULL CHECK (state IN ('registered', 'running', 'paused', 'stopped', 'analysed', 'published',
                                                'killed', 'void')),
    version      bigint NOT NULL CHECK (version > 0),
    document     text NOT NULL, -- the pre-registration in force
    sha256       text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    coverage_ppm bigint NOT NULL CHECK (coverage_ppm BETWEEN 1 AND 1000000),
    epoch        bigint NOT NULL DEFAULT 0 CHECK (epoch >= 0), -- of the ramp
    started_at   bigint,
    ended_at     bigint,
    ended_by     text NOT NULL DEFAULT ''
);

-- Append-only and chained, so that anybody can check what was registered and when it was changed.
CREATE TABLE experiment_log (
    experiment text NOT NULL REFERENCES experiment (key),
    seq        bigint NOT NULL CHECK (seq > 0),
    event      text NOT NULL,
    prev       text NOT NULL,
    hash       text NOT NULL,
    PRIMARY KEY (experiment, seq)
);

-- Whose a segment of a namespace is: one experiment's, by this key. A namespace is a sector.
CREATE TABLE namespace_segment (
    namespace   text NOT NULL,
    segment     integer NOT NULL CHECK (segment BETWEEN 0 AND 9999),
    experiment  text NOT NULL REFERENCES experiment (key),
    released_at bigint,
    PRIMARY KEY (namespace, segment)
);

-- Grows with every change, so that nodes see with one cheap question that there is one.
CREATE TABLE experiment_changes (
    id     boolean PRIMARY KEY DEFAULT true CHECK (id), -- there is one row
    number bigint NOT NULL
);
INSERT INTO experiment_changes (number) VALUES (0);

-- Which requests are in an arm: read by the views of the lab.
CREATE INDEX intent_event_replanned ON intent_event (intent_id, seq) WHERE type = 'replanned';
