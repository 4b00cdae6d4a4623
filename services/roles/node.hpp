// One node: a process on the shared stores. Built top to bottom from its settings, each part once, and taken down in
// reverse; start reading at run() to see what there is.
#pragma once

#include "roles/settings.hpp"

#include <iosfwd>

namespace parley::roles {

/// Serves until SIGINT or SIGTERM. Prints the ready line and a link per role to `out` once the node takes offers.
/// Exit status: 0 stopped, 1 the settings or the schema say no, 3 the world failed.
int run_node(Settings settings, std::ostream& out, std::ostream& err);

} // namespace parley::roles
