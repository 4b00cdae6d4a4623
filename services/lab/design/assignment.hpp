// Which arm of an experiment a unit belongs to: parley-assign-1 (sector-experiments 2.4). A pure function of the salt
// and the unit, in integers, so that anybody can recompute it and nothing has to be remembered for it to stay the same.
#pragma once

#include "core/money.hpp"
#include "lab/design/fault.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::lab::design {

/// How an experiment divides its units.
struct Split {
    std::string salt;
    std::int64_t coverage_ppm = core::ppm_per_one;          // how many of the units take part: the ramp
    std::vector<std::int64_t> weight_ppm{500'000, 500'000}; // one per arm
};

/// What is wrong with a split, at /salt, /coverage_ppm or /weight_ppm: a salt is not empty, the coverage and each
/// weight lie between 0 and a million, and the weights come to a million exactly.
std::optional<DesignFault> fault_in(const Split& split);

struct Assigned {
    std::int64_t enrol_ppm = 0; // 0 to 999'999
    std::int64_t arm_ppm = 0;   // 0 to 999'999
    bool enrolled = false;
    std::size_t arm = 0; // index into the weights; drawn whether or not the unit is enrolled
    friend bool operator==(const Assigned&, const Assigned&) = default;
};

/// Draws for one unit, for instance "intent:<id>". The split must be without fault. Enrolled is who lies below the
/// coverage, so that raising it only adds units; the arm is the first whose weights so far lie above the draw, by a
/// hash of its own, so that a ramp never moves anybody between arms.
Assigned assign(const Split& split, std::string_view unit);

/// The salt of an experiment: "<key>.<first 16 hex digits of SHA256(<prereg_sha256>:<j>)>". It follows from what was
/// registered, so that nobody can choose it. j counts the attempts of a declared rerandomisation and is 0 without one.
std::string salt_of(std::string_view key, std::string_view prereg_sha256, std::uint64_t j = 0);

} // namespace parley::lab::design
