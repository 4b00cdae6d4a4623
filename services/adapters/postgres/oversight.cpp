#include "adapters/postgres/oversight.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/rights_sql.hpp"

namespace parley::postgres {

namespace {

app::StewardAct act_of(const Rows& rows, int row, int first = 0) {
    return {rows.bigint(row, first),
            stored_name<app::StewardDeed>(rows.text(row, first + 1)),
            std::string(rows.text(row, first + 2)),
            std::string(rows.text(row, first + 3)),
            {rows.bigint(row, first + 4)}};
}

std::vector<app::StewardAct> acts_of(const Rows& rows) {
    std::vector<app::StewardAct> acts;
    for (int row = 0; row < rows.size(); ++row)
        acts.push_back(act_of(rows, row));
    return acts;
}

std::optional<app::StewardAct> decision_of(const Rows& rows, int row, int first) {
    if (rows.is_null(row, first))
        return std::nullopt;
    return act_of(rows, row, first);
}

std::vector<app::Matter> matters_in(const Rows& rows) {
    std::vector<app::Matter> matters;
    for (int row = 0; row < rows.size(); ++row)
        matters.push_back({stored_id<core::IntentId>(rows.text(row, 0)),
                           stored_name<app::MatterKind>(rows.text(row, 1)),
                           stored_id<core::PrincipalId>(rows.text(row, 2)),
                           std::string(rows.text(row, 3)),
                           std::string(rows.text(row, 4)),
                           {rows.bigint(row, 5)},
                           {rows.bigint(row, 6)},
                           decision_of(rows, row, 7)});
    return matters;
}

std::vector<app::ReportedCase> reports_in(const Rows& rows) {
    std::vector<app::ReportedCase> reports;
    for (int row = 0; row < rows.size(); ++row)
        reports.push_back({stored_id<core::IntentId>(rows.text(row, 0)),
                           rows.bigint(row, 1),
                           rows.bigint(row, 2),
                           std::string(rows.text(row, 3)),
                           std::string(rows.text(row, 4)),
                           std::string(rows.text(row, 5)),
                           {rows.bigint(row, 6)},
                           decision_of(rows, row, 7)});
    return reports;
}

} // namespace

awaitable<void> PostgresOversight::add_matter(app::Matter matter) {
    auto job = [matter = std::move(matter)](Session& session) {
        session.execute(sql::add_matter, Parameters()
                                             .text(core::to_text(matter.id))
                                             .text(core::name_of(matter.kind))
                                             .text(core::to_text(matter.from))
                                             .text(matter.about)
                                             .text(matter.text)
                                             .bigint(matter.made_at.us)
                                             .bigint(matter.due_at.us)
                                             .bigint(matter.is_confirmed ? 1 : 0));
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresOversight::confirm_matter(core::IntentId id, core::Instant now) {
    auto job = [id = core::to_text(id), now](Session& session) {
        session.execute(sql::confirm_matter, Parameters().text(id).bigint(now.us));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::Matter>> PostgresOversight::matters_of(std::vector<core::PrincipalId> people, int limit) {
    auto job = [people = texts_of(people), limit](Session& session) {
        return matters_in(session.execute(sql::matters_of, Parameters().texts(people).bigint(limit)));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::Matter>> PostgresOversight::matter(core::IntentId id) {
    auto job = [id = core::to_text(id)](Session& session) -> std::optional<app::Matter> {
        auto found = matters_in(session.execute(sql::matter, Parameters().text(id)));
        return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::Matter>> PostgresOversight::matters(int limit) {
    auto job = [limit](Session& session) {
        return matters_in(session.execute(sql::matters, Parameters().bigint(limit)));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::ReportedCase>> PostgresOversight::reports(int limit) {
    auto job = [limit](Session& session) {
        return reports_in(session.execute(sql::reports, Parameters().bigint(limit)));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::ReportedCase>> PostgresOversight::report(core::IntentId intent, std::int64_t number) {
    auto job = [intent = core::to_text(intent), number](Session& session) -> std::optional<app::ReportedCase> {
        auto found = reports_in(session.execute(sql::report, Parameters().text(intent).bigint(number)));
        return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::StewardAct>> PostgresOversight::add_act(app::NewAct act) {
    auto job = [act = std::move(act)](Session& session) -> std::optional<app::StewardAct> {
        std::vector<std::string> readers, as;
        for (const app::Told& one : act.told) {
            readers.push_back(core::to_text(one.reader));
            as.emplace_back(core::name_of(one.as));
        }
        const auto parameters = Parameters()
                                    .text(core::name_of(act.deed))
                                    .text(act.subject)
                                    .text(act.reasons)
                                    .text(core::to_text(act.steward))
                                    .bigint(act.at.us)
                                    .texts(readers)
                                    .texts(as);
        const Rows rows = session.execute(sql::add_act, parameters);
        if (rows.size() == 0)
            return std::nullopt;
        return app::StewardAct{rows.bigint(0, 0), act.deed, act.subject, act.reasons, act.at};
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::StewardAct>> PostgresOversight::act(std::int64_t id) {
    auto job = [id](Session& session) -> std::optional<app::StewardAct> {
        const Rows rows = session.execute(sql::act, Parameters().bigint(id));
        return rows.size() == 0 ? std::nullopt : std::optional(act_of(rows, 0));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::StewardAct>> PostgresOversight::acts(int limit) {
    auto job = [limit](Session& session) { return acts_of(session.execute(sql::acts, Parameters().bigint(limit))); };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::StewardAct>> PostgresOversight::in_force() {
    auto job = [](Session& session) { return acts_of(session.execute(sql::acts_in_force, Parameters())); };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresOversight::is_confirmed(core::PrincipalId principal) {
    auto job = [principal = core::to_text(principal)](Session& session) {
        return session.execute(sql::is_confirmed, Parameters().text(principal)).boolean(0, 0);
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::CountedAgainst>> PostgresOversight::counted_against(core::Instant since, int limit) {
    auto job = [since, limit](Session& session) {
        const Rows rows = session.execute(sql::counted_against, Parameters().bigint(since.us).bigint(limit));
        std::vector<app::CountedAgainst> found;
        for (int row = 0; row < rows.size(); ++row)
            found.push_back({stored_id<core::BusinessId>(rows.text(row, 0)),
                             std::string(rows.text(row, 1)),
                             stored_id<core::IntentId>(rows.text(row, 2)),
                             {rows.bigint(row, 3)}});
        return found;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<core::IntentId>> PostgresOversight::past_rounds(core::Instant since, int limit) {
    auto job = [since, limit](Session& session) {
        const Rows rows = session.execute(sql::rounds_looked_at, Parameters().bigint(since.us).bigint(limit));
        std::vector<core::IntentId> found;
        for (int row = 0; row < rows.size(); ++row)
            found.push_back(stored_id<core::IntentId>(rows.text(row, 0)));
        return found;
    };
    return sessions_->run(std::move(job));
}

awaitable<app::MarketHealth> PostgresOversight::health(core::Instant now, core::Instant reports_before) {
    auto job = [now, reports_before](Session& session) {
        const Rows rows = session.execute(sql::market_health, Parameters().bigint(now.us).bigint(reports_before.us));
        return app::MarketHealth{rows.bigint(0, 0), rows.bigint(0, 1), rows.bigint(0, 2),
                                 rows.bigint(0, 3), rows.bigint(0, 4), rows.bigint(0, 5),
                                 rows.bigint(0, 6), rows.bigint(0, 7), rows.bigint(0, 8)};
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
