// The verbs that work on the database alone: migrate, seed, dump, doctor.
#pragma once

#include "roles/settings.hpp"

#include <iosfwd>

namespace parley::commands {

/// Each gives the exit status: 0 done, 1 the input says no, 3 the world failed.
int run_migrate(const roles::Settings& settings, std::ostream& out, std::ostream& err);
int run_seed(const roles::Settings& settings, bool demo, std::ostream& out, std::ostream& err);
/// One JSON line per intent: id, state, rounds, offers and dispositions, folded from the log.
int run_dump(const roles::Settings& settings, std::ostream& out, std::ostream& err);
/// Says in plain words what is wrong with the database, or that nothing is.
int run_doctor(const roles::Settings& settings, std::ostream& out, std::ostream& err);

} // namespace parley::commands
