#include "core/auto_moves.hpp"

#include "core/formats/format.hpp"
#include "core/talk/word.hpp"

#include <algorithm>

namespace parley::core {

bool wants_to_move(const State& state, const Bidder& bidder) {
    const RoundState* round = state.round();
    if (round == nullptr || round->phase != RoundPhase::running)
        return false;
    if (!bidder.auto_offer || bidder.declined || !bidder.admitted || is_shut_out(state, bidder))
        return false;
    return format_of(round->rules).auto_wants(state, bidder);
}

std::optional<AutoMove> next_auto_move(const State& state, Instant until) {
    const RoundState* round = state.round();
    if (round == nullptr || round->phase != RoundPhase::running || state.lifecycle != Lifecycle::open)
        return std::nullopt;
    const RoundFormat& format = format_of(round->rules);
    const Instant boundary = next_boundary(state);
    const Bidder* chosen = nullptr;
    for (const Bidder& bidder : state.bidders) {
        if (!bidder.auto_offer || !bidder.auto_offer->acts_at)
            continue;
        const Instant at = *bidder.auto_offer->acts_at;
        if (at > until || at >= boundary)
            continue;
        const bool sooner = chosen == nullptr || at < *chosen->auto_offer->acts_at;
        if (sooner || (at == *chosen->auto_offer->acts_at && format.auto_goes_first(state, bidder, *chosen)))
            chosen = &bidder;
    }
    if (chosen == nullptr)
        return std::nullopt;
    return format.auto_move(state, *chosen);
}

AutoMove move_of(const Bidder& due, Minor price) {
    return {due.number, price, *due.auto_offer->acts_at, due.auto_offer->cause};
}

bool stands(const Bidder& bidder) {
    return bidder.offer && bidder.offer->standing;
}

bool fits_ceiling(const State& state, Minor price) {
    return !state.round()->rules.ceiling_enforce || !state.intent.budget || price <= *state.intent.budget;
}

bool shut_out_by_ceiling(const State& state, const Bidder& bidder) {
    const AutoTerms& terms = bidder.auto_offer->terms;
    return !fits_ceiling(state, state.intent.budget_sealed && !stands(bidder) ? terms.opening : terms.floor);
}

Minor under_ceiling(const State& state, Minor price) {
    return fits_ceiling(state, price) || state.intent.budget_sealed ? price : *state.intent.budget;
}

Minor opening_price(const State& state, const AutoTerms& terms) {
    if (!state.intent.budget || state.intent.budget_sealed)
        return terms.opening;
    return std::min(terms.opening, std::max(terms.floor, *state.intent.budget));
}

Minor floor_score(const Rules& rules, const Bidder& bidder) {
    return score_of(rules, bidder.auto_offer->terms.floor, bidder.auto_offer->terms.attributes);
}

} // namespace parley::core
