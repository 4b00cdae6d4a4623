// Demand that nobody met: why requests ended without a deal, what they asked for, and how far the best price was from
// the budget. What the requests of fewer than unmet_floor buyers have in common is not told, so that no one buyer's
// words or prices are. Pure and in integers.
#pragma once

#include "core/guide/asked_for.hpp"
#include "core/money.hpp"
#include "core/names.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace parley::core {

inline constexpr std::int64_t unmet_floor = 5;
inline constexpr std::int64_t unmet_days = 30;

/// The first of these that is true of a request.
enum class UnmetCause {
    no_shop,      // nobody was asked
    no_offer,     // no offer stood at the close
    above_budget, // the best price was above the public budget
    fell_away,    // the business that was chosen did not keep its offer
    declined,     // the buyer took none of them
    undecided     // the buyer's time ran out
};
std::span<const std::string_view> names_of(UnmetCause);

/// A request that is over without a deal.
struct UnmetRequest {
    std::string buyer;                          // who asked, by any name
    std::int64_t asked = 0;                     // businesses
    std::string reason;                         // of its end, as the log has it
    std::optional<Minor> budget;                // where it is public
    std::optional<Minor> best_price;            // at the close; nothing where no offer stood
    std::map<std::string, std::string> answers; // to the sector's questions
    friend bool operator==(const UnmetRequest&, const UnmetRequest&) = default;
};

struct UnmetGroup {
    UnmetCause cause = UnmetCause::no_shop;
    std::optional<std::int64_t> requests; // nothing for those of fewer than unmet_floor buyers
    friend bool operator==(const UnmetGroup&, const UnmetGroup&) = default;
};

/// Of the requests whose best price was above the budget; medians, the lower of two.
struct PriceGap {
    std::int64_t requests = 0;
    Minor budget = 0;
    Minor best_price = 0;
    std::int64_t above_ppm = 0; // of the budget
    friend bool operator==(const PriceGap&, const PriceGap&) = default;
};

struct Unmet {
    std::vector<UnmetGroup> causes;  // most requests first, then those with few, in the order of UnmetCause
    std::vector<AskedFor> asked_for; // most first, then by name; none of fewer than unmet_floor buyers
    std::optional<PriceGap> prices;  // nothing for fewer than unmet_floor
    friend bool operator==(const Unmet&, const Unmet&) = default;
};

UnmetCause cause_of(const UnmetRequest& request);
Unmet unmet_of(std::span<const UnmetRequest> requests);

} // namespace parley::core
