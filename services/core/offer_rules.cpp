#include "core/offer_rules.hpp"

#include <algorithm>

namespace parley::core {

namespace {

Refusal refuse(RefusalCode code, std::string_view name = {}, Minor bound = 0) {
    Refusal refusal{code, {}};
    if (!name.empty())
        refusal.details["accepted"][name] = bound;
    return refusal;
}

/// The best standing offer of anybody else.
const Offer* best_rival(const State& state, BidderNo bidder) {
    for (const BidderNo number : state.ranking)
        if (number != bidder)
            return &*state.bidder(number)->offer;
    return nullptr;
}

/// What qualities add to this bidder's score on top of the price.
Minor quality_of(const Rules& rules, const Attributes& attributes) {
    return score_of(rules, 0, attributes);
}

std::optional<Refusal> judge_own_step(const Rules& rules, const Offer& own, const PlaceOffer& offer) {
    if (offer.price == own.price && offer.attributes == own.attributes && offer.message == own.message && own.standing)
        return refuse(RefusalCode::unchanged);
    if (!own.standing)
        return std::nullopt; // Coming back after a withdrawal is a new beginning.
    if (offer.price > own.price && !rules.allow_raise)
        return refuse(RefusalCode::raise_not_allowed, "price_max", own.price);
    const Minor step = step_of(own.price, rules.own_bp, rules.own_min);
    if (offer.price < own.price && own.price - offer.price < step)
        return refuse(RefusalCode::step_too_small, "price_max", own.price - step);
    if (rules.max_drop_bp > 0 && offer.price < own.price && !offer.confirm &&
        own.price - offer.price > share_rounded_up(own.price, rules.max_drop_bp))
        return refuse(RefusalCode::drop_needs_confirm, "price_min_unconfirmed",
                      own.price - share_rounded_up(own.price, rules.max_drop_bp));
    return std::nullopt;
}

std::optional<Refusal> judge_lead_step(const State& state, const Rules& rules, const Bidder& bidder,
                                       const PlaceOffer& offer) {
    const Offer* rival = best_rival(state, bidder.number);
    if (rival == nullptr)
        return std::nullopt;
    const bool price_visible = rules.visibility == Visibility::best_price || rules.visibility == Visibility::all_prices;
    const auto too_small = [&](Minor price_max) {
        return price_visible ? refuse(RefusalCode::lead_step_too_small, "price_max", price_max)
                             : refuse(RefusalCode::lead_step_too_small);
    };
    const Minor score = score_of(rules, offer.price, offer.attributes);
    const Minor step = step_of(rival->score, rules.lead_bp, rules.lead_min);
    const Minor price_max = rival->score - step - quality_of(rules, offer.attributes);
    const bool leads_now = !state.ranking.empty() && state.ranking.front() == bidder.number;
    const bool takes_lead = score < rival->score && !leads_now;
    if (takes_lead && rival->score - score < step)
        return too_small(price_max);
    if (rules.lead_scope == LeadScope::every_offer && !leads_now && rival->score - score < std::max<Minor>(step, 1))
        return too_small(step > 0 ? price_max : price_max - 1);
    return std::nullopt;
}

/// A leader that lowers its own score where the rules forbid it. A sealed round has no leader that anybody may know of.
bool undercuts_itself(const State& state, const Rules& rules, const Bidder& bidder, const PlaceOffer& offer) {
    return rules.format == Format::open && !rules.self_outbid && rank_of(state.ranking, bidder.number) == 1 &&
           score_of(rules, offer.price, offer.attributes) < bidder.offer->score;
}

bool ties_with_another(const State& state, const Rules& rules, const Bidder& bidder, const PlaceOffer& offer) {
    const Minor score = score_of(rules, offer.price, offer.attributes);
    return std::any_of(state.bidders.begin(), state.bidders.end(), [&](const Bidder& other) {
        return other.number != bidder.number && other.offer && other.offer->standing && other.offer->score == score;
    });
}

} // namespace

Minor step_of(Minor amount, std::int64_t bp, Minor least) {
    return std::max(least, share_rounded_up(amount, bp));
}

Refusal above_budget(const State& state) {
    return state.intent.budget_sealed ? refuse(RefusalCode::above_budget)
                                      : refuse(RefusalCode::above_budget, "price_max", *state.intent.budget);
}

std::optional<Refusal> judge_offer(const State& state, const Bidder& bidder, const PlaceOffer& offer) {
    const Rules& rules = state.round()->rules;
    if (offer.price < price_min || offer.price > price_max)
        return refuse(RefusalCode::price_out_of_range, "price_max", price_max);
    if (rules.ceiling_enforce && state.intent.budget && offer.price > *state.intent.budget)
        return above_budget(state);
    if (bidder.offer) {
        if (rules.max_revisions > 0 && bidder.offer->round_revisions >= rules.max_revisions)
            return refuse(RefusalCode::too_many_revisions);
        // The order of RefusalCode: whoever leads hears that before it hears of steps.
        const auto own_step = judge_own_step(rules, *bidder.offer, offer);
        if (undercuts_itself(state, rules, bidder, offer) &&
            (!own_step || own_step->code > RefusalCode::already_leading))
            return refuse(RefusalCode::already_leading);
        if (own_step)
            return own_step;
    }
    // What rivals offer may not be told, not even by a refusal, while a round is sealed.
    if (rules.format == Format::sealed)
        return std::nullopt;
    if (auto refusal = judge_lead_step(state, rules, bidder, offer))
        return refusal;
    if (rules.ties == Ties::refuse && ties_with_another(state, rules, bidder, offer))
        return refuse(RefusalCode::tie_refused);
    return std::nullopt;
}

std::optional<Refusal> judge_floor(const State& state, const Bidder& bidder, const AutoTerms& terms) {
    const Rules& rules = state.round()->rules;
    if (rules.format == Format::sealed)
        return std::nullopt;
    PlaceOffer lowest;
    lowest.price = terms.floor;
    lowest.attributes = terms.attributes;
    return judge_lead_step(state, rules, bidder, lowest);
}

BeforeOffer before_offer(const State& state, BidderNo bidder) {
    BeforeOffer before;
    // Taking an offer back and making it again improves nothing.
    if (const Bidder* own = state.bidder(bidder); own != nullptr && own->offer)
        before.own_score = own->offer->score;
    if (!state.ranking.empty())
        before.leader = state.ranking.front();
    return before;
}

std::optional<Instant> extended_end(const BeforeOffer& before, const State& after, BidderNo bidder,
                                    Instant received_at) {
    const RoundState& round = *after.round();
    const Rules& rules = round.rules;
    if (rules.format == Format::sealed || rules.close_mode == CloseMode::hard)
        return std::nullopt;
    if (received_at < round.closes_at - seconds(rules.window_s) || received_at >= round.closes_at)
        return std::nullopt;
    const bool improved = !before.own_score || after.bidder(bidder)->offer->score < *before.own_score;
    bool meets = false;
    switch (rules.trigger) {
    case Trigger::any_improvement:
        meets = improved;
        break;
    case Trigger::lead_change:
        meets = improved && after.ranking.front() == bidder && before.leader != bidder;
        break;
    case Trigger::rank:
        meets = improved && rank_of(after.ranking, bidder) <= rules.trigger_rank;
        break;
    }
    if (!meets)
        return std::nullopt;
    Instant end = std::max(round.closes_at, received_at + seconds(rules.extension_s));
    if (rules.max_total_s > 0)
        end = std::min(end, round.opens_at + seconds(rules.max_total_s) + round.outage);
    // The cap never cuts time that was already promised.
    if (end <= round.closes_at)
        return std::nullopt;
    return end;
}

std::optional<Minor> winner_pays(const State& state) {
    if (state.ranking.empty())
        return std::nullopt;
    const Rules& rules = state.round()->rules;
    const Offer& best = *state.bidder(state.ranking.front())->offer;
    switch (rules.pricing) {
    case Pricing::pay_as_bid:
        return best.price;
    case Pricing::second_price: {
        if (state.ranking.size() == 1)
            return state.intent.budget_sealed ? best.price
                                              : std::max(best.price, state.intent.budget.value_or(best.price));
        const Offer& next = *state.bidder(state.ranking[1])->offer;
        return std::max(best.price, next.score - quality_of(rules, best.attributes));
    }
    }
    return best.price;
}

} // namespace parley::core
