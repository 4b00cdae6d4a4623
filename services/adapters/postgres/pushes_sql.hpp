// The statements about pushes. All of them take binary parameters through Session::execute.
#pragma once

#include "adapters/postgres/sql_text.hpp"

namespace parley::postgres::sql {

inline constexpr Sql put_push_key = {"put_push_key", R"(
INSERT INTO push_key (secret, made_at) VALUES ($1, $2) ON CONFLICT DO NOTHING)"};

inline constexpr Sql push_key = {"push_key", "SELECT secret FROM push_key"};

inline constexpr Sql put_push_subscription = {"put_push_subscription", R"(
INSERT INTO push_subscription (id, principal_id, endpoint, p256dh, auth, made_at, seat_id)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (principal_id, endpoint)
DO UPDATE SET p256dh = excluded.p256dh, auth = excluded.auth, seat_id = excluded.seat_id)"};

inline constexpr Sql trim_push_subscriptions = {"trim_push_subscriptions", R"(
DELETE FROM push_subscription WHERE id IN (
    SELECT id FROM push_subscription WHERE principal_id = $1 ORDER BY made_at DESC, id DESC OFFSET $2))"};

inline constexpr Sql push_subscriptions_of = {"push_subscriptions_of", R"(
SELECT id, principal_id, endpoint, p256dh, auth, made_at, seat_id FROM push_subscription WHERE principal_id = $1
ORDER BY made_at, id)"};

inline constexpr Sql drop_push_subscription = {"drop_push_subscription", R"(
DELETE FROM push_subscription WHERE principal_id = $1 AND endpoint = $2)"};

inline constexpr Sql drop_push_endpoint = {"drop_push_endpoint", "DELETE FROM push_subscription WHERE endpoint = $1"};

} // namespace parley::postgres::sql
