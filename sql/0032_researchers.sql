-- The people of the lab. A name signs the steps of experiments and so stays taken, also when its person is no researcher
-- any more: who did what must not depend on who came later.
CREATE TABLE researcher (
    id       text COLLATE "C" PRIMARY KEY REFERENCES principal (id),
    name     text NOT NULL CHECK (name <> ''),
    role     text COLLATE "C" NOT NULL CHECK (role IN ('reader', 'designer', 'publisher')),
    made_at  bigint NOT NULL,
    ended_at bigint
);
CREATE UNIQUE INDEX researcher_name ON researcher (lower(name));
