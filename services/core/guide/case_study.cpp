#include "core/guide/case_study.hpp"

#include "core/rules.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace parley::core {

namespace {

constexpr std::array<std::string_view, 3> end_names{"bought", "no_offers", "not_taken"};

/// The quartiles of what is told of a request, over those that tell it; nothing of few buyers.
std::optional<Spread> spread_of(std::span<const StudiedRequest> requests,
                                std::optional<std::int64_t> (*value_of)(const StudiedRequest&)) {
    std::vector<std::int64_t> values;
    std::set<std::string_view> buyers;
    for (const StudiedRequest& request : requests)
        if (const auto value = value_of(request)) {
            values.push_back(*value);
            buyers.insert(request.buyer);
        }
    if (static_cast<std::int64_t>(buyers.size()) < sales_for_range)
        return std::nullopt;
    std::ranges::sort(values);
    return quartiles_of(values);
}

using Told = std::optional<std::int64_t>;

Told gap_of(const StudiedRequest& request) {
    const bool has_two = request.offers >= 2 && request.lowest && request.highest && *request.lowest > 0;
    return has_two ? Told((*request.highest - *request.lowest) * ppm_per_one / *request.lowest) : std::nullopt;
}

} // namespace

std::span<const std::string_view> names_of(StudyEnd) {
    return end_names;
}

std::int64_t missing_for_study(std::span<const StudiedRequest> requests) {
    std::set<std::string_view> buyers;
    for (const StudiedRequest& request : requests)
        buyers.insert(request.buyer);
    return std::max<std::int64_t>(0, study_floor - static_cast<std::int64_t>(buyers.size()));
}

CaseStudy study_of(std::span<const StudiedRequest> requests) {
    CaseStudy study;
    Kept kept;
    for (const StudiedRequest& request : requests) {
        ++study.requests;
        study.bought += request.end == StudyEnd::bought ? 1 : 0;
        study.no_offers += request.end == StudyEnd::no_offers ? 1 : 0;
        study.not_taken += request.end == StudyEnd::not_taken ? 1 : 0;
        study.first_at = std::min(study.first_at.value_or(request.ended_at), request.ended_at);
        study.last_at = std::max(study.last_at.value_or(request.ended_at), request.ended_at);
        kept.judged += request.judged;
        kept.kept += request.kept;
    }
    study.budgets = spread_of(requests, [](const StudiedRequest& one) { return one.budget; });
    study.offers = spread_of(requests, [](const StudiedRequest& one) { return Told(one.offers); });
    study.first_offer_s = spread_of(requests, [](const StudiedRequest& one) { return one.first_offer_s; });
    study.price_gap_ppm = spread_of(requests, gap_of);
    study.sold_for = spread_of(requests, [](const StudiedRequest& one) { return one.sold_for; });
    if (kept.judged >= sales_for_range)
        study.kept = kept;
    study.asked_for = asked_for(requests, sales_for_range);
    return study;
}

} // namespace parley::core
