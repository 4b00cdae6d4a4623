// The pre-registration of an experiment (schema parley.prereg/1, sector-experiments 2.1): what is asked, of whom and
// how it will be judged, said before anything is measured. Its hash is public from the lock on; money is in minor
// units, shares in ppm and effects in bp, so that its canonical form has no floats.
#pragma once

#include "lab/design/patch.hpp"
#include "lab/design/ramp.hpp"
#include "lab/design/unit.hpp"

#include <string>
#include <vector>

namespace parley::lab::design {

struct Arm {
    std::string key;
    std::int64_t weight_ppm = 0;
    core::Value patch;
    std::string title = {}; // for people; "" where it has its key alone
};

/// What the lab itself goes by; the rest of the document is for those who judge.
struct Prereg {
    std::string key;
    std::int64_t version = 1;
    std::string supersedes; // the sha256 of the version before; "" in the first
    std::vector<std::string> sectors;
    Unit unit = Unit::intent;
    bool pilot = false; // a unit too small for a claim is allowed, and the page says so
    std::vector<Arm> arms;
    std::int64_t coverage_ppm = 0; // at the start
    Ramp ramp;                     // the start's coverage first; empty without a ramp
    std::string base_rules_sha256;
    std::string bounds_sha256;
    core::Value document;
    std::string sha256; // lower-case hex of the canonical document
};

/// Reads a pre-registration by itself: kinds, ranges, words; two arms or more whose weights come to a million.
/// A member that is not known is a fault, because a misspelt one would be no promise.
DesignResult<Prereg> prereg_from(const core::Value& document);

/// The smallest unit for a claim of what its patches replace.
Unit unit_needed(const Prereg& prereg);

/// What keeps it from being locked for these rules and bounds: they are not those whose hashes it names, an arm's patch
/// is not allowed, or the unit is too small for what the patches change and it is no pilot (sector-experiments 2.3).
std::optional<DesignFault> fault_at_lock(const Prereg& prereg, const core::Value& rules, const RuleBounds& bounds);

/// What keeps it from being the version after `earlier`: another key, a gap in the versions, or another hash
/// superseded.
std::optional<DesignFault> fault_as_successor(const Prereg& prereg, const Prereg& earlier);

} // namespace parley::lab::design
