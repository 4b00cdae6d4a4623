#include "commands/seed_history.hpp"

#include "adapters/postgres/accounts.hpp"
#include "adapters/postgres/history.hpp"
#include "adapters/postgres/ledger.hpp"
#include "adapters/postgres/reference_data.hpp"
#include "adapters/postgres/stages.hpp"
#include "adapters/system/clock.hpp"
#include "app/consequences.hpp"
#include "app/log_codec.hpp"
#include "app/rule_book.hpp"
#include "commands/seed_experiment.hpp"
#include "commands/store_access.hpp"
#include "lab/history.hpp"

#include <algorithm>
#include <ostream>
#include <set>

#include <unistd.h>

namespace parley::commands {

namespace {

constexpr std::uint64_t history_seed = 20261124;
constexpr std::size_t history_requests = 420;
constexpr std::size_t history_buyers = 150;
constexpr std::size_t at_once = 60; // appends under way; the ledger makes one commit of those that wait

core::SectorTree tree_of(const std::vector<app::Sector>& sectors) {
    std::vector<core::SectorRow> rows;
    for (const app::Sector& sector : sectors)
        rows.push_back({sector.slug, sector.parent});
    auto tree = core::SectorTree::from_rows(rows);
    if (!tree)
        throw std::runtime_error("sectors: " + tree.error().slug + " has no place in the tree");
    return std::move(*tree);
}

lab::SimulatedShop simulated_shop(const app::Business& business, const std::vector<app::StandingOffer>& offers) {
    lab::SimulatedShop simulated;
    simulated.shop = business.shop;
    simulated.profile = {business.shop.id, business.name, business.place_name, business.story, 0, true};
    const auto offer = std::ranges::find(offers, business.shop.id, &app::StandingOffer::business);
    if (offer != offers.end()) {
        simulated.opening_ppm = offer->opening.ppm_of_budget;
        simulated.floor_ppm = offer->floor.ppm_of_budget;
        simulated.attributes = offer->attributes;
        simulated.message = offer->message;
        simulated.details = offer->details;
    }
    return simulated;
}

/// A salt that nobody could guess would protect nobody here: the same seed makes the same log.
core::Entropy entropy_of(const core::IntentId& id) {
    return digest::sha256("history/" + core::to_text(id));
}

app::Append append_of(const lab::PastRequest& request) {
    app::Append append;
    append.intent = request.id;
    app::EncodedRun run = app::encode_run({}, request.log, entropy_of(request.id));
    append.events = std::move(run.events);
    append.parts = std::move(run.parts);
    append.head = app::head_facts(request.state);
    // Nobody is told of what is long over; but its head is published, as every log's is.
    core::State walking;
    for (const core::Record& record : request.log) {
        core::evolve(walking, record);
        for (app::OutboxRow& row : app::consequences(walking, record, app::mail_grace_default))
            if (row.kind == app::heads_job)
                append.outbox.push_back(std::move(row));
    }
    return append;
}

template <class Kind>
std::optional<core::Instant> first_of(const std::vector<core::Record>& log) {
    for (const core::Record& record : log)
        if (std::holds_alternative<Kind>(record.event))
            return record.at;
    return std::nullopt;
}

class HistoryStore {
public:
    HistoryStore(const roles::Settings& settings, std::shared_ptr<postgres::Sessions> sessions)
        : ledger_(ledger_settings(settings)), history_(sessions), stages_(sessions) {}

    std::set<core::IntentId> known(std::vector<core::IntentId> ids) {
        std::set<core::IntentId> there;
        for (const app::DueHead& head : wait_for(ledger_.heads(std::move(ids))))
            there.insert(head.intent);
        return there;
    }

    void put(const std::vector<lab::PastRequest>& requests) {
        boost::asio::io_context loop(1);
        std::vector<std::future<void>> stored;
        for (const lab::PastRequest& request : requests)
            stored.push_back(boost::asio::co_spawn(loop, put_one(request), boost::asio::use_future));
        loop.run();
        for (auto& one : stored)
            one.get();
    }

private:
    static postgres::LedgerSettings ledger_settings(const roles::Settings& settings) {
        postgres::LedgerSettings ledger;
        ledger.session.url = settings.database_url;
        return ledger;
    }

    boost::asio::awaitable<void> put_one(const lab::PastRequest& request) {
        const core::IntentId id = request.id;
        if (request.forecast)
            co_await history_.keep_forecast(
                id, {request.state.intent.sector, true, request.state.created_at, *request.forecast});
        // Somebody else may be seeding, too; its log of this request is as good.
        co_await ledger_.append(append_of(request));
        if (const auto at = first_of<core::Invited>(request.log))
            co_await stages_.note(id, app::Stage::first_invite_delivered, *at);
        if (const auto at = first_of<core::OfferPlaced>(request.log))
            co_await stages_.note(id, app::Stage::offer_seen, *at);
        for (const core::Record& record : request.log)
            if (const auto* offer = std::get_if<core::OfferPlaced>(&record.event))
                co_await stages_.note_opened(id, {offer->offer_id}, record.at);
    }

    postgres::PostgresLedger ledger_;
    postgres::PostgresHistory history_;
    postgres::PostgresStages stages_;
};

std::vector<core::PrincipalId> simulated_buyers(const std::shared_ptr<postgres::Sessions>& sessions) {
    postgres::PostgresAccounts accounts(sessions);
    std::vector<core::PrincipalId> buyers;
    for (std::size_t n = 0; n < history_buyers; ++n) {
        const std::string number = std::to_string(n + 1);
        const auto bytes = digest::sha256("history/buyer/" + number);
        std::array<std::uint8_t, 16> id{};
        std::copy_n(bytes.begin(), id.size(), id.begin());
        app::Contact contact{"simulated-" + number + "@parley.invalid", "Simulated buyer " + number, ""};
        buyers.push_back(wait_for(accounts.find_or_create(app::PrincipalKind::consumer, std::move(contact),
                                                          core::id_from_bytes<core::PrincipalId>(id), system::now())));
    }
    return buyers;
}

/// On a terminal one line that changes, elsewhere none until the end.
void show_progress(std::ostream& out, std::size_t done, std::size_t of) {
    if (::isatty(STDOUT_FILENO) != 0)
        out << "\rplaying a simulated month: " << done << " of " << of << " requests" << (done == of ? "\n" : "")
            << std::flush;
}

} // namespace

std::size_t seed_history(const roles::Settings& settings, std::shared_ptr<postgres::Sessions> sessions,
                         const wire::DemoTown& town, std::ostream& out) {
    std::vector<core::IntentId> ids;
    for (std::size_t n = 0; n < history_requests; ++n)
        ids.push_back(lab::past_id(history_seed, n));
    HistoryStore store(settings, sessions);
    const auto known = store.known(ids);
    if (known.size() == ids.size())
        return 0;
    const auto sectors = wait_for(postgres::PostgresReferenceData(sessions).sectors());
    const app::RuleBook rules(sectors, {});
    lab::HistoryWorld world;
    for (const wire::TownWish& wish : town.wishes)
        world.wishes.push_back({wish.title, wish.sector, wish.place, wish.budget});
    for (const app::Business& business : town.businesses)
        world.shops.push_back(simulated_shop(business, town.offers));
    world.sectors = tree_of(sectors);
    world.plan_for = [&rules](const std::string& sector) { return rules.plan_for(sector, std::nullopt); };
    world.seed = history_seed;
    world.requests = history_requests;
    world.until = system::now();
    world.buyers = simulated_buyers(sessions);
    DemoExperiment experiment(settings, sessions, rules, world.until);
    experiment.begin();
    world.treatment_of = [&experiment](core::IntentId id, const core::State& state, core::Instant at) {
        return experiment.treatment_of(id, state, at);
    };
    lab::History history(std::move(world));
    std::size_t added = 0;
    std::vector<lab::PastRequest> waiting;
    while (history.played() < history.size()) {
        lab::PastRequest request = history.next();
        if (!known.contains(request.id)) {
            waiting.push_back(std::move(request));
            ++added;
        }
        if (waiting.size() == at_once || history.played() == history.size()) {
            store.put(waiting);
            waiting.clear();
            show_progress(out, history.played(), history.size());
        }
    }
    experiment.publish();
    return added;
}

} // namespace parley::commands
