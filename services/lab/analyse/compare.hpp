// One arm held against the control by one metric: which method is the judge depends on the unit that arms were drawn
// for and on how many there are (sector-experiments 4), never on how the data look.
#pragma once

#include "lab/analyse/sample.hpp"
#include "lab/design/unit.hpp"
#include "lab/stats/sequential.hpp"

#include <span>
#include <string>
#include <vector>

namespace parley::lab::analyse {

/// Requests of an arm are so many at least for a test that rests on there being many; below, arms are shuffled.
inline constexpr double requests_many = 30;
/// The same for units that hold several requests.
inline constexpr double clusters_many = 20;
/// An always-valid bound of fewer units to an arm would trust a variance that nobody knows.
inline constexpr double sequence_units_min = 10;

/// The effect (arm less control, in the metric's unit), and what a test says of it. The interval is of 1 - alpha and
/// not adjusted for there being many comparisons; p is two-sided.
struct Estimate {
    std::string method;
    double effect = 0;
    std::optional<double> se;
    std::optional<double> df;
    double p = 1;
    stats::Interval interval;
    std::string family;               // "primary", "overall" or "exploratory"
    std::optional<double> p_adjusted; // within the family
};

/// What another method says of the same comparison. The interval of ranks and of CR1S is of 95 %, others of 1 - alpha.
struct Checked {
    double p = 1;
    std::optional<double> effect;
    std::optional<double> se;
    stats::Interval interval;
};
struct Check {
    std::string method;
    stats::Informative<Checked> result;
};

struct Comparison {
    std::string sector;  // "" for all sectors together
    std::size_t arm = 0; // index into the arms of the pre-registration
    double control_units = 0;
    double treated_units = 0;
    double left_out_units = 0; // of strata in which an arm has fewer than two
    std::size_t epochs = 0;
    std::optional<Caps> capped_at;
    std::optional<double> horizon_s;
    stats::Informative<Estimate> estimate;
    stats::Informative<stats::Effect> effect; // for pooling and for sequences
    stats::Informative<stats::SequenceTest> always_valid;
    std::vector<Check> checks;
    bool varies = true; // any two of the units compared have other values
};

struct CompareOptions {
    design::Unit unit = design::Unit::intent;
    double alpha = 0.05; // in (0, 0.5]
    double tuning = stats::sequential_tuning;
    Caps caps = {};
    double horizon_s = 0;
    std::uint64_t seed = 1;
    bool must_shuffle = false;                 // whatever the unit and however many
    std::span<const std::string> sectors = {}; // within which requests are held against each other
};

/// The names of the methods, as an Estimate and a Check have them.
namespace method {
inline constexpr const char* welch = "Welch's test of capped values";
inline constexpr const char* mann_whitney = "Mann-Whitney test";
inline constexpr const char* newcombe = "Newcombe interval with a score test";
inline constexpr const char* delta = "delta method over units";
inline constexpr const char* restricted_mean = "difference of restricted means";
inline constexpr const char* log_rank = "log-rank test";
inline constexpr const char* shuffle = "randomisation test";
inline constexpr const char* cluster_robust = "cluster-robust least squares (CR1S)";
} // namespace method

/// A comparison of which nothing can be said.
Comparison no_comparison(const stats::Uninformative& why);

/// Holds `treatment` against `control`: the sector and the arm of the answer are left to the caller. No number of it is
/// NaN or infinite.
Comparison compare(const Metric& metric, const Facts& control, const Facts& treatment, const CompareOptions& options);

} // namespace parley::lab::analyse
