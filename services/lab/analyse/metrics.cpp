#include "lab/analyse/metrics.hpp"

#include "core/money.hpp"

#include <algorithm>

namespace parley::lab::analyse {

namespace {

constexpr double ms_per_s = 1'000;
constexpr double horizon_max_s = 900;
constexpr std::int64_t early_ms = 60'000;

double number(std::int64_t value) {
    return static_cast<double>(value);
}

Reading share(bool is_so, bool is_counted = true) {
    return {is_so && is_counted ? 1.0 : 0.0, is_counted ? 1.0 : 0.0};
}

/// 0 where no offer stood: getting one is an effect itself.
Reading discount(const std::optional<std::int64_t>& best_ppm, bool is_counted) {
    if (!is_counted)
        return {};
    return {best_ppm ? 1 - number(*best_ppm) / number(core::ppm_per_one) : 0, 1};
}

constexpr auto up = Direction::increase;
constexpr auto down = Direction::decrease;
constexpr auto neither = Direction::two_sided;

constexpr Metric table[] = {
    {"offers_per_intent", Kind::mean, "offers", up, false, [](const Fact& f) { return Reading{number(f.offers), 1}; }},
    {"participation_rate", Kind::ratio, "share", up, false,
     [](const Fact& f) { return Reading{number(f.offers), number(f.invited)}; }},
    {"invitation_seen_rate", Kind::ratio, "share", up, false,
     [](const Fact& f) { return Reading{number(f.opened), number(f.invited)}; }},
    {"zero_offer_rate", Kind::proportion, "share", down, true, [](const Fact& f) { return share(f.offers == 0); }},
    {"bids_per_offerer", Kind::ratio, "bids", neither, false,
     [](const Fact& f) { return Reading{number(f.bids), number(f.offers)}; }},
    {"ttfo_share_60s", Kind::proportion, "share", up, false,
     [](const Fact& f) { return share(f.first_ms && *f.first_ms <= early_ms); }},
    {"ttfo_rmst", Kind::survival, "seconds", down, false, nullptr},
    {"best_discount_budget_itt", Kind::mean, "share", up, false,
     [](const Fact& f) { return discount(f.best_budget_ppm, f.has_budget); }},
    {"best_discount_ref_itt", Kind::mean, "share", up, false,
     [](const Fact& f) { return discount(f.best_ref_ppm, f.has_ref); }},
    {"close_rate", Kind::proportion, "share", up, false,
     [](const Fact& f) { return share(!f.cancelled && f.offers > 0); }},
    {"award_rate", Kind::proportion, "share", up, false, [](const Fact& f) { return share(f.awarded); }},
    {"conversion_after_yes", Kind::ratio, "share", up, false,
     [](const Fact& f) { return share(f.converted, f.awarded); }},
    {"conversion_per_intent", Kind::proportion, "share", up, false, [](const Fact& f) { return share(f.converted); }},
    {"lowest_price_award_share", Kind::proportion, "share", neither, false,
     [](const Fact& f) { return share(f.lowest_awarded, f.awarded); }},
    {"complaint_rate_14d", Kind::ratio, "complaints", down, true,
     [](const Fact& f) { return Reading{number(f.complaints), f.awarded ? 1.0 : 0.0}; }},
    {"sniping_bid_share_actual_end", Kind::ratio, "share", down, false,
     [](const Fact& f) { return Reading{number(f.late_bids), number(f.bids)}; }},
    {"wasted_effort_ratio", Kind::ratio, "share", down, true,
     [](const Fact& f) { return Reading{number(f.offers) - (f.awarded ? 1 : 0), number(f.offers)}; }},
};

constexpr std::pair<std::string_view, std::string_view> plain[] = {
    {"offers_per_intent", "the number of offers for a request"},
    {"participation_rate", "the share of invited shops that make an offer"},
    {"invitation_seen_rate", "the share of invitations that are read"},
    {"zero_offer_rate", "the share of requests without an offer"},
    {"bids_per_offerer", "the number of times that a shop offers"},
    {"ttfo_share_60s", "the share of requests with an offer within a minute"},
    {"ttfo_rmst", "the wait for the first offer"},
    {"best_discount_budget_itt", "the distance of the best offer below the budget"},
    {"best_discount_ref_itt", "the distance of the best offer below the usual price"},
    {"close_rate", "the share of rounds that end with an offer"},
    {"award_rate", "the share of requests in which an offer is chosen"},
    {"conversion_after_yes", "the share of chosen offers that end in a sale"},
    {"conversion_per_intent", "the share of requests that end in a sale"},
    {"lowest_price_award_share", "the share of choices that fall on the lowest price"},
    {"complaint_rate_14d", "the number of complaints after a choice"},
    {"sniping_bid_share_actual_end", "the share of offers made in the last moments"},
    {"wasted_effort_ratio", "the share of offers that win nothing"},
};

} // namespace

std::string plain_words(std::string_view metric) {
    const auto* found = std::ranges::find(plain, metric, &std::pair<std::string_view, std::string_view>::first);
    return std::string(found == std::end(plain) ? metric : found->second);
}

std::span<const Metric> metrics() {
    return table;
}

const Metric* metric_named(std::string_view name) {
    const auto* found = std::ranges::find(table, name, &Metric::name);
    return found == std::end(table) ? nullptr : found;
}

stats::Waited waited_of(const Fact& fact) {
    return {number(fact.first_ms.value_or(fact.end_ms)) / ms_per_s, fact.first_ms.has_value()};
}

double horizon_of(const Facts& facts) {
    double horizon = horizon_max_s;
    for (const Fact* fact : facts)
        horizon = std::min(horizon, number(fact->duration_ms) / ms_per_s);
    return horizon;
}

stats::Informative<double> value_of(const Metric& metric, const Facts& facts, double horizon_s) {
    if (facts.empty())
        return stats::Uninformative{"there is no request"};
    if (metric.kind == Kind::survival) {
        std::vector<stats::Waited> waits;
        for (const Fact* fact : facts)
            waits.push_back(waited_of(*fact));
        return stats::restricted_mean(waits, horizon_s).mean;
    }
    Reading sum;
    for (const Fact* fact : facts) {
        const Reading reading = metric.read(*fact);
        sum.y += reading.y;
        sum.x += reading.x;
    }
    if (sum.x <= 0)
        return stats::Uninformative{"no request counts for it"};
    return sum.y / sum.x;
}

} // namespace parley::lab::analyse
