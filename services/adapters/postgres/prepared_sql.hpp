// The statements about what shops have prepared. A number that may be missing comes as -1.
#pragma once

#include "adapters/postgres/sql_text.hpp"

namespace parley::postgres::sql {

#define PARLEY_TEMPLATE                                                                                                \
    "id, business_id, sector, name, price, price_ppm, attributes::text, message, details::text, changed_at, used_at"

inline constexpr Sql templates_of = {"templates_of", "SELECT " PARLEY_TEMPLATE R"(
FROM offer_template WHERE business_id = $1 ORDER BY sector, name, id)"};

inline constexpr Sql put_template = {"put_template", R"(
INSERT INTO offer_template AS t (id, business_id, sector, name, price, price_ppm, attributes, message, details,
                                 changed_at)
SELECT $1, $2, $3, $4, nullif($5, -1), nullif($6, -1), $7::jsonb, $8, $9::jsonb, $10
WHERE (SELECT count(*) FROM offer_template WHERE business_id = $2) < $11
   OR EXISTS (SELECT 1 FROM offer_template WHERE id = $1)
ON CONFLICT (id) DO UPDATE
SET sector = excluded.sector, name = excluded.name, price = excluded.price, price_ppm = excluded.price_ppm,
    attributes = excluded.attributes, message = excluded.message, details = excluded.details,
    changed_at = excluded.changed_at
WHERE t.business_id = excluded.business_id)"};

inline constexpr Sql use_template = {"use_template", R"(
UPDATE offer_template SET used_at = greatest(used_at, $3) WHERE business_id = $1 AND id = $2
RETURNING )" PARLEY_TEMPLATE};

inline constexpr Sql drop_template = {"drop_template", R"(
WITH plans AS (
    UPDATE playbook SET template_id = '' WHERE business_id = $1 AND template_id = $2
)
DELETE FROM offer_template WHERE business_id = $1 AND id = $2)"};

#undef PARLEY_TEMPLATE

inline constexpr Sql playbooks_of = {"playbooks_of", R"(
SELECT business_id, sector, sales, budget, minutes, days, from_minute, to_minute, template_id, auto_offer_id,
       lowest_price, review_day, changed_at
FROM playbook WHERE business_id = $1 ORDER BY sector)"};

inline constexpr Sql put_playbook = {"put_playbook", R"(
INSERT INTO playbook (business_id, sector, sales, budget, minutes, days, from_minute, to_minute, template_id,
                      auto_offer_id, lowest_price, review_day, changed_at)
VALUES ($1, $2, $3, nullif($4, -1), nullif($5, -1), $6, $7, $8, $9, $10, nullif($11, -1), $12, $13)
ON CONFLICT (business_id, sector) DO UPDATE
SET sales = excluded.sales, budget = excluded.budget, minutes = excluded.minutes, days = excluded.days,
    from_minute = excluded.from_minute, to_minute = excluded.to_minute, template_id = excluded.template_id,
    auto_offer_id = excluded.auto_offer_id, lowest_price = excluded.lowest_price, review_day = excluded.review_day,
    changed_at = excluded.changed_at)"};

inline constexpr Sql drop_playbook = {"drop_playbook", "DELETE FROM playbook WHERE business_id = $1 AND sector = $2"};

// Invitations are found by their business; a request is over long before $4 has gone by. What simulated buyers buy
// counts for simulated shops alone.
#define PARLEY_WITHIN(sector) "(" sector " = s.slug OR (" sector " > s.slug || '/' AND " sector " < s.slug || '0'))"
inline constexpr Sql sector_counts = {"sector_counts", R"(
SELECT (SELECT count(*) FROM invitation i JOIN intent_head h ON h.intent_id = i.intent_id
        WHERE i.business_id = $1 AND i.invited_at >= $4 AND )" PARLEY_WITHIN("h.sector") R"(
          AND EXISTS (SELECT 1 FROM intent_event o
                      WHERE o.intent_id = i.intent_id AND o.type = 'offer_placed' AND o.at >= $3
                        AND o.body -> 'bidder' = to_jsonb(i.bidder))),
       (SELECT count(*) FROM deals_of($1) d
        WHERE d.agreed_at >= $3 AND (d.business_simulated OR NOT d.buyer_simulated)
          AND )" PARLEY_WITHIN("d.sector") R"()
FROM unnest($2::text[]) WITH ORDINALITY AS s (slug, n) ORDER BY s.n)"};
#undef PARLEY_WITHIN

} // namespace parley::postgres::sql
