// The statements about the people of a business and what they keep among themselves.
#pragma once

#include "adapters/postgres/sql_text.hpp"

namespace parley::postgres::sql {

#define PARLEY_SEAT "SELECT id, business_id, principal_id, role, name, shown, invited_at, joined_at FROM seat "

// Held to the commit, so that two invitations at once count each other.
inline constexpr Sql lock_seats = {"lock_seats", "SELECT pg_advisory_xact_lock(7307, hashtext($1))"};

inline constexpr Sql invite_seat = {"invite_seat", R"(
INSERT INTO seat (id, business_id, principal_id, role, name, shown, invited_at)
SELECT $1, $2, $3, $4, $5, $6 = 1, $7
WHERE (SELECT count(*) FROM seat WHERE business_id = $2 AND removed_at IS NULL) < $8
ON CONFLICT DO NOTHING)"};

inline constexpr Sql has_seat = {"has_seat", R"(
SELECT EXISTS (SELECT 1 FROM seat WHERE id = $1 OR (business_id = $2 AND principal_id = $3 AND removed_at IS NULL)))"};

inline constexpr Sql join_seat = {"join_seat", R"(
UPDATE seat SET joined_at = coalesce(joined_at, $3) WHERE id = $1 AND principal_id = $2 AND removed_at IS NULL
RETURNING id, business_id, principal_id, role, name, shown, invited_at, joined_at)"};

inline constexpr Sql seats_of_business = {"seats_of_business", PARLEY_SEAT
                                          "WHERE business_id = $1 AND removed_at IS NULL ORDER BY invited_at, id"};

inline constexpr Sql seats_of_people = {"seats_of_people",
                                        PARLEY_SEAT "WHERE principal_id = ANY ($1::text[]) AND joined_at IS NOT NULL "
                                                    "AND removed_at IS NULL ORDER BY invited_at, id"};

#undef PARLEY_SEAT

inline constexpr Sql seats_gone = {"seats_gone", R"(
SELECT id FROM seat WHERE id = ANY ($1::text[]) AND removed_at IS NOT NULL)"};

inline constexpr Sql change_seat = {"change_seat", R"(
UPDATE seat SET role = $3, name = $4, shown = ($5 = 1) WHERE id = $1 AND business_id = $2 AND removed_at IS NULL)"};

inline constexpr Sql remove_seat = {"remove_seat", R"(
WITH calendar AS (
    DELETE FROM calendar_link WHERE business_id = $1 AND seat_id = $2
), browsers AS (
    DELETE FROM push_subscription WHERE principal_id = $1 AND seat_id = $2
)
UPDATE seat SET removed_at = $3 WHERE business_id = $1 AND id = $2 AND removed_at IS NULL)"};

inline constexpr Sql forget_seats = {"forget_seats", R"(
WITH seats AS (
    UPDATE seat SET name = '', removed_at = coalesce(removed_at, $2) WHERE principal_id = $1 RETURNING id
), browsers AS (
    DELETE FROM push_subscription p USING seats s WHERE p.seat_id = s.id
)
DELETE FROM calendar_link c USING seats s WHERE c.seat_id = s.id)"};

inline constexpr Sql seat_acts = {"seat_acts", R"(
SELECT a.seq, a.seat_id, s.name, a.what, a.at FROM seat_act a JOIN seat s ON s.id = a.seat_id
WHERE a.intent_id = $1 AND a.business_id = $2 ORDER BY a.seq)"};

inline constexpr Sql seat_speakers = {"seat_speakers", R"(
SELECT a.seq, s.name FROM seat_act a JOIN seat s ON s.id = a.seat_id
WHERE a.intent_id = $1 AND a.seq = ANY ($2::bigint[]) AND s.shown AND s.removed_at IS NULL AND s.name <> '')"};

// --- what they keep among themselves --------------------------------------------------------------------------------

inline constexpr Sql add_note = {"add_note", R"(
WITH note AS (
    INSERT INTO team_note (id, intent_id, business_id, seat_id, body, at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (id) DO NOTHING RETURNING id
)
INSERT INTO team_mention (note_id, seat_id) SELECT note.id, m.seat FROM note, unnest($7::text[]) AS m (seat)
ON CONFLICT DO NOTHING)"};

inline constexpr Sql notes_of = {"notes_of", R"(
SELECT n.id, n.seat_id, n.body, n.at,
       coalesce((SELECT array_to_json(array_agg(m.seat_id ORDER BY m.seat_id)) FROM team_mention m
                 WHERE m.note_id = n.id), '[]')
FROM team_note n WHERE n.intent_id = $1 AND n.business_id = $2 ORDER BY n.at, n.id)"};

inline constexpr Sql lock_lead = {"lock_lead", "SELECT pg_advisory_xact_lock(7308, hashtext($1 || $2))"};

inline constexpr Sql hand_over = {"hand_over", R"(
INSERT INTO lead_step (intent_id, business_id, n, from_seat, to_seat, stage, at, taken_at)
SELECT $1, $2, coalesce(max(n), 0) + 1, $3, $4, $5, $6, CASE WHEN $3 = $4 THEN $6 END
FROM lead_step WHERE intent_id = $1 AND business_id = $2 RETURNING n)"};

inline constexpr Sql lead_history = {"lead_history", R"(
SELECT n, from_seat, to_seat, stage, at FROM lead_step WHERE intent_id = $1 AND business_id = $2 ORDER BY n)"};

inline constexpr Sql lead_owners = {"lead_owners", R"(
SELECT DISTINCT ON (intent_id) intent_id, to_seat FROM lead_step
WHERE business_id = $1 AND intent_id = ANY ($2::text[]) ORDER BY intent_id, n DESC)"};

// A lead that went on to somebody else is that one's news.
inline constexpr Sql team_news = {"team_news", R"(
SELECT n.intent_id, n.id, 0::bigint, n.seat_id, n.at
FROM team_mention m JOIN team_note n ON n.id = m.note_id
WHERE m.seat_id = $2 AND m.seen_at IS NULL AND n.business_id = $1
UNION ALL
SELECT l.intent_id, '', l.n, l.from_seat, l.at
FROM lead_step l
WHERE l.business_id = $1 AND l.to_seat = $2 AND l.taken_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM lead_step later
    WHERE later.intent_id = l.intent_id AND later.business_id = l.business_id AND later.n > l.n)
ORDER BY 5, 1, 2, 3)"};

inline constexpr Sql mention_seen = {"mention_seen", R"(
UPDATE team_mention SET seen_at = coalesce(seen_at, $3) WHERE note_id = $2 AND seat_id = $1)"};

inline constexpr Sql lead_taken = {"lead_taken", R"(
UPDATE lead_step SET taken_at = coalesce(taken_at, $5)
WHERE intent_id = $3 AND business_id = $1 AND n = $4 AND to_seat = $2)"};

inline constexpr Sql at_work = {"at_work", R"(
SELECT i.intent_id FROM invitation i JOIN intent_head h ON h.intent_id = i.intent_id
WHERE i.business_id = $1 AND h.state IN ('open', 'deciding', 'awarded', 'confirmed', 'fulfilled')
ORDER BY h.created_at DESC, i.intent_id LIMIT $2)"};

inline constexpr Sql deals_newest = {"deals_newest", R"(
SELECT intent_id FROM deal WHERE business_id = $1 ORDER BY agreed_at DESC, intent_id LIMIT $2)"};

// --- calendars ------------------------------------------------------------------------------------------------------

inline constexpr Sql set_calendar = {"set_calendar", R"(
INSERT INTO calendar_link (business_id, seat_id, token_hash, made_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (business_id, seat_id) DO UPDATE SET token_hash = EXCLUDED.token_hash, made_at = EXCLUDED.made_at)"};

inline constexpr Sql drop_calendar = {"drop_calendar",
                                      "DELETE FROM calendar_link WHERE business_id = $1 AND seat_id = $2"};

inline constexpr Sql calendar_made = {"calendar_made",
                                      "SELECT made_at FROM calendar_link WHERE business_id = $1 AND seat_id = $2"};

inline constexpr Sql calendar_of = {"calendar_of", "SELECT business_id FROM calendar_link WHERE token_hash = $1"};

} // namespace parley::postgres::sql
