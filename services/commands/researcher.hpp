// The people of the lab, for whoever runs the server: nobody becomes one by asking.
#pragma once

#include "roles/settings.hpp"

#include <iosfwd>
#include <string>

namespace CLI {
class App;
}

namespace parley::commands {

struct ResearcherOptions {
    std::string name;
    std::string email;
    std::string role; // "" leaves it as it is
    std::string id;   // of `remove`
};

void add_researcher_verbs(CLI::App& command, ResearcherOptions& options, roles::Settings& settings);
/// The exit status: 0 done, 1 the input says no, 3 the world failed.
int run_researcher(const CLI::App& command, const ResearcherOptions& options, const roles::Settings& settings,
                   std::ostream& out, std::ostream& err);

} // namespace parley::commands
