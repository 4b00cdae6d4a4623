#include "adapters/postgres/researchers.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/directory_sql.hpp"
#include "app/ports/accounts.hpp"
#include "app/signing_name.hpp"

namespace parley::postgres {

namespace sql {

// One after the other, so that two do not take one name.
constexpr Sql lock_researchers = {"lock_researchers", "SELECT 1 FROM pg_advisory_xact_lock(7309, 0)"};

// Those who are none any more, too: what they signed is still there.
constexpr Sql every_researcher = {"every_researcher", "SELECT id, name, role, made_at FROM researcher"};

constexpr Sql researcher_at = {"researcher_at",
                               "SELECT principal_id FROM contact.detail WHERE kind = 'researcher' AND email = $1"};

constexpr Sql signers = {"signers", R"(
SELECT coalesce(event::jsonb ->> 'by', '') FROM experiment_log UNION SELECT by FROM sector_rounds)"};

constexpr Sql put_researcher = {"put_researcher", R"(
INSERT INTO researcher AS r (id, name, role, made_at) VALUES ($1, $2, coalesce(nullif($3::text, ''), 'reader'), $4)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, ended_at = NULL,
    role = CASE WHEN $3::text = '' AND r.ended_at IS NULL THEN r.role ELSE excluded.role END
RETURNING id, name, role, made_at)"};

constexpr Sql researchers = {
    "researchers", "SELECT id, name, role, made_at FROM researcher WHERE ended_at IS NULL ORDER BY made_at, id"};

constexpr Sql researcher_among = {"researcher_among", R"(
SELECT id, name, role, made_at FROM researcher WHERE id = ANY($1::text[]) AND ended_at IS NULL
ORDER BY array_position($1::text[], id) DESC LIMIT 1)"};

constexpr Sql end_researcher = {"end_researcher",
                                "UPDATE researcher SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL"};

} // namespace sql

namespace {

app::Researcher researcher_in(const Rows& rows, int row) {
    app::Researcher one;
    one.id = stored_id<core::PrincipalId>(rows.text(row, 0));
    one.name = rows.text(row, 1);
    one.role = stored_name<app::ResearcherRole>(rows.text(row, 2));
    one.made_at = {rows.bigint(row, 3)};
    return one;
}

bool has_signed(Session& session, const std::string& name) {
    const std::string key = app::name_key(name);
    const Rows rows = session.execute(sql::signers, Parameters());
    for (int row = 0; row < rows.size(); ++row)
        if (app::name_key(rows.text(row, 0)) == key)
            return true;
    return false;
}

/// Under the lock. Nothing is written before nothing speaks against it.
app::ResearcherAnswer added(Session& session, const app::NewResearcher& one) {
    session.execute(sql::lock_researchers, Parameters());
    const std::string key = app::name_key(one.name);
    const Rows at = session.execute(sql::researcher_at, Parameters().text(one.email));
    const auto known = at.size() > 0 ? std::optional(stored_id<core::PrincipalId>(at.text(0, 0))) : std::nullopt;
    const Rows all = session.execute(sql::every_researcher, Parameters());
    for (int row = 0; row < all.size(); ++row) {
        const app::Researcher other = researcher_in(all, row);
        const bool is_same_name = app::name_key(other.name) == key;
        if (other.id != known && is_same_name)
            return {app::ResearcherAdded::name_taken, other};
        if (other.id == known && !is_same_name && has_signed(session, other.name))
            return {app::ResearcherAdded::has_signed, other};
    }
    const Rows account = session.execute(sql::find_or_create, Parameters()
                                                                  .text(core::to_text(one.id))
                                                                  .text(core::name_of(app::PrincipalKind::researcher))
                                                                  .text(one.email)
                                                                  .text(one.name)
                                                                  .text("")
                                                                  .bigint(one.made_at.us));
    const std::string id(account.text(0, 0));
    session.execute(sql::call_principal, Parameters().text(id).text(one.name));
    const std::string role(one.role ? core::name_of(*one.role) : "");
    const Rows put =
        session.execute(sql::put_researcher, Parameters().text(id).text(one.name).text(role).bigint(one.made_at.us));
    return {app::ResearcherAdded::made, researcher_in(put, 0)};
}

} // namespace

awaitable<app::ResearcherAnswer> PostgresResearchers::add(app::NewResearcher one) {
    auto job = [one = std::move(one)](Session& session) {
        return session.transaction([&] { return added(session, one); });
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::Researcher>> PostgresResearchers::all() {
    auto job = [](Session& session) {
        const Rows rows = session.execute(sql::researchers, Parameters());
        std::vector<app::Researcher> found;
        for (int row = 0; row < static_cast<int>(rows.size()); ++row)
            found.push_back(researcher_in(rows, row));
        return found;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::Researcher>> PostgresResearchers::among(std::vector<core::PrincipalId> people) {
    auto job = [people = texts_of(people)](Session& session) -> std::optional<app::Researcher> {
        const Rows rows = session.execute(sql::researcher_among, Parameters().texts(people));
        return rows.size() == 0 ? std::nullopt : std::optional(researcher_in(rows, 0));
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresResearchers::end(core::PrincipalId id, core::Instant now) {
    auto job = [id, now](Session& session) {
        return session.execute(sql::end_researcher, Parameters().text(core::to_text(id)).bigint(now.us)).affected() > 0;
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
