#include "core/guide/guide.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <numeric>

namespace parley::core {

namespace {

/// The smallest value that at least a share `of` / `parts` of all does not exceed.
std::int64_t quantile(std::span<const std::int64_t> sorted, std::size_t of, std::size_t parts) {
    const std::size_t rank = (sorted.size() * of + parts - 1) / parts;
    return sorted[std::max<std::size_t>(rank, 1) - 1];
}

Prices prices_of(std::span<const PastRound> past) {
    Prices prices;
    std::vector<std::int64_t> paid;
    for (const PastRound& round : past) {
        if (!round.sold_for)
            continue;
        paid.push_back(*round.sold_for);
        prices.first_at = std::min(prices.first_at.value_or(round.ended_at), round.ended_at);
        prices.last_at = std::max(prices.last_at.value_or(round.ended_at), round.ended_at);
    }
    prices.sales = static_cast<std::int64_t>(paid.size());
    if (prices.sales < sales_for_range)
        return prices;
    std::ranges::sort(paid);
    prices.range = quartiles_of(paid);
    return prices;
}

std::optional<Forecast> forecast_of(std::span<const PastRound> past) {
    if (static_cast<std::int64_t>(past.size()) < rounds_for_forecast)
        return std::nullopt;
    std::vector<std::int64_t> offers, waits;
    for (const PastRound& round : past) {
        offers.push_back(round.offers);
        if (round.first_offer_s)
            waits.push_back(*round.first_offer_s);
    }
    std::ranges::sort(offers);
    std::ranges::sort(waits);
    Forecast forecast;
    forecast.rounds = static_cast<std::int64_t>(offers.size());
    const auto with_offer = std::ranges::count_if(offers, [](std::int64_t count) { return count > 0; });
    forecast.any_offer_ppm = ppm_per_one * (with_offer + 1) / (forecast.rounds + 2);
    const auto [low, high] = interval_of(offers);
    const std::int64_t sum = std::accumulate(offers.begin(), offers.end(), std::int64_t{0});
    forecast.offers = {1'000 * sum / forecast.rounds, low, high};
    if (static_cast<std::int64_t>(waits.size()) >= rounds_for_forecast) {
        const auto [soon, late] = interval_of(waits);
        forecast.first_offer_s = Spread{soon, quantile(waits, 2, 4), late};
    }
    return forecast;
}

} // namespace

Spread quartiles_of(std::span<const std::int64_t> sorted) {
    return {quantile(sorted, 1, 4), quantile(sorted, 2, 4), quantile(sorted, 3, 4)};
}

std::pair<std::int64_t, std::int64_t> interval_of(std::span<const std::int64_t> sorted) {
    const std::size_t k = (sorted.size() + 1) / 10;
    PARLEY_ASSERT(k >= 1, "an interval needs nine values");
    return {sorted[k - 1], sorted[sorted.size() - k]};
}

Guide guide_of(std::span<const PastRound> past, std::optional<Point> here) {
    std::vector<PastRound> near;
    for (const PastRound& round : past)
        if (here && distance_m(*here, round.place) <= near_km * 1'000)
            near.push_back(round);
    Guide guide;
    guide.rounds_near = static_cast<std::int64_t>(near.size());
    guide.is_near = guide.rounds_near >= rounds_for_forecast;
    const std::span<const PastRound> counted = guide.is_near ? std::span<const PastRound>(near) : past;
    guide.rounds = static_cast<std::int64_t>(counted.size());
    guide.without_offer = std::ranges::count_if(counted, [](const PastRound& round) { return round.offers == 0; });
    guide.prices = prices_of(counted);
    guide.forecast = forecast_of(counted);
    return guide;
}

} // namespace parley::core
