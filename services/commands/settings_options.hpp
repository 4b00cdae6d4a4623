// The settings as command line options, each also an environment variable: --database-url is PARLEY_DATABASE_URL.
#pragma once

#include "roles/settings.hpp"

namespace CLI {
class App;
}

namespace parley::commands {

/// Options that every verb with a database takes.
void add_database_options(CLI::App& command, roles::Settings& settings);
/// What an installation changes in the rules of its sectors.
void add_rules_options(CLI::App& command, roles::Settings& settings);
/// All options of serve.
void add_serve_options(CLI::App& command, roles::Settings& settings);

} // namespace parley::commands
