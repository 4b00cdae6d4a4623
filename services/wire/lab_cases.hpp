// Files of the lab's design side and what is printed of them: units to assign, patches to check, and beside the patches
// documents and logs to hash. Members that are not named here are let be.
#pragma once

#include "lab/design/assignment.hpp"
#include "lab/design/experiment_log.hpp"
#include "lab/design/patch.hpp"
#include "wire/scenario_json.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::wire {

struct AssignCases {
    lab::design::Split split;
    std::vector<std::string> units;
};

/// {"parley_assign_1": {"salt", "coverage_ppm", "weight_ppm", "vectors": [{"unit"}]}}; without a coverage all units are
/// in, without weights there are two equal arms.
ReadFile<AssignCases> assign_cases_from(std::string_view text);
/// {"results": [{"unit", "enrol_ppm", "arm_ppm", "enrolled", "arm"}]}
core::Value assigned_value(const AssignCases& cases);

/// A document whose canonical form and hash are asked for; nothing where it has a number that is no integer.
struct PreregCase {
    std::string name;
    std::optional<core::Value> document;
    std::string decimal; // where that number is
};

struct PatchCase {
    std::string name;
    core::Value patch;
    std::string pointer; // of the patch in the file
};

struct PatchCases {
    core::Value base;
    std::string base_sha256;
    lab::design::RuleBounds bounds;
    std::vector<PatchCase> patches;
    std::vector<PreregCase> preregs;
    std::vector<lab::design::LoggedEvent> log; // prev and hash as the file has them, "" where it has none
};

/// {"base", "bounds", "cases": [{"name", "patch"}], "prereg_cases": [{"name", "document" | "change"}],
/// "log_chain": {"events": [{"event", "prev", "hash"}]}}; all but base and bounds may be absent, and "patch_cases" is
/// another name for cases. A pre-registration without a document is the one before it that has one, with its "change"
/// made: "mde_bp 200->150".
ReadFile<PatchCases> patch_cases_from(std::string_view text);
/// {"base_sha256", "bounds_sha256",
///  "results": [{"name", "result", "valid", "errors": [{"code", "pointer", "detail"}], "effective_sha256",
///  "effective"}], "prereg_cases": [{"name", "canonical", "canonical_bytes", "sha256"}], "log_chain": {"events":
///  [{"event", "prev", "hash"}], "first_break"}}
/// What there is none of is null. Pointers lead into the file; first_break is the index of the first event whose prev
/// or hash in the file are not what follows from those before it.
core::Value checked_value(const PatchCases& cases);

} // namespace parley::wire
