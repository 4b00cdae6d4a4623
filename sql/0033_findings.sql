-- What became of experiments: each analysis that was made, and each release of a finding with the file that everybody
-- may fetch. All of it is evidence and is only ever added to.
CREATE TABLE experiment_analysis (
    experiment text   NOT NULL,
    seq        bigint NOT NULL, -- of its event in the log of the experiment
    version    bigint NOT NULL CHECK (version > 0), -- of the pre-registration
    analysis   text   NOT NULL, -- of all rows, for researchers (parley.analysis/1)
    by         text   NOT NULL,
    at         bigint NOT NULL,
    PRIMARY KEY (experiment, seq),
    FOREIGN KEY (experiment, seq) REFERENCES experiment_log (experiment, seq)
);

CREATE TABLE finding (
    slug           text    NOT NULL CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) BETWEEN 3 AND 64),
    version        text    NOT NULL CHECK (version ~ '^[0-9]+[.][0-9]+[.][0-9]+$'), -- of the release
    experiment     text    NOT NULL,
    seq            bigint  NOT NULL, -- of its event in the log of the experiment
    prereg_version bigint  NOT NULL CHECK (prereg_version > 0),
    title          text    NOT NULL CHECK (title <> ''),
    verdict        text    NOT NULL,
    sectors        jsonb   NOT NULL, -- slugs
    prereg         text    NOT NULL, -- in the bytes that were hashed
    prereg_sha256  text    NOT NULL CHECK (prereg_sha256 ~ '^[0-9a-f]{64}$'),
    analysis       text    NOT NULL, -- of the rows that were released, as it is in the package
    package        bytea   NOT NULL, -- a zip
    sha256         text    NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'), -- of the package
    change         text    NOT NULL, -- what this release changed, in words
    simulated      boolean NOT NULL,
    withheld       boolean NOT NULL, -- no rows are in the package
    proposed_by    text    NOT NULL, -- who analysed it
    published_by   text    NOT NULL CHECK (published_by <> proposed_by),
    published_at   bigint  NOT NULL,
    PRIMARY KEY (slug, version),
    UNIQUE (experiment, seq),
    FOREIGN KEY (experiment, seq) REFERENCES experiment_log (experiment, seq)
);

CREATE INDEX finding_newest ON finding (published_at DESC, slug);

-- In which sectors no round opens any more, and because of which finding: the last word on a sector counts.
CREATE TABLE sector_rounds (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sector  text   NOT NULL CHECK (sector <> ''),
    act     text   NOT NULL CHECK (act IN ('end', 'reopen')),
    finding text   NOT NULL, -- slug
    by      text   NOT NULL CHECK (by <> ''),
    at      bigint NOT NULL
);

CREATE INDEX sector_rounds_sector ON sector_rounds (sector, id DESC);

CREATE FUNCTION guard_findings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%: what was found stays written down', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER experiment_analysis_guard BEFORE UPDATE OR DELETE ON experiment_analysis
    FOR EACH ROW EXECUTE FUNCTION guard_findings();
CREATE TRIGGER experiment_analysis_guard_table BEFORE TRUNCATE ON experiment_analysis
    FOR EACH STATEMENT EXECUTE FUNCTION guard_findings();
CREATE TRIGGER finding_guard BEFORE UPDATE OR DELETE ON finding
    FOR EACH ROW EXECUTE FUNCTION guard_findings();
CREATE TRIGGER finding_guard_table BEFORE TRUNCATE ON finding
    FOR EACH STATEMENT EXECUTE FUNCTION guard_findings();
CREATE TRIGGER sector_rounds_guard BEFORE UPDATE OR DELETE ON sector_rounds
    FOR EACH ROW EXECUTE FUNCTION guard_findings();
CREATE TRIGGER sector_rounds_guard_table BEFORE TRUNCATE ON sector_rounds
    FOR EACH STATEMENT EXECUTE FUNCTION guard_findings();
