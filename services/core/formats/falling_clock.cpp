// Falling clock, the reverse Japanese auction (auction-rules 2.7): the price falls in steps, and whoever does not
// accept a level before it ends is out for good. It ends when at most one is left or the stop is reached. The deepest
// level that anybody accepted decides; of those who did, the earliest wins, so that all dropping out at once leaves the
// earliest of the level before.
#include "core/formats/format.hpp"
#include "core/offer_rules.hpp"

#include <algorithm>

namespace parley::core {

namespace {

bool is_in(const State& state, const Bidder& bidder) {
    return bidder.admitted && !bidder.declined && !bidder.dropped_out &&
           bidder.accepted_level == state.round()->clock.level;
}

class FallingClock final : public RoundFormat {
public:
    Micros length(const Rules& rules, std::int64_t) const override {
        return clock_levels(rules) * seconds(rules.clock.every_s);
    }

    std::optional<Refusal> judge(const State&, const Bidder& bidder, const PlaceOffer&, Instant) const override {
        return Refusal{bidder.dropped_out ? RefusalCode::dropped_out : RefusalCode::clock_sets_price, {}};
    }
    std::optional<Refusal> judge(const State& state, const Bidder& bidder, const Accept& accept,
                                 Instant received_at) const override {
        if (bidder.dropped_out)
            return Refusal{RefusalCode::dropped_out, {}};
        const Minor price = price_at(state, received_at);
        if (accept.price && *accept.price != price)
            return refuse_beyond(RefusalCode::price_moved, "price", price);
        if (auto refusal = judge_price(state, price))
            return refusal;
        if (bidder.accepted_level == state.round()->clock.level)
            return Refusal{RefusalCode::unchanged, {}};
        return judge_raise(state.round()->rules, bidder, price);
    }
    Minor price_at(const State& state, Instant) const override {
        return clock_price(state.round()->rules, state.round()->clock.level);
    }

    std::optional<Instant> next_step(const State& state) const override { return state.round()->clock.ends_at; }

    std::optional<Event> step(const State& state) const override {
        const RoundState& round = *state.round();
        const auto left = std::count_if(state.bidders.begin(), state.bidders.end(),
                                        [&](const Bidder& bidder) { return is_in(state, bidder); });
        if (left < 2 || round.clock.level + 1 >= clock_levels(round.rules))
            return std::nullopt;
        ClockStepped event;
        event.round = round.number;
        event.level = round.clock.level + 1;
        event.price = clock_price(round.rules, event.level);
        event.ends_at = round.clock.ends_at + seconds(round.rules.clock.every_s);
        for (const Bidder& bidder : state.bidders)
            if (!bidder.dropped_out && !is_in(state, bidder))
                event.out.push_back(bidder.number);
        return event;
    }

    /// Clocks wait for nobody: how long an auto-offer would think does not count here.
    Instant auto_acts_at(const State&, const Bidder&, Instant now) const override { return now; }
    bool auto_wants(const State& state, const Bidder& bidder) const override {
        const Minor price = price_at(state, {});
        return !bidder.dropped_out && bidder.accepted_level < state.round()->clock.level &&
               fits_ceiling(state, price) && price >= bidder.auto_offer->terms.floor;
    }
    AutoMove auto_move(const State& state, const Bidder& due) const override {
        return move_of(due, price_at(state, {}));
    }
};

} // namespace

const RoundFormat& falling_clock_format() {
    static const FallingClock format;
    return format;
}

} // namespace parley::core
