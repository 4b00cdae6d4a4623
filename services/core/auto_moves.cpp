#include "core/auto_moves.hpp"

#include "core/offer_rules.hpp"

#include <algorithm>

namespace parley::core {

namespace {

Minor floor_score(const Rules& rules, const Bidder& bidder) {
    return score_of(rules, bidder.auto_offer->terms.floor, bidder.auto_offer->terms.attributes);
}

bool answers_at_once(const Bidder& bidder) {
    return bidder.auto_offer && bidder.auto_offer->terms.respond_after == 0;
}

/// Another auto-offer that answers at once and can go lower: against it, this one can only end at its floor.
bool outdone_at_once(const State& state, const Rules& rules, const Bidder& bidder) {
    const Minor own = floor_score(rules, bidder);
    return std::any_of(state.bidders.begin(), state.bidders.end(), [&](const Bidder& rival) {
        if (rival.number == bidder.number || !answers_at_once(rival) || rival.declined || !rival.admitted)
            return false;
        const Minor theirs = floor_score(rules, rival);
        return theirs < own || (theirs == own && rival.number < bidder.number);
    });
}

Minor price_of_move(const State& state, const Bidder& bidder) {
    const Rules& rules = state.round()->rules;
    const AutoTerms& terms = bidder.auto_offer->terms;
    if (rules.format == Format::sealed)
        return terms.opening;
    const Offer* rival = nullptr;
    for (const BidderNo number : state.ranking)
        if (number != bidder.number) {
            rival = &*state.bidder(number)->offer;
            break;
        }
    Minor price = bidder.offer ? bidder.offer->price : terms.opening;
    if (answers_at_once(bidder) && outdone_at_once(state, rules, bidder)) {
        price = terms.floor;
    } else if (rival != nullptr) {
        const Minor step = std::max<Minor>(step_of(rival->score, rules.lead_bp, rules.lead_min), 1);
        price = std::min(price, rival->score - step - score_of(rules, 0, terms.attributes));
        if (bidder.offer)
            price = std::min(price, bidder.offer->price - step_of(bidder.offer->price, rules.own_bp, rules.own_min));
    }
    return std::max(price, terms.floor);
}

} // namespace

std::optional<AutoMove> next_auto_move(const State& state, Instant until) {
    const RoundState* round = state.round();
    if (round == nullptr || round->phase != RoundPhase::running || state.lifecycle != Lifecycle::open)
        return std::nullopt;
    const Bidder* chosen = nullptr;
    for (const Bidder& bidder : state.bidders) {
        if (!bidder.auto_offer || !bidder.auto_offer->acts_at)
            continue;
        const Instant at = *bidder.auto_offer->acts_at;
        if (at > until || at >= round->closes_at)
            continue;
        if (chosen == nullptr || at < *chosen->auto_offer->acts_at)
            chosen = &bidder;
        // Of those that act at the same moment, the ones bound to lose go first and the lowest floor last.
        else if (at == *chosen->auto_offer->acts_at &&
                 floor_score(round->rules, bidder) > floor_score(round->rules, *chosen))
            chosen = &bidder;
    }
    if (chosen == nullptr)
        return std::nullopt;
    return AutoMove{chosen->number, price_of_move(state, *chosen), *chosen->auto_offer->acts_at,
                    chosen->auto_offer->cause};
}

} // namespace parley::core
