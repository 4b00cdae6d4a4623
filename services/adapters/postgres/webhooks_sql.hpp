// Every statement about webhooks, as a named constant. All of them take binary parameters through Session::execute.
#pragma once

#include "adapters/postgres/sql_text.hpp"

namespace parley::postgres::sql {

#define PARLEY_WEBHOOK                                                                                                 \
    "id, business_id, url, array_to_json(types), secret, old_secret, old_until, made_at, state, failing_since"

inline constexpr Sql add_webhook = {"add_webhook", R"(
INSERT INTO webhook (id, business_id, url, types, secret, made_at, told)
SELECT $1, $2, $3, $4, $5, $6, coalesce((SELECT seq FROM topic_head WHERE topic = 'desk/' || $2), 0)
WHERE (SELECT count(*) FROM webhook WHERE business_id = $2) < $7)"};

inline constexpr Sql webhooks_of = {"webhooks_of", "SELECT " PARLEY_WEBHOOK R"( FROM webhook
WHERE business_id = $1 ORDER BY made_at, id)"};

inline constexpr Sql find_webhook = {"find_webhook", "SELECT " PARLEY_WEBHOOK R"( FROM webhook
WHERE business_id = $1 AND id = $2)"};

// Given or not is said by an array of one or none. Who is switched on again is told what comes from then on.
inline constexpr Sql change_webhook = {"change_webhook", R"(
UPDATE webhook w SET
    url = coalesce(($2::text[])[1], w.url),
    types = CASE WHEN $3 = 1 THEN $4 ELSE w.types END,
    told = CASE WHEN $5 = 'on' AND w.state <> 'on'
                THEN coalesce((SELECT seq FROM topic_head WHERE topic = 'desk/' || w.business_id), 0)
                ELSE w.told END,
    failing_since = CASE WHEN $5 = 'on' AND w.state <> 'on' THEN NULL ELSE w.failing_since END,
    state = CASE WHEN $5 = '' THEN w.state ELSE $5 END
WHERE w.id = $1)"};

inline constexpr Sql turn_webhook_secret = {"turn_webhook_secret", R"(
UPDATE webhook SET old_secret = secret, old_until = $3, secret = $2 WHERE id = $1)"};

inline constexpr Sql remove_webhook = {"remove_webhook", "DELETE FROM webhook WHERE id = $1"};

inline constexpr Sql add_webhook_ping = {"add_webhook_ping", R"(
INSERT INTO webhook_delivery (id, webhook_id, intent_id, intent_seq, type, made_at, next_at)
VALUES ($2, $1, '', 0, 'ping', $3, $3))"};

inline constexpr Sql webhook_deliveries = {"webhook_deliveries", R"(
SELECT id, type, intent_id, made_at, state, next_at FROM webhook_delivery
WHERE webhook_id = $1
  AND ($2 = '' OR (made_at, id) < (SELECT b.made_at, b.id FROM webhook_delivery b
                                   WHERE b.id = $2 AND b.webhook_id = $1))
ORDER BY made_at DESC, id DESC LIMIT $3)"};

inline constexpr Sql webhook_attempts = {"webhook_attempts", R"(
SELECT delivery_id, at, status, ms, failure, answer FROM webhook_attempt WHERE delivery_id = ANY ($1::text[])
ORDER BY at)"};

inline constexpr Sql webhook_again = {"webhook_again", R"(
UPDATE webhook_delivery SET state = 'waiting', attempts = 0, next_at = $3 WHERE webhook_id = $1 AND id = $2)"};

inline constexpr Sql webhook_replay = {"webhook_replay", R"(
WITH news AS (
    SELECT t.seq, t.intent_id, t.intent_seq, row_number() OVER (ORDER BY t.seq) AS n
    FROM webhook w JOIN topic_event t ON t.topic = 'desk/' || w.business_id
    JOIN intent_event e ON e.intent_id = t.intent_id AND e.seq = t.intent_seq
    WHERE w.id = $1 AND e.at >= $2 ORDER BY t.seq LIMIT cardinality($3::text[])
)
INSERT INTO webhook_delivery AS d (id, webhook_id, topic_seq, intent_id, intent_seq, type, made_at, next_at)
SELECT i.id, $1, n.seq, n.intent_id, n.intent_seq, '', $4, $4
FROM news n JOIN unnest($3::text[]) WITH ORDINALITY AS i (id, n) ON i.n = n.n
ON CONFLICT (webhook_id, topic_seq) DO UPDATE SET state = 'waiting', attempts = 0, next_at = $4)"};

// Who comes to an endpoint that another node is busy with leaves it to that node.
inline constexpr Sql webhook_fan_out = {"webhook_fan_out", R"(
WITH behind AS (
    SELECT w.id, w.business_id, w.told FROM webhook w JOIN topic_head h ON h.topic = 'desk/' || w.business_id
    WHERE w.state = 'on' AND h.seq > w.told ORDER BY w.id FOR UPDATE OF w SKIP LOCKED
), news AS (
    SELECT b.id AS webhook_id, t.seq, t.intent_id, t.intent_seq, row_number() OVER (ORDER BY b.id, t.seq) AS n
    FROM behind b JOIN topic_event t ON t.topic = 'desk/' || b.business_id AND t.seq > b.told
    ORDER BY b.id, t.seq LIMIT cardinality($1::text[])
), told AS (
    UPDATE webhook w SET told = m.seq
    FROM (SELECT webhook_id, max(seq) AS seq FROM news GROUP BY webhook_id) m WHERE w.id = m.webhook_id
), made AS (
    INSERT INTO webhook_delivery (id, webhook_id, topic_seq, intent_id, intent_seq, type, made_at, next_at)
    SELECT i.id, n.webhook_id, n.seq, n.intent_id, n.intent_seq, '', $2, $2
    FROM news n JOIN unnest($1::text[]) WITH ORDINALITY AS i (id, n) ON i.n = n.n
    ON CONFLICT (webhook_id, topic_seq) DO NOTHING
)
SELECT count(*) FROM news)"};

// Who was served longest ago comes first: busy_until is when it was free again.
inline constexpr Sql webhook_claim = {"webhook_claim", R"(
WITH free AS (
    SELECT w.id FROM webhook w
    WHERE w.state = 'on' AND w.busy_until <= $1
      AND EXISTS (SELECT FROM webhook_delivery d WHERE d.webhook_id = w.id AND d.next_at <= $1)
    ORDER BY w.busy_until LIMIT $3 FOR UPDATE SKIP LOCKED
), taken AS (
    UPDATE webhook w SET busy_until = $2 FROM free WHERE w.id = free.id RETURNING w.*
)
SELECT t.id, t.business_id, t.url, array_to_json(t.types), t.secret, t.old_secret, t.old_until, t.made_at, t.state,
       t.failing_since, d.id, d.topic_seq, d.intent_id, d.intent_seq, d.attempts
FROM taken t CROSS JOIN LATERAL (
    SELECT id, topic_seq, intent_id, intent_seq, attempts FROM webhook_delivery
    WHERE webhook_id = t.id AND next_at <= $1 ORDER BY next_at, topic_seq LIMIT 1) d)"};

// First in whatever writes to an endpoint's deliveries and to itself, as removing it does: the order that keeps both
// from waiting for each other.
inline constexpr Sql lock_webhook = {"lock_webhook", "SELECT 1 FROM webhook WHERE id = $1 FOR UPDATE"};

// With the lock of those who erase: either the erasure is seen here, or it sees what is written here.
inline constexpr Sql webhook_settle_lock = {"webhook_settle_lock",
                                            "SELECT 1 FROM pg_advisory_xact_lock_shared(7306, 0)"};

inline constexpr Sql webhook_attempted = {"webhook_attempted", R"(
INSERT INTO webhook_attempt (delivery_id, at, status, ms, failure, answer)
SELECT d.id, $2, $3, $4, $5,
       CASE WHEN EXISTS (SELECT FROM deletion x WHERE x.intent_id = d.intent_id) THEN '' ELSE $6 END
FROM webhook_delivery d WHERE d.id = $1
ON CONFLICT (delivery_id, at) DO NOTHING)"};

// One that was told meanwhile to be sent again is.
inline constexpr Sql webhook_settle = {"webhook_settle", R"(
UPDATE webhook_delivery SET
    type = $3,
    attempts = CASE WHEN attempts = $2 THEN attempts + 1 ELSE attempts END,
    state = CASE WHEN attempts = $2 THEN $4 ELSE state END,
    next_at = CASE WHEN attempts = $2 THEN ($5::bigint[])[1] ELSE next_at END
WHERE id = $1)"};

inline constexpr Sql webhook_judged = {"webhook_judged", R"(
UPDATE webhook SET
    busy_until = CASE WHEN busy_until = $2 THEN $7 ELSE busy_until END,
    failing_since = CASE WHEN $3 = 1 THEN NULL ELSE coalesce(failing_since, $4) END,
    state = CASE WHEN state = 'on' AND $5 = 1 THEN 'gone'
                 WHEN state = 'on' AND $3 = 0 AND failing_since < $6 THEN 'failing'
                 ELSE state END
WHERE id = $1)"};

inline constexpr Sql webhook_drop = {"webhook_drop", "DELETE FROM webhook_delivery WHERE id = $1"};

inline constexpr Sql webhook_free = {"webhook_free", R"(
UPDATE webhook SET busy_until = $3 WHERE id = $1 AND busy_until = $2)"};

inline constexpr Sql webhook_forget = {"webhook_forget", R"(
WITH old AS (SELECT floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint - $1 AS at)
DELETE FROM webhook_delivery d USING old
WHERE d.made_at <= old.at AND (d.next_at IS NULL OR d.next_at <= old.at))"};

#undef PARLEY_WEBHOOK

} // namespace parley::postgres::sql
