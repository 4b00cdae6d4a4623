#include "lab/analyse/compare.hpp"

#include "lab/analyse/shuffle.hpp"
#include "lab/stats/distributions.hpp"
#include "lab/stats/proportions.hpp"
#include "lab/stats/ranks.hpp"
#include "lab/stats/regression.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace parley::lab::analyse {

namespace {

using stats::Informative;
using stats::Uninformative;

/// Successes and cases of an arm within an epoch, for plain proportions.
stats::Share share_of(const Sample& sample, const std::vector<std::size_t>& units) {
    stats::Share share;
    for (const std::size_t unit : units) {
        share.successes += sample.units[unit].sum.y;
        share.n += sample.units[unit].sum.x;
    }
    return share;
}

double squared(double value) {
    return value * value;
}

Estimate estimate_of(const char* name, const stats::MeansTest& test) {
    return {name, test.estimate, test.se, test.df, test.p, test.interval, {}, std::nullopt};
}

Informative<Estimate> by_effect(const char* name, const Informative<stats::Effect>& effect, double alpha) {
    if (!effect)
        return effect.error();
    const auto test = stats::test_effect(*effect, {stats::Difference::absolute, stats::Side::both, alpha});
    if (!test)
        return test.error();
    return estimate_of(name, *test);
}

/// Newcombe's interval of each epoch, brought together by recovering variances from the bounds (Zou and Donner 2008);
/// p by the score test of Cochran (1954) with the same weights. Of one epoch these are Newcombe's method 10 and
/// Pearson's chi-squared.
Informative<Estimate> by_newcombe(const Sample& sample, const Informative<stats::Effect>& effect, double alpha) {
    if (!effect)
        return effect.error();
    double weights = 0, difference = 0, below = 0, above = 0, score_variance = 0;
    for (const Stratum& stratum : sample.strata) {
        const stats::Share control = share_of(sample, stratum.control), treated = share_of(sample, stratum.treated);
        const auto newcombe = stats::newcombe(treated, control, 1 - alpha);
        if (!newcombe)
            return newcombe.error();
        const double weight = stratum.weight();
        const double pooled = (control.successes + treated.successes) / (control.n + treated.n);
        weights += weight;
        difference += weight * newcombe->difference;
        below += squared(weight * (newcombe->difference - *newcombe->interval.low));
        above += squared(weight * (*newcombe->interval.high - newcombe->difference));
        score_variance += weight * pooled * (1 - pooled); // squared weight times (1/n_C + 1/n_T)
    }
    if (score_variance <= 0)
        return Uninformative{"every request came out the same in both arms: there is no difference to judge"};
    Estimate estimate{method::newcombe, difference / weights, std::sqrt(effect->variance), std::nullopt, 1, {}, {}, {}};
    estimate.p = std::min(1.0, 2 * stats::normal_above(std::abs(difference) / std::sqrt(score_variance)));
    estimate.interval = {estimate.effect - std::sqrt(below) / weights, estimate.effect + std::sqrt(above) / weights};
    return estimate;
}

/// Arms are shuffled within a stratum, and within a sector too where the draw was made by sector.
Informative<Estimate> by_shuffle(const Sample& sample, const Informative<stats::Effect>& effect,
                                 const CompareOptions& options) {
    const bool by_sector = options.unit == design::Unit::slot || options.unit == design::Unit::cluster;
    const std::vector<Reading> sums = shuffled_sums(sample);
    std::map<std::pair<std::size_t, std::string_view>, std::size_t> blocks;
    std::vector<Dealt> dealt;
    for (std::size_t s = 0; s < sample.strata.size(); ++s)
        for (const auto* units : {&sample.strata[s].control, &sample.strata[s].treated})
            for (const std::size_t i : *units) {
                const UnitSum& unit = sample.units[i];
                const auto block =
                    blocks.try_emplace({s, by_sector ? unit.sector : std::string_view()}, blocks.size()).first;
                if (!(sums[i].x > 0))
                    return Uninformative{"a unit counts for nothing of the metric's lower sum"};
                dealt.push_back({sums[i].y, sums[i].x, unit.treated, s, block->second});
            }
    const auto shuffled = shuffle_units(dealt, options.alpha, options.seed);
    if (!shuffled)
        return shuffled.error();
    Estimate estimate{method::shuffle, shuffled->estimate, {}, {}, shuffled->p, shuffled->interval, {}, {}};
    if (effect)
        estimate.se = std::sqrt(effect->variance);
    if (sample.metric->kind == Kind::survival && effect) {
        // The shuffle is of linear parts; what is told is the difference of the curves.
        const double shift = effect->estimate - estimate.effect;
        estimate.effect = effect->estimate;
        for (auto* bound : {&estimate.interval.low, &estimate.interval.high})
            if (*bound)
                **bound += shift;
    }
    return estimate;
}

Informative<Checked> by_ranks(const Sample& sample) {
    std::vector<double> control, treated;
    for (const Row& row : sample.rows)
        (sample.units[row.unit].treated ? treated : control).push_back(row.reading.y);
    const auto test = stats::mann_whitney(control, treated);
    if (!test)
        return test.error();
    const auto& sided = test->exact ? test->exact : test->corrected;
    if (!sided)
        return Uninformative{"all values are the same"};
    return Checked{sided->two_sided, test->shift, std::nullopt, test->shift_interval};
}

/// Epochs together: the arms have the same shares of all of them.
Informative<Checked> by_log_rank(const Sample& sample) {
    std::vector<std::vector<stats::Waited>> arms(2);
    for (const Row& row : sample.rows) {
        stats::Waited wait = row.waited;
        if (wait.time > sample.horizon_s) // beyond the horizon the arms' rounds may differ in length
            wait = {sample.horizon_s, false};
        arms[sample.units[row.unit].treated ? 1 : 0].push_back(wait);
    }
    const auto test = stats::log_rank(arms);
    if (!test)
        return test.error();
    return Checked{test->p, std::nullopt, std::nullopt, {}};
}

Informative<Checked> checked(const Informative<Estimate>& estimate) {
    if (!estimate)
        return estimate.error();
    return Checked{estimate->p, estimate->effect, estimate->se, estimate->interval};
}

/// Requests against their arm and stratum, with errors that hold when the requests of a unit resemble each other.
Informative<Checked> by_regression(const Sample& sample) {
    std::vector<std::size_t> stratum_of(sample.units.size(), sample.strata.size());
    for (std::size_t s = 0; s < sample.strata.size(); ++s)
        for (const auto* units : {&sample.strata[s].control, &sample.strata[s].treated})
            for (const std::size_t unit : *units)
                stratum_of[unit] = s;
    stats::Regression regression;
    regression.columns = {{"constant", {}}, {"treated", {}}};
    for (std::size_t s = 1; s < sample.strata.size(); ++s)
        regression.columns.push_back({"stratum " + std::to_string(s), {}});
    std::vector<std::size_t> cluster_of;
    for (const Row& row : sample.rows) {
        const std::size_t stratum = stratum_of[row.unit];
        if (stratum == sample.strata.size() || row.reading.x == 0)
            continue;
        regression.y.push_back(row.reading.y);
        regression.columns[0].values.push_back(1);
        regression.columns[1].values.push_back(sample.units[row.unit].treated ? 1 : 0);
        for (std::size_t s = 1; s < sample.strata.size(); ++s)
            regression.columns[s + 1].values.push_back(stratum == s ? 1 : 0);
        cluster_of.push_back(row.unit);
    }
    const auto fit = stats::least_squares(regression);
    if (!fit)
        return fit.error();
    const auto robust = stats::cluster_robust(regression, *fit, cluster_of);
    if (!robust)
        return robust.error();
    constexpr std::size_t treated = 1;
    return Checked{robust->p[treated], fit->coefficients[treated], robust->se_cr1[treated], robust->intervals[treated]};
}

/// Whether a test that rests on there being many units may be the judge.
bool are_many(const Sample& sample, design::Unit unit) {
    const double fewer = std::min(sample.control_units, sample.treated_units);
    if (unit == design::Unit::intent && sample.is_plain)
        return fewer >= requests_many;
    return (unit == design::Unit::intent || unit == design::Unit::consumer) && fewer >= clusters_many;
}

Informative<Estimate> by_many(const Sample& sample, const Informative<stats::Effect>& effect, double alpha) {
    switch (sample.metric->kind) {
    case Kind::mean:
        return by_effect(sample.is_plain ? method::welch : method::delta, effect, alpha);
    case Kind::proportion:
        return sample.is_plain ? by_newcombe(sample, effect, alpha) : by_effect(method::delta, effect, alpha);
    case Kind::ratio:
        return by_effect(method::delta, effect, alpha);
    case Kind::survival:
        return by_effect(method::restricted_mean, effect, alpha);
    }
    return Uninformative{"the metric is of no known kind"};
}

std::vector<Check> checks_of(const Sample& sample, const Comparison& comparison, bool many, double alpha) {
    const Kind kind = sample.metric->kind;
    std::vector<Check> checks;
    if (!many) {
        const Informative<Estimate> other = by_many(sample, comparison.effect, alpha);
        const bool is_sum = kind == Kind::mean || kind == Kind::proportion;
        if (is_sum && !sample.is_plain)
            checks.push_back({method::cluster_robust, by_regression(sample)});
        else
            checks.push_back({other ? other->method : method::delta, checked(other)});
    } else if (!sample.is_plain && (kind == Kind::mean || kind == Kind::proportion)) {
        checks.push_back({method::cluster_robust, by_regression(sample)});
    }
    if (sample.is_plain && kind == Kind::mean)
        checks.push_back({method::mann_whitney, by_ranks(sample)});
    if (sample.is_plain && kind == Kind::survival)
        checks.push_back({method::log_rank, by_log_rank(sample)});
    return checks;
}

Informative<stats::SequenceTest> sequence_of(const Sample& sample, const Informative<stats::Effect>& effect,
                                             const CompareOptions& options) {
    if (!effect)
        return effect.error();
    if (std::min(sample.control_units, sample.treated_units) < sequence_units_min)
        return Uninformative{"an arm has fewer than ten units, too few for a bound that rests on there being many"};
    return stats::confidence_sequence(*effect, {stats::Side::both, options.alpha, options.tuning});
}

std::optional<Uninformative> missing(const Sample& sample) {
    std::size_t control = 0, treated = 0;
    for (const UnitSum& unit : sample.units)
        ++(unit.treated ? treated : control);
    if (control + treated == 0)
        return Uninformative{"there is no request that counts for the metric"};
    if (control == 0)
        return Uninformative{"the control has no request that counts for the metric"};
    if (treated == 0)
        return Uninformative{"the arm has no request that counts for the metric"};
    if (sample.strata.empty())
        return too_few_to_compare();
    return std::nullopt;
}

} // namespace

Comparison no_comparison(const Uninformative& why) {
    return {{}, 0, 0, 0, 0, 0, std::nullopt, std::nullopt, why, why, why, {}};
}

Comparison compare(const Metric& metric, const Facts& control, const Facts& treatment, const CompareOptions& options) {
    const Sample sample =
        sample_of(metric, control, treatment,
                  {options.horizon_s, options.caps, options.unit == design::Unit::intent, options.sectors});
    Comparison comparison = no_comparison({"there is nothing to compare"});
    comparison.control_units = sample.control_units;
    comparison.treated_units = sample.treated_units;
    comparison.left_out_units = sample.left_out;
    comparison.epochs = sample.epochs;
    comparison.capped_at = sample.capped_at;
    if (metric.kind == Kind::survival)
        comparison.horizon_s = options.horizon_s;
    if (const auto why = missing(sample)) {
        comparison.estimate = *why;
        comparison.effect = *why;
        comparison.always_valid = *why;
        return comparison;
    }
    comparison.effect = effect_in(sample);
    comparison.varies = varies(sample);
    const bool many = !options.must_shuffle && are_many(sample, options.unit);
    comparison.estimate =
        many ? by_many(sample, comparison.effect, options.alpha) : by_shuffle(sample, comparison.effect, options);
    comparison.always_valid = sequence_of(sample, comparison.effect, options);
    comparison.checks = checks_of(sample, comparison, many, options.alpha);
    return comparison;
}

} // namespace parley::lab::analyse
