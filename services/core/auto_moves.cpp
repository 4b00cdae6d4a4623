#include "core/auto_moves.hpp"

#include "core/offer_rules.hpp"

#include <algorithm>
#include <utility>

namespace parley::core {

namespace {

Minor floor_score(const Rules& rules, const Bidder& bidder) {
    return score_of(rules, bidder.auto_offer->terms.floor, bidder.auto_offer->terms.attributes);
}

bool stands(const Bidder& bidder) {
    return bidder.offer && bidder.offer->standing;
}

bool shut_out_by_ceiling(const State& state, const AutoTerms& terms) {
    if (!state.round()->rules.ceiling_enforce || !state.intent.budget)
        return false;
    return (state.intent.budget_sealed ? terms.opening : terms.floor) > *state.intent.budget;
}

/// Takes part with an auto-offer that answers at once: a duel with it is decided by the floors alone.
bool answers_at_once(const State& state, const Bidder& bidder) {
    return bidder.auto_offer && bidder.auto_offer->terms.respond_after == 0 && !bidder.declined && bidder.admitted &&
           (stands(bidder) || !shut_out_by_ceiling(state, bidder.auto_offer->terms));
}

/// Another auto-offer that answers at once and goes as low or lower: against it, this one can only end at its floor.
bool meets_as_low_a_floor(const State& state, const Bidder& bidder) {
    const Rules& rules = state.round()->rules;
    const Minor own = floor_score(rules, bidder);
    return std::any_of(state.bidders.begin(), state.bidders.end(), [&](const Bidder& rival) {
        return rival.number != bidder.number && answers_at_once(state, rival) && floor_score(rules, rival) <= own;
    });
}

const Offer* best_rival(const State& state, const Bidder& bidder) {
    for (const BidderNo number : state.ranking)
        if (number != bidder.number)
            return &*state.bidder(number)->offer;
    return nullptr;
}

Minor opening_price(const State& state, const AutoTerms& terms) {
    // A public budget binds an auto-offer as it binds a person, who would ask no more than what is accepted.
    if (state.round()->rules.ceiling_enforce && state.intent.budget && !state.intent.budget_sealed)
        return std::min(terms.opening, *state.intent.budget);
    return terms.opening;
}

Minor price_of_move(const State& state, const Bidder& bidder) {
    const Rules& rules = state.round()->rules;
    const AutoTerms& terms = bidder.auto_offer->terms;
    Minor price = stands(bidder) ? bidder.offer->price : opening_price(state, terms);
    if (rules.format == Format::sealed)
        return price;
    if (answers_at_once(state, bidder) && meets_as_low_a_floor(state, bidder))
        return terms.floor;
    if (const Offer* rival = best_rival(state, bidder)) {
        const Minor step = std::max<Minor>(step_of(rival->score, rules.lead_bp, rules.lead_min), 1);
        price = std::min(price, rival->score - step - score_of(rules, 0, terms.attributes));
        if (stands(bidder))
            price = std::min(price, bidder.offer->price - step_of(bidder.offer->price, rules.own_bp, rules.own_min));
    }
    return std::max(price, terms.floor);
}

/// Of two that act at the same moment: the ones bound to lose first and the lowest floor last; of equal floors the
/// earlier first, for then its offer is the earlier one too.
bool acts_before(const Rules& rules, const Bidder& a, const Bidder& b) {
    if (*a.auto_offer->acts_at != *b.auto_offer->acts_at)
        return *a.auto_offer->acts_at < *b.auto_offer->acts_at;
    const Minor floor_a = floor_score(rules, a);
    const Minor floor_b = floor_score(rules, b);
    if (floor_a != floor_b)
        return floor_a > floor_b;
    return a.auto_offer->since < b.auto_offer->since;
}

/// One that must lose against the newcomer, or wins only as the earlier of two equal floors, and is not down there yet.
/// It goes first: so a duel takes the same course whoever began, and the winner ends a step below the loser's floor.
const Bidder* goes_to_its_floor_first(const State& state, const Bidder& newcomer) {
    const Rules& rules = state.round()->rules;
    if (rules.format == Format::sealed || !answers_at_once(state, newcomer))
        return nullptr;
    const Minor floor = floor_score(rules, newcomer);
    const Bidder* first = nullptr;
    for (const Bidder& rival : state.bidders) {
        if (rival.number == newcomer.number || !answers_at_once(state, rival) || !stands(rival) ||
            rival.offer->price <= rival.auto_offer->terms.floor)
            continue;
        const Minor theirs = floor_score(rules, rival);
        if (theirs < floor || (theirs == floor && rival.auto_offer->since > newcomer.auto_offer->since) ||
            rival.offer->score <= theirs)
            continue;
        const auto key = [&](const Bidder& b) { return std::pair(-floor_score(rules, b), b.auto_offer->since); };
        if (first == nullptr || key(rival) < key(*first))
            first = &rival;
    }
    return first;
}

} // namespace

bool wants_to_move(const State& state, const Bidder& bidder) {
    const RoundState* round = state.round();
    if (round == nullptr || round->phase != RoundPhase::running)
        return false;
    if (!bidder.auto_offer || bidder.declined || !bidder.admitted)
        return false;
    if (!stands(bidder))
        return !shut_out_by_ceiling(state, bidder.auto_offer->terms);
    // An offer made by hand may have better qualities than the template: then the floor may be no improvement.
    return round->rules.format == Format::open && state.ranking.front() != bidder.number &&
           bidder.offer->price > bidder.auto_offer->terms.floor &&
           bidder.offer->score > floor_score(round->rules, bidder);
}

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
        if (chosen == nullptr || acts_before(round->rules, bidder, *chosen))
            chosen = &bidder;
    }
    if (chosen == nullptr)
        return std::nullopt;
    const AutoOffer& due = *chosen->auto_offer;
    if (const Bidder* loser = goes_to_its_floor_first(state, *chosen))
        return AutoMove{loser->number, loser->auto_offer->terms.floor, *due.acts_at, due.cause};
    return AutoMove{chosen->number, price_of_move(state, *chosen), *due.acts_at, due.cause};
}

} // namespace parley::core
