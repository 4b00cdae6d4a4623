// The statements about posts that wait for their authors.
#pragma once

#include "adapters/postgres/sql_text.hpp"

namespace parley::postgres::sql {

inline constexpr Sql add_claim = {"add_claim", R"(
INSERT INTO claim (id, secret_hash, network, handle, text, url, sector, area, posted_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))"};

inline constexpr Sql take_claim = {"take_claim", R"(
DELETE FROM claim WHERE id = $1 AND secret_hash = $2 AND expires_at > $3 RETURNING text, posted_at)"};

// An address that was brought several times is counted with the last of its claims.
inline constexpr Sql expire_claims = {"expire_claims", R"(
WITH gone AS (
    DELETE FROM claim WHERE expires_at <= floor(extract(epoch FROM statement_timestamp()) * 1000000)::bigint
    RETURNING url, sector, area, posted_at
), posts AS (
    SELECT DISTINCT ON (g.url) g.sector, g.area, (to_timestamp(g.posted_at / 1000000) AT TIME ZONE 'UTC')::date AS day
    FROM gone g
    WHERE g.sector <> '' AND NOT EXISTS (
        SELECT FROM claim c
        WHERE c.url = g.url AND c.expires_at > floor(extract(epoch FROM statement_timestamp()) * 1000000)::bigint)
    ORDER BY g.url, g.posted_at DESC
), counted AS (
    INSERT INTO unclaimed_demand AS u (sector, area, day, posts)
    SELECT sector, area, day, count(*) FROM posts GROUP BY sector, area, day ORDER BY sector, area, day
    ON CONFLICT (sector, area, day) DO UPDATE SET posts = u.posts + excluded.posts
)
SELECT count(*) FROM gone)"};

inline constexpr Sql claim_demand = {"claim_demand", R"(
SELECT area, sum(posts)::bigint FROM unclaimed_demand
WHERE sector = $1 AND day > (clock_timestamp() AT TIME ZONE 'UTC')::date - $2::bigint::int
GROUP BY area ORDER BY sum(posts) DESC, area)"};

} // namespace parley::postgres::sql
