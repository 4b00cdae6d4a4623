#include "adapters/postgres/studies.hpp"

#include "adapters/postgres/directory_rows.hpp"

namespace parley::postgres {

namespace sql {

// Whose requests they are is said at each place that finds some: then nothing else in the log is read.
constexpr Sql units_reached = {"units_reached", R"(
WITH given AS MATERIALIZED (
    SELECT intent, epoch, simulated FROM lab.lab_arm WHERE experiment = $1 AND at >= $2
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
    WHERE a.experiment = $1 AND a.at >= $2 AND NOT a.ended
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

} // namespace

awaitable<app::ExperimentRows> PostgresStudies::rows_of(std::string experiment, core::Instant since) {
    auto job = [experiment = std::move(experiment), since](Session& session) {
        return session.transaction([&] {
            // Compiling these questions takes longer than answering them, and a long log takes its time.
            session.execute_text("SET LOCAL jit = off; SET LOCAL statement_timeout = 60000");
            const Parameters asked = Parameters().text(experiment).bigint(since.us);
            app::ExperimentRows all;
            const Rows reached = session.execute(sql::units_reached, asked);
            for (int row = 0; row < reached.size(); ++row)
                all.reached.push_back({std::string(reached.text(row, 0)), stored_name<Stage>(reached.text(row, 1)),
                                       reached.bigint(row, 2), reached.boolean(row, 3), reached.bigint(row, 4)});
            const Rows facts = session.execute(sql::experiment_facts, asked);
            for (int row = 0; row < facts.size(); ++row)
                all.rows.push_back({std::string(facts.text(row, 0)), facts.boolean(row, 1), fact_in(facts, row)});
            return all;
        });
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
