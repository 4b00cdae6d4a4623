// The metrics that can be computed from a study's facts, by their names in the codebook (sql/views/40_codebook.sql) and
// as its words define them.
#pragma once

#include "lab/analyse/plan.hpp"
#include "lab/analyse/study.hpp"
#include "lab/stats/informative.hpp"
#include "lab/stats/survival.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parley::lab::analyse {

/// A proportion is of requests that have something or not, a mean of numbers of requests, a ratio of two sums over
/// requests; survival is a time that some requests have not waited to the end.
enum class Kind { proportion, mean, ratio, survival };
inline constexpr std::string_view kind_names[] = {"proportion", "mean", "ratio", "survival"};
constexpr std::span<const std::string_view> names_of(Kind) {
    return kind_names;
}

/// What one request adds to the sum above and to the sum below; one with nothing below is not counted.
struct Reading {
    double y = 0;
    double x = 0;
};

struct Metric {
    std::string_view name;
    Kind kind = Kind::mean;
    std::string_view unit;
    Direction better = Direction::two_sided; // two_sided where it only describes
    bool is_guard = false;
    Reading (*read)(const Fact& fact) = nullptr; // none for survival
};

/// "the number of offers for a request", for people who know no codebook; the name itself of what is not in the table.
std::string plain_words(std::string_view metric);

std::span<const Metric> metrics();
/// Null for a name that is not in the table.
const Metric* metric_named(std::string_view name);

/// Seconds until the first offer, or until the end of the rounds without one.
stats::Waited waited_of(const Fact& fact);

using Facts = std::vector<const Fact*>;
/// The horizon of survival in seconds: 900, or the shortest announced round of all arms that are compared.
double horizon_of(const Facts& facts);

/// The metric over these requests, in its unit. Survival is up to `horizon_s`.
stats::Informative<double> value_of(const Metric& metric, const Facts& facts, double horizon_s);

} // namespace parley::lab::analyse
