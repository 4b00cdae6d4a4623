// Every statement of the ledger (but the append, which append_sql puts together), of the outbox and of the uptime
// adapters, as a named constant: the name goes into errors and metrics, and begins that of the prepared statement.
// Statements with $n take binary parameters through Session::execute, those with :name go through SOCI.
#pragma once

namespace parley::postgres {

struct Sql {
    const char* name;
    const char* text; // of a constant, or kept as long as one: a session knows it again by its address
};

namespace sql {

// --- ledger ---------------------------------------------------------------------------------------------------------

// Which of these first events are in the log with that very hash: the ones an unanswered commit has written.
inline constexpr Sql written_by_us = {"written_by_us", R"(
SELECT w.n FROM unnest($1::text[], $2::bigint[], $3::bytea[]) WITH ORDINALITY AS w (intent_id, seq, hash, n)
JOIN intent_event e ON e.intent_id = w.intent_id AND e.seq = w.seq AND e.hash = w.hash ORDER BY w.n)"};

inline constexpr Sql read_log = {"read_log", R"(
SELECT 0, seq, at, received_at, type, body::text, command_key, hash FROM intent_event WHERE intent_id = $1 AND seq > $2
UNION ALL
SELECT 1, seq, 0, 0, name, value::text, '', salt FROM intent_part WHERE intent_id = $1 AND seq > $2
ORDER BY 1, 2, 5)"};

inline constexpr Sql heads = {"heads", R"(
SELECT h.intent_id, h.seq, coalesce(h.next_due, 0)
FROM unnest($1::text[]) AS w (intent_id) JOIN intent_head h ON h.intent_id = w.intent_id)"};

inline constexpr Sql due_heads = {"due_heads", R"(
SELECT intent_id, seq, next_due FROM intent_head WHERE next_due <= $1 ORDER BY next_due, intent_id LIMIT $2)"};

inline constexpr Sql lock_group = {"lock_group", R"(
SELECT slots FROM capacity_group WHERE business_id = $1 AND name = $2 FOR UPDATE)"};

// After the lock, in a statement of its own: it has to see what whoever held the lock has committed.
inline constexpr Sql slots_used = {"slots_used", R"(
SELECT count(*), count(*) FILTER (WHERE intent_id = $3) FROM capacity_claim
WHERE business_id = $1 AND group_name = $2)"};

inline constexpr Sql capacity = {"capacity", R"(
SELECT g.slots, (SELECT count(*) FROM capacity_claim c WHERE c.business_id = g.business_id AND c.group_name = g.name)
FROM capacity_group g WHERE g.business_id = $1 AND g.name = $2)"};

inline constexpr Sql take_slot = {"take_slot", R"(
INSERT INTO capacity_claim (intent_id, business_id, group_name, seq) VALUES ($1, $2, $3, $4)
ON CONFLICT (intent_id, business_id, group_name) DO NOTHING)"};

inline constexpr Sql give_slot_back = {"give_slot_back", R"(
DELETE FROM capacity_claim WHERE intent_id = $1 AND business_id = $2 AND group_name = $3)"};

inline constexpr Sql rewrite_summary = {"rewrite_summary", R"(
UPDATE intent_head SET summary = $3::jsonb WHERE intent_id = $1 AND seq = $2)"};

inline constexpr Sql erase_parts = {"erase_parts", R"(
DELETE FROM intent_part p USING unnest($2::bigint[], $3::text[]) AS gone (seq, name)
WHERE p.intent_id = $1 AND p.seq = gone.seq AND p.name = gone.name)"};

// What was answered to the buyer's ideas, the photos, and the links to the request go with the words. After these, in a
// statement of its own: an answer holds the words that it answers until it is there to be seen.
inline constexpr Sql erase_around = {"erase_around", R"(
WITH answers AS (
    DELETE FROM idea_answer WHERE intent_id = $1
), photos AS (
    DELETE FROM photo WHERE intent_id = $1 AND $1 <> ''
), links AS (
    DELETE FROM referral WHERE intent_id = $1
), wishes AS (
    DELETE FROM intent_wish WHERE intent_id = $1
), notes AS (
    DELETE FROM team_note WHERE intent_id = $1
), campaigns AS (
    DELETE FROM campaign_arrival WHERE intent_id = $1
)
DELETE FROM referred WHERE intent_id = $1 AND business_id = '')"};

// Of a deal whose request has grown old: what belongs to the deal stays. Notes go with those who got no deal.
inline constexpr Sql erase_around_request = {"erase_around_request", R"(
WITH photos AS (
    DELETE FROM photo WHERE intent_id = $1 AND $1 <> '' AND business_id = ''
), notes AS (
    DELETE FROM team_note n
    WHERE n.intent_id = $1 AND NOT EXISTS (
        SELECT 1 FROM deal d WHERE d.intent_id = n.intent_id AND d.business_id = n.business_id)
)
DELETE FROM intent_wish WHERE intent_id = $1)"};

// Held to the commit, so that the numbers become visible in their order and nobody reads past one that is still to
// come.
inline constexpr Sql lock_deletions = {"lock_deletions", "SELECT 1 FROM pg_advisory_xact_lock(7306, 0)"};

inline constexpr Sql note_deletions = {"note_deletions", R"(
INSERT INTO deletion (intent_id, business_id, erased_at)
SELECT $1, business_id, $3 FROM unnest($2::text[]) AS b (business_id) ORDER BY business_id
ON CONFLICT (intent_id, business_id) DO NOTHING)"};

// --- outbox ---------------------------------------------------------------------------------------------------------

// --- proofs ---------------------------------------------------------------------------------------------------------

inline constexpr Sql add_signing_key = {"add_signing_key", R"(
INSERT INTO signing_key (seed, made_at) VALUES ($1, $2) ON CONFLICT DO NOTHING)"};

inline constexpr Sql signing_key = {"signing_key", R"(
SELECT seed FROM signing_key)"};

inline constexpr Sql lock_head_lists = {"lock_head_lists", R"(
LOCK TABLE head_list IN SHARE ROW EXCLUSIVE MODE)"};

inline constexpr Sql unlisted_heads = {"unlisted_heads", R"(
SELECT h.intent_id, h.seq, encode(e.hash, 'hex')
FROM (SELECT DISTINCT intent_id FROM unnest($1::text[]) AS w (intent_id)) w
JOIN intent_head h USING (intent_id) JOIN intent_event e ON e.intent_id = h.intent_id AND e.seq = h.seq
WHERE NOT EXISTS (SELECT FROM listed_head l WHERE l.intent_id = h.intent_id)
ORDER BY h.intent_id)"};

inline constexpr Sql last_head_list = {"last_head_list", R"(
SELECT n, body, hash, signature FROM head_list ORDER BY n DESC LIMIT 1)"};

inline constexpr Sql add_head_list = {"add_head_list", R"(
INSERT INTO head_list (n, body, hash, signature) VALUES ($1, $2, $3, $4))"};

inline constexpr Sql note_listed = {"note_listed", R"(
INSERT INTO listed_head (intent_id, n) SELECT intent_id, $2 FROM unnest($1::text[]) AS w (intent_id))"};

inline constexpr Sql head_lists = {"head_lists", R"(
SELECT n, body, hash, signature FROM head_list WHERE n > $1 ORDER BY n LIMIT $2)"};

inline constexpr Sql outbox_claim = {"outbox_claim", R"(
UPDATE outbox o SET attempt = o.attempt + 1, not_before = :until
FROM (SELECT intent_id, id, not_before FROM outbox WHERE kind = :kind AND not_before <= :now
      ORDER BY not_before, id LIMIT :limit FOR UPDATE SKIP LOCKED) w
WHERE o.intent_id = w.intent_id AND o.id = w.id
RETURNING o.id, o.intent_id, o.intent_seq, o.target, o.body::text, o.attempt, w.not_before)"};

inline constexpr Sql outbox_finish = {"outbox_finish", R"(
DELETE FROM outbox WHERE intent_id = :intent AND id = :id AND attempt = :attempt)"};

inline constexpr Sql outbox_postpone = {"outbox_postpone", R"(
UPDATE outbox SET not_before = :not_before WHERE intent_id = :intent AND id = :id AND attempt = :attempt)"};

inline constexpr Sql outbox_cancel = {"outbox_cancel", R"(
DELETE FROM outbox WHERE intent_id = $1 AND target = $3 AND (
    kind = $2 OR ($2 = 'mail' AND (kind = 'push' OR kind LIKE 'news/%'))))"};

// The row of the digest is locked until the commit, and whoever opens it waits for that.
inline constexpr Sql digest_for_news = {"digest_for_news", R"(
INSERT INTO digest (consumer_id, due_at) VALUES ($1, $2)
ON CONFLICT (consumer_id, due_at) DO UPDATE SET opened = digest.opened RETURNING opened, xmax = 0)"};

inline constexpr Sql add_digest = {"add_digest", R"(
INSERT INTO outbox (intent_id, intent_seq, kind, target, not_before, body)
VALUES ($1, 0, 'digest', $1, $2, jsonb_build_object('due', $2)))"};

inline constexpr Sql gather = {"gather", R"(
UPDATE outbox SET kind = 'news/' || $1, not_before = $2, attempt = 0
WHERE intent_id = $3 AND id = $4 AND attempt = $5)"};

inline constexpr Sql open_digest = {"open_digest",
                                    "UPDATE digest SET opened = true WHERE consumer_id = $1 AND due_at = $2"};

inline constexpr Sql digest_news = {"digest_news", R"(
SELECT id, intent_id, intent_seq, target, body::text FROM outbox
WHERE kind = 'news/' || $1 AND not_before = $2 ORDER BY id)"};

// The digest itself stays opened until the next one: a node whose clock is behind must not begin it anew.
inline constexpr Sql close_digest = {"close_digest", R"(
WITH older AS (
    DELETE FROM digest WHERE consumer_id = $1 AND due_at < $2
)
DELETE FROM outbox WHERE kind = 'news/' || $1 AND not_before = $2)"};

inline constexpr Sql outbox_add = {"outbox_add", R"(
INSERT INTO outbox (intent_id, intent_seq, kind, target, not_before, body)
VALUES (:intent, :intent_seq, :kind, :target, :not_before, cast(:body AS jsonb)))"};

// Two relays must not number at once; whoever does not get the lock leaves the work to the one that has it.
inline constexpr Sql relay_lock = {"relay_lock",
                                   "SELECT CASE WHEN pg_try_advisory_xact_lock(7301, 1) THEN 1 ELSE 0 END"};

inline constexpr Sql relay_topics = {"relay_topics", R"(
WITH gone AS (
    DELETE FROM outbox o USING (
        SELECT intent_id, id FROM outbox WHERE kind = 'topic' ORDER BY id LIMIT $1
    ) w WHERE o.intent_id = w.intent_id AND o.id = w.id
    RETURNING o.id, o.target, o.intent_id, o.intent_seq
), numbered AS (
    SELECT id, target, intent_id, intent_seq, row_number() OVER (PARTITION BY target ORDER BY id) AS place,
           count(*) OVER (PARTITION BY target) AS many
    FROM gone
), moved AS (
    INSERT INTO topic_head (topic, seq) SELECT target, count(*) FROM gone GROUP BY target ORDER BY target
    ON CONFLICT (topic) DO UPDATE SET seq = topic_head.seq + EXCLUDED.seq
    RETURNING topic, seq
)
INSERT INTO topic_event (topic, seq, intent_id, intent_seq)
SELECT n.target, m.seq - n.many + n.place, n.intent_id, n.intent_seq FROM numbered n JOIN moved m ON m.topic = n.target
ORDER BY n.id
RETURNING topic, seq, intent_id, intent_seq, number)"};

inline constexpr Sql topic_after = {"topic_after", R"(
SELECT topic, seq, intent_id, intent_seq, number
FROM topic_event WHERE topic = $1 AND seq > $2 ORDER BY seq LIMIT $3)"};

inline constexpr Sql all_topics_after = {"all_topics_after", R"(
SELECT topic, seq, intent_id, intent_seq, number FROM topic_event WHERE number > $1 ORDER BY number LIMIT $2)"};

inline constexpr Sql last_topic_number = {"last_topic_number", R"(
SELECT coalesce(max(number), 0) FROM topic_event)"};

inline constexpr Sql topic_head = {"topic_head", R"(
SELECT coalesce((SELECT seq FROM topic_head WHERE topic = :topic), 0))"};

// --- uptime ---------------------------------------------------------------------------------------------------------

inline constexpr Sql beat = {"beat", R"(
INSERT INTO node_beat (node, at) VALUES (:node, :now)
ON CONFLICT (node) DO UPDATE SET at = greatest(node_beat.at, EXCLUDED.at))"};

inline constexpr Sql outage_lock = {"outage_lock", "SELECT 1 FROM pg_advisory_xact_lock(7301, 2)"};

inline constexpr Sql last_beat = {"last_beat", "SELECT coalesce(max(at), -1) FROM node_beat"};

inline constexpr Sql open_outages = {"open_outages", R"(
SELECT from_at, to_at FROM outage WHERE from_at >= $1 ORDER BY from_at)"};

inline constexpr Sql record_outage = {"record_outage", "INSERT INTO outage (from_at, to_at) VALUES (:from_at, :to_at)"};

inline constexpr Sql database_now = {"database_now", R"(
SELECT cast(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint))"};

// --- stages ---------------------------------------------------------------------------------------------------------

inline constexpr Sql note_stage = {"note_stage", R"(
INSERT INTO intent_stage (intent_id, stage, at) VALUES ($1, $2, $3) ON CONFLICT (intent_id, stage) DO NOTHING)"};

// Only the first time makes an entry.
inline constexpr Sql note_seen = {"note_seen", R"(
WITH first AS (
    INSERT INTO invitation_seen (intent_id, business_id, at)
    SELECT DISTINCT intent, $2, $3::bigint FROM unnest($1::text[]) AS g (intent) ORDER BY intent
    ON CONFLICT (intent_id, business_id) DO NOTHING
    RETURNING intent_id, at
)
INSERT INTO outbox (intent_id, intent_seq, kind, target, not_before, body)
SELECT intent_id, 0, 'topic', 'seen/' || intent_id, at, '{}'::jsonb FROM first)"};

} // namespace sql

} // namespace parley::postgres
