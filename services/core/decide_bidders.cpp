// What a business may ask for.
#include "core/deal/first_promises.hpp"
#include "core/deciding.hpp"
#include "core/dispositions.hpp"
#include "core/formats/format.hpp"
#include "core/low_offer.hpp"
#include "core/offer_rules.hpp"
#include "core/talk/contacts.hpp"
#include "core/talk/word.hpp"

#include <algorithm>

namespace parley::core {

/// Received while a round took offers that was closed when its turn to be decided came (DESIGN 3.1), or in the sender's
/// own turn that has ended since.
bool Deciding::came_in_time() const {
    const Instant received = envelope_.received_at;
    const auto in_closed_round = [&](const RoundState& round) {
        return round.phase == RoundPhase::closed && round.cause != CloseCause::cancelled &&
               received >= round.opens_at && received < *round.closed_at;
    };
    if (std::ranges::any_of(state_.rounds, in_closed_round))
        return true;
    const RoundState* round = state_.round();
    const Bidder* bidder = caller() ? state_.bidder_of(*caller()) : nullptr;
    if (round == nullptr || bidder == nullptr)
        return false;
    const auto& turns = round->turns;
    return std::any_of(
        turns.turns.begin(), turns.turns.begin() + static_cast<std::ptrdiff_t>(turns.ended), [&](const Turn& turn) {
            return turn.bidder == bidder->number && received >= turn.starts_at && received < turn.ends_at;
        });
}

/// The checks that every act of a bidder in a round meets first, in the order of RefusalCode.
Outcome Deciding::round_takes_offers(const Bidder*& bidder, bool tied_to_buyer) const {
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
    if (tied_to_buyer)
        return refuse(RefusalCode::tied_to_buyer);
    if (bidder->declined)
        return refuse(RefusalCode::invitation_declined);
    if (asks_for_advice(state_))
        return refuse(RefusalCode::advice_first);
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
    return is_shut_out(state_, *bidder) ? refuse(RefusalCode::blocked) : std::nullopt;
}

/// What the offer says of prices elsewhere.
Outcome Deciding::judge_compared(Minor price, std::string_view message, const OfferDetails& details) const {
    if (auto refusal = judge_reference(price, details, envelope_.received_at))
        return refusal;
    return judge_other_price(price, message, details);
}

/// Words of an offer are not a way around the thread: whoever is blocked writes no new ones, and nobody rewrites them
/// again and again. `score` is that of the offer as it shall be, nothing for words that wait in an auto-offer.
Outcome Deciding::may_reword(const Bidder& bidder, std::optional<Minor> score, std::string_view message,
                             const OfferDetails& details) const {
    if (!bidder.offer)
        return std::nullopt;
    const Offer& offer = bidder.in_turn ? *bidder.in_turn : *bidder.offer;
    if (message == offer.message && details == offer.details)
        return std::nullopt;
    if (state_.dialogue->thread(bidder.number).blocked)
        return refuse(RefusalCode::blocked);
    return score == offer.score && offer.rewrites >= rewrites_max ? awaits_answer() : std::nullopt;
}

Outcome Deciding::handle(const PlaceOffer& command) {
    const Bidder* bidder = nullptr;
    if (auto refusal = round_takes_offers(bidder, command.tied_to_buyer))
        return refusal;
    if (auto refusal = judge_all_in(command.message, command.details))
        return refusal;
    PlaceOffer wanted = command;
    wanted.message = talk::without_contacts(command.message);
    wanted.details = without_contacts(command.details);
    if (auto refusal = format_of(state_.round()->rules).judge(state_, *bidder, wanted, envelope_.received_at))
        return refusal;
    if (auto refusal = judge_compared(wanted.price, command.message, command.details))
        return refusal;
    const Minor score = score_of(state_.round()->rules, wanted.price, wanted.attributes);
    if (auto refusal = may_reword(*bidder, score, wanted.message, wanted.details))
        return refusal;
    OfferTerms offer;
    offer.price = wanted.price;
    offer.attributes = std::move(wanted.attributes);
    offer.message = std::move(wanted.message);
    offer.details = std::move(wanted.details);
    take(std::move(offer), *bidder, command.new_id);
    return std::nullopt;
}

Outcome Deciding::handle(const Accept& command) {
    const Bidder* bidder = nullptr;
    if (auto refusal = round_takes_offers(bidder, command.tied_to_buyer))
        return refusal;
    if (auto refusal = judge_all_in(command.message, command.details))
        return refusal;
    const RoundFormat& format = format_of(state_.round()->rules);
    if (auto refusal = format.judge(state_, *bidder, command, envelope_.received_at))
        return refusal;
    OfferTerms offer;
    offer.price = format.price_at(state_, envelope_.received_at);
    if (auto refusal = judge_compared(offer.price, command.message, command.details))
        return refusal;
    offer.attributes = command.attributes;
    offer.message = talk::without_contacts(command.message);
    offer.details = without_contacts(command.details);
    const Minor score = score_of(state_.round()->rules, offer.price, offer.attributes);
    if (auto refusal = may_reword(*bidder, score, offer.message, offer.details))
        return refusal;
    take(std::move(offer), *bidder, command.new_id);
    return std::nullopt;
}

/// What was judged good becomes an event, and the round's end may move or come.
void Deciding::take(OfferTerms offer, const Bidder& bidder, const OfferId& new_id) {
    const RoundFormat& format = format_of(state_.round()->rules);
    const Instant at = envelope_.received_at;
    BeforeOffer before;
    // Taking an offer back and making it again improves nothing.
    if (bidder.offer)
        before.own_score = bidder.offer->score;
    if (!state_.ranking.empty())
        before.leader = state_.ranking.front();
    offer.bidder = bidder.number;
    offer.offer_id = bidder.offer ? bidder.offer->id : new_id;
    offer.sealed = format.offers_are_parts();
    const BidderNo actor = bidder.number;
    if (bidder.offer)
        emit(OfferRevised{offer}, at);
    else
        emit(OfferPlaced{offer}, at);
    if (const auto end = format.extended_end(before, state_, actor, at)) {
        const RoundState& round = *state_.round();
        emit(RoundExtended{round.number, ExtensionCause::late_offer, round.closes_at, *end, round.opens_at, *end, 0},
             at);
    }
    if (format.ends_with_an_offer())
        close_round(CloseCause::accepted, at);
}

Outcome Deciding::handle(const SetAutoOffer& command) {
    const Bidder* bidder = nullptr;
    if (auto refusal = round_takes_offers(bidder, command.tied_to_buyer))
        return refusal;
    const AutoTerms& terms = command.terms;
    if (auto refusal = judge_all_in(terms.message, terms.details))
        return refusal;
    const bool in_range = terms.floor >= price_min && terms.floor <= price_max && terms.opening >= price_min &&
                          terms.opening <= price_max;
    if (!in_range)
        return refuse(RefusalCode::price_out_of_range);
    if (terms.floor > terms.opening)
        return refuse(RefusalCode::floor_above_opening);
    if (auto refusal = judge_price(state_, terms.opening))
        return refusal;
    if (auto refusal = format_of(state_.round()->rules).judge(state_, *bidder, terms))
        return refusal;
    if (auto refusal = judge_compared(terms.opening, terms.message, terms.details))
        return refusal;
    AutoTerms kept = terms;
    kept.message = talk::without_contacts(terms.message);
    kept.details = without_contacts(terms.details);
    if (auto refusal = may_reword(*bidder, std::nullopt, kept.message, kept.details))
        return refusal;
    emit(AutoOfferSet{bidder->number, std::move(kept)}, envelope_.received_at);
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
    const RoundFormat& format = format_of(state_.round()->rules);
    if (auto refusal = format.judge_withdrawal(state_, *bidder, command, envelope_.received_at))
        return refusal;
    emit(OfferWithdrawn{bidder->number, WithdrawalReason::own_wish}, envelope_.received_at);
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

Outcome Deciding::handle(const ExplainLowOffer& command) {
    if (state_.seq == 0 || !state_.confirmed_at)
        return refuse(RefusalCode::intent_unknown);
    if (!caller())
        return refuse(RefusalCode::not_yours);
    if (state_.is_over())
        return refuse(RefusalCode::intent_over);
    const Bidder* bidder = state_.bidder_of(*caller());
    if (bidder == nullptr)
        return refuse(RefusalCode::not_invited);
    if (!is_flagged(state_, bidder->number))
        return refuse(RefusalCode::nothing_to_explain);
    if (bidder->offer->explanation == command.explanation)
        return refuse(RefusalCode::unchanged);
    if (auto refusal = may_name_contacts(command.explanation, bidder->number))
        return refusal;
    emit(LowOfferExplained{bidder->number, command.explanation}, envelope_.received_at);
    return std::nullopt;
}

/// What the system's commands about a business meet first, in the order of RefusalCode.
Outcome Deciding::system_may_act() const {
    if (state_.seq == 0)
        return refuse(RefusalCode::intent_unknown);
    if (envelope_.sender.kind != SenderKind::system)
        return refuse(RefusalCode::not_yours);
    if (state_.is_over())
        return refuse(RefusalCode::intent_over);
    return std::nullopt;
}

Outcome Deciding::handle(const RetireOffer& command) {
    if (auto refusal = system_may_act())
        return refusal;
    const Bidder* bidder = state_.bidder_of(command.business);
    // The offer that holds a slot of the group keeps it.
    if (bidder == nullptr || command.capacity_group.empty() || (state_.award && state_.award->bidder == bidder->number))
        return std::nullopt;
    const BidderNo number = bidder->number;
    const auto in_group = [&](const std::optional<Offer>& offer) {
        return offer && offer->standing && offer->capacity_group == command.capacity_group;
    };
    const Instant at = envelope_.received_at;
    if (in_group(bidder->offer) || in_group(bidder->in_turn))
        emit(OfferWithdrawn{number, WithdrawalReason::capacity_taken}, at);
    else if (bidder->auto_offer && bidder->auto_offer->terms.capacity_group == command.capacity_group)
        emit(AutoOfferDropped{number}, at);
    end_if_none_is_left("capacity_taken", at);
    return std::nullopt;
}

/// Nobody can be chosen any more once what was to choose from was taken back for that reason.
void Deciding::end_if_none_is_left(const char* reason, Instant at) {
    if (state_.lifecycle == Lifecycle::deciding && state_.ranking.empty())
        end_intent(Lifecycle::expired, reason, Disposition::no_award, at);
}

Outcome Deciding::handle(const SuspendBidder& command) {
    if (auto refusal = system_may_act())
        return refusal;
    const Bidder* bidder = state_.bidder_of(command.business);
    if (bidder == nullptr)
        return std::nullopt;
    const BidderNo number = bidder->number;
    const bool chosen = state_.award && state_.award->bidder == number;
    const Instant at = envelope_.received_at;
    if (stands(*bidder) || bidder->in_turn)
        emit(OfferWithdrawn{number, WithdrawalReason::suspended}, at);
    else if (bidder->auto_offer)
        emit(AutoOfferDropped{number}, at);
    if (chosen) {
        // The buyer need not wait for a yes that cannot come, and may choose another at once.
        emit(AwardLapsed{number}, at);
        emit(Disposed{number, Disposition::withdrawn, "suspended", "", true}, at);
    }
    end_if_none_is_left("suspended", at);
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
    for (PromiseMade& promise : first_promises(*state_.bidder(winner)->offer, envelope_.received_at))
        emit(std::move(promise), envelope_.received_at);
    return std::nullopt;
}

} // namespace parley::core
