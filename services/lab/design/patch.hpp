// What an arm changes in the rules of its rounds: RFC 6902 with `replace` and `test` alone, within bounds
// (sector-experiments 2.2). Nothing of a patch is applied before all of it is allowed, and what comes out is one
// document with a hash, which is frozen with the round.
#pragma once

#include "lab/design/rule_bounds.hpp"

namespace parley::lab::design {

/// One thing that is wrong with a patch.
struct PatchFault {
    std::string code;    // E_OP_FORBIDDEN, E_PATH_UNKNOWN, E_PATH_FORBIDDEN, E_TYPE, E_RANGE, E_ENUM, E_DUPLICATE_PATH,
                         // E_TEST_FAILED or that of a cross rule
    std::string pointer; // into the patch; "" for all of it
    std::string detail;
};

struct CheckedPatch {
    core::Value effective;          // the rules with the patch; null when it has faults
    std::string effective_sha256;   // of their canonical form; "" when it has faults
    std::vector<PatchFault> faults; // the first is what the patch is refused for
    bool is_valid() const { return faults.empty(); }
    /// "OK", or the code of the first fault.
    std::string result() const { return faults.empty() ? "OK" : faults.front().code; }
};

/// Checks in three steps, each only when the one before found nothing, and tells everything that a step finds: each
/// operation by itself and in the order of the codes; then `test`, while the patch is applied in order; then the cross
/// rules, in their order. A value is of the exact type (8.0 is no integer). Two replacements of one place are refused.
CheckedPatch check_patch(const core::Value& patch, const core::Value& rules, const RuleBounds& bounds);

} // namespace parley::lab::design
