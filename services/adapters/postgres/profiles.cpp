#include "adapters/postgres/profiles.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/parameters.hpp"
#include "wire/profile_json.hpp"

namespace parley::postgres {

namespace sql {

constexpr Sql profile = {"profile", R"(
SELECT published, blocks::text, changed_at FROM profile WHERE business_id = $1)"};

constexpr Sql put_profile = {"put_profile", R"(
INSERT INTO profile (business_id, published, blocks, changed_at) VALUES ($1, $2 <> 0, $3::jsonb, $4)
ON CONFLICT (business_id) DO UPDATE
SET published = excluded.published, blocks = excluded.blocks, changed_at = excluded.changed_at)"};

#define PARLEY_POST "SELECT id, title, words, link, posted_at, changed_at FROM post WHERE business_id = $1"

constexpr Sql posts = {"posts", PARLEY_POST R"(
AND ($3 = '' OR (posted_at, id) < (SELECT posted_at, id FROM post WHERE business_id = $1 AND id = $3))
ORDER BY posted_at DESC, id DESC LIMIT $2)"};

constexpr Sql one_post = {"one_post", PARLEY_POST " AND id = $2"};

// Held to the commit, so that two at once do not both find room.
constexpr Sql lock_posts = {"lock_posts", "SELECT 1 FROM pg_advisory_xact_lock(7327, hashtext($1))"};

constexpr Sql change_post = {"change_post", R"(
UPDATE post SET title = $3, words = $4, link = $5, changed_at = $6 WHERE business_id = $1 AND id = $2 RETURNING id)"};

constexpr Sql add_post = {"add_post", R"(
INSERT INTO post (business_id, id, title, words, link, posted_at, changed_at)
SELECT $1, $2, $3, $4, $5, $6, $6 WHERE (SELECT count(*) FROM post WHERE business_id = $1) < $7 RETURNING id)"};

constexpr Sql drop_post = {"drop_post", R"(
WITH dropped AS (
    DELETE FROM post WHERE business_id = $1 AND id = $2 RETURNING business_id
), changed AS (
    UPDATE profile p SET changed_at = greatest(p.changed_at, $3) FROM dropped d WHERE p.business_id = d.business_id
)
SELECT 1 FROM dropped)"};

constexpr Sql forget_profile = {"forget_profile", R"(
WITH posts AS (DELETE FROM post WHERE business_id = $1)
DELETE FROM profile WHERE business_id = $1)"};

} // namespace sql

namespace {

app::Post post_in(const Rows& rows, int row) {
    app::Post post;
    post.id = stored_id<app::PostId>(rows.text(row, 0));
    post.title = rows.text(row, 1);
    post.text = rows.text(row, 2);
    post.link = rows.text(row, 3);
    post.posted_at = {rows.bigint(row, 4)};
    post.changed_at = {rows.bigint(row, 5)};
    return post;
}

} // namespace

awaitable<app::Profile> PostgresProfiles::of(core::BusinessId business) {
    auto job = [business](Session& session) {
        const Rows rows = session.execute(sql::profile, Parameters().text(core::to_text(business)));
        app::Profile profile;
        if (rows.size() == 0)
            return profile;
        profile.published = rows.boolean(0, 0);
        profile.blocks = wire::stored_blocks(rows.text(0, 1));
        profile.changed_at = {rows.bigint(0, 2)};
        return profile;
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresProfiles::put(core::BusinessId business, app::Profile profile) {
    auto job = [business, profile = std::move(profile)](Session& session) {
        session.execute(sql::put_profile, Parameters()
                                              .text(core::to_text(business))
                                              .bigint(profile.published ? 1 : 0)
                                              .text(wire::to_json(wire::blocks_value(profile.blocks)))
                                              .bigint(profile.changed_at.us));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::Post>> PostgresProfiles::posts(core::BusinessId business, int limit,
                                                          std::optional<app::PostId> before) {
    auto job = [business, limit, before](Session& session) {
        const Rows rows = session.execute(
            sql::posts,
            Parameters().text(core::to_text(business)).bigint(limit).text(before ? core::to_text(*before) : ""));
        std::vector<app::Post> posts;
        for (int row = 0; row < rows.size(); ++row)
            posts.push_back(post_in(rows, row));
        return posts;
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresProfiles::write(core::BusinessId business, app::Post post) {
    auto job = [business = core::to_text(business), post = std::move(post)](Session& session) {
        const std::string id = core::to_text(post.id);
        auto work = [&] {
            session.execute(sql::lock_posts, Parameters().text(business));
            const auto written = [&](core::Instant at) {
                return Parameters()
                    .text(business)
                    .text(id)
                    .text(post.title)
                    .text(post.text)
                    .text(post.link)
                    .bigint(at.us);
            };
            if (session.execute(sql::change_post, written(post.changed_at)).size() > 0)
                return true;
            return session.execute(sql::add_post, written(post.posted_at).bigint(app::posts_max)).size() > 0;
        };
        return session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::Post>> PostgresProfiles::post(core::BusinessId business, app::PostId id) {
    auto job = [business, id](Session& session) -> std::optional<app::Post> {
        const Rows rows =
            session.execute(sql::one_post, Parameters().text(core::to_text(business)).text(core::to_text(id)));
        return rows.size() == 0 ? std::nullopt : std::optional(post_in(rows, 0));
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresProfiles::drop(core::BusinessId business, app::PostId id, core::Instant now) {
    auto job = [business, id, now](Session& session) {
        const auto parameters = Parameters().text(core::to_text(business)).text(core::to_text(id)).bigint(now.us);
        return session.execute(sql::drop_post, parameters).size() > 0;
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresProfiles::forget(core::BusinessId business) {
    auto job = [business](Session& session) {
        session.execute(sql::forget_profile, Parameters().text(core::to_text(business)));
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
