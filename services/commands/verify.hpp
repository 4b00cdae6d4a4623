// parley verify: whether a log tells of a fair market, from a file that anybody can download or from the store.
#pragma once

#include "roles/settings.hpp"

#include <iosfwd>
#include <string>

namespace parley::commands {

/// Checks an exported log. Returns the exit status: 0 it holds, 1 it does not or cannot be read, 3 no such file.
int run_verify_file(const std::string& file, std::ostream& out, std::ostream& err);

/// Checks the whole log of an intent in the store, secrets included; with `all` every intent's, one line each.
int run_verify_store(const roles::Settings& settings, const std::string& intent, bool all, std::ostream& out,
                     std::ostream& err);

} // namespace parley::commands
