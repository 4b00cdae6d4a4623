// Experiments at the database, for whoever runs the server: what a pre-registration has to name, registering it, and
// each step after. The server need not be stopped; all its nodes see a step within a second.
#pragma once

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
};

void add_experiment_verbs(CLI::App& command, ExperimentOptions& options, roles::Settings& settings);
/// The exit status: 0 done, 1 the input says no, 3 the world failed.
int run_experiment(const CLI::App& command, const ExperimentOptions& options, const roles::Settings& settings,
                   std::ostream& out, std::ostream& err);

} // namespace parley::commands
