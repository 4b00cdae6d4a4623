// The load generator: one verb for each scenario, each on stores and a node of its own.

#include "loadtest/scenarios/offers.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <iostream>

using namespace parley;
using namespace parley::load;

namespace {

// The checkout that this binary was built in: build/bin/parley-load.
std::filesystem::path own_folder() {
    return std::filesystem::canonical("/proc/self/exe").parent_path();
}

// Runs a scenario's coroutine to its end on this thread; what it throws is thrown here.
template <class Scenario>
auto run_here(asio::io_context& context, Scenario scenario) {
    auto result = std::optional<typename decltype(scenario())::value_type>();
    std::exception_ptr failure;
    asio::co_spawn(context, scenario(), [&](std::exception_ptr thrown, auto value) {
        failure = thrown;
        if (!failure)
            result = std::move(value);
        context.stop();
    });
    context.run();
    if (failure)
        std::rethrow_exception(failure);
    return std::move(*result);
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

    OffersPlan offers;
    CLI::App* offers_verb = app.add_subcommand("offers", "Durable offers over HTTP");
    offers_verb->add_option("--requests", offers.requests, "Side by side; 1 is a hot one")
        ->check(CLI::Range(1, 10'000));
    offers_verb->add_option("--shops", offers.shops, "Each with one call under way")->check(CLI::Range(1, 64));
    offers_verb->add_option("--seconds", offers.seconds)->check(CLI::Range(0.1, 3600.0));
    offers_verb->add_option("--rate", offers.rate, "Offers a second, due whatever the answers take");
    offers_verb->add_flag("--watched,!--unwatched", offers.watched, "Whether each buyer listens");
    CLI11_PARSE(app, argc, argv);

    try {
        Report report;
        asio::io_context context(1);
        if (offers_verb->parsed()) {
            World world(world_options);
            world.start_node(unlimited());
            report = run_here(context, [&]() -> awaitable<Report> {
                const OffersTown town = co_await open_offers_town(context, world, offers.shops, offers.requests);
                co_return report_of(co_await make_offers(context, world, town, offers));
            });
        }
        if (json) {
            std::cout << report.dump(2) << '\n';
        } else {
            print(report, std::cout);
        }
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "parley-load: " << error.what() << '\n';
        return 3;
    }
}
