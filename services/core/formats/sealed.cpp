// Sealed: one offer each, nothing of rivals to see, the lowest and of equals the earliest wins. It is paid what it
// asks, or in a second-price round what the next one asks (auction-rules 2.7).
#include "core/formats/format.hpp"
#include "core/offer_rules.hpp"

#include <algorithm>

namespace parley::core {

namespace {

class Sealed final : public RoundFormat {
public:
    bool is_secret_now(const RoundState& round) const override { return round.phase == RoundPhase::running; }
    bool offers_are_parts() const override { return true; }
    bool can_be_extended() const override { return true; }

    std::optional<Refusal> judge(const State& state, const Bidder& bidder, const PlaceOffer& offer,
                                 Instant) const override {
        const Rules& rules = state.round()->rules;
        if (auto refusal = judge_price(state, offer.price))
            return refusal;
        if (!bidder.offer)
            return std::nullopt;
        if (auto refusal = judge_revisions(rules, *bidder.offer))
            return refusal;
        return judge_own_step(rules, *bidder.offer, offer);
    }

    bool auto_wants(const State& state, const Bidder& bidder) const override {
        return !stands(bidder) && !shut_out_by_ceiling(state, bidder);
    }
    AutoMove auto_move(const State& state, const Bidder& due) const override {
        return move_of(due, opening_price(state, due.auto_offer->terms));
    }

    /// Alone, the winner of a second-price round gets the buyer's budget if that is more and public; a sealed one must
    /// not be told by what is paid, so there its own price stands.
    Minor winner_pays(const State& state) const override {
        const Rules& rules = state.round()->rules;
        const Offer& best = *state.bidder(state.ranking.front())->offer;
        if (rules.pricing == Pricing::pay_as_bid)
            return best.price;
        if (state.ranking.size() == 1)
            return state.intent.budget_sealed ? best.price
                                              : std::max(best.price, state.intent.budget.value_or(best.price));
        const Offer& next = *state.bidder(state.ranking[1])->offer;
        return std::max(best.price, next.score - quality_of(rules, best.attributes));
    }
};

} // namespace

const RoundFormat& sealed_format() {
    static const Sealed format;
    return format;
}

} // namespace parley::core
