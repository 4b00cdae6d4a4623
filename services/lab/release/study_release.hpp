// What of an experiment may be published row by row (sector-experiments 6): rows about requests that cannot be told
// from those of other people, under names of this release only, with prices and times made coarse. Where too many rows
// would have to be left out there are none, but totals of the arms.
#pragma once

#include "lab/analyse/study.hpp"
#include "lab/release/rows.hpp"

#include <boost/system/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parley::lab::release {

/// A fact with what decides whether it may leave. Of these only the fact leaves: region, week and band are told
/// nowhere.
struct PrivateFact {
    analyse::Fact fact;
    std::string consumer;               // by which the market knows the buyer
    std::vector<std::string> retailers; // those who were invited, in any order
    std::string region;
    std::string week; // "2026-W10"
    std::string band; // of the budget, "100-250" or "1000+"
};

inline constexpr std::int64_t ref_step_ppm = 10'000; // a price is told in steps of 1 % of the reference,
/// and in steps of 5 % of the budget: a finer one would, beside the other, tell the budget itself.
inline constexpr std::int64_t budget_step_ppm = 50'000;
inline constexpr std::int64_t time_step_ms = 1'000;

/// Sums over an arm. `consumers` and `retailers` are distinct ones, the rest is what the facts of the arm come to.
struct ArmTotal {
    std::size_t arm = 0;
    std::int64_t consumers = 0;
    std::int64_t retailers = 0;
    std::int64_t requests = 0;
    std::int64_t invited = 0;
    std::int64_t opened = 0;
    std::int64_t offers = 0;
    std::int64_t bids = 0;
    std::int64_t awarded = 0;
    std::int64_t converted = 0;
};

struct StudyRelease {
    analyse::Study study;         // as it may be published; the published analysis is computed from it
    Levels levels;                // at which people were counted
    std::int64_t k = k_min;       // distinct consumers of each class
    std::int64_t rows_all = 0;    // that there were
    std::int64_t left_out = 0;    // of them
    bool is_withheld = false;     // no rows are published
    std::vector<ArmTotal> totals; // only where rows are withheld: of the arms that may be told
};

/// Makes a release of a study whose facts are these; what `study` itself has for facts is not looked at. `key` is made
/// for this release and kept by nobody.
///
/// A class of people is a sector, an epoch of the ramp (which is told, and is a stretch of time), and week, band and
/// region as coarse as release_rows has to make them. Who is in a class of fewer than k_min consumers is left out, and
/// if that is more than dropped_percent_max of the rows, all are. Rows come in the order of what they tell. Moments are
/// taken out; what the lab wrote in words is left as it is.
///
/// Without rows, arms are told by their totals where verdicts_of lets each stand as a cell, and how many units reached
/// a stage is told without epochs if all of them may be. What the largest retailers took is not looked at, for no value
/// is told.
///
/// A fault has the place /<index>/<member>: a week or band that is none, an empty consumer or unit, an arm that is not
/// among those registered, or a unit that is in two.
boost::system::result<StudyRelease, ReleaseFault>
release_study(const analyse::Study& study, const std::vector<PrivateFact>& facts, const ReleaseKey& key);

/// What a release of these facts would do with their rows.
struct RowsOutlook {
    std::int64_t rows_all = 0;
    std::int64_t left_out = 0; // of them
    bool is_withheld = false;  // no rows would be published
    friend bool operator==(const RowsOutlook&, const RowsOutlook&) = default;
};
boost::system::result<RowsOutlook, ReleaseFault> rows_outlook(const std::vector<PrivateFact>& facts);

} // namespace parley::lab::release
