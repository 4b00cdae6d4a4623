#include "adapters/postgres/researchers.hpp"

#include "adapters/postgres/directory_rows.hpp"

namespace parley::postgres {

namespace sql {

constexpr Sql add_researcher = {"add_researcher", R"(
INSERT INTO researcher (id, name, role, made_at)
SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT FROM researcher WHERE lower(name) = lower($2) AND id <> $1)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, ended_at = NULL)"};

constexpr Sql researchers = {
    "researchers", "SELECT id, name, role, made_at FROM researcher WHERE ended_at IS NULL ORDER BY made_at, id"};

constexpr Sql researcher_among = {"researcher_among", R"(
SELECT id, name, role, made_at FROM researcher WHERE id = ANY($1::text[]) AND ended_at IS NULL
ORDER BY made_at, id LIMIT 1)"};

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

} // namespace

awaitable<app::ResearcherAdded> PostgresResearchers::add(app::Researcher one) {
    auto job = [one = std::move(one)](Session& session) {
        const Rows rows = session.execute(sql::add_researcher, Parameters()
                                                                   .text(core::to_text(one.id))
                                                                   .text(one.name)
                                                                   .text(core::name_of(one.role))
                                                                   .bigint(one.made_at.us));
        return rows.affected() > 0 ? app::ResearcherAdded::made : app::ResearcherAdded::name_taken;
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
