// The load generator: one verb for each scenario, each on stores and a node of its own.

#include "loadtest/baseline/raw_fanout.hpp"
#include "loadtest/run_here.hpp"
#include "loadtest/scenarios/desks.hpp"
#include "loadtest/scenarios/fanout.hpp"
#include "loadtest/scenarios/idle.hpp"
#include "loadtest/scenarios/match.hpp"
#include "loadtest/scenarios/mixed.hpp"
#include "loadtest/scenarios/offers.hpp"
#include "loadtest/scenarios/recover.hpp"
#include "loadtest/scenarios/soak.hpp"
#include "loadtest/targets.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <functional>
#include <iostream>

using namespace parley;
using namespace parley::load;

namespace {

// The checkout that this binary was built in: build/bin/parley-load.
std::filesystem::path own_folder() {
    return std::filesystem::canonical("/proc/self/exe").parent_path();
}

struct Verbs {
    OffersPlan offers;
    FanoutPlan fanout;
    IdlePlan idle;
    MatchPlan match;
    RecoverPlan recover;
    DesksPlan desks;
    MixedPlan mixed;
    SoakPlan soak;
    int runs = 5;
    std::vector<std::string> parts;
    int raw_sockets = 0, raw_bytes = 0, raw_rooms = 1;
};

constexpr std::size_t shops_max = 64;

Report run_offers(const WorldOptions& options, const OffersPlan& plan) {
    asio::io_context context(1);
    World world(options);
    world.start_node(unlimited());
    return run_here(context, [&]() -> awaitable<Report> {
        OffersTown town = co_await open_offers_town(context, world, plan.shops, plan.requests);
        co_return report_of(co_await make_offers(context, world, town, plan));
    });
}

Report run_fanout(const WorldOptions& options, const FanoutPlan& plan) {
    asio::io_context context(1);
    World world(options);
    world.start_node(unlimited());
    return run_here(context, [&]() -> awaitable<Report> {
        OffersTown town = co_await open_offers_town(context, world, 1, 2 * plan.rooms);
        const FanoutResult result = co_await make_fanout(context, world, town, plan);
        const double raw = co_await raw_send_us(context, plan, result.frame_bytes);
        co_return report_of(result, raw);
    });
}

Report run_idle(const WorldOptions& options, const IdlePlan& plan) {
    asio::io_context context(1);
    World world(options);
    World::Environment environment = unlimited();
    environment["PARLEY_CONNECTIONS"] = std::to_string(2 * plan.sockets + 1'000);
    world.start_node(environment);
    return run_here(context,
                    [&]() -> awaitable<Report> { co_return report_of(co_await hold_idle(context, world, plan)); });
}

Report run_desks(const WorldOptions& options, const DesksPlan& plan) {
    asio::io_context context(1);
    World world(options);
    return run_here(context,
                    [&]() -> awaitable<Report> { co_return report_of(co_await reach_desks(context, world, plan)); });
}

Report run_mixed(const WorldOptions& options, const MixedPlan& plan) {
    asio::io_context context(1);
    World world(options);
    world.start_node(without_limits());
    return run_here(context, [&]() -> awaitable<Report> {
        const std::vector<Shop> shops = co_await Town(context, world).open_shops(plan.shops);
        co_return report_of(co_await live_a_day(context, world, shops, plan));
    });
}

Report run_soak(const WorldOptions& options, const SoakPlan& plan) {
    asio::io_context context(1);
    World world(options);
    world.start_node(without_limits());
    return run_here(context,
                    [&]() -> awaitable<Report> { co_return report_of(co_await live_days(context, world, plan)); });
}

Report run_recover(const WorldOptions& options, const RecoverPlan& plan) {
    asio::io_context context(1);
    World world(options);
    return run_here(
        context, [&]() -> awaitable<Report> { co_return report_of(co_await measure_recovery(context, world, plan)); });
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app{"Loads a Parley of its own and says what it answered."};
    app.require_subcommand(1);
    WorldOptions world_options{own_folder().parent_path().parent_path(), own_folder() / "parley", false};
    bool json = false;
    app.add_option("--root", world_options.root, "The checkout")->capture_default_str();
    app.add_option("--parley", world_options.parley, "The binary that is loaded")->capture_default_str();
    app.add_flag("--verbose", world_options.verbose, "Show what the node logs");
    app.add_flag("--json", json, "Print JSON instead of a table");
    app.fallthrough();

    Verbs verbs;
    std::function<Report()> scenario;

    CLI::App* offers = app.add_subcommand("offers", "Durable offers over HTTP");
    offers->add_option("--requests", verbs.offers.requests, "Side by side; 1 is a hot one")
        ->check(CLI::Range(1, 10'000));
    offers->add_option("--shops", verbs.offers.shops, "Each with one call under way")
        ->check(CLI::Range(1ul, shops_max));
    offers->add_option("--seconds", verbs.offers.seconds, "How long")->check(CLI::Range(0.1, 86'400.0));
    offers->add_option("--rate", verbs.offers.rate, "Offers a second, due whatever the answers take");
    offers->add_option("--listeners", verbs.offers.listeners, "Sockets that listen to each request");
    offers->callback([&] { scenario = [&] { return run_offers(world_options, verbs.offers); }; });

    CLI::App* fanout = app.add_subcommand("fanout", "One event to many sockets");
    fanout->add_option("--sockets", verbs.fanout.sockets, "In all rooms together")->check(CLI::Range(1, 20'000));
    fanout->add_option("--rooms", verbs.fanout.rooms, "Requests that are listened to")->check(CLI::Range(1, 1'000));
    fanout->add_option("--slow", verbs.fanout.slow, "Sockets that never read");
    fanout->add_option("--events", verbs.fanout.events, "One after another")->check(CLI::Range(1, 1'000'000));
    fanout->callback([&] { scenario = [&] { return run_fanout(world_options, verbs.fanout); }; });

    CLI::App* match = app.add_subcommand("match", "The matching index by itself");
    match->add_option("--subscriptions", verbs.match.subscriptions, "Standing ones")->check(CLI::Range(1, 10'000'000));
    match->add_option("--requests", verbs.match.requests, "How many are matched")->check(CLI::Range(1, 10'000'000));
    match->add_option("--best", verbs.match.best, "Matches of each, with reasons");
    match->add_option("--seed", verbs.match.seed, "Another draw");
    match->callback([&] { scenario = [&] { return report_of(measure_matching(world_options.root, verbs.match)); }; });

    CLI::App* idle = app.add_subcommand("idle", "Connections that say nothing");
    idle->add_option("--sockets", verbs.idle.sockets, "How many")->check(CLI::Range(1, 1'000'000));
    idle->add_flag("--listening,!--silent", verbs.idle.listening, "Whether each listens to a sector");
    idle->callback([&] { scenario = [&] { return run_idle(world_options, verbs.idle); }; });

    CLI::App* recover = app.add_subcommand("recover", "From kill -9 to serving");
    recover->add_option("--requests", verbs.recover.requests, "Open ones")->check(CLI::Range(1, 10'000'000));
    recover->add_option("--ending", verbs.recover.ending, "Of them, whose rounds end meanwhile")
        ->check(CLI::Range(1, 10'000));
    recover->callback([&] { scenario = [&] { return run_recover(world_options, verbs.recover); }; });

    CLI::App* desks = app.add_subcommand("desks", "From a confirmation to the desks of the first wave");
    desks->add_option("--businesses", verbs.desks.businesses, "In the market")->check(CLI::Range(1, 10'000'000));
    desks->add_option("--sockets", verbs.desks.sockets, "Of them, that listen")->check(CLI::Range(1, 20'000));
    desks->add_option("--towns", verbs.desks.towns, "That they are spread over")->check(CLI::Range(1, 100));
    desks->add_option("--rate", verbs.desks.rate, "Confirmations a second")->check(CLI::Range(0.1, 100'000.0));
    desks->add_option("--seconds", verbs.desks.seconds, "How long")->check(CLI::Range(0.1, 86'400.0));
    desks->callback([&] { scenario = [&] { return run_desks(world_options, verbs.desks); }; });

    const auto day_options = [](CLI::App* verb, MixedPlan& day) {
        verb->add_option("--shops", day.shops, "That offer")->check(CLI::Range(1ul, 10'000ul));
        verb->add_option("--requests", day.requests, "A day")->check(CLI::Range(1, 1'000'000));
        verb->add_option("--seconds", day.seconds, "That a day takes")->check(CLI::Range(1.0, 86'400.0));
        verb->add_option("--reads", day.reads_each, "Of pages and lists, for each request");
    };
    CLI::App* mixed = app.add_subcommand("mixed", "A day of the market, sped up");
    day_options(mixed, verbs.mixed);
    mixed->add_option("--seed", verbs.mixed.seed, "Another day");
    mixed->callback([&] { scenario = [&] { return run_mixed(world_options, verbs.mixed); }; });

    CLI::App* soak = app.add_subcommand("soak", "One such day after another, and what the node keeps of them");
    day_options(soak, verbs.soak.day);
    soak->add_option("--days", verbs.soak.days, "How many")->check(CLI::Range(1, 1'000'000));
    soak->callback([&] { scenario = [&] { return run_soak(world_options, verbs.soak); }; });

    CLI::App* targets = app.add_subcommand("targets", "Everything that is promised of speed");
    targets->add_option("--runs", verbs.runs, "Of each, for the median")->check(CLI::Range(1, 101));
    targets->add_option("--only", verbs.parts, "Of all, these")->check(CLI::IsMember(target_parts()));
    targets->callback([&] { scenario = [&] { return measure_targets(world_options, verbs.runs, verbs.parts); }; });

    CLI::App* raw = app.add_subcommand("raw-fanout", "The loop that fan-out is compared with; started by the others");
    raw->group("")->add_option("SOCKETS", verbs.raw_sockets)->required();
    raw->add_option("BYTES", verbs.raw_bytes)->required();
    raw->add_option("ROOMS", verbs.raw_rooms)->required();

    try {
        app.parse(argc, argv);
        if (raw->parsed())
            return run_raw_fanout(verbs.raw_sockets, verbs.raw_bytes, verbs.raw_rooms);
        const Report report = scenario();
        if (json) {
            std::cout << report.dump(2) << '\n';
        } else {
            print(report, std::cout);
        }
        return 0;
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    } catch (const std::exception& error) {
        std::cerr << "parley-load: " << error.what() << '\n';
        return 3;
    }
}
