// Every statement of the accounts, businesses, reference data and listings adapters, as a named constant. All of them
// take binary parameters through Session::execute.
#pragma once

#include "adapters/postgres/sql_text.hpp"

namespace parley::postgres::sql {

// --- accounts -------------------------------------------------------------------------------------------------------

// Whoever comes second waits for the first at the unique address and gets the first one's principal. What was said
// under an address before stays: anybody can type an address, and not everybody owns it.
inline constexpr Sql find_or_create = {"find_or_create", R"(
WITH found AS (
    INSERT INTO contact.detail AS d (principal_id, kind, email, name, phone) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (kind, email) DO UPDATE SET email = d.email
    RETURNING principal_id
), made AS (
    INSERT INTO principal (id, kind, created_at) SELECT principal_id, $2, $6 FROM found WHERE principal_id = $1
    ON CONFLICT (id) DO NOTHING -- as when the same town is seeded again
)
SELECT principal_id FROM found)"};

inline constexpr Sql with_email = {"with_email", R"(
SELECT principal_id, kind FROM contact.detail WHERE email = $1 ORDER BY kind, principal_id)"};

inline constexpr Sql call_principal = {"call_principal", R"(
UPDATE contact.detail SET name = $2 WHERE principal_id = $1)"};

inline constexpr Sql contact_of = {"contact_of", R"(
SELECT email, name, phone FROM contact.detail WHERE principal_id = $1)"};

inline constexpr Sql lock_address = {"lock_address", "SELECT 1 FROM pg_advisory_xact_lock(7302, hashtext($1))"};

// After the lock, in a statement of its own. Rows that no window reaches any more go with the next mail.
inline constexpr Sql add_link_mail = {"add_link_mail", R"(
WITH sent AS (
    SELECT count(*) AS mails FROM contact.link_mail WHERE email = $1 AND at >= $3
), added AS (
    INSERT INTO contact.link_mail (email, at) SELECT $1, $2 FROM sent WHERE mails < $4
    ON CONFLICT (email, at) DO NOTHING
), forgotten AS (
    DELETE FROM contact.link_mail WHERE email = $1 AND at < least($2, $3) - $5
)
SELECT mails < $4 FROM sent)"};

inline constexpr Sql add_links = {"add_links", R"(
INSERT INTO link (token_hash, code_hash, code_expires_at, purpose, subject, principal_id, made_at, expires_at)
SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bigint[],
                     $8::bigint[]))"};

inline constexpr Sql find_link = {"find_link", R"(
SELECT purpose, subject, principal_id, used_at IS NOT NULL, expires_at FROM link WHERE token_hash = $1)"};

// In one order for everybody, so that nobody waits in a circle. The rows are as whoever held them left them.
inline constexpr Sql lock_links = {"lock_links", R"(
SELECT token_hash, purpose, principal_id, used_at IS NOT NULL, expires_at, code_hash, code_tries, code_expires_at
FROM link WHERE subject = $1 AND purpose = ANY ($2::text[]) ORDER BY token_hash FOR UPDATE)"};

inline constexpr Sql use_links_up = {"use_links_up", R"(
UPDATE link SET used_at = $3 WHERE subject = $1 AND purpose = ANY ($2::text[]) AND used_at IS NULL)"};

inline constexpr Sql count_tries = {"count_tries", R"(
UPDATE link SET code_tries = code_tries + 1 WHERE token_hash = ANY ($1::text[]))"};

// A session that has expired is not the one that comes now, even if its name is the same.
inline constexpr Sql drop_expired_session = {"drop_expired_session", R"(
DELETE FROM session WHERE session_hash = $1 AND expires_at <= $2)"};

inline constexpr Sql put_session = {"put_session", R"(
INSERT INTO session AS s (session_hash, made_at, expires_at) VALUES ($1, $2, $3)
ON CONFLICT (session_hash) DO UPDATE SET expires_at = greatest(s.expires_at, EXCLUDED.expires_at))"};

// Of several people of the lab in one browser the one who signed in last acts; all others stand as they came first.
inline constexpr Sql add_session_principal = {"add_session_principal", R"(
INSERT INTO session_principal (session_hash, principal_id, added_at) VALUES ($1, $2, $3)
ON CONFLICT (session_hash, principal_id) DO UPDATE SET added_at = excluded.added_at
WHERE EXISTS (SELECT FROM principal WHERE id = excluded.principal_id AND kind = 'researcher'))"};

// Of each asked session those it speaks for, with its place among the questions from 1. Every request asks this, and an
// array that comes by a subselect has no length before it is run: otherwise each call is planned anew for its own.
inline constexpr Sql find_sessions = {"find_sessions", R"(
SELECT w.n, p.id, p.kind, b.left_at IS NOT NULL
FROM unnest((SELECT $1::text[]), (SELECT $2::bigint[])) WITH ORDINALITY AS w (hash, now, n)
JOIN session s ON s.session_hash = w.hash AND s.expires_at > w.now
JOIN session_principal m ON m.session_hash = s.session_hash JOIN principal p ON p.id = m.principal_id
LEFT JOIN business b ON b.id = p.id ORDER BY w.n, m.added_at, p.id)"};

inline constexpr Sql end_session = {"end_session", "DELETE FROM session WHERE session_hash = $1"};

// Nobody asks for tickets that were never used, so the next ones take them along, a few at a time.
inline constexpr Sql add_ticket = {"add_ticket", R"(
WITH forgotten AS (
    DELETE FROM ticket WHERE ticket_hash IN (SELECT ticket_hash FROM ticket WHERE expires_at < $5 - 3600000000
                                             ORDER BY expires_at LIMIT 20 FOR UPDATE SKIP LOCKED)
)
INSERT INTO ticket (ticket_hash, principals, kinds, scopes, expires_at, key_id) VALUES ($1, $2, $3, $4, $5, $6))"};

inline constexpr Sql use_ticket = {"use_ticket", R"(
DELETE FROM ticket WHERE ticket_hash = $1
RETURNING array_to_json(principals), array_to_json(kinds), array_to_json(scopes), expires_at > $2, key_id)"};

// The address itself is not kept beside what its owner agreed to, only its hash.
inline constexpr Sql give_consent = {"give_consent", R"(
INSERT INTO consent (principal_id, purpose, wording, requested_at, confirmed_at, expires_at, subject, wording_sha256,
                     channel, controller, method, source, locale, ip, user_agent, token_hash)
SELECT $1, $2, $3, $4, ($5::bigint[])[1], ($5::bigint[])[2],
       coalesce((SELECT encode(sha256(convert_to('consent/' || email, 'UTF8')), 'hex')
                 FROM contact.detail WHERE principal_id = $1), ''),
       $6, $7, $8, $9, $10, $11, $12, $13, $14)"};

inline constexpr Sql confirm_consent = {"confirm_consent", R"(
UPDATE consent SET confirmed_at = $4, token_hash = $3
WHERE id = (SELECT id FROM consent
            WHERE principal_id = $1 AND purpose = $2 AND channel = 'email' AND confirmed_at IS NULL
              AND withdrawn_at IS NULL
            ORDER BY requested_at DESC, id DESC LIMIT 1 FOR UPDATE))"};

inline constexpr Sql withdraw_consent = {"withdraw_consent", R"(
UPDATE consent SET withdrawn_at = $3, withdrawn_how = $4
WHERE principal_id = $1 AND ($2 = '' OR (purpose = $2 AND channel = $5)) AND withdrawn_at IS NULL)"};

inline constexpr Sql consent_state = {"consent_state", R"(
SELECT CASE WHEN bool_or(confirmed_at IS NOT NULL AND withdrawn_at IS NULL AND (expires_at IS NULL OR expires_at > $3))
                THEN 'confirmed'
            WHEN bool_or(confirmed_at IS NULL AND withdrawn_at IS NULL) THEN 'asked'
            WHEN count(*) > 0 THEN 'stopped'
            ELSE 'none' END
FROM consent WHERE principal_id = $1 AND purpose = $2 AND channel = 'email')"};

// One node at a time; the others find nothing to do.
inline constexpr Sql lock_forgetting = {"lock_forgetting", "SELECT pg_try_advisory_xact_lock(7303, 1)"};

#define PARLEY_NOW "floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
#define PARLEY_LONG_AGO PARLEY_NOW " - $1"

inline constexpr Sql forget_consents = {"forget_consents", R"(
DELETE FROM consent WHERE confirmed_at IS NULL AND requested_at <= )" PARLEY_LONG_AGO};

// The link of a mail that stops mails works as long as it says; every other one was to be followed soon.
inline constexpr Sql forget_links = {"forget_links", R"(
DELETE FROM link WHERE (purpose <> 'unsubscribe' OR expires_at <= )" PARLEY_NOW ") AND made_at <= " PARLEY_LONG_AGO};

inline constexpr Sql forget_complaints = {"forget_complaints", R"(
DELETE FROM matter WHERE confirmed_at IS NULL AND made_at <= )" PARLEY_LONG_AGO};

// Whoever agreed to something once, is signed in, or is a business that was confirmed, is not forgotten here. What
// came with seed data has no date.
inline constexpr Sql forget_contacts = {"forget_contacts", R"(
DELETE FROM contact.detail d USING principal p
WHERE p.id = d.principal_id AND p.kind IN ('consumer', 'business') AND p.created_at <= )" PARLEY_LONG_AGO R"(
  AND NOT EXISTS (SELECT 1 FROM consent c WHERE c.principal_id = p.id)
  AND NOT EXISTS (SELECT 1 FROM session_principal s WHERE s.principal_id = p.id)
  AND NOT EXISTS (SELECT 1 FROM api_key k WHERE k.principal_id = p.id)
  AND NOT EXISTS (SELECT 1 FROM matter m WHERE m.principal_id = p.id AND m.confirmed_at IS NOT NULL AND m.body <> '')
  AND NOT EXISTS (SELECT 1 FROM business b WHERE b.id = p.id AND b.confirmed_at IS NOT NULL))"};

// An invitation that nobody took is forgotten with its person, and so is a person whose last seat was taken away.
inline constexpr Sql forget_uninvited = {"forget_uninvited", R"(
WITH over AS (
    UPDATE seat SET removed_at = invited_at, name = ''
    WHERE joined_at IS NULL AND removed_at IS NULL AND invited_at <= )" PARLEY_LONG_AGO R"(
    RETURNING id
)
DELETE FROM contact.detail d USING principal p
WHERE p.id = d.principal_id AND p.kind = 'seat' AND p.created_at <= )" PARLEY_LONG_AGO R"(
  AND NOT EXISTS (SELECT 1 FROM seat s WHERE s.principal_id = p.id AND s.removed_at IS NULL
                                         AND s.id NOT IN (SELECT id FROM over)))"};

// After those whose last seat was taken away are forgotten, in a statement of its own that sees who is.
inline constexpr Sql forget_seat_names = {"forget_seat_names", R"(
UPDATE seat s SET name = '' WHERE s.removed_at IS NOT NULL AND s.name <> '' AND NOT EXISTS (
    SELECT 1 FROM contact.detail d WHERE d.principal_id = s.principal_id))"};

// What was wished with a request that nobody confirmed.
inline constexpr Sql forget_wishes = {"forget_wishes", R"(
DELETE FROM intent_wish w WHERE NOT EXISTS (SELECT 1 FROM contact.detail d WHERE d.principal_id = w.consumer_id))"};

// Nobody counts further back (link_mails_kept).
inline constexpr Sql forget_link_mails = {"forget_link_mails", R"(
DELETE FROM contact.link_mail WHERE at <= )" PARLEY_LONG_AGO};

#undef PARLEY_LONG_AGO
#undef PARLEY_NOW

inline constexpr Sql live_link = {"live_link", R"(
SELECT max(expires_at) FROM link WHERE subject = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3)"};

inline constexpr Sql may_reach = {"may_reach", R"(
SELECT EXISTS (SELECT 1 FROM consent
               WHERE principal_id = $1 AND purpose = $2 AND channel = $4 AND confirmed_at IS NOT NULL
                 AND withdrawn_at IS NULL AND (expires_at IS NULL OR expires_at > $3)))"};

// A claim is a row without an answer: status 0, and in the body the id that goes with the key.
inline constexpr Sql claim_key = {"claim_key", R"(
INSERT INTO stored_answer AS known (scope, key, content_hash, status, body, made_at) VALUES ($1, $2, $3, 0, $4, $5)
ON CONFLICT (scope, key) DO UPDATE SET made_at = EXCLUDED.made_at
WHERE known.status = 0 AND known.content_hash = EXCLUDED.content_hash AND known.made_at <= $5 - $6
RETURNING body)"};

inline constexpr Sql keyed_answer = {"keyed_answer", R"(
SELECT content_hash, status, body FROM stored_answer WHERE scope = $1 AND key = $2)"};

inline constexpr Sql answer_key = {"answer_key", R"(
UPDATE stored_answer SET status = $3, body = $4 WHERE scope = $1 AND key = $2 AND status = 0)"};

inline constexpr Sql release_key = {"release_key", R"(
DELETE FROM stored_answer WHERE scope = $1 AND key = $2 AND status = 0)"};

// --- businesses -----------------------------------------------------------------------------------------------------

// The lock under which businesses change: taken before the first of them is touched, held until the commit. Gives the
// last of the numbers that are now the caller's.
inline constexpr Sql take_versions = {"take_versions", R"(
UPDATE business_version SET latest = latest + $1 RETURNING latest)"};

inline constexpr Sql add_businesses = {"add_businesses", R"(
WITH given AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[],
                         $8::bigint[], $9::bigint[], $10::boolean[], $11::bigint[], $12::boolean[], $13::text[],
                         $14::boolean[], $15::bigint[], $16::bigint[], $17::bigint[], $18::bigint[], $19::text[])
        WITH ORDINALITY
        AS g (id, name, place_name, story, trader, sectors, lat_e6, lon_e6, radius_km, nationwide, budget_floor, paused,
              hours, simulated, daily_cap, confirmed_at, invitations, answers, reach, n)
), principals AS (
    INSERT INTO principal (id, kind) SELECT id, 'business' FROM given ORDER BY id ON CONFLICT (id) DO NOTHING
)
INSERT INTO business (id, version, name, place_name, story, trader, sectors, lat_e6, lon_e6, radius_km, nationwide,
                      budget_floor, paused, hours, simulated, daily_cap, confirmed_at, invitations, answers, reach)
SELECT id, $20 + n, name, place_name, story, trader::jsonb, sectors::jsonb, lat_e6, lon_e6, radius_km, nationwide,
       budget_floor, paused, hours::jsonb, simulated, daily_cap, confirmed_at, invitations, answers,
       reach::jsonb
FROM given ORDER BY n
ON CONFLICT (id) DO NOTHING)"};

#define PARLEY_CHANGE_BUSINESS                                                                                         \
    R"(
UPDATE business b
SET version = $20, name = g.name, place_name = g.place_name, story = g.story, trader = g.trader::jsonb,
    sectors = g.sectors::jsonb, lat_e6 = g.lat_e6, lon_e6 = g.lon_e6, radius_km = g.radius_km,
    nationwide = g.nationwide, budget_floor = g.budget_floor, paused = g.paused, hours = g.hours::jsonb,
    simulated = g.simulated, daily_cap = g.daily_cap, reach = g.reach::jsonb
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[],
            $9::bigint[], $10::boolean[], $11::bigint[], $12::boolean[], $13::text[], $14::boolean[], $15::bigint[],
            $16::bigint[], $17::bigint[], $18::bigint[], $19::text[])
    AS g (id, name, place_name, story, trader, sectors, lat_e6, lon_e6, radius_km, nationwide, budget_floor, paused,
          hours, simulated, daily_cap, confirmed_at, invitations, answers, reach)
WHERE b.id = g.id)"

inline constexpr Sql change_business = {"change_business", PARLEY_CHANGE_BUSINESS};

// Of somebody who registers again before anybody confirmed: the newest word counts. So too where the business left and
// owes nobody its trader data.
inline constexpr Sql replace_unconfirmed = {
    "replace_unconfirmed",
    PARLEY_CHANGE_BUSINESS " AND (b.confirmed_at IS NULL OR (b.left_at IS NOT NULL AND b.trader = 'null'))"};

#undef PARLEY_CHANGE_BUSINESS

inline constexpr Sql confirm_business = {"confirm_business", R"(
UPDATE business SET confirmed_at = coalesce(confirmed_at, $2), left_at = NULL, version = $3
WHERE id = $1 AND (confirmed_at IS NULL OR left_at IS NOT NULL))"};

inline constexpr Sql leave_business = {"leave_business", R"(
UPDATE business SET left_at = $2, version = $3 WHERE id = $1 AND left_at IS NULL)"};

inline constexpr Sql tick_conduct = {"tick_conduct", R"(
UPDATE business SET conduct_ticked = $2, conduct_ticked_sha256 = $3
WHERE id = $1 AND (confirmed_at IS NULL OR left_at IS NOT NULL))"};

inline constexpr Sql accept_ticked = {"accept_ticked", R"(
WITH accepted AS (
    INSERT INTO conduct_acceptance (business_id, version, code_sha256, accepted_at)
    SELECT id, conduct_ticked, conduct_ticked_sha256, $2 FROM business
    WHERE id = $1 AND conduct_ticked <> '' AND (confirmed_at IS NULL OR left_at IS NOT NULL)
    ON CONFLICT (business_id, version) DO NOTHING
)
UPDATE business SET conduct = conduct_ticked
WHERE id = $1 AND conduct_ticked <> '' AND (confirmed_at IS NULL OR left_at IS NOT NULL))"};

inline constexpr Sql accept_conduct = {"accept_conduct", R"(
WITH accepted AS (
    INSERT INTO conduct_acceptance (business_id, version, code_sha256, accepted_at)
    SELECT id, $2, $3, $4 FROM business WHERE id = $1 ON CONFLICT (business_id, version) DO NOTHING
)
UPDATE business SET conduct = $2, version = $5 WHERE id = $1 AND conduct <> $2)"};

// The columns that find_business and changed_businesses read, in the order in which the adapter takes them.
#define PARLEY_BUSINESS_COLUMNS                                                                                        \
    "id, version, name, place_name, story, trader::text, sectors::text, lat_e6, lon_e6, radius_km, nationwide, "       \
    "budget_floor, paused, hours::text, simulated, daily_cap, confirmed_at, invitations, "                             \
    "CASE WHEN invitations = 0 THEN 0 ELSE answers * 1000000 / invitations END, "                                      \
    "CASE WHEN invited_day >= floor(extract(epoch FROM now()) / 86400) THEN invited_today ELSE 0 END, conduct, "       \
    "reach::text, left_at "

inline constexpr Sql find_business = {"find_business", "SELECT " PARLEY_BUSINESS_COLUMNS "FROM business WHERE id = $1"};

inline constexpr Sql changed_businesses = {"changed_businesses",
                                           "SELECT " PARLEY_BUSINESS_COLUMNS
                                           "FROM business WHERE version > $1 ORDER BY version LIMIT $2"};

#undef PARLEY_BUSINESS_COLUMNS

inline constexpr Sql any_day_over = {"any_day_over", R"(
SELECT EXISTS (SELECT 1 FROM business WHERE invited_today > 0 AND daily_cap > 0
                                        AND invited_day < floor(extract(epoch FROM now()) / 86400)))"};

// After the lock of the versions, which keeps everybody else from numbering or counting.
inline constexpr Sql days_over = {"days_over", R"(
SELECT count(*) FROM business WHERE invited_today > 0 AND daily_cap > 0
                                AND invited_day < floor(extract(epoch FROM now()) / 86400))"};

inline constexpr Sql begin_days = {"begin_days", R"(
UPDATE business b SET invited_today = 0, version = $1 + w.n
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM business
      WHERE invited_today > 0 AND daily_cap > 0 AND invited_day < floor(extract(epoch FROM now()) / 86400)) w
WHERE b.id = w.id)"};

// Gives those whose effect is the first one, and whether their answer waited here for its invitation.
inline constexpr Sql add_invitations = {"add_invitations", R"(
INSERT INTO invitation AS i (business_id, intent_id, bidder, invited_at)
SELECT business_id, intent_id, bidder, invited_at
FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[])
    AS g (business_id, intent_id, bidder, invited_at)
ORDER BY business_id, intent_id
ON CONFLICT (business_id, intent_id) DO UPDATE SET bidder = EXCLUDED.bidder, invited_at = EXCLUDED.invited_at
WHERE i.invited_at IS NULL
RETURNING business_id, invited_at, answered)"};

inline constexpr Sql count_invitations = {"count_invitations", R"(
UPDATE business b
SET version = $1 + w.n, invitations = b.invitations + w.invited, answers = b.answers + w.answered,
    invited_day = greatest(b.invited_day, w.day),
    invited_today = CASE WHEN b.invited_day < w.day THEN w.on_day
                         WHEN b.invited_day = w.day THEN b.invited_today + w.on_day
                         ELSE b.invited_today END
FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[]) WITH ORDINALITY
    AS w (id, invited, answered, day, on_day, n)
WHERE b.id = w.id)"};

// Pairs, each once. True where the invitation is there and now has its first answer.
inline constexpr Sql note_answers = {"note_answers", R"(
INSERT INTO invitation AS i (business_id, intent_id, bidder, invited_at, answered)
SELECT business_id, intent_id, 0, NULL, true FROM unnest($1::text[], $2::text[]) AS w (business_id, intent_id)
ON CONFLICT (business_id, intent_id) DO UPDATE SET answered = true WHERE NOT i.answered
RETURNING business_id, invited_at IS NOT NULL)"};

// Businesses, each once, with how many more they answered; $3 is the version before theirs. Planned once, as above.
inline constexpr Sql count_answers = {"count_answers", R"(
UPDATE business b SET answers = b.answers + w.answers, version = $3 + w.n
FROM unnest((SELECT $1::text[]), (SELECT $2::bigint[])) WITH ORDINALITY AS w (id, answers, n) WHERE b.id = w.id)"};

inline constexpr Sql invitations = {"invitations", R"(
SELECT intent_id, bidder, invited_at FROM invitation WHERE business_id = $1 AND invited_at < $2
ORDER BY invited_at DESC, intent_id DESC LIMIT $3)"};

inline constexpr Sql standing_offers = {"standing_offers", R"(
SELECT id, business_id, sector, opening_price, opening_ppm, floor_price, floor_ppm, attributes::text, message,
       respond_min_s, respond_max_s, capacity_group, capacity, paused, details::text
FROM standing_offer WHERE business_id = ANY ($1::text[]) AND (NOT paused OR $2 <> 0) ORDER BY business_id, id)"};

inline constexpr Sql add_standing_offers = {"add_standing_offers", R"(
INSERT INTO standing_offer (id, business_id, sector, opening_price, opening_ppm, floor_price, floor_ppm, attributes,
                            message, respond_min_s, respond_max_s, capacity_group, capacity, paused, details)
SELECT id, business_id, sector, opening_price, opening_ppm, floor_price, floor_ppm, attributes::jsonb, message,
       respond_min_s, respond_max_s, capacity_group, capacity, paused, details::jsonb
FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[],
            $9::text[], $10::bigint[], $11::bigint[], $12::text[], $13::bigint[], $14::boolean[], $15::text[])
    AS g (id, business_id, sector, opening_price, opening_ppm, floor_price, floor_ppm, attributes, message,
          respond_min_s, respond_max_s, capacity_group, capacity, paused, details)
ORDER BY id
ON CONFLICT (id) DO NOTHING)"};

// An id that another business has is not taken over: then no row is written.
inline constexpr Sql put_standing_offer = {"put_standing_offer", R"(
INSERT INTO standing_offer AS o (id, business_id, sector, opening_price, opening_ppm, floor_price, floor_ppm,
                                 attributes, message, respond_min_s, respond_max_s, capacity_group, capacity, paused,
                                 details)
SELECT id, business_id, sector, opening_price, opening_ppm, floor_price, floor_ppm, attributes::jsonb, message,
       respond_min_s, respond_max_s, capacity_group, capacity, paused, details::jsonb
FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[],
            $9::text[], $10::bigint[], $11::bigint[], $12::text[], $13::bigint[], $14::boolean[], $15::text[])
    AS g (id, business_id, sector, opening_price, opening_ppm, floor_price, floor_ppm, attributes, message,
          respond_min_s, respond_max_s, capacity_group, capacity, paused, details)
ON CONFLICT (id) DO UPDATE
SET sector = EXCLUDED.sector, opening_price = EXCLUDED.opening_price, opening_ppm = EXCLUDED.opening_ppm,
    floor_price = EXCLUDED.floor_price, floor_ppm = EXCLUDED.floor_ppm, attributes = EXCLUDED.attributes,
    message = EXCLUDED.message, respond_min_s = EXCLUDED.respond_min_s, respond_max_s = EXCLUDED.respond_max_s,
    capacity_group = EXCLUDED.capacity_group, capacity = EXCLUDED.capacity, paused = EXCLUDED.paused,
    details = EXCLUDED.details
WHERE o.business_id = EXCLUDED.business_id)"};

inline constexpr Sql drop_standing_offer = {"drop_standing_offer", R"(
DELETE FROM standing_offer WHERE business_id = $1 AND id = $2)"};

// The slots that the ledger claims from. Groups outlive the offers that name them: claims hang on them.
inline constexpr Sql add_capacity_groups = {"add_capacity_groups", R"(
INSERT INTO capacity_group (business_id, name, slots)
SELECT DISTINCT ON (business_id, name) business_id, name, slots
FROM unnest($1::text[], $2::text[], $3::bigint[]) AS g (business_id, name, slots) WHERE name <> ''
ORDER BY business_id, name
ON CONFLICT (business_id, name) DO NOTHING)"};

// A group has one number, whichever of its offers named it last.
inline constexpr Sql put_capacity_group = {"put_capacity_group", R"(
WITH shared AS (
    UPDATE standing_offer SET capacity = $3 WHERE business_id = $1 AND capacity_group = $2 AND capacity <> $3
)
INSERT INTO capacity_group (business_id, name, slots) VALUES ($1, $2, $3)
ON CONFLICT (business_id, name) DO UPDATE SET slots = EXCLUDED.slots)"};

inline constexpr Sql capacity_groups = {"capacity_groups", R"(
SELECT g.name, g.slots,
       (SELECT count(*) FROM capacity_claim c WHERE c.business_id = g.business_id AND c.group_name = g.name)
FROM capacity_group g
WHERE g.business_id = $1
  AND EXISTS (SELECT 1 FROM standing_offer o WHERE o.business_id = $1 AND o.capacity_group = g.name)
ORDER BY g.name)"};

// Held to the commit, so that what is noted of two changes is what each of them changed.
inline constexpr Sql lock_business = {"lock_business", "SELECT id FROM business WHERE id = $1 FOR UPDATE"};

inline constexpr Sql note_standing_offer = {"note_standing_offer", R"(
WITH noted AS (
    INSERT INTO standing_offer_change (business_id, standing_offer_id, at, body) VALUES ($1, $2, $3, $4::jsonb)
    RETURNING n
)
INSERT INTO outbox (intent_id, intent_seq, kind, target, not_before, body)
SELECT $1, 0, $5, $1, $3, jsonb_build_object('n', n, 'change', $4::jsonb) FROM noted)"};

inline constexpr Sql standing_offer_changes = {"standing_offer_changes", R"(
SELECT standing_offer_id, at, body::text FROM standing_offer_change WHERE business_id = $1 ORDER BY n DESC LIMIT $2)"};

// --- reference data -------------------------------------------------------------------------------------------------

// Two who replace at once do it one after the other; readers go on with the rows that were there.
inline constexpr Sql lock_sectors = {"lock_sectors", "LOCK TABLE sector IN SHARE ROW EXCLUSIVE MODE"};
inline constexpr Sql lock_places = {"lock_places", "LOCK TABLE place IN SHARE ROW EXCLUSIVE MODE"};
inline constexpr Sql drop_sectors = {"drop_sectors", "DELETE FROM sector"};
inline constexpr Sql drop_places = {"drop_places", "DELETE FROM place"};

inline constexpr Sql add_sectors = {"add_sectors", R"(
INSERT INTO sector (position, slug, parent, name, kind, details)
SELECT n, slug, parent, name, kind, details::jsonb
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY
    AS g (slug, parent, name, kind, details, n))"};

inline constexpr Sql add_places = {"add_places", R"(
INSERT INTO place (position, geoname_id, name, country, admin1, lat_e6, lon_e6, population)
SELECT n, geoname_id, name, country, admin1, lat_e6, lon_e6, population
FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[])
    WITH ORDINALITY AS g (geoname_id, name, country, admin1, lat_e6, lon_e6, population, n))"};

inline constexpr Sql all_sectors = {"all_sectors", R"(
SELECT slug, parent, name, kind, details::text FROM sector ORDER BY position)"};

inline constexpr Sql all_places = {"all_places", R"(
SELECT geoname_id, name, country, admin1, lat_e6, lon_e6, population FROM place ORDER BY position)"};

// --- listings -------------------------------------------------------------------------------------------------------

// Below a sector is what begins with it and a slash; '0' comes right after '/'. $5 says whether the box counts.
inline constexpr Sql public_intents = {"public_intents", R"(
SELECT intent_id, state, summary::text, created_at FROM intent_head
WHERE is_public AND ($1 = '' OR sector = $1 OR (sector > $1 || '/' AND sector < $1 || '0'))
  AND (cardinality($2::text[]) = 0 OR state = ANY ($2::text[]))
  AND created_at <= $3 AND (created_at < $3 OR intent_id < $4)
  AND ($5 = 0 OR ((summary #>> '{place,lat_e6}')::bigint BETWEEN $6 AND $7
                  AND (summary #>> '{place,lon_e6}')::bigint BETWEEN $8 AND $9))
ORDER BY created_at DESC, intent_id DESC LIMIT $10)"};

inline constexpr Sql asked_and_open = {"asked_and_open", R"(
SELECT i.intent_id FROM invitation i JOIN intent_head h USING (intent_id)
WHERE i.business_id = $1 AND i.invited_at IS NOT NULL AND h.state IN ('open', 'deciding', 'awarded')
ORDER BY i.invited_at DESC, i.intent_id DESC)"};

inline constexpr Sql intents_of = {"intents_of", R"(
SELECT intent_id, state, summary::text, created_at FROM intent_head WHERE consumer_id = ANY ($1::text[])
ORDER BY created_at DESC, intent_id DESC LIMIT $2)"};

// While a sealed round hides how many offers there are, the summary's offer_count is null, and what came in counts
// nowhere: a sum that moves would tell a bidder of a rival.
inline constexpr Sql funnel = {"funnel", R"(
WITH heads AS (
    SELECT intent_id, sector, state, summary ->> 'offer_count' IS NOT NULL AS told FROM intent_head
    WHERE $1 <> 0 OR summary ->> 'simulated' IS DISTINCT FROM 'true'
), facts AS (
    SELECT h.sector, h.state,
           EXISTS (SELECT FROM intent_stage s WHERE s.intent_id = h.intent_id
                      AND s.stage = 'first_invite_delivered') AS reached,
           h.told AND EXISTS (SELECT FROM intent_stage s WHERE s.intent_id = h.intent_id
                                 AND s.stage = 'offer_seen') AS seen,
           bool_or(e.type = 'intent_confirmed') AS confirmed,
           count(*) FILTER (WHERE e.type = 'invited') AS invited,
           count(*) FILTER (WHERE e.type = 'offer_placed' AND h.told) AS offers,
           bool_or(e.type = 'awarded') AS awarded,
           bool_or(e.type = 'award_confirmed') AS award_confirmed,
           (min(e.at) FILTER (WHERE e.type = 'offer_placed' AND h.told)
            - min(e.at) FILTER (WHERE e.type = 'round_opened')) / 1000000 AS first_offer_s
    FROM heads h LEFT JOIN intent_event e
        ON e.intent_id = h.intent_id
       AND e.type IN ('intent_confirmed', 'invited', 'round_opened', 'offer_placed', 'awarded', 'award_confirmed')
    GROUP BY h.intent_id, h.sector, h.state, h.told
)
SELECT sector, count(*), count(*) FILTER (WHERE confirmed), sum(invited)::bigint, count(*) FILTER (WHERE reached),
       sum(offers)::bigint, count(*) FILTER (WHERE offers > 0), count(*) FILTER (WHERE seen OR awarded),
       count(*) FILTER (WHERE awarded), count(*) FILTER (WHERE award_confirmed),
       count(*) FILTER (WHERE state = 'no_offers'), percentile_disc(0.5) WITHIN GROUP (ORDER BY first_offer_s)
FROM facts GROUP BY sector ORDER BY sector)"};

inline constexpr Sql restores = {"restores", "SELECT restores FROM installation"};

} // namespace parley::postgres::sql
