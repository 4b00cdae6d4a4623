// Every statement of the list and mail log adapters, as a named constant. All of them take binary parameters through
// Session::execute.
#pragma once

#include "adapters/postgres/sql_text.hpp"

namespace parley::postgres::sql {

// --- what became of mails -------------------------------------------------------------------------------------------

// A row still at "trying" is of a try of which nobody knows how it ended.
inline constexpr Sql begin_mail = {"begin_mail", R"(
INSERT INTO mail_try AS t (message_id, state, at) VALUES ($1, 'trying', $3)
ON CONFLICT (message_id) DO UPDATE
SET doubts = t.doubts + CASE WHEN t.state = 'trying' THEN 1 ELSE 0 END,
    state = CASE WHEN t.state = 'trying' AND t.doubts >= $2 THEN 'given_up' ELSE 'trying' END, at = EXCLUDED.at
WHERE t.state IN ('trying', 'waiting')
RETURNING state = 'trying')"};

inline constexpr Sql end_mail = {"end_mail", R"(
UPDATE mail_try SET state = $2, at = $3 WHERE message_id = $1 AND state = 'trying')"};

inline constexpr Sql forget_mails = {"forget_mails", R"(
DELETE FROM mail_try WHERE at <= floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint - $1)"};

// --- lists ----------------------------------------------------------------------------------------------------------

// A reader counts once, by the best of its rows.
inline constexpr Sql list_counts = {"list_counts", R"(
WITH reader AS (
    SELECT bool_or(confirmed_at IS NOT NULL AND withdrawn_at IS NULL AND (expires_at IS NULL OR expires_at > $3)) AS r,
           bool_or(confirmed_at IS NULL AND withdrawn_at IS NULL) AS w
    FROM consent WHERE controller = $1 AND purpose = $2 GROUP BY principal_id
)
SELECT count(*) FILTER (WHERE r), count(*) FILTER (WHERE w AND NOT r), count(*) FILTER (WHERE NOT w AND NOT r),
       (SELECT count(*) FROM list_mail WHERE business_id = $1 AND at > $4)
FROM reader)"};

inline constexpr Sql list_evidence = {"list_evidence", R"(
SELECT wording, wording_sha256, requested_at, confirmed_at, withdrawn_at FROM consent
WHERE controller = $1 AND purpose = $2 AND confirmed_at IS NOT NULL ORDER BY confirmed_at DESC, id DESC LIMIT $3)"};

inline constexpr Sql lock_list = {"lock_list", "SELECT 1 FROM pg_advisory_xact_lock(7304, hashtext($1))"};

inline constexpr Sql list_mails_since = {"list_mails_since", R"(
SELECT count(*) FROM list_mail WHERE business_id = $1 AND at > $2)"};

inline constexpr Sql list_mail = {"list_mail", R"(
SELECT business_id, subject, body, at, readers FROM list_mail WHERE id = $1)"};

inline constexpr Sql list_readers = {"list_readers", R"(
SELECT DISTINCT principal_id FROM consent
WHERE controller = $1 AND purpose = $2 AND confirmed_at IS NOT NULL AND withdrawn_at IS NULL
  AND (expires_at IS NULL OR expires_at > $3)
ORDER BY principal_id)"};

inline constexpr Sql add_list_mail = {"add_list_mail", R"(
INSERT INTO list_mail (id, business_id, subject, body, readers, at) VALUES ($1, $2, $3, $4, $5, $6))"};

inline constexpr Sql add_list_readings = {"add_list_readings", R"(
WITH reading AS (
    INSERT INTO list_reading (mail_id, reader_id) SELECT $1, * FROM unnest($2::text[]) RETURNING reader_id
)
INSERT INTO outbox (intent_id, intent_seq, kind, target, not_before, body)
SELECT $1, 0, 'list_mail', reader_id, $3, '{}' FROM reading ORDER BY reader_id)"};

inline constexpr Sql lock_reader = {"lock_reader", "SELECT 1 FROM pg_advisory_xact_lock(7305, hashtext($1))"};

// After the lock, in a statement of its own.
inline constexpr Sql take_turn = {"take_turn", R"(
UPDATE list_reading SET turn_at = coalesce(turn_at, $3)
WHERE mail_id = $1 AND reader_id = $2
  AND (turn_at IS NOT NULL
       OR (SELECT count(*) FROM list_reading WHERE reader_id = $2 AND turn_at > $4) < $5))"};

} // namespace parley::postgres::sql
