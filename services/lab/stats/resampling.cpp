#include "lab/stats/resampling.hpp"

#include "lab/draws.hpp"
#include "lab/stats/distributions.hpp"
#include "lab/stats/moments.hpp"

#include <algorithm>
#include <cmath>

namespace parley::lab::stats {

namespace {

/// A value of the statistic, and how many resamples have it.
struct Resampled {
    double value = 0;
    double weight = 1;
};

/// The values in order, with weights that run up.
class Distribution {
public:
    explicit Distribution(std::vector<Resampled> in_order) : values_(std::move(in_order)) {
        for (Resampled& resample : values_)
            resample.weight = count_ += resample.weight;
    }
    double count() const { return count_; }

    /// Type 7: between the values at both sides of (count - 1) p.
    double quantile(double p) const {
        const double position = (count_ - 1) * p, below = std::floor(position);
        const double low = at(below), high = at(std::min(below + 1, count_ - 1));
        return low + (position - below) * (high - low);
    }
    /// The share that is less, and half of those equal.
    double share_below(double value) const {
        const double less = weight_until(std::ranges::lower_bound(values_, value, {}, &Resampled::value));
        const double not_more = weight_until(std::ranges::upper_bound(values_, value, {}, &Resampled::value));
        return (less + not_more) / 2 / count_;
    }
    double sd() const {
        double mean = 0, squares = 0, before = 0;
        for (const Resampled& resample : values_)
            mean += (resample.weight - std::exchange(before, resample.weight)) / count_ * resample.value;
        before = 0;
        for (const Resampled& resample : values_) {
            const double distance = resample.value - mean;
            squares += (resample.weight - std::exchange(before, resample.weight)) / count_ * distance * distance;
        }
        return std::sqrt(squares);
    }

private:
    double at(double index) const { return std::ranges::upper_bound(values_, index, {}, &Resampled::weight)->value; }
    double weight_until(std::vector<Resampled>::const_iterator end) const {
        return end == values_.begin() ? 0 : std::prev(end)->weight;
    }
    std::vector<Resampled> values_;
    double count_ = 0;
};

/// Every multiset of the sample's values, with the number of orders it can be drawn in.
class Listing {
public:
    Listing(std::span<const double> sample, Statistic statistic) : sample_(sample), statistic_(statistic) {
        add(0, sample.size(), 1);
    }
    std::vector<Resampled> resampled;

private:
    /// `ways` is how many orders the places taken so far leave: places choose count, for each value.
    void add(std::size_t value, std::size_t places, double ways) {
        if (value + 1 == sample_.size()) {
            drawn_.insert(drawn_.end(), places, sample_[value]);
            resampled.push_back({statistic_of(statistic_, drawn_), ways});
            drawn_.resize(drawn_.size() - places);
            return;
        }
        const std::size_t before = drawn_.size();
        double choices = 1;
        for (std::size_t count = 0; count <= places; ++count) {
            add(value + 1, places - count, ways * choices);
            choices = choices * static_cast<double>(places - count) / static_cast<double>(count + 1);
            drawn_.push_back(sample_[value]);
        }
        drawn_.resize(before);
    }
    std::span<const double> sample_;
    Statistic statistic_;
    std::vector<double> drawn_;
};

/// Sums in another order differ in their last digits, and are the same value all the same. Of values in order.
double rounding_of(const std::vector<Resampled>& resampled) {
    return 1e-12 * std::max(std::abs(resampled.front().value), std::abs(resampled.back().value));
}

double acceleration_of(std::span<const double> sample, Statistic statistic) {
    std::vector<double> without(sample.begin() + 1, sample.end());
    std::vector<double> left_out{statistic_of(statistic, without)};
    for (std::size_t i = 0; i + 1 < sample.size(); ++i) {
        without[i] = sample[i];
        left_out.push_back(statistic_of(statistic, without));
    }
    double mean = 0, squares = 0, cubes = 0;
    for (const double one : left_out)
        mean += one / static_cast<double>(left_out.size());
    for (const double one : left_out) {
        const double distance = mean - one;
        squares += distance * distance;
        cubes += distance * distance * distance;
    }
    return squares > 0 ? cubes / (6 * squares * std::sqrt(squares)) : 0;
}

constexpr double tail = 0.025;

Informative<Bootstrap> summary(std::span<const double> sample, Statistic statistic, std::vector<Resampled> resampled) {
    Bootstrap result;
    result.estimate = statistic_of(statistic, sample);
    std::ranges::sort(resampled, {}, &Resampled::value);
    const double rounding = rounding_of(resampled);
    if (resampled.back().value - resampled.front().value <= rounding)
        return Uninformative{"all resamples have the same value: the sample has no spread to resample"};
    const Distribution distribution(std::move(resampled));
    result.resamples = distribution.count();
    result.se = distribution.sd();
    if (!all_finite({result.estimate, result.se}))
        return too_large();
    const double low = distribution.quantile(tail), high = distribution.quantile(1 - tail);
    result.percentile = {low, high};
    result.basic = {2 * result.estimate - high, 2 * result.estimate - low};
    const double below =
        (distribution.share_below(result.estimate - rounding) + distribution.share_below(result.estimate + rounding)) /
        2;
    if (!is_inside_unit(below))
        return Uninformative{"all resamples lie on one side of the estimate"};
    result.z0 = normal_quantile(below);
    result.acceleration = acceleration_of(sample, statistic);
    const auto level = [&](double z) {
        const double moved = result.z0 + z;
        const double rest = 1 - result.acceleration * moved;
        return rest > 0 ? normal_below(result.z0 + moved / rest) : moved > 0 ? 1.0 : 0.0;
    };
    const double z = normal_quantile_above(tail);
    result.bca_levels = {level(-z), level(z)};
    result.bca = {distribution.quantile(*result.bca_levels.low), distribution.quantile(*result.bca_levels.high)};
    return result;
}

std::optional<Uninformative> too_few(std::span<const double> sample, Statistic statistic) {
    const bool is_spread = statistic == Statistic::variance || statistic == Statistic::sd;
    if (sample.size() < 2 || (is_spread && sample.size() < 3))
        return Uninformative{"the sample has too few values to leave one out"};
    return std::nullopt;
}

} // namespace

std::optional<Statistic> statistic_named(std::string_view name) {
    if (name == "mean")
        return Statistic::mean;
    if (name == "median")
        return Statistic::median;
    if (name == "variance")
        return Statistic::variance;
    if (name == "sd")
        return Statistic::sd;
    return std::nullopt;
}

double statistic_of(Statistic statistic, std::span<const double> sample) {
    switch (statistic) {
    case Statistic::mean: {
        double sum = 0;
        for (const double value : sample)
            sum += value;
        return sum / static_cast<double>(sample.size());
    }
    case Statistic::median: {
        std::vector<double> sorted(sample.begin(), sample.end());
        std::ranges::sort(sorted);
        const std::size_t middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
    case Statistic::variance:
        return variance_of(moments_of(sample));
    case Statistic::sd:
        return std::sqrt(variance_of(moments_of(sample)));
    }
    return 0;
}

Informative<Bootstrap> bootstrap_of_all(std::span<const double> sample, Statistic statistic) {
    if (const auto few = too_few(sample, statistic))
        return *few;
    if (sample.size() > listed_sample_max)
        return Uninformative{"a sample of more than " + std::to_string(listed_sample_max) +
                             " values has too many resamples to list: draw them"};
    return summary(sample, statistic, Listing(sample, statistic).resampled);
}

Informative<Bootstrap> bootstrap_by_draws(std::span<const double> sample, Statistic statistic, std::size_t resamples,
                                          std::uint64_t seed) {
    if (const auto few = too_few(sample, statistic))
        return *few;
    if (resamples < 1 || resamples > resamples_max || resamples > drawn_values_max / sample.size())
        return Uninformative{"the number of resamples must be from 1 to " + std::to_string(resamples_max) +
                             ", and draw no more than " + std::to_string(drawn_values_max) + " values"};
    Draws draws(seed);
    std::vector<double> drawn(sample.size());
    std::vector<Resampled> resampled;
    resampled.reserve(resamples);
    const auto last = static_cast<std::int64_t>(sample.size()) - 1;
    for (std::size_t i = 0; i < resamples; ++i) {
        for (double& value : drawn)
            value = sample[static_cast<std::size_t>(draws.between(0, last))];
        resampled.push_back({statistic_of(statistic, drawn), 1});
    }
    return summary(sample, statistic, std::move(resampled));
}

} // namespace parley::lab::stats
