// The statements about what buyers wish. All of them take binary parameters through Session::execute.
#pragma once

#include "adapters/postgres/sql_text.hpp"

namespace parley::postgres::sql {

// Held to the commit, so that two that prefer at once are counted one after the other.
inline constexpr Sql lock_preferred = {"lock_preferred", "SELECT id FROM principal WHERE id = $1 FOR UPDATE"};

inline constexpr Sql prefer = {"prefer", R"(
INSERT INTO preferred (consumer_id, business_id, since) SELECT $1, $2, $3
WHERE (SELECT count(*) FROM preferred WHERE consumer_id = $1) < $4
ON CONFLICT DO NOTHING)"};

inline constexpr Sql is_preferred = {"is_preferred", R"(
SELECT EXISTS (SELECT 1 FROM preferred WHERE consumer_id = $1 AND business_id = $2))"};

inline constexpr Sql prefer_no_more = {"prefer_no_more",
                                       "DELETE FROM preferred WHERE consumer_id = $1 AND business_id = $2"};

inline constexpr Sql preferred_of = {"preferred_of", R"(
SELECT p.business_id, b.name, p.since FROM preferred p JOIN business b ON b.id = p.business_id
WHERE p.consumer_id = $1 ORDER BY p.since, p.business_id)"};

inline constexpr Sql set_mail_wishes = {"set_mail_wishes", R"(
INSERT INTO mail_wish (consumer_id, quiet_from, quiet_to, digest_at)
VALUES ($1, nullif($2, -1)::integer, nullif($3, -1)::integer, nullif($4, -1)::integer)
ON CONFLICT (consumer_id) DO UPDATE
SET quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, digest_at = excluded.digest_at)"};

inline constexpr Sql mail_wishes_of = {"mail_wishes_of", R"(
SELECT quiet_from::bigint, quiet_to::bigint, digest_at::bigint FROM mail_wish WHERE consumer_id = $1)"};

inline constexpr Sql note_intent_wishes = {"note_intent_wishes", R"(
INSERT INTO intent_wish (intent_id, consumer_id, preferred_first, mail_waits, quiet_from, quiet_to, digest_at,
                         buyer_name)
VALUES ($1, $2, $3 <> 0, $4 <> 0, nullif($5, -1)::integer, nullif($6, -1)::integer, nullif($7, -1)::integer, $8)
ON CONFLICT DO NOTHING)"};

inline constexpr Sql confirm_intent_wishes = {"confirm_intent_wishes", R"(
WITH asked AS (
    UPDATE intent_wish SET mail_waits = false WHERE intent_id = $1 AND mail_waits
    RETURNING consumer_id, quiet_from, quiet_to, digest_at
), wished AS (
    INSERT INTO mail_wish (consumer_id, quiet_from, quiet_to, digest_at) SELECT * FROM asked
    ON CONFLICT (consumer_id) DO UPDATE
    SET quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, digest_at = excluded.digest_at
)
SELECT buyer_name FROM intent_wish WHERE intent_id = $1)"};

inline constexpr Sql asked_first = {"asked_first", R"(
SELECT p.business_id FROM intent_wish w JOIN preferred p USING (consumer_id)
WHERE w.intent_id = $1 AND w.preferred_first ORDER BY p.since, p.business_id)"};

inline constexpr Sql asking_preferred = {"asking_preferred", R"(
SELECT intent_id FROM intent_wish WHERE consumer_id = $1 AND preferred_first ORDER BY intent_id)"};

} // namespace parley::postgres::sql
