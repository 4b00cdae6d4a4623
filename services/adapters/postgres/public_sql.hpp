// The statements about what stands on public pages: shared outcomes, ideas with their answers, links passed on.
#pragma once

#include "adapters/postgres/sql_text.hpp"

namespace parley::postgres::sql {

// Those that are over are read newest first and no further back than $3 of them; few are shared.
inline constexpr Sql shared_outcomes = {"shared_outcomes", R"(
SELECT intent_id, state, summary::text, created_at FROM (
    SELECT * FROM intent_head
    WHERE is_public AND state IN ('confirmed', 'fulfilled', 'closed')
      AND ($1 = '' OR sector = $1 OR (sector > $1 || '/' AND sector < $1 || '0'))
    ORDER BY created_at DESC, intent_id DESC LIMIT $3) AS h
WHERE summary->>'shared' IS NOT NULL
ORDER BY created_at DESC, intent_id DESC LIMIT $2)"};

// The words of an idea are a part of its event, so an erased one has no row here.
inline constexpr Sql sector_ideas = {"sector_ideas", R"(
SELECT e.intent_id, (e.body->>'idea')::bigint, h.sector, p.value #>> '{}', e.received_at, e.at, e.seq
FROM intent_event e
JOIN intent_head h ON h.intent_id = e.intent_id AND h.is_public
JOIN intent_part p ON p.intent_id = e.intent_id AND p.seq = e.seq AND p.name = 'text'
WHERE e.type = 'idea_voiced' AND (e.at, e.intent_id, e.seq) < ($3, $4, $5)
  AND EXISTS (SELECT FROM unnest($1::text[]) AS wanted
              WHERE h.sector = wanted OR (h.sector > wanted || '/' AND h.sector < wanted || '0'))
ORDER BY e.at DESC, e.intent_id DESC, e.seq DESC LIMIT $2)"};

inline constexpr Sql idea_answers = {"idea_answers", R"(
SELECT a.intent_id, a.idea, a.business_id, b.name, a.text, a.at
FROM idea_answer a JOIN business b ON b.id = a.business_id
WHERE a.intent_id = ANY ($1::text[])
ORDER BY a.at, a.business_id)"};

// Only while the idea's words are there; an erasure at the same time waits for the lock on them, and then finds the
// answer.
inline constexpr Sql answer_idea = {"answer_idea", R"(
WITH idea AS (
    SELECT p.intent_id FROM intent_event e
    JOIN intent_part p ON p.intent_id = e.intent_id AND p.seq = e.seq AND p.name = 'text'
    WHERE e.intent_id = $1 AND e.type = 'idea_voiced' AND (e.body->>'idea')::bigint = $2
    FOR SHARE OF p
)
INSERT INTO idea_answer (intent_id, idea, business_id, text, at) SELECT intent_id, $2, $3, $4, $5 FROM idea
ON CONFLICT (intent_id, idea, business_id) DO UPDATE SET text = excluded.text, at = excluded.at
RETURNING 1)"};

inline constexpr Sql add_referral = {"add_referral", R"(
INSERT INTO referral (code, intent_id, sharer_id, made_at) VALUES ($1, $2, $3, $4))"};

inline constexpr Sql note_referred = {"note_referred", R"(
INSERT INTO referred (intent_id, business_id, code, at)
SELECT $2, $3, r.code, $4 FROM referral r WHERE r.code = $1
ON CONFLICT (intent_id, business_id) DO NOTHING)"};

// A business that came brought a sale when its own offer was bought, a buyer when anything was; nobody is credited
// with what they sold or bought themselves. Read from the log, so it is never behind.
inline constexpr Sql referral = {"referral", R"(
SELECT r.intent_id, r.sharer_id, r.made_at,
       (SELECT count(*) FROM referred d
        JOIN intent_head h ON h.intent_id = d.intent_id AND h.state IN ('fulfilled', 'closed')
        WHERE d.code = r.code AND r.sharer_id <> CASE d.business_id WHEN '' THEN h.consumer_id ELSE d.business_id END
          AND (d.business_id = '' OR EXISTS (
              SELECT FROM intent_event e
              JOIN invitation i ON i.intent_id = e.intent_id AND i.bidder = (e.body->>'bidder')::bigint
              WHERE e.intent_id = d.intent_id AND e.type = 'award_confirmed' AND i.business_id = d.business_id)))
FROM referral r WHERE r.code = $1)"};

} // namespace parley::postgres::sql
