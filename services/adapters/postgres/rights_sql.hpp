// Every statement about people's rights and the operator's acts, as a named constant. All of them take binary
// parameters through Session::execute.
#pragma once

#include "adapters/postgres/sql_text.hpp"

namespace parley::postgres::sql {

// --- what is held about a person ------------------------------------------------------------------------------------

inline constexpr Sql consents_of = {"consents_of", R"(
SELECT c.purpose, c.wording, c.wording_sha256, c.channel, c.controller, coalesce(b.name, ''), c.method, c.locale, c.ip,
       c.user_agent, c.requested_at, c.confirmed_at, c.expires_at, c.withdrawn_at, c.withdrawn_how
FROM consent c LEFT JOIN business b ON b.id = c.controller
WHERE c.principal_id = ANY ($1::text[]) ORDER BY c.requested_at DESC, c.id DESC)"};

inline constexpr Sql sessions_of = {"sessions_of", R"(
SELECT DISTINCT s.made_at, s.expires_at FROM session s JOIN session_principal m USING (session_hash)
WHERE m.principal_id = ANY ($1::text[]) ORDER BY s.made_at)"};

inline constexpr Sql links_of = {"links_of", R"(
SELECT purpose, made_at, expires_at, used_at FROM link WHERE principal_id = ANY ($1::text[])
ORDER BY made_at, token_hash)"};

inline constexpr Sql reports_of = {"reports_of", R"(
SELECT e.intent_id, e.body ->> 'about', coalesce(p.value #>> '{}', ''), e.at
FROM intent_event e LEFT JOIN intent_part p ON p.intent_id = e.intent_id AND p.seq = e.seq AND p.name = 'text'
WHERE e.intent_id = ANY ($1::text[]) AND e.type = 'reported' AND e.body ->> 'by' = 'buyer' ORDER BY e.at)"};

// A mail about an intent has its id second in its name, a business's mail its bidder fourth; a link's has the hash of
// its subject, a list's the hash of mail and reader, and a digest its reader.
inline constexpr Sql mails_of = {"mails_of", R"(
WITH marks AS (
    SELECT unnest($2::text[]) AS mark
    UNION SELECT left(encode(sha256(convert_to(subject, 'UTF8')), 'hex'), 26) FROM link
          WHERE principal_id = ANY ($1::text[])
    UNION SELECT id FROM matter WHERE principal_id = ANY ($1::text[])
    UNION SELECT left(encode(sha256(convert_to(mail_id || '/' || reader_id, 'UTF8')), 'hex'), 40) FROM list_reading
          WHERE reader_id = ANY ($1::text[])
    UNION SELECT unnest($1::text[])
)
SELECT message_id, state, at FROM mail_try
WHERE split_part(message_id, '.', 2) IN (SELECT mark FROM marks)
  AND (split_part(message_id, '.', 4) = '' OR split_part(message_id, '.', 2) <> ALL ($2::text[]))
ORDER BY at, message_id)"};

// --- forgetting a person --------------------------------------------------------------------------------------------

// An address that is a business's, too, stays counted: the limit of its mails is not for taking away.
inline constexpr Sql forget_address = {"forget_address", R"(
WITH gone AS (
    DELETE FROM contact.detail WHERE principal_id = $1 RETURNING email
), alone AS (
    SELECT email FROM gone g
    WHERE NOT EXISTS (SELECT 1 FROM contact.detail d WHERE d.email = g.email AND d.principal_id <> $1)
), mails AS (
    DELETE FROM contact.link_mail m USING alone a
    WHERE m.email IN (a.email, a.email || ' by day', a.email || ' signing in', a.email || ' signing in by day')
)
DELETE FROM stored_answer s USING gone g
WHERE s.scope IN ('intents/' || encode(sha256(convert_to(g.email, 'UTF8')), 'hex'),
                  'complaints/' || encode(sha256(convert_to(g.email, 'UTF8')), 'hex')))"};

inline constexpr Sql forget_links_of = {"forget_links_of", "DELETE FROM link WHERE principal_id = $1"};

inline constexpr Sql forget_sessions_of = {"forget_sessions_of",
                                           "DELETE FROM session_principal WHERE principal_id = $1"};

inline constexpr Sql forget_tickets_of = {"forget_tickets_of", "DELETE FROM ticket WHERE $1 = ANY (principals)"};

inline constexpr Sql forget_browsers_of = {"forget_browsers_of",
                                           "DELETE FROM push_subscription WHERE principal_id = $1"};

inline constexpr Sql forget_unasked_of = {"forget_unasked_of", R"(
DELETE FROM consent WHERE principal_id = $1 AND confirmed_at IS NULL)"};

inline constexpr Sql forget_words_of = {"forget_words_of", "UPDATE matter SET body = '' WHERE principal_id = $1"};

inline constexpr Sql forget_jobs_of = {"forget_jobs_of", R"(
DELETE FROM outbox
WHERE (target = $1
       AND kind IN ('link_mail', 'list_mail', 'steward_mail', 'standing_mail', 'digest', 'report_mail'))
   OR kind = 'news/' || $1)"};

inline constexpr Sql forget_wishes_of = {"forget_wishes_of", R"(
WITH shops AS (
    DELETE FROM preferred WHERE consumer_id = $1
), mails AS (
    DELETE FROM mail_wish WHERE consumer_id = $1
), requests AS (
    DELETE FROM intent_wish WHERE consumer_id = $1
)
DELETE FROM digest WHERE consumer_id = $1)"};

// --- a business's own, and its leave --------------------------------------------------------------------------------

inline constexpr Sql deal_accounts_of = {"deal_accounts_of", R"(
SELECT a.intent_id, a.margin, a.minutes FROM deal_account a JOIN deal d ON d.intent_id = a.intent_id
WHERE a.business_id = $1 ORDER BY d.agreed_at DESC, a.intent_id)"};

inline constexpr Sql month_accounts_of = {"month_accounts_of", R"(
SELECT month, currency, hour_cost, cost, channels::text FROM month_account WHERE business_id = $1
ORDER BY month DESC)"};

inline constexpr Sql month_goals_of = {"month_goals_of", R"(
SELECT month, seat, sales, value FROM month_goal WHERE business_id = $1 ORDER BY month DESC, seat)"};

inline constexpr Sql list_mails_of = {"list_mails_of", R"(
SELECT subject, body, readers, at FROM list_mail WHERE business_id = $1 AND subject <> '' ORDER BY at DESC, id)"};

inline constexpr Sql idea_answers_of = {"idea_answers_of", R"(
SELECT intent_id, idea, text, at FROM idea_answer WHERE business_id = $1 ORDER BY at DESC, intent_id, idea)"};

// Whoever agreed to its mails agreed to those of a business that was here.
inline constexpr Sql stop_list_of = {"stop_list_of", R"(
UPDATE consent SET withdrawn_at = $2, withdrawn_how = 'business_left'
WHERE controller = $1 AND purpose = 'offers/' || $1 AND withdrawn_at IS NULL)"};

inline constexpr Sql forget_keys_of = {"forget_keys_of", "DELETE FROM api_key WHERE principal_id = $1"};

inline constexpr Sql forget_webhooks_of = {"forget_webhooks_of", "DELETE FROM webhook WHERE business_id = $1"};

inline constexpr Sql end_seats_of = {"end_seats_of", R"(
UPDATE seat SET removed_at = $2 WHERE business_id = $1 AND removed_at IS NULL)"};

inline constexpr Sql forget_standing_offers_of = {"forget_standing_offers_of",
                                                  "DELETE FROM standing_offer WHERE business_id = $1"};

// Those that stop mails, and those with which somebody signs in, go on working.
inline constexpr Sql void_links_of = {"void_links_of", R"(
UPDATE link SET used_at = $2
WHERE principal_id = $1 AND purpose IN ('offer', 'reply', 'confirm_business') AND used_at IS NULL)"};

// A till and a calendar come in with what they know, as a program does.
inline constexpr Sql forget_programs_of = {"forget_programs_of", R"(
WITH tills AS (
    DELETE FROM postback_key WHERE business_id = $1
)
DELETE FROM calendar_link WHERE business_id = $1)"};

// What was mailed counts for its readers on; the words are the business's.
inline constexpr Sql forget_words_of_business = {"forget_words_of_business", R"(
WITH mails AS (
    UPDATE list_mail SET subject = '', body = '' WHERE business_id = $1
), ideas AS (
    DELETE FROM idea_answer WHERE business_id = $1
), tags AS (
    DELETE FROM campaign_arrival WHERE business_id = $1
), notes AS (
    DELETE FROM team_note WHERE business_id = $1
)
DELETE FROM lead_step WHERE business_id = $1)"};

inline constexpr Sql forget_jobs_of_business = {"forget_jobs_of_business", R"(
DELETE FROM outbox
WHERE (kind IN ('mail', 'push') AND target = 'business/' || $1)
   OR (kind IN ('standing_mail', 'digest', 'report_mail') AND target = $1)
   OR kind = 'news/' || $1
   OR (kind = 'list_mail' AND intent_id IN (SELECT id FROM list_mail WHERE business_id = $1)))"};

inline constexpr Sql deals_of_business = {"deals_of_business", R"(
SELECT count(*), count(*) FILTER (WHERE h.state IN ('confirmed', 'fulfilled'))
FROM deal d JOIN intent_head h ON h.intent_id = d.intent_id WHERE d.business_id = $1)"};

// A business's id is its principal's.
inline constexpr Sql forget_prepared_of = {"forget_prepared_of", R"(
WITH templates AS (
    DELETE FROM offer_template WHERE business_id = $1
), changes AS (
    DELETE FROM standing_offer_change WHERE business_id = $1
)
DELETE FROM playbook WHERE business_id = $1)"};
// A business's words about its money, and when it was written to.
inline constexpr Sql forget_accounts_of = {"forget_accounts_of", R"(
WITH deals AS (
    DELETE FROM deal_account WHERE business_id = $1
), months AS (
    DELETE FROM month_account WHERE business_id = $1
), goals AS (
    DELETE FROM month_goal WHERE business_id = $1
)
DELETE FROM report_week WHERE business_id = $1)"};

// --- deletions ------------------------------------------------------------------------------------------------------

inline constexpr Sql add_erasure_report = {"add_erasure_report", R"(
INSERT INTO erasure_report (token_hash, intent_id) SELECT $1, * FROM unnest($2::text[]) ON CONFLICT DO NOTHING)"};

inline constexpr Sql may_see_erasure = {"may_see_erasure", R"(
SELECT EXISTS (SELECT 1 FROM erasure_report WHERE token_hash = $1 AND intent_id = $2))"};

inline constexpr Sql deletions = {"deletions", R"(
SELECT n, intent_id, erased_at, acknowledged_at FROM deletion WHERE business_id = $1 AND n > $2 ORDER BY n LIMIT $3)"};

inline constexpr Sql acknowledge_deletion = {"acknowledge_deletion", R"(
UPDATE deletion SET acknowledged_at = coalesce(acknowledged_at, $3) WHERE business_id = $1 AND intent_id = $2
RETURNING acknowledged_at)"};

inline constexpr Sql deletions_told = {"deletions_told", R"(
SELECT d.business_id, coalesce(b.name, ''), d.erased_at, d.acknowledged_at
FROM deletion d LEFT JOIN business b ON b.id = d.business_id WHERE d.intent_id = $1 ORDER BY d.n)"};

// --- the operator ---------------------------------------------------------------------------------------------------

#define PARLEY_MATTER                                                                                                  \
    "SELECT m.id, m.kind, m.principal_id, m.about, m.body, m.made_at, m.due_at, a.id, a.act, a.subject, a.reasons, "   \
    "a.at FROM matter m "                                                                                              \
    "LEFT JOIN steward_act a ON a.subject = 'matter/' || m.id AND a.act IN ('uphold', 'dismiss') "                     \
    "WHERE m.confirmed_at IS NOT NULL "

// A complaint that counts is acknowledged.
inline constexpr Sql add_matter = {"add_matter", R"(
WITH made AS (
    INSERT INTO matter (id, kind, principal_id, about, body, made_at, due_at, confirmed_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $8 = 1 THEN $6 END)
    ON CONFLICT (id) DO NOTHING RETURNING *
)
INSERT INTO outbox (intent_id, intent_seq, kind, target, not_before, body)
SELECT principal_id, 0, 'steward_mail', principal_id, made_at, jsonb_build_object('complaint', id)
FROM made WHERE confirmed_at IS NOT NULL AND kind = 'complaint')"};

inline constexpr Sql confirm_matter = {"confirm_matter", R"(
WITH known AS (
    UPDATE matter SET confirmed_at = $2 WHERE id = $1 AND confirmed_at IS NULL RETURNING id, principal_id
)
INSERT INTO outbox (intent_id, intent_seq, kind, target, not_before, body)
SELECT principal_id, 0, 'steward_mail', principal_id, $2, jsonb_build_object('complaint', id) FROM known)"};

inline constexpr Sql matters_of = {"matters_of", PARLEY_MATTER
                                   "AND m.principal_id = ANY ($1::text[]) ORDER BY m.made_at DESC, m.id LIMIT $2"};

inline constexpr Sql matter = {"matter", PARLEY_MATTER "AND m.id = $1"};

inline constexpr Sql matters = {"matters", PARLEY_MATTER
                                "ORDER BY a.id IS NOT NULL, CASE WHEN a.id IS NULL THEN m.due_at END, a.id DESC, m.id "
                                "LIMIT $1"};

#undef PARLEY_MATTER

#define PARLEY_REPORT                                                                                                  \
    "SELECT e.intent_id, (e.body ->> 'report')::bigint, (e.body ->> 'bidder')::bigint, e.body ->> 'by', "              \
    "e.body ->> 'about', coalesce(p.value #>> '{}', ''), e.at, a.id, a.act, a.subject, a.reasons, a.at "               \
    "FROM intent_event e "                                                                                             \
    "LEFT JOIN intent_part p ON p.intent_id = e.intent_id AND p.seq = e.seq AND p.name = 'text' "                      \
    "LEFT JOIN steward_act a ON a.subject = 'report/' || e.intent_id || '/' || (e.body ->> 'report') "                 \
    "AND a.act IN ('uphold', 'dismiss') WHERE e.type = 'reported' "

inline constexpr Sql reports = {"reports", PARLEY_REPORT
                                "ORDER BY a.id IS NOT NULL, CASE WHEN a.id IS NULL THEN e.at ELSE -e.at END LIMIT $1"};

inline constexpr Sql report = {"report", PARLEY_REPORT "AND e.intent_id = $1 AND (e.body ->> 'report')::bigint = $2"};

#undef PARLEY_REPORT

inline constexpr Sql add_act = {"add_act", R"(
WITH done AS (
    INSERT INTO steward_act (act, subject, reasons, steward, at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT DO NOTHING RETURNING id
), told AS (
    INSERT INTO outbox (intent_id, intent_seq, kind, target, not_before, body)
    SELECT t.reader, 0, 'steward_mail', t.reader, $5, jsonb_build_object('act', done.id, 'as', t.as_whom)
    FROM done, unnest($6::text[], $7::text[]) AS t (reader, as_whom)
), swept AS (
    INSERT INTO outbox (intent_id, intent_seq, kind, target, not_before, body)
    SELECT substr($2, 10), 0, 'suspension', substr($2, 10), $5 + 2000000, '{}' FROM done
    WHERE $1 = 'suspend' AND $2 LIKE 'business/%'
)
SELECT id FROM done)"};

inline constexpr Sql act = {"act", "SELECT id, act, subject, reasons, at FROM steward_act WHERE id = $1"};

inline constexpr Sql acts = {"acts", "SELECT id, act, subject, reasons, at FROM steward_act ORDER BY id DESC LIMIT $1"};

inline constexpr Sql acts_in_force = {"acts_in_force", R"(
SELECT id, act, subject, reasons, at FROM (
    SELECT DISTINCT ON (subject) id, act, subject, reasons, at FROM steward_act
    WHERE act IN ('suspend', 'lift') ORDER BY subject, id DESC) AS last
WHERE act = 'suspend' ORDER BY id)"};

inline constexpr Sql market_health = {"market_health", R"(
SELECT (SELECT count(*) FROM intent_head WHERE state = 'open'),
       (SELECT count(*) FROM intent_head WHERE next_due <= $1 - 2000000),
       (SELECT count(*) FROM outbox WHERE kind IN ('mail', 'link_mail', 'list_mail', 'steward_mail', 'digest',
                                                    'report_mail')
                                      AND not_before <= $1),
       (SELECT count(*) FROM mail_try WHERE state = 'sent' AND at > $1 - 86400000000),
       (SELECT count(*) FROM mail_try WHERE state IN ('trying', 'waiting') AND at > $1 - 86400000000),
       (SELECT count(*) FROM mail_try WHERE state = 'given_up' AND at > $1 - 86400000000),
       (SELECT count(*) FROM intent_event e WHERE e.type = 'reported' AND e.at <= $2 AND NOT EXISTS (
            SELECT FROM steward_act a WHERE a.subject = 'report/' || e.intent_id || '/' || (e.body ->> 'report')
                                        AND a.act IN ('uphold', 'dismiss'))),
       late.complaints, late.appeals
FROM (SELECT count(*) FILTER (WHERE m.kind = 'complaint') AS complaints,
             count(*) FILTER (WHERE m.kind = 'appeal') AS appeals
      FROM matter m WHERE m.confirmed_at IS NOT NULL AND m.due_at <= $1 AND NOT EXISTS (
          SELECT FROM steward_act a WHERE a.subject = 'matter/' || m.id AND a.act IN ('uphold', 'dismiss'))) AS late)"};

// By a consent, as a business, or with a complaint.
inline constexpr Sql is_confirmed = {"is_confirmed", R"(
SELECT EXISTS (SELECT FROM consent WHERE principal_id = $1 AND confirmed_at IS NOT NULL)
    OR EXISTS (SELECT FROM business WHERE id = $1 AND confirmed_at IS NOT NULL)
    OR EXISTS (SELECT FROM matter WHERE principal_id = $1 AND confirmed_at IS NOT NULL))"};

// --- what nobody reported -------------------------------------------------------------------------------------------

inline constexpr Sql counted_against = {"counted_against", R"(
SELECT business_id, kind, intent_id, at FROM conduct_event WHERE at > $1 ORDER BY at DESC, id DESC LIMIT $2)"};

inline constexpr Sql rounds_looked_at = {"rounds_looked_at", R"(
SELECT intent_id FROM intent_head
WHERE is_public AND created_at > $1 AND state NOT IN ('unconfirmed', 'open', 'cancelled')
  AND summary ->> 'erased' IS DISTINCT FROM 'true' AND (summary ->> 'offer_count')::bigint > 0
ORDER BY created_at DESC, intent_id LIMIT $2)"};

} // namespace parley::postgres::sql
