#include "adapters/postgres/findings.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/experiment_steps.hpp"

namespace parley::postgres {

namespace sql {

constexpr Sql keep_analysis = {"keep_experiment_analysis", R"(
INSERT INTO experiment_analysis (experiment, seq, version, analysis, by, at) VALUES ($1, $2, $3, $4, $5, $6))"};

constexpr Sql newest_analysis = {"newest_experiment_analysis", R"(
SELECT version, analysis, by, at FROM experiment_analysis WHERE experiment = $1 ORDER BY seq DESC LIMIT 1)"};

constexpr Sql publish_finding = {"publish_finding", R"(
INSERT INTO finding (slug, version, experiment, seq, prereg_version, title, verdict, sectors, prereg, prereg_sha256,
                     analysis, package, sha256, change, simulated, withheld, proposed_by, published_by, published_at)
SELECT $1, $2, $3, $4, $5, $6, $7, to_jsonb($8::text[]), $9, $10, $11, $12, $13, $14, s[1], s[2], $16, $17, $18
FROM (SELECT $15::boolean[] AS s) flags)"};

constexpr Sql end_rounds = {"end_sector_rounds", R"(
INSERT INTO sector_rounds (sector, act, finding, by, at)
SELECT sector, 'end', $2, $3, $4 FROM unnest($1::text[]) sector)"};

constexpr Sql finding_releases = {"finding_releases", R"(
SELECT slug, version, experiment, prereg_version, prereg_sha256, title, verdict, sectors::text, sha256, change,
       simulated, withheld, proposed_by, published_by, published_at
FROM finding ORDER BY published_at DESC, slug, seq DESC)"};

constexpr Sql find_finding = {"find_finding", R"(
SELECT slug, version, experiment, prereg_version, prereg_sha256, title, verdict, sectors::text, sha256, change,
       simulated, withheld, proposed_by, published_by, published_at, analysis, prereg
FROM finding WHERE slug = $1 ORDER BY seq DESC LIMIT 1)"};

constexpr Sql finding_package = {"finding_package", "SELECT package FROM finding WHERE slug = $1 AND version = $2"};

constexpr Sql ended_sectors = {"ended_sectors", R"(
SELECT sector, finding, at FROM (
    SELECT DISTINCT ON (sector) sector, act, finding, at FROM sector_rounds ORDER BY sector, id DESC
) last WHERE act = 'end' ORDER BY sector)"};

// One after the other, so that two do not both find it ended.
constexpr Sql lock_rounds = {"lock_sector_rounds", "LOCK TABLE sector_rounds IN SHARE ROW EXCLUSIVE MODE"};
constexpr Sql reopen_rounds = {"reopen_sector_rounds", R"(
INSERT INTO sector_rounds (sector, act, finding, by, at)
SELECT sector, 'reopen', finding, $2, $3 FROM (
    SELECT sector, act, finding FROM sector_rounds WHERE sector = $1 ORDER BY id DESC LIMIT 1
) last WHERE act = 'end')"};

} // namespace sql

namespace {

app::Finding finding_in(const Rows& rows, int row) {
    app::Finding one;
    one.slug = rows.text(row, 0);
    one.version = rows.text(row, 1);
    one.experiment = rows.text(row, 2);
    one.prereg_version = rows.bigint(row, 3);
    one.prereg_sha256 = rows.text(row, 4);
    one.title = rows.text(row, 5);
    one.verdict = rows.text(row, 6);
    one.sectors = stored_strings(rows.text(row, 7), "finding.sectors");
    one.sha256 = rows.text(row, 8);
    one.change = rows.text(row, 9);
    one.simulated = rows.boolean(row, 10);
    one.is_withheld = rows.boolean(row, 11);
    one.proposed_by = rows.text(row, 12);
    one.published_by = rows.text(row, 13);
    one.published_at = core::Instant{rows.bigint(row, 14)};
    return one;
}

/// False, and nothing is left of it, where somebody else was first.
template <class Work>
bool stored_whole(Session& session, Work work) {
    try {
        session.transaction(std::move(work));
    } catch (const Overtaken&) {
        return false;
    }
    return true;
}

} // namespace

awaitable<bool> PostgresFindings::keep_analysis(app::ExperimentStep step, app::KeptAnalysis analysis) {
    auto job = [step = std::move(step), analysis = std::move(analysis)](Session& session) {
        return stored_whole(session, [&] {
            store_step(session, step);
            session.execute(sql::keep_analysis, Parameters()
                                                    .text(analysis.experiment)
                                                    .bigint(step.seq)
                                                    .bigint(analysis.version)
                                                    .text(analysis.analysis)
                                                    .text(analysis.by)
                                                    .bigint(analysis.at.us));
        });
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::KeptAnalysis>> PostgresFindings::analysis_of(std::string experiment) {
    auto job = [experiment = std::move(experiment)](Session& session) -> std::optional<app::KeptAnalysis> {
        const Rows rows = session.execute(sql::newest_analysis, Parameters().text(experiment));
        if (rows.size() == 0)
            return std::nullopt;
        return app::KeptAnalysis{experiment, rows.bigint(0, 0), std::string(rows.text(0, 1)),
                                 std::string(rows.text(0, 2)), core::Instant{rows.bigint(0, 3)}};
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresFindings::publish(app::ExperimentStep step, app::NewFinding finding) {
    auto job = [step = std::move(step), finding = std::move(finding)](Session& session) {
        const app::FindingTexts& texts = finding.texts;
        const app::Finding& one = texts.finding;
        try {
            return stored_whole(session, [&] {
                store_step(session, step);
                Parameters row;
                row.text(one.slug).text(one.version).text(one.experiment).bigint(step.seq).bigint(one.prereg_version);
                row.text(one.title).text(one.verdict).texts(one.sectors).text(texts.prereg).text(one.prereg_sha256);
                row.text(texts.analysis).bytea(finding.package).text(one.sha256).text(one.change);
                row.booleans({one.simulated, one.is_withheld}).text(one.proposed_by).text(one.published_by);
                session.execute(sql::publish_finding, row.bigint(one.published_at.us));
                if (!finding.rounds_end_in.empty())
                    session.execute(sql::end_rounds, Parameters()
                                                         .texts(finding.rounds_end_in)
                                                         .text(one.slug)
                                                         .text(one.published_by)
                                                         .bigint(one.published_at.us));
            });
        } catch (const SqlError& error) {
            if (!error.is_unique_violation())
                throw;
            return false; // The slug was taken.
        }
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::Finding>> PostgresFindings::releases() {
    auto job = [](Session& session) {
        const Rows rows = session.execute(sql::finding_releases, Parameters());
        std::vector<app::Finding> all;
        for (int row = 0; row < rows.size(); ++row)
            all.push_back(finding_in(rows, row));
        return all;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::FindingTexts>> PostgresFindings::find(std::string slug) {
    auto job = [slug = std::move(slug)](Session& session) -> std::optional<app::FindingTexts> {
        const Rows rows = session.execute(sql::find_finding, Parameters().text(slug));
        if (rows.size() == 0)
            return std::nullopt;
        return app::FindingTexts{finding_in(rows, 0), std::string(rows.text(0, 15)), std::string(rows.text(0, 16))};
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<std::string>> PostgresFindings::package(std::string slug, std::string version) {
    auto job = [slug = std::move(slug), version = std::move(version)](Session& session) -> std::optional<std::string> {
        const Rows rows = session.execute(sql::finding_package, Parameters().text(slug).text(version));
        if (rows.size() == 0)
            return std::nullopt;
        return rows.bytes(0, 0);
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::SectorEnd>> PostgresFindings::ended_sectors() {
    auto job = [](Session& session) {
        const Rows rows = session.execute(sql::ended_sectors, Parameters());
        std::vector<app::SectorEnd> all;
        for (int row = 0; row < rows.size(); ++row)
            all.push_back(
                {std::string(rows.text(row, 0)), std::string(rows.text(row, 1)), core::Instant{rows.bigint(row, 2)}});
        return all;
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresFindings::reopen(std::string sector, std::string by, core::Instant at) {
    auto job = [sector = std::move(sector), by = std::move(by), at](Session& session) {
        return session.transaction([&] {
            session.execute(sql::lock_rounds, Parameters());
            return session.execute(sql::reopen_rounds, Parameters().text(sector).text(by).bigint(at.us)).affected() > 0;
        });
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
