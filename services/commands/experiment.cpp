#include "commands/experiment.hpp"

#include "adapters/postgres/reference_data.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/files.hpp"
#include "app/experiment_study.hpp"
#include "commands/settings_options.hpp"
#include "commands/store_access.hpp"
#include "roles/lab.hpp"
#include "roles/node_settings.hpp"
#include "wire/experiment_json.hpp"
#include "wire/finding_json.hpp"
#include "wire/study_json.hpp"
#include "wire/value_json.hpp"

#include <CLI/CLI.hpp>

#include <boost/asio/system_executor.hpp>

#include <exception>
#include <ostream>

namespace parley::commands {

namespace {

using app::ExperimentDeed;

struct Verb {
    const char* name;
    const char* help;
    std::optional<ExperimentDeed> deed;
};

constexpr Verb verbs[] = {
    {"rules", "Print the rules of sectors, what an arm may change of them, and the hashes that a file names", {}},
    {"register", "Lock a pre-registration", {}},
    {"study", "Print what it left behind so far, for parley lab analyse", {}},
    {"list", "Print what is registered, and how far it is", {}},
    {"start", "Begin to give requests an arm", ExperimentDeed::start},
    {"pause", "Give no more requests an arm for a while", ExperimentDeed::pause},
    {"resume", "Go on after a pause", ExperimentDeed::resume},
    {"raise", "Take the next step of the ramp", ExperimentDeed::raise_coverage},
    {"stop", "Give no more requests an arm; those that have one keep its rules", ExperimentDeed::stop},
    {"kill", "Stop, and open no further round under an arm", ExperimentDeed::kill},
    {"analyse", "Analyse what is over as it was registered, keep that and print it", {}},
    {"publish", "Publish what was found, with the data that may be told; somebody else than who analysed it", {}},
};

int refused(const app::ExperimentNo& no, std::ostream& err) {
    err << "parley experiment: " << no.pointer << (no.pointer.empty() ? "" : " ") << no.detail << '\n';
    return 1;
}

int answered(const app::ExperimentAnswer& answer, std::ostream& out, std::ostream& err) {
    if (!answer)
        return refused(answer.error(), err);
    out << wire::to_json(wire::experiment_value(*answer)) << '\n';
    return 0;
}

int print_rules(const app::RuleBook& rules, const std::vector<std::string>& sectors, std::ostream& out,
                std::ostream& err) {
    const auto covered = app::sectors_of(sectors, rules);
    if (covered.empty())
        return refused({app::ExperimentNo::Kind::invalid, "", "these are not sectors of this market"}, err);
    out << wire::to_json(wire::lab_rules_value(covered, rules)) << '\n';
    return 0;
}

int print_study(app::Studies& studies, std::optional<app::StoredExperiment> experiment, std::ostream& out,
                std::ostream& err) {
    if (!experiment)
        return refused({app::ExperimentNo::Kind::unknown, "", "there is no such experiment"}, err);
    const auto study = wait_for(app::read_study(studies, std::move(*experiment)));
    if (!study)
        return refused({app::ExperimentNo::Kind::invalid, study.error().pointer, study.error().detail}, err);
    out << wire::study_json(*study) << '\n';
    return 0;
}

int print_analysis(const app::AnalysisAnswer& answer, std::ostream& out, std::ostream& err) {
    if (!answer)
        return refused(answer.error(), err);
    out << answer->analysis.analysis << '\n';
    return 0;
}

int print_finding(const app::PublicationAnswer& answer, std::ostream& out, std::ostream& err) {
    if (!answer)
        return refused(answer.error(), err);
    out << wire::to_json(wire::finding_value(*answer)) << '\n';
    return 0;
}

int run(const Verb& verb, const ExperimentOptions& options, const roles::Settings& settings, std::ostream& out,
        std::ostream& err) {
    const auto sessions = sessions_for(settings);
    postgres::PostgresReferenceData reference(sessions);
    const app::RuleBook rules(wait_for(reference.sectors()), roles::rules_patch(settings));
    roles::Lab lab(sessions, rules, boost::asio::system_executor(), system::now, settings);
    const std::string_view name = verb.name;
    if (name == "rules")
        return print_rules(rules, options.sectors, out, err);
    if (name == "list") {
        for (const app::StoredExperiment& one : wait_for(lab.experiments.all()))
            out << wire::to_json(wire::experiment_value(one)) << '\n';
        return 0;
    }
    if (name == "register") {
        auto document = wire::parse_value(system::read_file(options.file));
        if (!document)
            return refused({app::ExperimentNo::Kind::invalid, "", options.file + " is not JSON without fractions"},
                           err);
        return answered(wait_for(lab.entries.enter(std::move(*document), options.by)), out, err);
    }
    if (name == "study")
        return print_study(lab.studies, wait_for(lab.experiments.find(options.key)), out, err);
    if (name == "analyse")
        return print_analysis(wait_for(lab.publishing.analyse(options.key, options.by, options.why)), out, err);
    if (name == "publish")
        return print_finding(wait_for(lab.publishing.publish(options.key, options.wish, options.by)), out, err);
    return answered(wait_for(lab.entries.take_step(options.key, *verb.deed, options.by, options.why)), out, err);
}

void add_publish_options(CLI::App& command, ExperimentOptions& options, roles::Settings& settings) {
    command.add_option("--slug", options.wish.slug, "The name of the finding's page")->required();
    command.add_option("--title", options.wish.title, "Its title")->required();
    command.add_option("--rounds-end-in", options.wish.rounds_end_in, "A sector in which no round opens any more");
    command.add_option("--change", options.wish.change, "Of a further release, what it changes, in a sentence");
    command.add_option("--public-url", settings.public_url, "What the address of the page begins with")
        ->envname("PARLEY_PUBLIC_URL");
}

constexpr const char* list_verb = "list";
constexpr const char* reopen_verb = "reopen";

int reopen(postgres::PostgresFindings& findings, const ExperimentOptions& options, std::ostream& out,
           std::ostream& err) {
    if (!wait_for(findings.reopen(options.sector, options.by, system::now()))) {
        err << "parley findings: the rounds of " << options.sector << " are not ended\n";
        return 1;
    }
    out << "Rounds open in " << options.sector << " again.\n";
    return 0;
}

} // namespace

void add_finding_verbs(CLI::App& command, ExperimentOptions& options, roles::Settings& settings) {
    command.require_subcommand(1);
    add_database_options(*command.add_subcommand(list_verb, "Print what was published"), settings);
    CLI::App* added = command.add_subcommand(reopen_verb, "Let rounds open again in a sector where they were ended");
    add_database_options(*added, settings);
    added->add_option("SECTOR", options.sector, "As it was ended")->required();
    added->add_option("--by", options.by, "Who does it");
}

int run_findings(const CLI::App& command, const ExperimentOptions& options, const roles::Settings& settings,
                 std::ostream& out, std::ostream& err) {
    try {
        postgres::PostgresFindings findings(sessions_for(settings));
        if (command.got_subcommand(reopen_verb))
            return reopen(findings, options, out, err);
        for (const app::Finding& one : app::newest_releases(wait_for(findings.releases())))
            out << wire::to_json(wire::finding_value(one)) << '\n';
        return 0;
    } catch (const std::exception& error) {
        err << "parley findings: " << error.what() << '\n';
    }
    return 3;
}

void add_experiment_verbs(CLI::App& command, ExperimentOptions& options, roles::Settings& settings) {
    command.require_subcommand(1);
    for (const Verb& verb : verbs) {
        const std::string_view name = verb.name;
        CLI::App* added = command.add_subcommand(verb.name, verb.help);
        add_database_options(*added, settings);
        add_rules_options(*added, settings);
        if (name == "rules")
            added->add_option("SECTOR", options.sectors, "A sector, or one above it")->required();
        else if (name == "register")
            added->add_option("FILE", options.file, "A pre-registration (parley.prereg/1)")->required();
        else if (name != "list")
            added->add_option("KEY", options.key, "Of the experiment")->required();
        if (verb.deed || name == "register" || name == "analyse" || name == "publish")
            added->add_option("--by", options.by, "Who does it, for the log");
        if (name == "publish")
            add_publish_options(*added, options, settings);
        if (verb.deed || name == "analyse")
            added->add_option("--why", options.why, "For the log");
    }
}

int run_experiment(const CLI::App& command, const ExperimentOptions& options, const roles::Settings& settings,
                   std::ostream& out, std::ostream& err) {
    try {
        for (const Verb& verb : verbs)
            if (command.got_subcommand(verb.name))
                return run(verb, options, settings, out, err);
    } catch (const std::exception& error) {
        err << "parley experiment: " << error.what() << '\n';
    }
    return 3;
}

} // namespace parley::commands
