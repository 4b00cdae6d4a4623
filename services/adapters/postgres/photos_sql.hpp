// The statements about photos.
#pragma once

#include "adapters/postgres/sql_text.hpp"

namespace parley::postgres::sql {

inline constexpr Sql add_photo = {"add_photo", R"(
INSERT INTO photo (id, business_id, jpeg, sha256, width, height, uploaded_at) VALUES ($1, $2, $3, $4, $5, $6, $7))"};

// The rows are locked before they are judged, so that of two who use one photo at the same moment one wins.
inline constexpr Sql use_photos = {"use_photos", R"(
WITH asked AS (
    SELECT id, n FROM unnest($1::text[]) WITH ORDINALITY AS a (id, n)
), found AS (
    SELECT p.id, p.sha256, p.width, p.height FROM photo p
    WHERE p.id = ANY ($1::text[]) AND p.business_id = $2
      AND (p.intent_id = $3
           -- A post that failed has bound them to a request that never was.
           OR p.uploaded_at > $4 AND (p.intent_id = '' OR p.business_id = '' AND NOT EXISTS (
                  SELECT FROM intent_head h WHERE h.intent_id = p.intent_id)))
    ORDER BY p.id FOR UPDATE
), bound AS (
    UPDATE photo p SET intent_id = $3 FROM found f
    WHERE p.id = f.id AND (SELECT count(*) FROM found) = (SELECT count(*) FROM asked)
)
SELECT a.n, f.sha256, f.width, f.height FROM asked a JOIN found f USING (id) ORDER BY a.n)"};

inline constexpr Sql find_photo = {"find_photo", R"(
SELECT jpeg, intent_id, business_id FROM photo WHERE id = $1 AND intent_id <> '')"};

// What a log names is looked for once, when the photo's time to be used is over.
inline constexpr Sql expire_photos = {"expire_photos", R"(
WITH old AS (
    SELECT id, intent_id FROM photo
    WHERE NOT logged AND uploaded_at <= floor(extract(epoch FROM statement_timestamp()) * 1000000)::bigint - $1
), held AS (
    SELECT o.id FROM old o WHERE EXISTS (
        SELECT FROM intent_part p
        WHERE p.intent_id = o.intent_id
          AND CASE p.name WHEN 'photos' THEN p.value WHEN 'details' THEN p.value -> 'photos' END
              @> jsonb_build_array(jsonb_build_object('id', o.id)))
), kept AS (
    UPDATE photo p SET logged = true FROM held h WHERE p.id = h.id
), gone AS (
    DELETE FROM photo p USING old o WHERE p.id = o.id AND NOT EXISTS (SELECT FROM held h WHERE h.id = o.id) RETURNING 1
)
SELECT count(*) FROM gone)"};

} // namespace parley::postgres::sql
