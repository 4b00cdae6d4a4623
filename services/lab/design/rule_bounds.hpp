// What an experiment may change in the rules of a round (schema parley.rule-bounds/1, sector-experiments 2.2):
//
//     {"schema", "paths": {"/close/mode": {"enum": ["hard", "soft"]},
//                          "/invite/count": {"type": "integer", "min": 3, "max": 30},
//                          "/ceiling/show_budget": {"type": "boolean"}},
//      "cross": ["close.mode==soft => window_s>=10", {"rule": "...", "code": "E_CROSS_CLOSE"}],
//      "never": ["/award/mode"]}
//
// The bounds are data: they know no rule by name, so that they fit whatever the rules are called.
#pragma once

#include "core/names.hpp"
#include "core/value.hpp"
#include "lab/design/cross_rule.hpp"
#include "lab/design/fault.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace parley::lab::design {

enum class RuleKind { integer, boolean, string };
std::span<const std::string_view> names_of(RuleKind);

/// What one rule may be.
struct Bound {
    RuleKind kind = RuleKind::integer;
    std::optional<std::int64_t> min; // of an integer
    std::optional<std::int64_t> max;
    std::vector<core::Value> choices; // all of this kind; empty for any value
};

struct RuleBounds {
    std::map<std::string, Bound> paths; // by pointer
    std::vector<CrossRule> cross;       // in the order in which they are checked
    std::set<std::string> never;        // pointers, refused with all their parts though they have bounds
    std::string sha256;                 // lower-case hex of the canonical document
};

/// Reads bounds for rules that look like `rules`; the fault's pointer leads into the document. Members other than those
/// above are faults inside a bound, where a misspelt one would be no bound, and are let be at the top.
DesignResult<RuleBounds> bounds_from(const core::Value& document, const core::Value& rules);

/// Lower-case hex SHA-256 of the canonical form: the name of rules, of bounds and of a pre-registration.
std::string sha256_of(const core::Value& document);

} // namespace parley::lab::design
