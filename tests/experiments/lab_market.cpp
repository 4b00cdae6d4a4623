#include "lab_market.hpp"

#include "adapters/postgres/migrations.hpp"
#include "app/consequences.hpp"
#include "app/experiment_study.hpp"
#include "app/log_codec.hpp"
#include "lab/simulate/chance.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <utility>

namespace parley::test {

namespace {

namespace simulate = lab::simulate;
using app::test::list;
using app::test::object;

constexpr core::Sender buyer{core::SenderKind::buyer, {}};
constexpr core::Micros between_requests = core::seconds(600);
constexpr core::Micros until_opening = core::seconds(60);

constexpr const char* readers = "parley-studies";

postgres::SessionSettings settings_of(const Database& database) {
    postgres::SessionSettings settings;
    settings.url = database.connection();
    settings.application_name = readers;
    settings.statement_timeout = std::chrono::milliseconds(60'000);
    return settings;
}

postgres::LedgerSettings ledger_settings_of(const Database& database) {
    postgres::LedgerSettings settings;
    settings.session = settings_of(database);
    settings.session.application_name = "parley-ledger";
    return settings;
}

Database with_views() {
    Database database;
    postgres::migrate(database.connection(), std::string(PARLEY_SOURCE_DIR) + "/sql");
    return database;
}

/// Ids as the market mints them: their first 48 bits are milliseconds.
template <class AnyId>
AnyId id_at(core::Instant at, lab::Draws& draws) {
    AnyId id;
    id.high = static_cast<std::uint64_t>(at.us / core::micros_per_ms) << 16U | draws.number() >> 48U;
    id.low = draws.number();
    return id;
}

template <class Answer>
void expect_taken(const Answer& answer) {
    if (!answer)
        throw std::runtime_error(answer.error().pointer + ' ' + answer.error().detail);
}

} // namespace

LabMarket::LabMarket(std::uint64_t seed)
    : database_(with_views()), sessions_(std::make_shared<postgres::Sessions>(settings_of(database_), 2)),
      ledger_(ledger_settings_of(database_)), seed_(seed) {}

core::Value LabMarket::document(const std::string& key, const std::string& metric, core::Value patch) const {
    core::Value document = app::test::a_document(rules_, key, sector);
    document["title"] = "Is there a difference?";
    document["hypotheses"] = list({object({{"id", "H1"},
                                           {"metric", metric},
                                           {"text", "The arms differ"},
                                           {"direction", "two_sided"},
                                           {"role", "primary"}})});
    core::Value second = object({{"key", "b"}, {"weight_ppm", 500'000}});
    second["patch"] = std::move(patch);
    document["arms"] =
        list({object({{"key", "a"}, {"weight_ppm", 500'000}, {"patch", core::Value(core::Value::Array{})}}), second});
    return document;
}

app::StoredExperiment LabMarket::experiment(core::Value document, std::size_t requests) {
    const auto entered = run(entries_.enter(std::move(document), "ada"));
    expect_taken(entered);
    expect_taken(run(entries_.take_step(entered->key, app::ExperimentDeed::start, "ada")));
    // A book of its own: what comes after it is registered while its requests are still played.
    const auto book = std::make_shared<app::ExperimentBook>(experiments_, rules_);
    run(book->refresh());
    play_from_now(book, requests, {});
    auto stopped = run(entries_.take_step(entered->key, app::ExperimentDeed::stop, "ada"));
    expect_taken(stopped);
    now_ = now_ + app::wash_out;
    return *stopped;
}

void LabMarket::history(std::size_t requests) {
    Crowd crowd;
    crowd.buyer_comes = 1;
    play_from_now(std::make_shared<app::ExperimentBook>(experiments_, rules_), requests, crowd);
}

void LabMarket::play_from_now(std::shared_ptr<const app::ExperimentBook> book, std::size_t requests, Crowd crowd) {
    if (playing_.valid())
        playing_.get();
    const core::Instant from = now_;
    const std::uint64_t seed = simulate::seed_of_part(seed_, ++parts_);
    playing_ = std::async(std::launch::async, [this, book = std::move(book), from, requests, crowd, seed] {
        lab::Draws draws(seed);
        core::Instant posted_at = from;
        for (std::size_t i = 0; i < requests; ++i) {
            posted_at = posted_at + between_requests;
            play(*book, posted_at, crowd, draws);
        }
        database_.execute("INSERT INTO intent_stage (intent_id, stage, at) VALUES " + std::exchange(stages_, {}));
        // While the database takes these, the next ones are played.
        await(std::exchange(before_, std::exchange(under_way_, {})));
    });
    now_ = from + static_cast<core::Micros>(requests) * between_requests + core::seconds(86'400);
}

void LabMarket::play(const app::ExperimentBook& book, core::Instant posted_at, const Crowd& crowd, lab::Draws& draws) {
    const auto id = id_at<core::IntentId>(posted_at, draws);
    core::IntentCreated intent;
    intent.consumer = id_at<core::PrincipalId>(posted_at, draws);
    intent.title = "A table";
    intent.sector = sector;
    intent.budget = draws.between(500'000, simulate::cost_range);
    intent.simulated = true;
    intent.plan = rules_.plan_for(sector, std::nullopt);
    std::vector<simulate::Participant> participants;
    for (std::size_t i = 0; i < crowd.invited; ++i) {
        if (!simulate::happens(draws, crowd.answers))
            continue;
        simulate::Participant one;
        one.cost = simulate::draw_cost(draws);
        one.attributes = {{"delivery_days", draws.between(1, 10)}};
        one.conduct.strategy =
            simulate::happens(draws, crowd.bargains) ? simulate::Strategy::truthful : simulate::Strategy::mark_up;
        one.conduct.mark_up_bp = 1'000;
        one.conduct.response_s = crowd.response_s;
        participants.push_back(one);
    }
    simulate::Consumer consumer;
    consumer.award = simulate::AwardRule::best_price;
    consumer.no_show = 1 - crowd.buyer_comes;

    std::vector<core::Record> log;
    simulate::Play play(core::State{}, &log);
    bool taken = play.submit(core::Create{std::move(intent)}, buyer, posted_at);
    core::Confirm confirm{posted_at + until_opening, static_cast<std::int64_t>(crowd.invited), {}};
    confirm.treatment = book.treatment_of(id, play.state(), posted_at);
    taken = taken && play.submit(std::move(confirm), buyer, posted_at);
    if (!taken)
        throw std::runtime_error("a request was not taken");
    simulate::play_posted(play, participants, crowd.invited, consumer, draws);
    store(id, log, play.state(), draws);
    note_stages(id, log, draws);
}

/// As the market does it: encoded, chained, and appended by the ledger. What an append promises to workers is left out,
/// there are none here.
void LabMarket::store(core::IntentId id, const std::vector<core::Record>& log, const core::State& state,
                      lab::Draws& draws) {
    core::Entropy entropy;
    for (std::uint8_t& byte : entropy)
        byte = static_cast<std::uint8_t>(draws.number());
    app::EncodedRun encoded = app::encode_run({}, log, entropy);
    app::Append append;
    append.intent = id;
    append.events = std::move(encoded.events);
    append.parts = std::move(encoded.parts);
    append.head = app::head_facts(state);
    under_way_.push_back(start(loop_.get_executor(), ledger_.append(std::move(append))));
    loop_.restart();
    loop_.poll();
}

/// What pages and mails would have reported: most invitations arrive, and most buyers look at the offers that they got.
void LabMarket::note_stages(core::IntentId id, const std::vector<core::Record>& log, lab::Draws& draws) {
    const auto note = [&](const char* stage, core::Instant at) {
        stages_ += stages_.empty() ? "" : ", ";
        stages_ += "('" + core::to_text(id) + "', '" + stage + "', " + std::to_string(at.us) + ')';
    };
    const auto first = [&](std::string_view type) {
        return std::ranges::find(log, type, [](const core::Record& one) { return core::type_of(one.event); });
    };
    const auto opened = first("round_opened"), offered = first("offer_placed");
    if (simulate::happens(draws, 0.97))
        note("first_invite_delivered", opened->at);
    if (offered != log.end() && simulate::happens(draws, 0.85))
        note("offer_seen", offered->at + core::seconds(5));
}

void LabMarket::await(const Stored& stored) {
    loop_.restart();
    for (const auto& one : stored) {
        while (!one->done)
            loop_.run_one();
        if (one->take() != app::AppendOutcome::committed)
            throw std::runtime_error("a request was not stored");
    }
}

void LabMarket::settle() {
    playing_.get();
    await(std::exchange(before_, {}));
    database_.execute("ANALYZE; SELECT pg_stat_reset()");
}

std::vector<lab::analyse::Study> LabMarket::studies(const std::vector<app::StoredExperiment>& experiments) {
    std::vector<std::shared_ptr<Ended<lab::design::DesignResult<lab::analyse::Study>>>> read;
    boost::asio::io_context loop(1);
    for (const app::StoredExperiment& one : experiments)
        read.push_back(start(loop.get_executor(), app::read_study(studies_, one)));
    loop.run();
    std::vector<lab::analyse::Study> studies;
    for (const auto& one : read) {
        auto study = one->take();
        expect_taken(study);
        studies.push_back(std::move(*study));
    }
    return studies;
}

std::int64_t LabMarket::whole_readings_of(const std::string& table) {
    // What a session has done is counted when it has ended.
    sessions_->stop();
    const auto one = [this](const std::string& sql) { return std::stoll(database_.execute(sql).front().front()); };
    const std::string still_there = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                                    "AND application_name = '" +
                                    std::string(readers) + "'";
    while (one(still_there) > 0)
        std::this_thread::yield();
    return one("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = '" + table + "'");
}

} // namespace parley::test
