// A business as matching sees it: what it sells, where, when and how often it was asked. Fed from the store by whoever
// keeps the index; matching never writes it. Money does not enter: nobody can pay to be matched or to stand first.
#pragma once

#include "core/ids.hpp"
#include "core/matching/hours.hpp"
#include "core/money.hpp"
#include "core/place.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parley::core {

/// With fewer invitations than this, ever, a business is a newcomer (DESIGN 3.1).
inline constexpr std::int32_t newcomer_below = 10;

struct Shop {
    BusinessId id;
    std::vector<std::string> sectors; // leaves or parents; a parent stands for all below it
    Point place;
    std::int32_t radius_km = 0;
    bool nationwide = false; // the radius does not count
    Minor budget_floor = 0;  // intents with a smaller budget are not for it; 0 for none
    bool paused = false;
    OpeningHours hours;
    std::int32_t invitations = 0;  // ever
    std::int32_t answered_ppm = 0; // the share of them that it answered
    bool simulated = false;
    std::int32_t daily_cap = 0; // invitations a day; 0 for no cap
    std::int32_t invited_today = 0;

    bool is_newcomer() const { return invitations < newcomer_below; }
    bool at_daily_cap() const { return daily_cap > 0 && invited_today >= daily_cap; }
    friend bool operator==(const Shop&, const Shop&) = default;
};

/// What an intent asks of the shops.
struct MatchQuery {
    std::string sector;
    Point place;                 // exact
    std::optional<Minor> budget; // public or sealed
    bool budget_sealed = false;  // then no reason given to a shop may hint at it
    std::int32_t extra_radius_km = 0;
};

} // namespace parley::core
