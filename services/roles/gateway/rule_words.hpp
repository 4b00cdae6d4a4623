// Rules of rounds as people say them, for pages without a script. The pages with one have the same words in
// web/src/words/rules.ts.
#pragma once

#include "core/value.hpp"

#include <string>

namespace parley::roles {

/// "kind of round: sealed", "how many shops are asked: 3"; a rule without words here by its path and its value.
std::string rule_words(const std::string& path, const core::Value& value);

} // namespace parley::roles
