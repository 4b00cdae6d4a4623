#include "lab/analyse/shape.hpp"

#include "core/money.hpp"

#include <algorithm>
#include <cmath>

namespace parley::lab::analyse {

namespace {

constexpr int curve_steps = 30;
constexpr int quantile_steps = 20;

std::vector<ShapePoint> first_offers(const Facts& facts, double horizon_s) {
    std::vector<ShapePoint> points;
    if (facts.empty() || horizon_s <= 0)
        return points;
    std::vector<stats::Waited> waits;
    for (const Fact* fact : facts)
        waits.push_back(waited_of(*fact));
    const stats::SurvivalCurve curve = stats::kaplan_meier(waits);
    auto next = curve.begin();
    double waiting = 1;
    for (int step = 0; step <= curve_steps; ++step) {
        const double at = horizon_s * step / curve_steps;
        for (; next != curve.end() && next->time <= at; ++next)
            waiting = next->survival;
        points.push_back({at, 1 - waiting});
    }
    return points;
}

/// Linear between the order statistics (type 7), from 5 % to 95 %: the ends would be single requests.
std::vector<ShapePoint> quantiles_of(std::vector<double> values) {
    std::vector<ShapePoint> points;
    if (values.empty())
        return points;
    std::ranges::sort(values);
    for (int step = 1; step < quantile_steps; ++step) {
        const double level = static_cast<double>(step) / quantile_steps;
        const double place = level * static_cast<double>(values.size() - 1);
        const auto below = static_cast<std::size_t>(place);
        const std::size_t above = std::min(below + 1, values.size() - 1);
        const double share = place - static_cast<double>(below);
        points.push_back({level, values[below] + share * (values[above] - values[below])});
    }
    return points;
}

std::vector<double> shares_of(const Facts& facts, std::optional<std::int64_t> Fact::* price) {
    std::vector<double> shares;
    for (const Fact* fact : facts)
        if (const auto& ppm = fact->*price)
            shares.push_back(static_cast<double>(*ppm) / static_cast<double>(core::ppm_per_one));
    return shares;
}

ArmShape shape_in(const Facts& facts, double horizon_s) {
    ArmShape arm;
    arm.requests = static_cast<std::int64_t>(facts.size());
    arm.first_offer = first_offers(facts, horizon_s);
    const auto of_reference = shares_of(facts, &Fact::best_ref_ppm),
               of_budget = shares_of(facts, &Fact::best_budget_ppm);
    arm.with_reference = static_cast<std::int64_t>(of_reference.size());
    arm.with_budget = static_cast<std::int64_t>(of_budget.size());
    arm.best_of_reference = quantiles_of(of_reference);
    arm.best_of_budget = quantiles_of(of_budget);
    for (const Fact* fact : facts) {
        arm.bids += fact->bids;
        arm.late_bids += fact->late_bids;
        arm.with_offer += fact->offers > 0 ? 1 : 0;
        arm.awarded += fact->awarded ? 1 : 0;
        arm.converted += fact->converted ? 1 : 0;
    }
    return arm;
}

} // namespace

Shape shape_of(const std::vector<Facts>& by_arm) {
    Facts all;
    for (const Facts& facts : by_arm)
        all.insert(all.end(), facts.begin(), facts.end());
    Shape shape;
    shape.horizon_s = all.empty() ? 0 : horizon_of(all);
    for (const Facts& facts : by_arm)
        shape.arms.push_back(shape_in(facts, shape.horizon_s));
    return shape;
}

} // namespace parley::lab::analyse
