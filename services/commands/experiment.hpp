// Experiments at the database, for whoever runs the server: what a pre-registration has to name, registering it, each
// step after, and what is published of it. The server need not be stopped; all its nodes see a step within a second.
#pragma once

#include "app/publishing.hpp"
#include "roles/settings.hpp"

#include <iosfwd>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace parley::commands {

struct ExperimentOptions {
    std::vector<std::string> sectors; // of `rules`
    std::string file;                 // of `register`
    std::string key;
    std::string by = "operator";
    std::string why;
    app::PublicationWish wish; // of `publish`
    std::string sector;        // of `findings reopen`
};

void add_experiment_verbs(CLI::App& command, ExperimentOptions& options, roles::Settings& settings);
/// The exit status: 0 done, 1 the input says no, 3 the world failed.
int run_experiment(const CLI::App& command, const ExperimentOptions& options, const roles::Settings& settings,
                   std::ostream& out, std::ostream& err);

/// Published findings: which there are, and taking back that the rounds of a sector are ended.
void add_finding_verbs(CLI::App& command, ExperimentOptions& options, roles::Settings& settings);
int run_findings(const CLI::App& command, const ExperimentOptions& options, const roles::Settings& settings,
                 std::ostream& out, std::ostream& err);

} // namespace parley::commands
