// What a business may ask for.
#include "core/deciding.hpp"
#include "core/dispositions.hpp"
#include "core/offer_rules.hpp"

#include <algorithm>

namespace parley::core {

/// Received while a round took offers that was closed when its turn to be decided came (DESIGN 3.1).
bool Deciding::came_in_time() const {
    return std::any_of(state_.rounds.begin(), state_.rounds.end(), [this](const RoundState& round) {
        return round.phase == RoundPhase::closed && round.cause != CloseCause::cancelled &&
               envelope_.received_at >= round.opens_at && envelope_.received_at < *round.closed_at;
    });
}

/// The checks that every act of a bidder in a round meets first, in the order of RefusalCode.
Outcome Deciding::round_takes_offers(const Bidder*& bidder) const {
    if (state_.seq == 0 || !state_.confirmed_at)
        return refuse(RefusalCode::intent_unknown);
    if (!caller())
        return refuse(RefusalCode::not_yours);
    bidder = state_.bidder_of(*caller());
    if (bidder != nullptr && !bidder->declined && came_in_time()) {
        Refusal lost{RefusalCode::not_recorded, {}};
        lost.details["round_closed"] = true;
        return lost;
    }
    if (state_.is_over())
        return refuse(RefusalCode::intent_over);
    if (bidder == nullptr)
        return refuse(RefusalCode::not_invited);
    if (bidder->declined)
        return refuse(RefusalCode::invitation_declined);
    const RoundState* round = state_.round();
    // What was received before the opening stays too early, even if its turn comes after it.
    const bool early = round != nullptr && round->phase != RoundPhase::closed &&
                       (round->phase == RoundPhase::scheduled || envelope_.received_at < round->opens_at);
    if (early && state_.lifecycle == Lifecycle::open) {
        Refusal refusal{RefusalCode::round_not_open, {}};
        refusal.details["round_opens_at"] = to_rfc3339(round->opens_at);
        return refusal;
    }
    if (round == nullptr || round->phase == RoundPhase::closed || state_.lifecycle != Lifecycle::open) {
        Refusal late{RefusalCode::round_closed, {}};
        late.details["round_closed"] = true;
        return late;
    }
    if (!bidder->admitted)
        return refuse(RefusalCode::not_admitted);
    return std::nullopt;
}

Outcome Deciding::handle(const PlaceOffer& command) {
    const Bidder* bidder = nullptr;
    if (auto refusal = round_takes_offers(bidder))
        return refusal;
    if (auto refusal = judge_offer(state_, *bidder, command))
        return refusal;
    const BeforeOffer before = before_offer(state_, bidder->number);
    const Instant at = envelope_.received_at;
    OfferTerms offer;
    offer.bidder = bidder->number;
    offer.offer_id = bidder->offer ? bidder->offer->id : command.new_id;
    offer.sealed = state_.round()->rules.format == Format::sealed;
    offer.price = command.price;
    offer.attributes = command.attributes;
    offer.message = command.message;
    if (bidder->offer)
        emit(OfferRevised{offer}, at);
    else
        emit(OfferPlaced{offer}, at);
    if (const auto end = extended_end(before, state_, offer.bidder, at)) {
        const RoundState& round = *state_.round();
        emit(RoundExtended{round.number, ExtensionCause::late_offer, round.closes_at, *end, round.opens_at, *end, 0},
             at);
    }
    return std::nullopt;
}

Outcome Deciding::handle(const SetAutoOffer& command) {
    const Bidder* bidder = nullptr;
    if (auto refusal = round_takes_offers(bidder))
        return refusal;
    const AutoTerms& terms = command.terms;
    const bool in_range = terms.floor >= price_min && terms.floor <= price_max && terms.opening >= price_min &&
                          terms.opening <= price_max;
    if (!in_range)
        return refuse(RefusalCode::price_out_of_range);
    if (terms.floor > terms.opening)
        return refuse(RefusalCode::floor_above_opening);
    const bool capped = state_.round()->rules.ceiling_enforce && state_.intent.budget;
    if (capped && terms.opening > *state_.intent.budget)
        return above_budget(state_);
    if (auto refusal = judge_floor(state_, *bidder, terms))
        return refusal;
    emit(AutoOfferSet{bidder->number, terms}, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const DropAutoOffer&) {
    const Bidder* bidder = nullptr;
    if (auto refusal = round_takes_offers(bidder))
        return refusal;
    if (!bidder->auto_offer)
        return refuse(RefusalCode::nothing_to_withdraw);
    emit(AutoOfferDropped{bidder->number}, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const WithdrawOffer& command) {
    const Bidder* bidder = nullptr;
    if (auto refusal = round_takes_offers(bidder))
        return refusal;
    if (!bidder->offer)
        return refuse(RefusalCode::nothing_to_withdraw);
    if (command.offer_id && *command.offer_id != bidder->offer->id)
        return refuse(RefusalCode::offer_unknown);
    if (!bidder->offer->standing)
        return refuse(RefusalCode::offer_withdrawn);
    emit(OfferWithdrawn{bidder->number}, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const DeclineInvitation& command) {
    if (state_.seq == 0 || !state_.confirmed_at)
        return refuse(RefusalCode::intent_unknown);
    const Bidder* bidder = caller() ? state_.bidder_of(*caller()) : nullptr;
    // Whoever made an offer withdraws it instead; declining is for those who never answered.
    if (!caller() || (bidder != nullptr && bidder->offer))
        return refuse(RefusalCode::not_yours);
    if (state_.is_over())
        return refuse(RefusalCode::intent_over);
    if (bidder == nullptr)
        return refuse(RefusalCode::not_invited);
    if (bidder->declined)
        return refuse(RefusalCode::invitation_declined);
    emit(InvitationDeclined{bidder->number, command.reason}, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const ConfirmAward&) {
    if (state_.seq == 0 || !state_.confirmed_at)
        return refuse(RefusalCode::intent_unknown);
    if (!caller())
        return refuse(RefusalCode::not_yours);
    if (state_.is_over())
        return refuse(RefusalCode::intent_over);
    const Bidder* bidder = state_.bidder_of(*caller());
    if (bidder == nullptr || !state_.award || state_.award->bidder != bidder->number)
        return refuse(RefusalCode::award_unknown);
    const BidderNo winner = bidder->number;
    emit(AwardConfirmed{winner}, envelope_.received_at);
    dispose(dispositions_after_award(state_, winner), envelope_.received_at);
    return std::nullopt;
}

} // namespace parley::core
