#include "adapters/postgres/studies.hpp"

#include "adapters/postgres/directory_rows.hpp"

namespace parley::postgres {

namespace sql {

// Whose requests they are is said at each place that finds some: then nothing else in the log is read.
constexpr Sql units_reached = {"units_reached", R"(
WITH given AS MATERIALIZED (
    SELECT intent, epoch, simulated FROM lab.lab_arm
    WHERE experiment = $1 AND at >= $2 AND coalesce((at - $2) % nullif($3, 0) >= $4, true)
)
SELECT x.arm, x.stage, a.epoch, a.simulated, count(DISTINCT x.unit)
FROM given a JOIN lab.lab_exposure x ON x.intent = a.intent
WHERE x.experiment = $1
GROUP BY x.arm, x.stage, a.epoch, a.simulated ORDER BY x.arm, x.stage, a.epoch, a.simulated)"};

// OFFSET 0 keeps each request's facts looked up by its id. What all of them are held against is worked out once.
constexpr Sql experiment_facts = {"experiment_facts", R"(
WITH facts AS MATERIALIZED (
    SELECT a.intent AS id, a.arm AS in_arm, a.simulated AS as_simulated, a.unit, a.epoch, f.*
    FROM lab.lab_arm a
    CROSS JOIN LATERAL (
        SELECT g.sector, g.simulated, g.invited, g.opened, g.offers, g.bids, g.first_s, g.end_s, g.duration_s,
               g.window_s, g.best_p, g.budget_p, g.ended, g.awarded, g.winner_offer_p, g.converted, g.complaints,
               (SELECT count(*) FROM lab.lab_bid b
                WHERE b.intent = a.intent AND b.valid AND NOT b.withdrawn AND b.t_s > g.end_s - g.window_s) AS late
        FROM lab.lab_fact g WHERE g.intent = a.intent OFFSET 0
    ) f
    WHERE a.experiment = $1 AND a.at >= $2 AND coalesce((a.at - $2) % nullif($3, 0) >= $4, true) AND NOT a.ended
), refs AS MATERIALIZED (
    SELECT k.sector, k.simulated, r.ref_p
    FROM (SELECT DISTINCT sector, simulated FROM facts) k
    CROSS JOIN LATERAL (
        SELECT q.ref_p FROM lab.lab_reference q
        WHERE q.experiment = $1 AND q.sector = k.sector AND q.simulated = k.simulated OFFSET 0
    ) r
)
SELECT f.in_arm, f.as_simulated, f.unit, f.sector, f.epoch, f.invited::bigint, f.opened::bigint, f.offers::bigint,
       f.bids::bigint, f.late, round((f.first_s * 1000)::numeric)::bigint, round((f.end_s * 1000)::numeric)::bigint,
       round((f.duration_s * 1000)::numeric)::bigint,
       CASE WHEN r.ref_p > 0 THEN round((f.best_p * 1e6 / r.ref_p)::numeric)::bigint END,
       CASE WHEN f.budget_p > 0 THEN round((f.best_p * 1e6 / f.budget_p)::numeric)::bigint END,
       coalesce(r.ref_p > 0, false), coalesce(f.budget_p > 0, false), f.ended = 'cancelled', f.awarded,
       f.awarded AND coalesce(f.winner_offer_p = f.best_p, false), f.converted, f.complaints::bigint
FROM facts f LEFT JOIN refs r ON r.sector = f.sector AND r.simulated = f.simulated
ORDER BY f.id)"};

constexpr Sql metric_meanings = {"metric_meanings",
                                 "SELECT metric, definition FROM lab.metric_codebook ORDER BY metric"};

// A region is the town that everybody reads of a request, a week is that of its posting, and a band is of its budget in
// pounds, the first of none at all. Who was erased may be anybody, so that they count as one.
constexpr Sql experiment_people = {"experiment_people", R"(
SELECT CASE WHEN h.consumer_id ~ '^0*$' THEN 'erased' ELSE h.consumer_id END,
       array_to_json(f.retailers)::text, coalesce(c.body #>> '{coarse_place,name}', ''),
       to_char(to_timestamp(c.at / 1e6) AT TIME ZONE 'UTC', 'IYYY"-W"IW'),
       CASE WHEN f.budget_p IS NULL THEN '0-1' WHEN f.budget_p < 5000 THEN '1-50' WHEN f.budget_p < 10000 THEN '50-100'
            WHEN f.budget_p < 25000 THEN '100-250' WHEN f.budget_p < 50000 THEN '250-500'
            WHEN f.budget_p < 100000 THEN '500-1000' WHEN f.budget_p < 250000 THEN '1000-2500' ELSE '2500+' END
FROM lab.lab_arm a
CROSS JOIN LATERAL (SELECT g.retailers, g.budget_p FROM lab.lab_fact g WHERE g.intent = a.intent OFFSET 0) f
JOIN intent_head h ON h.intent_id = a.intent
JOIN intent_event c ON c.intent_id = a.intent AND c.seq = 1
WHERE a.experiment = $1 AND a.at >= $2 AND coalesce((a.at - $2) % nullif($3, 0) >= $4, true) AND NOT a.ended
ORDER BY a.intent)"};

} // namespace sql

namespace {

using lab::analyse::Fact;
using lab::analyse::Stage;

Fact fact_in(const Rows& rows, int row) {
    Fact fact;
    fact.unit = rows.text(row, 2);
    fact.sector = rows.text(row, 3);
    fact.epoch = rows.bigint(row, 4);
    fact.invited = rows.bigint(row, 5);
    fact.opened = rows.bigint(row, 6);
    fact.offers = rows.bigint(row, 7);
    fact.bids = rows.bigint(row, 8);
    fact.late_bids = rows.bigint(row, 9);
    fact.first_ms = maybe_bigint(rows, row, 10);
    fact.end_ms = rows.bigint(row, 11);
    fact.duration_ms = rows.bigint(row, 12);
    fact.best_ref_ppm = maybe_bigint(rows, row, 13);
    fact.best_budget_ppm = maybe_bigint(rows, row, 14);
    fact.has_ref = rows.boolean(row, 15);
    fact.has_budget = rows.boolean(row, 16);
    fact.cancelled = rows.boolean(row, 17);
    fact.awarded = rows.boolean(row, 18);
    fact.lowest_awarded = rows.boolean(row, 19);
    fact.converted = rows.boolean(row, 20);
    fact.complaints = rows.bigint(row, 21);
    return fact;
}

// Compiling these questions takes longer than answering them, and a long log takes its time.
constexpr const char* patience = "SET LOCAL jit = off; SET LOCAL statement_timeout = 60000";
constexpr const char* one_moment = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";

Parameters asked_of(const std::string& experiment, const app::Counted& counted) {
    return Parameters().text(experiment).bigint(counted.since.us).bigint(counted.slot).bigint(counted.burn_in);
}

app::ExperimentRows rows_in(Session& session, const Parameters& asked) {
    app::ExperimentRows all;
    const Rows reached = session.execute(sql::units_reached, asked);
    for (int row = 0; row < reached.size(); ++row)
        all.reached.push_back({std::string(reached.text(row, 0)), stored_name<Stage>(reached.text(row, 1)),
                               reached.bigint(row, 2), reached.boolean(row, 3), reached.bigint(row, 4)});
    const Rows facts = session.execute(sql::experiment_facts, asked);
    for (int row = 0; row < facts.size(); ++row)
        all.rows.push_back({std::string(facts.text(row, 0)), facts.boolean(row, 1), fact_in(facts, row)});
    return all;
}

} // namespace

awaitable<app::ExperimentRows> PostgresStudies::rows_of(std::string experiment, app::Counted counted) {
    auto job = [experiment = std::move(experiment), counted](Session& session) {
        return session.transaction([&] {
            session.execute_text(patience);
            return rows_in(session, asked_of(experiment, counted));
        });
    };
    return sessions_->run(std::move(job));
}

awaitable<app::PrivateRows> PostgresStudies::private_rows_of(std::string experiment, app::Counted counted) {
    auto job = [experiment = std::move(experiment), counted](Session& session) {
        return session.transaction([&] {
            // Both questions are of the same moment, so that their rows are the same.
            session.execute_text(one_moment);
            session.execute_text(patience);
            const Parameters asked = asked_of(experiment, counted);
            app::ExperimentRows known = rows_in(session, asked);
            const Rows people = session.execute(sql::experiment_people, asked);
            if (static_cast<std::size_t>(people.size()) != known.rows.size())
                throw std::runtime_error("studies: the people of an experiment are not those of its facts");
            app::PrivateRows all;
            all.reached = std::move(known.reached);
            for (int row = 0; row < people.size(); ++row) {
                app::ExperimentRows::Row& one = known.rows[static_cast<std::size_t>(row)];
                all.rows.push_back(
                    {std::move(one.arm),
                     one.simulated,
                     {std::move(one.fact), std::string(people.text(row, 0)),
                      stored_strings(people.text(row, 1), "lab_fact.retailers"), std::string(people.text(row, 2)),
                      std::string(people.text(row, 3)), std::string(people.text(row, 4))}});
            }
            return all;
        });
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::MetricMeaning>> PostgresStudies::meanings() {
    auto job = [](Session& session) {
        const Rows rows = session.execute(sql::metric_meanings, Parameters());
        std::vector<app::MetricMeaning> found;
        for (int row = 0; row < rows.size(); ++row)
            found.push_back({std::string(rows.text(row, 0)), std::string(rows.text(row, 1))});
        return found;
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
