// What an experiment came to, for the page of its finding: the answers to what was asked, how its rounds ran, and
// whether that can be believed. Read from the published analysis alone.
#pragma once

#include "core/value.hpp"

#include <string>

namespace parley::roles {

/// A section for each, with its pictures and their tables.
std::string results_html(const core::Value& analysis);

} // namespace parley::roles
