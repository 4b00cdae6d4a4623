// Takes a request target apart: origin form or absolute form, path and query percent-decoded and checked, so that
// routes never see an escape, a broken character or a way out of a folder.
#pragma once

#include "adapters/http/message.hpp"

#include <string>
#include <string_view>

namespace parley::http {

// Fills target, path and query of the request. Returns what is wrong with the target, empty when nothing is.
std::string parse_target(std::string_view target, Request& request);

} // namespace parley::http
