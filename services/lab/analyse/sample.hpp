// Two arms of one metric, brought from requests to the units that arms were drawn for: what is drawn together is
// counted together. Epochs of the ramp and, over all sectors, the registered sectors are strata, so that a request is
// compared with those of its own time and kind: arms that are not split alike in all sectors would else differ by them.
#pragma once

#include "lab/analyse/metrics.hpp"
#include "lab/stats/means.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace parley::lab::analyse {

/// One request that counts for the metric.
struct Row {
    std::size_t unit = 0; // index into the units
    Reading reading;      // of a mean, within its caps; none for survival
    stats::Waited waited; // for survival, in seconds
};

/// A unit, which belongs to the epoch in which it was first seen: its arm never changes later.
struct UnitSum {
    bool treated = false;
    std::int64_t epoch = 0;
    std::size_t part = 0;    // the first of the sectors that are strata in which it has a request
    std::string_view sector; // of its first request
    Reading sum;             // over its requests; for survival none, see arm_in
    std::size_t requests = 0;
};

/// The units of one epoch in one sector, by index.
struct Stratum {
    std::vector<std::size_t> control;
    std::vector<std::size_t> treated;
    /// Units of the control times those treated, over both: what the stratum's difference weighs. It hangs on no
    /// outcome, so it cannot lean to one side, and is the best there is where units vary alike in all strata.
    double weight() const;
};

struct Sample {
    const Metric* metric = nullptr;
    double horizon_s = 0;
    std::vector<Row> rows;
    std::vector<UnitSum> units;
    std::vector<Stratum> strata;   // by epoch and sector
    std::size_t epochs = 0;        // of the strata
    std::optional<Caps> capped_at; // of a mean, in its unit
    double control_units = 0;      // of the strata
    double treated_units = 0;
    double left_out = 0;   // units of strata in which an arm has fewer than two
    bool is_plain = false; // the unit is the request, and no unit has two
};

/// `caps` are quantiles of both arms together (linear, type 7), so that no arm moves them alone.
struct SampleOptions {
    double horizon_s = 0;
    Caps caps = {};
    bool unit_is_request = true;
    std::span<const std::string> sectors = {}; // that are strata, with all below them; none makes one of all
};
Sample sample_of(const Metric& metric, const Facts& control, const Facts& treatment, const SampleOptions& options);

/// Values that add up over requests like those of a mean, and whose mean is the restricted mean of `waits` up to tau:
/// it, plus n times the share of each in its error, - sum A/(Y - d) (dN - Y_i d/Y) over the times of events, with A the
/// area under the Kaplan-Meier curve that is left, Y those still waiting, Y_i whether this one is, and d the events.
/// Without censoring they are the waits themselves; their variance is Greenwood's (the infinitesimal jackknife), and
/// summed over the requests of a unit they tell how much units vary.
std::vector<double> linear_waits(std::span<const stats::Waited> waits, double tau);

/// Some units as an arm of the tests: their mean, and the variance of one unit. A ratio of sums over units has it by
/// the delta method, which for one request to a unit is that of a mean; survival of plain requests by Greenwood. A
/// plain proportion has the variance with one success and one failure more (Agresti and Caffo 2000), since k = 0 of n
/// is not known for sure.
stats::Informative<stats::Arm> arm_in(const Sample& sample, std::span<const std::size_t> units);

/// The difference of treated and control, weighted over the strata; its df after Welch and Satterthwaite. Each arm
/// needs two units of some stratum, and something has to vary.
stats::Informative<stats::Effect> effect_in(const Sample& sample);

/// Why there is no stratum.
stats::Uninformative too_few_to_compare();

/// Whether any two of the units in strata have other values. Of survival it is taken for granted: the curve says it.
bool varies(const Sample& sample);

/// For a shuffle of arms: what each unit adds, survival as linear_waits of both arms together, stratum by stratum.
std::vector<Reading> shuffled_sums(const Sample& sample);

} // namespace parley::lab::analyse
