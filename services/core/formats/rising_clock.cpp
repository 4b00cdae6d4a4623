// Rising clock, the reverse Dutch auction (auction-rules 2.7): the price rises in steps, and the first to accept has
// the deal at the price shown when its accept was received.
#include "core/formats/format.hpp"
#include "core/offer_rules.hpp"

#include <algorithm>

namespace parley::core {

namespace {

class RisingClock final : public RoundFormat {
public:
    Micros length(const Rules& rules, std::int64_t) const override {
        return rules.clock.stop > 0 ? clock_levels(rules) * seconds(rules.clock.every_s) : seconds(rules.duration_s);
    }
    bool ends_with_an_offer() const override { return true; }
    Micros accepts_settle() const override { return settle; }

    std::optional<Refusal> judge(const State&, const Bidder&, const PlaceOffer&, Instant) const override {
        return Refusal{RefusalCode::clock_sets_price, {}};
    }
    std::optional<Refusal> judge(const State& state, const Bidder& bidder, const Accept& accept,
                                 Instant received_at) const override {
        const Minor price = price_at(state, received_at);
        if (accept.price && *accept.price != price)
            return refuse_beyond(RefusalCode::price_moved, "price", price);
        if (auto refusal = judge_price(state, price))
            return refusal;
        return judge_raise(state.round()->rules, bidder, price);
    }

    /// An outage stops the clock for as long as it lasts.
    Minor price_at(const State& state, Instant received_at) const override {
        const RoundState& round = *state.round();
        const Micros run = std::max<Micros>(received_at - round.opens_at - round.outage, 0);
        const std::int64_t level = run / seconds(round.rules.clock.every_s);
        return clock_price(round.rules, std::min(level, clock_levels(round.rules) - 1));
    }

    bool auto_wants(const State& state, const Bidder& bidder) const override {
        const AutoTerms& terms = bidder.auto_offer->terms;
        const Rules& rules = state.round()->rules;
        return !stands(bidder) && !shut_out_by_ceiling(state, bidder) &&
               terms.floor <= clock_price(rules, clock_levels(rules) - 1);
    }
    /// As soon as the clock shows its floor.
    Instant auto_acts_at(const State& state, const Bidder& bidder, Instant now) const override {
        const RoundState& round = *state.round();
        const ClockRules& clock = round.rules.clock;
        const Minor short_of = std::max<Minor>(bidder.auto_offer->terms.floor - clock.start, 0);
        const std::int64_t level = (short_of + clock.change - 1) / clock.change;
        const Instant at = std::max(now, round.opens_at + round.outage + level * seconds(clock.every_s));
        return fits_ceiling(state, price_at(state, at)) ? at : round.closes_at;
    }
    AutoMove auto_move(const State& state, const Bidder& due) const override {
        return move_of(due, price_at(state, *due.auto_offer->acts_at));
    }
};

} // namespace

const RoundFormat& rising_clock_format() {
    static const RisingClock format;
    return format;
}

} // namespace parley::core
