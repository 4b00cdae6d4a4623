// A business as matching sees it: what it sells, where, when and how often it was asked. Fed from the store by whoever
// keeps the index; matching never writes it. Money does not enter: nobody can pay to be matched or to stand first.
#pragma once

#include "core/ids.hpp"
#include "core/matching/hours.hpp"
#include "core/matching/words.hpp"
#include "core/money.hpp"
#include "core/place.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace parley::core {

/// With fewer invitations than this, ever, a business is a newcomer (DESIGN 3.1).
inline constexpr std::int32_t newcomer_below = 10;

/// A named place and how far around it a branch serves.
struct Area {
    std::string name;
    Point place;
    std::int32_t radius_km = 0;
    friend bool operator==(const Area&, const Area&) = default;
};

/// One of the places a business sells from, with its catchment and its hours.
struct Branch {
    std::int32_t number = 1; // within the business; another branch never gets it again
    Point place;
    std::int32_t radius_km = 0; // about the place, unless it names areas
    std::vector<Area> areas;    // where there are any, it serves these and nothing else
    OpeningHours hours;
    friend bool operator==(const Branch&, const Branch&) = default;
};

/// An answer to a question of the sector that the business insists on. A question that was not answered rules nothing
/// out.
struct Requirement {
    std::string question;
    std::vector<std::string> accepts;
    friend bool operator==(const Requirement&, const Requirement&) = default;
};

/// A branch that is not the first.
struct FurtherBranch : Branch {
    std::string name; // the first one's is known with the business
    friend bool operator==(const FurtherBranch&, const FurtherBranch&) = default;
};

/// What is a branch's is said of the first one; a business with one place has no other.
struct Shop : Branch {
    BusinessId id;
    std::vector<std::string> sectors; // leaves or parents; a parent stands for all below it
    bool nationwide = false;          // no catchment counts
    std::vector<FurtherBranch> further;
    std::int32_t last_branch = 1; // the highest number that a branch ever had
    std::vector<Phrase> include;  // a request has to hold one of them; none: whatever it says
    std::vector<Phrase> exclude;  // and none of these
    std::vector<Requirement> requirements;
    Minor budget_floor = 0; // intents with a smaller budget are not for it; 0 for none
    bool paused = false;
    std::int32_t invitations = 0;  // ever
    std::int32_t answered_ppm = 0; // the share of them that it answered
    bool simulated = false;
    std::int32_t daily_cap = 0; // invitations a day; 0 for no cap
    std::int32_t invited_today = 0;

    std::size_t branch_count() const { return 1 + further.size(); }
    const Branch& branch(std::size_t i) const { return i == 0 ? *this : static_cast<const Branch&>(further[i - 1]); }
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
    std::map<std::string, std::string> answers = {}; // to the sector's questions
    std::vector<std::string> stems = {};             // of title and text, as stems_of gives them
};

} // namespace parley::core
