-- Whose segments of a namespace are, as ranges: an experiment takes and gives back whole sectors of ten thousand
-- segments each, and ending one for harm may not wait for as many rows.
CREATE TABLE namespace_holding (
    namespace   text NOT NULL, -- a sector
    experiment  text NOT NULL REFERENCES experiment (key),
    segments    int8multirange NOT NULL CHECK (NOT isempty(segments) AND segments <@ int8range(0, 10000)),
    released_at bigint, -- since when they are nobody's
    PRIMARY KEY (namespace, experiment)
);

INSERT INTO namespace_holding (namespace, experiment, segments, released_at)
SELECT namespace, experiment, range_agg(int8range(segment, segment, '[]')),
       CASE WHEN bool_and(released_at IS NOT NULL) THEN max(released_at) END
FROM namespace_segment
GROUP BY namespace, experiment;

DROP TABLE namespace_segment;
