// Open, the English reverse auction: offers at any time, each one measured against its own last and against the lead
// (auction-rules 2.4), a soft close if the rules say so (2.5), and auto-offers as proxies that duel at once (2.6).
#include "core/formats/format.hpp"
#include "core/offer_rules.hpp"
#include "core/talk/word.hpp"

#include <algorithm>
#include <utility>

namespace parley::core {

namespace {

// --- offers ----------------------------------------------------------------------------------------------------

std::optional<Refusal> judge_lead_step(const State& state, const Bidder& bidder, const PlaceOffer& offer) {
    const Rules& rules = state.round()->rules;
    const Offer* rival = best_rival(state, bidder.number);
    if (rival == nullptr)
        return std::nullopt;
    const bool price_visible = rules.visibility == Visibility::best_price || rules.visibility == Visibility::all_prices;
    const auto too_small = [&](Minor price_max) {
        return price_visible ? refuse_beyond(RefusalCode::lead_step_too_small, "price_max", price_max)
                             : Refusal{RefusalCode::lead_step_too_small, {}};
    };
    const Minor score = score_of(rules, offer.price, offer.attributes);
    const Minor step = step_of(rival->score, rules.lead_bp, rules.lead_min);
    const Minor price_max = rival->score - step - quality_of(rules, offer.attributes);
    const bool leads_now = state.ranking.front() == bidder.number;
    const bool takes_lead = score < rival->score && !leads_now;
    if (takes_lead && rival->score - score < step)
        return too_small(price_max);
    if (rules.lead_scope == LeadScope::every_offer && !leads_now && rival->score - score < std::max<Minor>(step, 1))
        return too_small(step > 0 ? price_max : price_max - 1);
    return std::nullopt;
}

/// A leader that lowers its own score where the rules forbid it.
bool undercuts_itself(const State& state, const Bidder& bidder, const PlaceOffer& offer) {
    const Rules& rules = state.round()->rules;
    return !rules.self_outbid && rank_of(state.ranking, bidder.number) == 1 &&
           score_of(rules, offer.price, offer.attributes) < bidder.offer->score;
}

bool ties_with_another(const State& state, const Bidder& bidder, const PlaceOffer& offer) {
    const Minor score = score_of(state.round()->rules, offer.price, offer.attributes);
    return std::any_of(state.bidders.begin(), state.bidders.end(), [&](const Bidder& other) {
        return other.number != bidder.number && stands(other) && other.offer->score == score;
    });
}

// --- auto-offers -----------------------------------------------------------------------------------------------
// One that answers at once never steps down a ladder against another: the one that must lose goes to its floor, then
// the other just beats it; of two equal floors the one that was set earlier gets there first and wins.

/// Takes part with an auto-offer that answers at once: a duel with it is decided by the floors alone.
bool answers_at_once(const State& state, const Bidder& bidder) {
    return bidder.auto_offer && bidder.auto_offer->terms.respond_after == 0 && !bidder.declined && bidder.admitted &&
           !is_shut_out(state, bidder) && !shut_out_by_ceiling(state, bidder);
}

/// Another auto-offer that answers at once and goes as low or lower: against it, this one can only end at its floor.
bool meets_as_low_a_floor(const State& state, const Bidder& bidder) {
    const Rules& rules = state.round()->rules;
    const Minor own = floor_score(rules, bidder);
    return std::any_of(state.bidders.begin(), state.bidders.end(), [&](const Bidder& rival) {
        return rival.number != bidder.number && answers_at_once(state, rival) && floor_score(rules, rival) <= own;
    });
}

Minor price_of_move(const State& state, const Bidder& bidder) {
    const Rules& rules = state.round()->rules;
    const AutoTerms& terms = bidder.auto_offer->terms;
    Minor price = stands(bidder) ? bidder.offer->price : opening_price(state, terms);
    if (answers_at_once(state, bidder) && meets_as_low_a_floor(state, bidder))
        return terms.floor;
    if (const Offer* rival = best_rival(state, bidder.number)) {
        const Minor step = std::max<Minor>(step_of(rival->score, rules.lead_bp, rules.lead_min), 1);
        price = std::min(price, rival->score - step - quality_of(rules, terms.attributes));
        if (stands(bidder))
            price = std::min(price, bidder.offer->price - step_of(bidder.offer->price, rules.own_bp, rules.own_min));
    }
    return std::max(under_ceiling(state, price), terms.floor);
}

/// One that must lose against the newcomer, or wins only as the earlier of two equal floors, and is not down there yet.
/// It goes first: so a duel takes the same course whoever began, and the winner ends a step below the loser's floor.
const Bidder* goes_to_its_floor_first(const State& state, const Bidder& newcomer) {
    const Rules& rules = state.round()->rules;
    if (!answers_at_once(state, newcomer))
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

class Open final : public RoundFormat {
public:
    bool can_be_extended() const override { return true; }

    std::optional<Refusal> judge(const State& state, const Bidder& bidder, const PlaceOffer& offer,
                                 Instant) const override {
        const Rules& rules = state.round()->rules;
        if (auto refusal = judge_price(state, offer.price))
            return refusal;
        if (bidder.offer) {
            if (auto refusal = judge_revisions(rules, *bidder.offer))
                return refusal;
            // The order of RefusalCode: whoever leads hears that before it hears of steps.
            const auto own_step = judge_own_step(rules, *bidder.offer, offer);
            if (undercuts_itself(state, bidder, offer) && (!own_step || own_step->code > RefusalCode::already_leading))
                return Refusal{RefusalCode::already_leading, {}};
            if (own_step)
                return own_step;
        }
        if (auto refusal = judge_lead_step(state, bidder, offer))
            return refusal;
        if (rules.ties == Ties::refuse && ties_with_another(state, bidder, offer))
            return Refusal{RefusalCode::tie_refused, {}};
        return std::nullopt;
    }

    /// What takes the lead by less than its step is no better for being automatic. A floor that a rival reaches later
    /// stays good, and may then win by less (auction-rules 2.6).
    std::optional<Refusal> judge(const State& state, const Bidder& bidder, const AutoTerms& terms) const override {
        PlaceOffer lowest;
        lowest.price = terms.floor;
        lowest.attributes = terms.attributes;
        return judge_lead_step(state, bidder, lowest);
    }

    std::optional<Instant> extended_end(const BeforeOffer& before, const State& after, BidderNo bidder,
                                        Instant received_at) const override {
        const RoundState& round = *after.round();
        const Rules& rules = round.rules;
        if (rules.close_mode == CloseMode::hard)
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

    bool auto_wants(const State& state, const Bidder& bidder) const override {
        if (shut_out_by_ceiling(state, bidder))
            return false;
        if (!stands(bidder))
            return true;
        // An offer made by hand may have better qualities than the template: then the floor may be no improvement.
        return state.ranking.front() != bidder.number && bidder.offer->price > bidder.auto_offer->terms.floor &&
               bidder.offer->score > floor_score(state.round()->rules, bidder) &&
               fits_ceiling(state, price_of_move(state, bidder));
    }

    /// The ones bound to lose first and the lowest floor last; of equal floors the earlier first, for then its offer is
    /// the earlier one too.
    bool auto_goes_first(const State& state, const Bidder& one, const Bidder& other) const override {
        const Minor floor_one = floor_score(state.round()->rules, one);
        const Minor floor_other = floor_score(state.round()->rules, other);
        return floor_one != floor_other ? floor_one > floor_other : RoundFormat::auto_goes_first(state, one, other);
    }

    AutoMove auto_move(const State& state, const Bidder& due) const override {
        AutoMove move = move_of(due, 0);
        const Bidder* loser = goes_to_its_floor_first(state, due);
        move.bidder = loser != nullptr ? loser->number : due.number;
        move.price = loser != nullptr ? loser->auto_offer->terms.floor : price_of_move(state, due);
        return move;
    }
};

} // namespace

const RoundFormat& open_format() {
    static const Open format;
    return format;
}

} // namespace parley::core
