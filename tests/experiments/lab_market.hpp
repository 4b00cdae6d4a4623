// A lab and the market that it experiments on, as they run live but in virtual time: what is registered goes through
// the register, arms are drawn by the book, requests are played by the core, and what comes of them lies in PostgreSQL
// as the ledger writes it.
#pragma once

#include "adapters/postgres/experiments.hpp"
#include "adapters/postgres/ledger.hpp"
#include "adapters/postgres/studies.hpp"
#include "app/experiment_book.hpp"
#include "app/experiment_documents.hpp"
#include "app/experiment_register.hpp"
#include "lab/draws.hpp"
#include "lab/simulate/market.hpp"
#include "support/coroutines/coroutines.hpp"
#include "support/database.hpp"

#include <future>
#include <memory>
#include <string>
#include <vector>

namespace parley::test {

/// Who takes part in a request, and how.
struct Crowd {
    std::size_t invited = 3;
    double answers = 0.75;   // probability that one who was invited takes part
    double response_s = 150; // mean time until it does
    double bargains = 0.25;  // probability that it lets an auto-offer go down to its cost; else one offer with a margin
    double buyer_comes = 0.05; // probability that the buyer comes back to choose, and then takes the lowest price
};

/// Its time is its own: what happens next begins where the last thing ended.
class LabMarket {
public:
    static constexpr const char* sector = "furniture/tables";

    explicit LabMarket(std::uint64_t seed);

    /// A pre-registration that is allowed here: two arms of one half each, the second with this patch, and one
    /// hypothesis, of this metric.
    core::Value document(const std::string& key, const std::string& metric, core::Value patch) const;
    /// Registers an experiment, starts it, plays so many requests and stops it. Then time goes on until the sector has
    /// rested. Its requests may still be under way when this returns.
    app::StoredExperiment experiment(core::Value document, std::size_t requests);
    /// Requests of no experiment, whose buyers all come back.
    void history(std::size_t requests);
    /// Waits for all that is under way, and lets the planner know of it as autovacuum would.
    void settle();

    /// What the database says of them, in the same order.
    std::vector<lab::analyse::Study> studies(const std::vector<app::StoredExperiment>& experiments);
    /// How often a table was read from end to end since all was settled; studies are read no more after that.
    std::int64_t whole_readings_of(const std::string& table);

private:
    using Stored = std::vector<std::shared_ptr<Ended<app::AppendOutcome>>>;

    /// Lets so many requests begin from now on, one after the other, while the caller goes on. Time goes on to the end
    /// of the last one.
    void play_from_now(std::shared_ptr<const app::ExperimentBook> book, std::size_t requests, Crowd crowd);
    void play(const app::ExperimentBook& book, core::Instant posted_at, const Crowd& crowd, lab::Draws& draws);
    void store(core::IntentId id, const std::vector<core::Record>& log, const core::State& state, lab::Draws& draws);
    void note_stages(core::IntentId id, const std::vector<core::Record>& log, lab::Draws& draws);
    void await(const Stored& stored);

    Database database_;
    std::shared_ptr<postgres::Sessions> sessions_;
    postgres::PostgresLedger ledger_;
    postgres::PostgresExperiments experiments_{sessions_};
    postgres::PostgresStudies studies_{sessions_};
    app::RuleBook rules_{{app::test::a_sector(sector)}, {}};
    core::Instant now_ = lab::simulate::opening;
    app::ExperimentRegister entries_{experiments_, rules_, [this] { return now_; }};
    std::uint64_t seed_;
    std::uint64_t parts_ = 0;
    // Of whoever plays:
    boost::asio::io_context loop_{1};
    Stored under_way_, before_; // appends of these requests and of those before
    std::string stages_;        // rows to be inserted
    std::future<void> playing_;
};

} // namespace parley::test
