// The funnel of a business and its quality, counted from what became of its invitations. Pure.
#pragma once

#include "core/guide/chance.hpp"

#include <functional>
#include <vector>

namespace parley::core {

/// How many of the invitations of a time came to each step, whenever they did.
using Funnel = std::array<std::int64_t, funnel_steps>;
Funnel funnel_of(std::span<const Chance> chances);

struct FunnelPart {
    std::string key;
    Funnel funnel{};
    friend bool operator==(const FunnelPart&, const FunnelPart&) = default;
};
/// One funnel for each key, in the order of the keys. A shop or a seat is one more key of a chance.
std::vector<FunnelPart> funnels_by(std::span<const Chance> chances,
                                   const std::function<std::string(const Chance&)>& key);

/// Buyers who wrote to the business or short-listed it were more likely to buy: an outcome apart from the sale (S48).
struct Leads {
    std::int64_t leads = 0;
    std::int64_t sold = 0;         // of these
    std::int64_t still_open = 0;   // of these: nothing is decided yet
    std::int64_t sold_without = 0; // chosen at once
    friend bool operator==(const Leads&, const Leads&) = default;
};
Leads leads_of(std::span<const Chance> chances);

/// What doing it well means, before how much it brought (S35). A share of nothing is nothing.
struct Quality {
    std::int64_t answerable = 0; // invitations whose first round is over
    std::int64_t answered = 0;   // before it was
    std::int64_t questions = 0;
    std::int64_t questions_answered = 0;
    std::int64_t promises_judged = 0;
    std::int64_t promises_kept = 0;
    friend bool operator==(const Quality&, const Quality&) = default;
};
Quality quality_of(std::span<const Chance> chances);

} // namespace parley::core
