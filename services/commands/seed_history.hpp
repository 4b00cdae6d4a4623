// The simulated past of the demonstration: a month of requests, stored like any logs of intents that are over.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "roles/settings.hpp"
#include "wire/seed_files.hpp"

#include <iosfwd>

namespace parley::commands {

/// Plays and stores what of it is not there yet, and says how far it is. Gives how many requests were added: none the
/// second time.
std::size_t seed_history(const roles::Settings& settings, std::shared_ptr<postgres::Sessions> sessions,
                         const wire::DemoTown& town, std::ostream& out);

} // namespace parley::commands
