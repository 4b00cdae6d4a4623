// Requests that come at the same time and share the businesses that answer them: what one of them takes of a business's
// attention, another one lacks. Time goes in slots, and each slot can be played again with other arms and the same
// luck.
#pragma once

#include "lab/simulate/market.hpp"

#include <array>

namespace parley::lab::simulate {

/// What requests of one arm are like.
struct Arm {
    Terms terms;
    std::int64_t invites = 8; // 0 to World::businesses
    Conduct conduct;          // of every business in them
    Consumer consumer;
};

struct World {
    double intents = 10;            // mean of the Poisson number of requests in a slot, in (0, 500]
    std::int64_t businesses = 20;   // 1 to Market::invited_most
    std::int64_t attention = 1'000; // kappa: invitations that a business reads in a slot, a random choice of them
    double answer = 1;              // probability that it answers one that it read
    std::array<Arm, 2> arms;        // control and treatment
};

enum class Assigned : std::uint8_t { control, treatment };

/// The luck of one slot: how many requests, who is asked first, who answers and at what cost. It is drawn once, so that
/// two ways to assign the arms differ by nothing else (common random numbers).
class Slot {
public:
    /// `world` outlives the slot.
    Slot(const World& world, std::uint64_t seed);
    std::size_t intents() const { return intents_.size(); }
    /// Plays all of them; `arms` has one for each. `markets` are those of the two arms.
    std::vector<Outcome> play(std::span<const Assigned> arms, std::array<Market, 2>& markets) const;

private:
    struct Answer {
        core::Minor cost = 1;
        double reads_first = 0; // of the invitations in a slot those with the least of it
        bool answers = true;
    };
    struct Intent {
        std::vector<std::size_t> order; // in which businesses are asked
        std::vector<Answer> of;         // by business
        std::uint64_t seed = 0;
    };
    const World* world_;
    std::vector<Intent> intents_;
};

/// The two markets of a world's arms.
std::array<Market, 2> markets_of(const World& world);

enum class Metric {
    price,    // paid by the round's result, the buyer's budget where there is no offer; parts of the range of costs
    offers,   // that stand at the close
    award,    // 1 where there is a confirmed deal, else 0
    overtime, // seconds from the scheduled close to the close
};
std::span<const std::string_view> names_of(Metric);
/// Of one request under these terms; without a budget the range of costs stands in for it.
double value_of(Metric metric, const Outcome& outcome, const Terms& terms);

} // namespace parley::lab::simulate
