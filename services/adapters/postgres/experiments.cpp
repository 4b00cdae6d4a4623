#include "adapters/postgres/experiments.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/experiment_steps.hpp"

namespace parley::postgres {

namespace sql {

constexpr Sql experiment_changes = {"experiment_changes", "SELECT number FROM experiment_changes"};

constexpr Sql experiments = {"experiments", R"(
SELECT key, state, version, document, sha256, coverage_ppm, epoch, started_at, ended_at, ended_by
FROM experiment ORDER BY key)"};

constexpr Sql find_experiment = {"find_experiment", R"(
SELECT key, state, version, document, sha256, coverage_ppm, epoch, started_at, ended_at, ended_by
FROM experiment WHERE key = $1)"};

constexpr Sql experiment_log = {"experiment_log",
                                "SELECT event, prev, hash FROM experiment_log WHERE experiment = $1 ORDER BY seq"};

constexpr Sql experiment_logs = {"experiment_logs",
                                 "SELECT event, prev, hash, experiment FROM experiment_log ORDER BY experiment, seq"};

constexpr Sql experiment_holdings = {"experiment_holdings", R"(
SELECT namespace, lower(part), upper(part) - 1, experiment, released_at
FROM namespace_holding, unnest(segments) AS part ORDER BY namespace, part)"};

// Every step waits for the one before: nobody sees a number whose step could still fail.
constexpr Sql count_change = {"count_experiment_change", "UPDATE experiment_changes SET number = number + 1"};

constexpr Sql store_experiment = {"store_experiment", R"(
INSERT INTO experiment (key, state, version, document, sha256, coverage_ppm, epoch, started_at, ended_at, ended_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, nullif($8, 0), nullif($9, 0), $10)
ON CONFLICT (key) DO UPDATE SET
    state = excluded.state, version = excluded.version, document = excluded.document, sha256 = excluded.sha256,
    coverage_ppm = excluded.coverage_ppm, epoch = excluded.epoch, started_at = excluded.started_at,
    ended_at = excluded.ended_at, ended_by = excluded.ended_by)"};

constexpr Sql experiment_log_length = {"experiment_log_length",
                                       "SELECT count(*) FROM experiment_log WHERE experiment = $1"};

constexpr Sql append_experiment_event = {"append_experiment_event", R"(
INSERT INTO experiment_log (experiment, seq, event, prev, hash) VALUES ($1, $2, $3, $4, $5))"};

constexpr Sql held_by_others = {"held_by_others", R"(
SELECT count(*)
FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS part (namespace, first, last)
JOIN namespace_holding AS other USING (namespace)
WHERE other.experiment <> $4 AND other.released_at IS NULL AND other.segments && int8range(first, last, '[]'))"};

// What others had there before is no longer told.
constexpr Sql take_segments = {"take_segments", R"(
WITH taken AS (
    SELECT namespace, range_agg(int8range(first, last, '[]')) AS segments
    FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS part (namespace, first, last) GROUP BY namespace
), gone AS (
    DELETE FROM namespace_holding AS other USING taken
    WHERE other.namespace = taken.namespace AND other.experiment <> $4 AND other.segments <@ taken.segments
), less AS (
    UPDATE namespace_holding AS other SET segments = other.segments - taken.segments FROM taken
    WHERE other.namespace = taken.namespace AND other.experiment <> $4 AND other.segments && taken.segments
          AND NOT other.segments <@ taken.segments
)
INSERT INTO namespace_holding (namespace, experiment, segments) SELECT namespace, $4, segments FROM taken
ON CONFLICT (namespace, experiment) DO UPDATE SET segments = excluded.segments, released_at = NULL)"};

constexpr Sql release_segments = {
    "release_segments", "UPDATE namespace_holding SET released_at = $2 WHERE experiment = $1 AND released_at IS NULL"};

} // namespace sql

namespace {

namespace design = lab::design;

std::int64_t number_of(const Rows& rows) {
    return rows.bigint(0, 0);
}

app::StoredExperiment experiment_in(const Rows& rows, int row) {
    app::StoredExperiment one;
    one.key = rows.text(row, 0);
    one.state = stored_name<design::ExperimentState>(rows.text(row, 1));
    one.version = rows.bigint(row, 2);
    one.document = stored_json(rows.text(row, 3), "experiment.document");
    one.sha256 = rows.text(row, 4);
    one.coverage_ppm = rows.bigint(row, 5);
    one.epoch = rows.bigint(row, 6);
    one.started_at = maybe_instant(rows, row, 7);
    one.ended_at = maybe_instant(rows, row, 8);
    one.ended_by = rows.text(row, 9);
    return one;
}

design::LoggedEvent event_in(const Rows& rows, int row) {
    return {stored_json(rows.text(row, 0), "experiment_log.event"), std::string(rows.text(row, 1)),
            std::string(rows.text(row, 2))};
}

} // namespace

awaitable<std::int64_t> PostgresExperiments::changes() {
    auto job = [](Session& session) { return number_of(session.execute(sql::experiment_changes, Parameters())); };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::StoredExperiment>> PostgresExperiments::all() {
    auto job = [](Session& session) {
        const Rows rows = session.execute(sql::experiments, Parameters());
        std::vector<app::StoredExperiment> all;
        for (int row = 0; row < rows.size(); ++row)
            all.push_back(experiment_in(rows, row));
        return all;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::StoredExperiment>> PostgresExperiments::find(std::string key) {
    auto job = [key = std::move(key)](Session& session) -> std::optional<app::StoredExperiment> {
        const Rows rows = session.execute(sql::find_experiment, Parameters().text(key));
        if (rows.size() == 0)
            return std::nullopt;
        return experiment_in(rows, 0);
    };
    return sessions_->run(std::move(job));
}

awaitable<app::ExperimentLog> PostgresExperiments::log(std::string key) {
    auto job = [key = std::move(key)](Session& session) {
        const Rows rows = session.execute(sql::experiment_log, Parameters().text(key));
        app::ExperimentLog log;
        for (int row = 0; row < rows.size(); ++row)
            log.push_back(event_in(rows, row));
        return log;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::map<std::string, app::ExperimentLog>> PostgresExperiments::logs() {
    auto job = [](Session& session) {
        const Rows rows = session.execute(sql::experiment_logs, Parameters());
        std::map<std::string, app::ExperimentLog> logs;
        for (int row = 0; row < rows.size(); ++row)
            logs[std::string(rows.text(row, 3))].push_back(event_in(rows, row));
        return logs;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::StoredHolding>> PostgresExperiments::holdings() {
    auto job = [](Session& session) {
        const Rows rows = session.execute(sql::experiment_holdings, Parameters());
        std::vector<app::StoredHolding> all;
        for (int row = 0; row < rows.size(); ++row)
            all.push_back({std::string(rows.text(row, 0)), rows.bigint(row, 1), rows.bigint(row, 2),
                           std::string(rows.text(row, 3)), maybe_instant(rows, row, 4)});
        return all;
    };
    return sessions_->run(std::move(job));
}

void store_step(Session& session, const app::ExperimentStep& step) {
    const app::StoredExperiment& next = step.next;
    const auto own = [&] { return Parameters().text(next.key); };
    session.execute(sql::count_change, Parameters());
    if (number_of(session.execute(sql::experiment_log_length, own())) != step.seq - 1)
        throw Overtaken{};
    Parameters row;
    row.text(next.key).text(core::name_of(next.state)).bigint(next.version).text(core::canonical(next.document));
    row.text(next.sha256).bigint(next.coverage_ppm).bigint(next.epoch);
    row.bigint(next.started_at ? next.started_at->us : 0).bigint(next.ended_at ? next.ended_at->us : 0);
    session.execute(sql::store_experiment, row.text(next.ended_by));
    std::int64_t seq = step.seq;
    for (const design::LoggedEvent& one : step.events)
        session.execute(sql::append_experiment_event,
                        own().bigint(seq++).text(core::canonical(one.event)).text(one.prev).text(one.hash));
    if (step.releases_at)
        session.execute(sql::release_segments, own().bigint(step.releases_at->us));
    if (step.taken.empty())
        return;
    std::vector<std::string> spaces;
    std::vector<std::int64_t> firsts, lasts;
    for (const app::StoredHolding& one : step.taken) {
        spaces.push_back(one.space);
        firsts.push_back(one.first);
        lasts.push_back(one.last);
    }
    const auto parts = [&] { return Parameters().texts(spaces).bigints(firsts).bigints(lasts).text(next.key); };
    if (number_of(session.execute(sql::held_by_others, parts())) != 0)
        throw Overtaken{};
    session.execute(sql::take_segments, parts());
}

awaitable<bool> PostgresExperiments::store(app::ExperimentStep step) {
    auto job = [step = std::move(step)](Session& session) {
        try {
            session.transaction([&] { store_step(session, step); });
        } catch (const Overtaken&) {
            return false;
        }
        return true;
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
