#include "lab/analyse/sample.hpp"

#include "core/matching/sectors.hpp"
#include "lab/stats/variance_reduction.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace parley::lab::analyse {

namespace {

using stats::Arm;
using stats::Informative;
using stats::Uninformative;

constexpr std::size_t units_with_variance = 2;

/// Linear between the order statistics, as R's type 7; `sorted` is not empty.
double quantile_of(const std::vector<double>& sorted, double level) {
    const double place = level * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

void cap(Sample& sample, const Caps& caps) {
    std::vector<double> values;
    for (const Row& row : sample.rows)
        values.push_back(row.reading.y);
    if (values.empty())
        return;
    std::ranges::sort(values);
    sample.capped_at = Caps{quantile_of(values, caps.low), quantile_of(values, caps.high)};
    for (Row& row : sample.rows)
        row.reading.y = std::clamp(row.reading.y, sample.capped_at->low, sample.capped_at->high);
}

class Gathering {
public:
    Gathering(Sample& sample, std::span<const std::string> sectors) : sample_(sample), sectors_(sectors) {}

    void add(const Facts& facts, bool treated) {
        for (const Fact* fact : facts) {
            Row row;
            if (sample_.metric->kind == Kind::survival)
                row.waited = waited_of(*fact);
            else if (row.reading = sample_.metric->read(*fact); row.reading.x == 0 && row.reading.y == 0)
                continue;
            const auto [known, is_new] = index_of_.try_emplace({fact->unit, treated}, sample_.units.size());
            const std::size_t part = part_of(fact->sector);
            if (is_new)
                sample_.units.push_back({treated, fact->epoch, part, fact->sector, {}, 0});
            row.unit = known->second;
            UnitSum& unit = sample_.units[row.unit];
            unit.epoch = std::min(unit.epoch, fact->epoch);
            unit.part = std::min(unit.part, part);
            ++unit.requests;
            sample_.rows.push_back(row);
        }
    }

private:
    std::size_t part_of(std::string_view sector) const {
        const auto found =
            std::ranges::find_if(sectors_, [&](const std::string& above) { return core::lies_within(sector, above); });
        return static_cast<std::size_t>(found - sectors_.begin());
    }

    Sample& sample_;
    std::span<const std::string> sectors_;
    std::map<std::pair<std::string_view, bool>, std::size_t> index_of_;
};

void stratify(Sample& sample) {
    std::map<std::pair<std::int64_t, std::size_t>, Stratum> by_place;
    std::set<std::int64_t> epochs;
    for (std::size_t i = 0; i < sample.units.size(); ++i) {
        const UnitSum& unit = sample.units[i];
        Stratum& stratum = by_place[{unit.epoch, unit.part}];
        (unit.treated ? stratum.treated : stratum.control).push_back(i);
    }
    for (auto& [place, stratum] : by_place) {
        if (std::min(stratum.control.size(), stratum.treated.size()) < units_with_variance) {
            sample.left_out += static_cast<double>(stratum.control.size() + stratum.treated.size());
            continue;
        }
        sample.control_units += static_cast<double>(stratum.control.size());
        sample.treated_units += static_cast<double>(stratum.treated.size());
        sample.strata.push_back(std::move(stratum));
        epochs.insert(place.first);
    }
    sample.epochs = epochs.size();
}

/// Which of the sample's units are meant, for a walk over its rows.
std::vector<bool> marked(const Sample& sample, std::span<const std::size_t> units) {
    std::vector<bool> marks(sample.units.size(), false);
    for (const std::size_t unit : units)
        marks[unit] = true;
    return marks;
}

/// Waits of some units made linear and summed by unit, in the order of the sample's units.
std::vector<Reading> summed_waits(const Sample& sample, std::span<const std::size_t> units) {
    const std::vector<bool> marks = marked(sample, units);
    std::vector<stats::Waited> waits;
    for (const Row& row : sample.rows)
        if (marks[row.unit])
            waits.push_back(row.waited);
    const std::vector<double> linear = linear_waits(waits, sample.horizon_s);
    std::vector<Reading> sums(sample.units.size());
    std::size_t next = 0;
    for (const Row& row : sample.rows)
        if (marks[row.unit]) {
            sums[row.unit].y += linear[next++];
            sums[row.unit].x += 1;
        }
    return sums;
}

Informative<Arm> arm_of_sums(const std::vector<Reading>& sums) {
    std::vector<double> y, x;
    for (const Reading& sum : sums) {
        y.push_back(sum.y);
        x.push_back(sum.x);
    }
    return stats::arm_of_ratio(stats::pair_moments_of(y, x));
}

Arm plain_share(const std::vector<Reading>& sums) {
    double successes = 0, n = 0;
    for (const Reading& sum : sums) {
        successes += sum.y;
        n += sum.x;
    }
    const double near = (successes + 1) / (n + 2);
    return {n, successes / n, near * (1 - near) * n / (n + 2)};
}

Informative<Arm> waiting_arm(const Sample& sample, std::span<const std::size_t> units) {
    if (!sample.is_plain) {
        const std::vector<Reading> all = summed_waits(sample, units);
        std::vector<Reading> sums;
        for (const std::size_t unit : units)
            sums.push_back(all[unit]);
        return arm_of_sums(sums);
    }
    const std::vector<bool> marks = marked(sample, units);
    std::vector<stats::Waited> waits;
    for (const Row& row : sample.rows)
        if (marks[row.unit])
            waits.push_back(row.waited);
    const stats::RestrictedMean mean = stats::restricted_mean(waits, sample.horizon_s);
    const double n = static_cast<double>(waits.size());
    return Arm{n, mean.mean, mean.se * mean.se * n};
}

/// The parts that arms add to the variance of a weighted difference, and their df.
class Weighted {
public:
    void add(const Stratum& stratum, const Arm& control, const Arm& treated) {
        const double weight = stratum.weight();
        weights_ += weight;
        estimate_ += weight * (treated.mean - control.mean);
        size_ = std::max({size_, std::abs(treated.mean), std::abs(control.mean)});
        for (const Arm* arm : {&control, &treated}) {
            const double part = weight * weight * arm->variance / arm->n;
            variance_ += part;
            squares_ += part * part / (arm->n - 1);
            units_ += arm->n;
        }
    }
    Informative<stats::Effect> effect() const {
        // As R's t.test: a spread that is no more than the rounding of the means is none.
        const double rounding = 10 * std::numeric_limits<double>::epsilon() * size_ * weights_;
        if (!stats::all_finite({estimate_, variance_, squares_}))
            return stats::too_large();
        if (variance_ <= 0)
            return stats::no_spread();
        if (std::sqrt(variance_) < rounding)
            return stats::lost_spread();
        const stats::Effect effect{estimate_ / weights_, variance_ / weights_ / weights_,
                                   variance_ / squares_ * variance_, units_};
        if (!stats::all_finite({effect.estimate, effect.variance, effect.df}) || effect.variance <= 0)
            return stats::too_large();
        return effect;
    }

private:
    double weights_ = 0, estimate_ = 0, variance_ = 0, squares_ = 0, units_ = 0, size_ = 0;
};

} // namespace

stats::Uninformative too_few_to_compare() {
    return {"too few were seen: each arm needs two that count for the metric, of the same sector and the same step of "
            "the ramp, and there are none such"};
}

double Stratum::weight() const {
    const auto n_control = static_cast<double>(control.size()), n_treated = static_cast<double>(treated.size());
    return n_control * n_treated / (n_control + n_treated);
}

Sample sample_of(const Metric& metric, const Facts& control, const Facts& treatment, const SampleOptions& options) {
    Sample sample;
    sample.metric = &metric;
    sample.horizon_s = options.horizon_s;
    Gathering gathering(sample, options.sectors);
    gathering.add(control, false);
    gathering.add(treatment, true);
    if (metric.kind == Kind::mean)
        cap(sample, options.caps);
    for (const Row& row : sample.rows) {
        sample.units[row.unit].sum.y += row.reading.y;
        sample.units[row.unit].sum.x += row.reading.x;
    }
    sample.is_plain = options.unit_is_request &&
                      std::ranges::all_of(sample.units, [](const UnitSum& unit) { return unit.requests == 1; });
    stratify(sample);
    return sample;
}

std::vector<double> linear_waits(std::span<const stats::Waited> waits, double tau) {
    const stats::SurvivalCurve curve = stats::kaplan_meier(waits);
    const double mean = stats::restricted_mean(waits, tau).mean;
    const auto n = static_cast<double>(waits.size());
    std::vector<double> ends;
    for (const stats::Waited& wait : waits)
        ends.push_back(wait.time);
    std::ranges::sort(ends);
    const auto waiting_at = [&](double time) {
        return static_cast<double>(ends.end() - std::ranges::lower_bound(ends, time));
    };
    std::vector<stats::SurvivalStep> steps;
    for (const stats::SurvivalStep& step : curve)
        if (step.time <= tau)
            steps.push_back(step);
    // What an event at a step costs, and what everybody who waits up to a step has gained by the hazards so far.
    std::vector<double> loss(steps.size()), gain(steps.size());
    double area = 0, until = tau;
    for (std::size_t i = steps.size(); i-- > 0;) {
        area += steps[i].survival * (until - steps[i].time);
        until = steps[i].time;
        const double before = i == 0 ? 1 : steps[i - 1].survival;
        const double waiting_after = waiting_at(steps[i].time) * (steps[i].survival / before);
        loss[i] = waiting_after > 0 ? area / waiting_after : 0; // where nobody waits on, no area is left
    }
    double gained = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const double before = i == 0 ? 1 : steps[i - 1].survival;
        gained += loss[i] * (1 - steps[i].survival / before);
        gain[i] = gained;
    }
    std::vector<double> linear;
    for (const stats::Waited& wait : waits) {
        const auto after = std::ranges::upper_bound(steps, wait.time, {}, &stats::SurvivalStep::time);
        const auto passed = static_cast<std::size_t>(after - steps.begin());
        double error = passed > 0 ? gain[passed - 1] : 0;
        if (wait.happened && wait.time <= tau)
            error -= loss[passed - 1];
        linear.push_back(mean + n * error);
    }
    return linear;
}

Informative<Arm> arm_in(const Sample& sample, std::span<const std::size_t> units) {
    if (sample.metric->kind == Kind::survival)
        return waiting_arm(sample, units);
    std::vector<Reading> sums;
    for (const std::size_t unit : units)
        sums.push_back(sample.units[unit].sum);
    if (sample.is_plain && sample.metric->kind == Kind::proportion)
        return plain_share(sums);
    return arm_of_sums(sums);
}

bool varies(const Sample& sample) {
    if (sample.metric->kind == Kind::survival)
        return true;
    std::optional<double> first;
    for (const Stratum& stratum : sample.strata)
        for (const auto* units : {&stratum.control, &stratum.treated})
            for (const std::size_t unit : *units) {
                const double value = sample.units[unit].sum.y / sample.units[unit].sum.x;
                if (value != first.value_or(value))
                    return true;
                first = value;
            }
    return false;
}

Informative<stats::Effect> effect_in(const Sample& sample) {
    Weighted weighted;
    if (sample.strata.empty())
        return too_few_to_compare();
    for (const Stratum& stratum : sample.strata) {
        const auto control = arm_in(sample, stratum.control), treated = arm_in(sample, stratum.treated);
        if (!control || !treated)
            return control ? treated.error() : control.error();
        weighted.add(stratum, *control, *treated);
    }
    return weighted.effect();
}

std::vector<Reading> shuffled_sums(const Sample& sample) {
    std::vector<Reading> sums(sample.units.size());
    for (const Stratum& stratum : sample.strata) {
        std::vector<std::size_t> units = stratum.control;
        units.insert(units.end(), stratum.treated.begin(), stratum.treated.end());
        const bool waits = sample.metric->kind == Kind::survival;
        const std::vector<Reading> summed = waits ? summed_waits(sample, units) : std::vector<Reading>();
        for (const std::size_t unit : units)
            sums[unit] = waits ? summed[unit] : sample.units[unit].sum;
    }
    return sums;
}

} // namespace parley::lab::analyse
