#include "lab/stats/survival.hpp"

#include "lab/stats/distributions.hpp"

#include <algorithm>
#include <cmath>

namespace parley::lab::stats {

namespace {

/// Those still waited for just before a time, and the events at it.
struct AtRisk {
    double time = 0;
    double waiting = 0;
    double events = 0;
};

/// Who is censored at a time was still at risk then.
std::vector<AtRisk> at_risk(std::span<const Waited> waits) {
    std::vector<Waited> sorted(waits.begin(), waits.end());
    std::ranges::sort(sorted, {}, &Waited::time);
    std::vector<AtRisk> times;
    for (std::size_t begin = 0, end = 0; begin < sorted.size(); begin = end) {
        double events = 0;
        for (; end < sorted.size() && sorted[end].time == sorted[begin].time; ++end)
            events += sorted[end].happened ? 1 : 0;
        if (events > 0)
            times.push_back({sorted[begin].time, static_cast<double>(sorted.size() - begin), events});
    }
    return times;
}

/// The part of Greenwood's sum that one time adds; where nobody is left, survival is 0 and nothing is uncertain.
double greenwood_part(const AtRisk& at) {
    return at.events == at.waiting ? 0 : at.events / at.waiting / (at.waiting - at.events);
}

/// Solves A x = b for a symmetric positive definite A by elimination; false where A is singular.
bool solve(std::vector<std::vector<double>> a, std::vector<double>& b) {
    const std::size_t n = b.size();
    for (std::size_t k = 0; k < n; ++k) {
        if (!(a[k][k] > 0))
            return false;
        for (std::size_t i = k + 1; i < n; ++i) {
            const double factor = a[i][k] / a[k][k];
            for (std::size_t j = k; j < n; ++j)
                a[i][j] -= factor * a[k][j];
            b[i] -= factor * b[k];
        }
    }
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t j = i + 1; j < n; ++j)
            b[i] -= a[i][j] * b[j];
        b[i] /= a[i][i];
    }
    return true;
}

/// How many of a sorted list are still waited for just before `time`, and how many events are at it.
AtRisk at_risk_at(std::span<const Waited> sorted, double time) {
    const auto [first, last] = std::ranges::equal_range(sorted, time, {}, &Waited::time);
    return {time, static_cast<double>(sorted.end() - first),
            static_cast<double>(std::ranges::count(first, last, true, &Waited::happened))};
}

} // namespace

SurvivalCurve kaplan_meier(std::span<const Waited> waits) {
    SurvivalCurve curve;
    double survival = 1, greenwood = 0;
    for (const AtRisk& at : at_risk(waits)) {
        survival *= (at.waiting - at.events) / at.waiting;
        greenwood += greenwood_part(at);
        curve.push_back({at.time, survival, survival * std::sqrt(greenwood)});
    }
    return curve;
}

std::optional<double> median_of(const SurvivalCurve& curve) {
    constexpr double rounding = 1e-9;
    const auto half =
        std::ranges::find_if(curve, [](double survival) { return survival < 0.5 + rounding; }, &SurvivalStep::survival);
    if (half == curve.end())
        return std::nullopt;
    if (half->survival > 0.5 - rounding && std::next(half) != curve.end())
        return half->time + (std::next(half)->time - half->time) / 2;
    return half->time;
}

RestrictedMean restricted_mean(std::span<const Waited> waits, double tau) {
    std::vector<AtRisk> times = at_risk(waits);
    std::erase_if(times, [tau](const AtRisk& at) { return at.time > tau; });
    const SurvivalCurve curve = kaplan_meier(waits);
    RestrictedMean result;
    double variance = 0, area = 0, until = tau;
    // From the end, so that at each event the area after it is known.
    for (std::size_t i = times.size(); i-- > 0;) {
        area += curve[i].survival * (until - times[i].time);
        until = times[i].time;
        variance += area * area * greenwood_part(times[i]);
    }
    result.mean = area + until;
    result.se = std::sqrt(variance);
    return result;
}

Informative<LogRank> log_rank(std::span<const std::vector<Waited>> arms) {
    if (arms.size() < 2)
        return Uninformative{"one arm has nothing to be compared with"};
    std::vector<std::vector<Waited>> sorted(arms.begin(), arms.end());
    std::vector<Waited> all;
    for (auto& arm : sorted) {
        if (arm.empty())
            return Uninformative{"an arm has nobody in it"};
        std::ranges::sort(arm, {}, &Waited::time);
        all.insert(all.end(), arm.begin(), arm.end());
    }
    // The last arm follows from the others.
    const std::size_t free = arms.size() - 1;
    std::vector<double> surplus(free, 0.0);
    std::vector<std::vector<double>> covariance(free, std::vector<double>(free, 0.0));
    for (const AtRisk& at : at_risk(all)) {
        const double spread = at.waiting > 1 ? at.events * (at.waiting - at.events) / (at.waiting - 1) : 0;
        std::vector<double> share(free);
        for (std::size_t i = 0; i < free; ++i) {
            const AtRisk arm = at_risk_at(sorted[i], at.time);
            share[i] = arm.waiting / at.waiting;
            surplus[i] += arm.events - at.events * share[i];
        }
        for (std::size_t i = 0; i < free; ++i)
            for (std::size_t j = 0; j < free; ++j)
                covariance[i][j] += spread * share[i] * ((i == j ? 1 : 0) - share[j]);
    }
    std::vector<double> solved = surplus;
    if (!solve(covariance, solved))
        return Uninformative{"no event came while the arms could be compared"};
    LogRank test;
    test.df = static_cast<double>(free);
    for (std::size_t i = 0; i < free; ++i)
        test.chi_squared += surplus[i] * solved[i];
    test.chi_squared = std::max(0.0, test.chi_squared);
    if (!all_finite({test.chi_squared}))
        return too_large();
    test.p = chi_squared_above(test.chi_squared, test.df);
    return test;
}

} // namespace parley::lab::stats
