// The command line: what parley can do, one verb a line.

#include "commands/experiment.hpp"
#include "commands/lab.hpp"
#include "commands/replay.hpp"
#include "commands/researcher.hpp"
#include "commands/settings_options.hpp"
#include "commands/stores.hpp"
#include "commands/verify.hpp"
#include "roles/node.hpp"

#include <CLI/CLI.hpp>

#include <iostream>

using namespace parley;

int main(int argc, char** argv) {
    CLI::App app{"Parley: people say what they want to buy, and small businesses bid for it."};
    app.require_subcommand(1);
    app.set_version_flag("--version", PARLEY_VERSION);
    roles::Settings settings;
    bool demo = false;
    bool list_crash_points = false;
    bool json = true;

    CLI::App* serve = app.add_subcommand("serve", "Serve until stopped");
    commands::add_serve_options(*serve, settings);
    CLI::App* migrate = app.add_subcommand("migrate", "Bring the database to this version's schema");
    commands::add_database_options(*migrate, settings);
    CLI::App* seed = app.add_subcommand("seed", "Load sectors and places");
    commands::add_database_options(*seed, settings);
    seed->add_flag("--demo", demo, "and the simulated town");
    CLI::App* dump = app.add_subcommand("dump", "Print one JSON line per intent");
    commands::add_database_options(*dump, settings);
    dump->add_flag("--json", json, "The only form there is");
    std::string scenario_file;
    commands::ReplayFiles replay_files;
    CLI::App* replay = app.add_subcommand("replay", "Play a scenario from beginning to end and print what came of it");
    auto* played_file = replay->add_option("FILE", scenario_file, "A scenario, or a log as it is downloaded");
    std::string played_intent;
    auto* played_stored = replay->add_option("--intent", played_intent, "What was said in an intent of the database");
    played_file->excludes(played_stored);
    replay->add_option("--database-url", settings.database_url)->envname("PARLEY_DATABASE_URL");
    replay->require_option(1, 4);
    replay->add_option("--log", replay_files.log, "Write the log that it would have left, as it is downloaded");
    replay->add_option("--rules", replay_files.rules, "Rules or a plan to play it under instead of its own");
    std::string log_file;
    std::string verified_intent;
    bool verify_all = false;
    CLI::App* verify = app.add_subcommand("verify", "Check a log: chain, decisions, result");
    auto* from_file = verify->add_option("FILE", log_file, "A log as it is downloaded");
    auto* one_intent = verify->add_option("--intent", verified_intent, "The whole log of an intent in the database");
    auto* every_intent = verify->add_flag("--all", verify_all, "Every intent in the database");
    from_file->excludes(one_intent)->excludes(every_intent);
    one_intent->excludes(every_intent);
    verify->add_option("--database-url", settings.database_url)->envname("PARLEY_DATABASE_URL");
    verify->require_option(1, 2);
    std::string lab_file;
    CLI::App* lab = app.add_subcommand("lab", "Tools of the sector lab");
    commands::add_lab_verbs(*lab, lab_file);
    commands::ExperimentOptions experiment_options;
    CLI::App* experiment = app.add_subcommand("experiment", "Register, start and end experiments on the live market");
    commands::add_experiment_verbs(*experiment, experiment_options, settings);
    commands::ResearcherOptions researcher_options;
    CLI::App* researcher = app.add_subcommand("researcher", "Say who the people of the lab are");
    commands::add_researcher_verbs(*researcher, researcher_options, settings);
    CLI::App* findings = app.add_subcommand("findings", "What was found by experiments and published");
    commands::add_finding_verbs(*findings, experiment_options, settings);
    CLI::App* doctor = app.add_subcommand("doctor", "Say what is wrong with the database");
    doctor->add_flag("--crash-points", list_crash_points, "List the places where PARLEY_CRASH_AT aborts");
    doctor->add_option("--database-url", settings.database_url)->envname("PARLEY_DATABASE_URL");
    doctor->add_option("--share-dir", settings.share_dir)->envname("PARLEY_SHARE_DIR");

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    if (serve->parsed())
        return roles::run_node(settings, std::cout, std::cerr);
    if (migrate->parsed())
        return commands::run_migrate(settings, std::cout, std::cerr);
    if (seed->parsed())
        return commands::run_seed(settings, demo, std::cout, std::cerr);
    if (dump->parsed())
        return commands::run_dump(settings, std::cout, std::cerr);
    if (replay->parsed())
        return played_intent.empty()
                   ? commands::run_replay(scenario_file, replay_files, std::cout, std::cerr)
                   : commands::run_replay_store(settings, played_intent, replay_files, std::cout, std::cerr);
    if (verify->parsed())
        return log_file.empty()
                   ? commands::run_verify_store(settings, verified_intent, verify_all, std::cout, std::cerr)
                   : commands::run_verify_file(log_file, std::cout, std::cerr);
    if (lab->parsed())
        return commands::run_lab(*lab, lab_file, std::cout, std::cerr);
    if (experiment->parsed())
        return commands::run_experiment(*experiment, experiment_options, settings, std::cout, std::cerr);
    if (researcher->parsed())
        return commands::run_researcher(*researcher, researcher_options, settings, std::cout, std::cerr);
    if (findings->parsed())
        return commands::run_findings(*findings, experiment_options, settings, std::cout, std::cerr);
    if (!list_crash_points)
        return commands::run_doctor(settings, std::cout, std::cerr);
    for (const std::string& point : roles::crash_points())
        std::cout << point << '\n';
    return 0;
}
