#include "core/guide/unmet.hpp"

#include <algorithm>
#include <array>

namespace parley::core {

namespace {

constexpr std::array<std::string_view, 6> cause_names{"no_shop",   "no_offer", "above_budget",
                                                      "fell_away", "declined", "undecided"};

Minor median_of(std::vector<Minor> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

std::vector<UnmetGroup> causes_of(std::span<const UnmetRequest> requests) {
    std::map<UnmetCause, Tally> tallies;
    for (const UnmetRequest& request : requests)
        tallies[cause_of(request)].add(request.buyer);
    std::vector<UnmetGroup> groups;
    for (const auto& [cause, tally] : tallies)
        groups.push_back({cause, tally.is_of(unmet_floor) ? std::optional(tally.requests) : std::nullopt});
    std::ranges::stable_sort(groups, std::ranges::greater(),
                             [](const UnmetGroup& group) { return group.requests.value_or(0); });
    return groups;
}

std::optional<PriceGap> gap_of(std::span<const UnmetRequest> requests) {
    std::vector<Minor> budgets, prices;
    std::vector<std::int64_t> above;
    Tally tally;
    for (const UnmetRequest& request : requests) {
        if (cause_of(request) != UnmetCause::above_budget)
            continue;
        tally.add(request.buyer);
        const Minor budget = *request.budget, price = *request.best_price;
        budgets.push_back(budget);
        prices.push_back(price);
        above.push_back((price - budget) * ppm_per_one / budget);
    }
    if (!tally.is_of(unmet_floor))
        return std::nullopt;
    return PriceGap{tally.requests, median_of(std::move(budgets)), median_of(std::move(prices)),
                    median_of(std::move(above))};
}

} // namespace

std::span<const std::string_view> names_of(UnmetCause) {
    return cause_names;
}

UnmetCause cause_of(const UnmetRequest& request) {
    if (request.asked == 0)
        return UnmetCause::no_shop;
    if (!request.best_price)
        return UnmetCause::no_offer;
    if (request.budget && *request.best_price > *request.budget)
        return UnmetCause::above_budget;
    if (request.reason == "award_lapsed" || request.reason == "capacity_taken" || request.reason == "suspended")
        return UnmetCause::fell_away;
    return request.reason == "not_decided" ? UnmetCause::undecided : UnmetCause::declined;
}

Unmet unmet_of(std::span<const UnmetRequest> requests) {
    return {causes_of(requests), asked_for(requests, unmet_floor), gap_of(requests)};
}

} // namespace parley::core
