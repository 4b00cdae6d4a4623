// What the buyer may ask for, and what outreach does for the buyer.
#include "core/assert.hpp"
#include "core/deciding.hpp"
#include "core/dispositions.hpp"
#include "core/formats/format.hpp"
#include "core/offer_rules.hpp"
#include "core/talk/contacts.hpp"
#include "core/talk/word.hpp"

#include <algorithm>

namespace parley::core {

// --- the buyer -------------------------------------------------------------------------------------------------

/// What everything that the buyer (or the system for it) does meets first, in the order of RefusalCode.
Outcome Deciding::buyer_may_act() const {
    if (state_.seq == 0)
        return refuse(RefusalCode::intent_unknown);
    if (envelope_.sender.kind == SenderKind::business)
        return refuse(RefusalCode::not_yours);
    if (state_.lifecycle == Lifecycle::unconfirmed)
        return refuse(RefusalCode::not_confirmed);
    if (state_.is_over())
        return refuse(RefusalCode::intent_over);
    return std::nullopt;
}

Outcome Deciding::round_runs() const {
    if (round_is(RoundPhase::scheduled))
        return refuse(RefusalCode::round_not_open);
    return round_is(RoundPhase::running) ? std::nullopt : refuse(RefusalCode::round_closed);
}

Outcome Deciding::handle(const Create& command) {
    PARLEY_ASSERT(state_.seq == 0, "an intent is created once");
    PARLEY_ASSERT(are_well_formed(command.intent.photos), "the shell counted and measured the photos");
    IntentCreated intent = command.intent;
    intent.title = talk::without_contacts(intent.title);
    intent.text = talk::without_contacts(intent.text);
    for (auto& [question, answer] : intent.answers)
        answer = talk::without_contacts(answer);
    withhold_contacts(intent.photos);
    emit(std::move(intent), envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const Confirm& command) {
    if (state_.seq == 0)
        return refuse(RefusalCode::intent_unknown);
    if (envelope_.sender.kind == SenderKind::business)
        return refuse(RefusalCode::not_yours);
    // Whoever confirms a second time is told that it worked, whatever became of the intent since.
    if (state_.confirmed_at)
        return refuse(RefusalCode::already_confirmed);
    if (state_.is_over())
        return refuse(RefusalCode::intent_over);
    const Instant at = envelope_.received_at;
    if (command.treatment && state_.intent.experiments)
        emit(Replanned{ReplanCause::assigned, command.treatment->assignment, command.treatment->plan}, at);
    emit(IntentConfirmed{}, at);
    const Instant opens_at =
        state_.intent.advice_first ? *state_.confirmed_at + advice_within : std::max(command.opens_at, at);
    schedule_round(1, opens_at, command.reachable, at);
    return std::nullopt;
}

Outcome Deciding::handle(const AskForOffers& command) {
    if (auto refusal = buyer_may_act())
        return refusal;
    if (!asks_for_advice(state_))
        return refuse(RefusalCode::advice_over);
    const Instant at = envelope_.received_at;
    emit(OffersWanted{state_.round()->number, std::max(command.opens_at, at), command.reachable}, at);
    return std::nullopt;
}

Outcome Deciding::handle(const ExtendOnce& command) {
    if (auto refusal = buyer_may_act())
        return refusal;
    if (auto refusal = round_runs())
        return refusal;
    if (state_.buyer_extended)
        return refuse(RefusalCode::already_extended);
    const RoundState& round = *state_.round();
    if (!format_of(round.rules).can_be_extended())
        return refuse(RefusalCode::cannot_extend);
    const Instant end = round.closes_at + seconds(round.rules.duration_s);
    emit(
        RoundExtended{round.number, ExtensionCause::buyer, round.closes_at, end, round.opens_at, end, command.widen_km},
        envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const CloseEarly&) {
    if (auto refusal = buyer_may_act())
        return refusal;
    if (auto refusal = round_runs())
        return refusal;
    close_round(CloseCause::buyer_closed, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const Award& command) {
    if (auto refusal = buyer_may_act())
        return refusal;
    if (state_.lifecycle == Lifecycle::awarded)
        return refuse(RefusalCode::already_awarded);
    if (round_is(RoundPhase::running) && format_of(state_.round()->rules).offers_are_parts())
        return refuse(RefusalCode::sealed_round_running);
    if (state_.ranking.empty())
        return refuse(RefusalCode::nothing_to_award);
    const Bidder* bidder = state_.bidder_with(command.offer_id);
    if (bidder == nullptr)
        return refuse(RefusalCode::offer_unknown);
    if (!bidder->offer->standing)
        return refuse(RefusalCode::offer_withdrawn);
    const BidderNo chosen = bidder->number;
    const Instant at = envelope_.received_at;
    if (round_is(RoundPhase::running))
        close_round(CloseCause::buyer_chose, at);
    emit(Awarded{chosen, command.offer_id, command.reason}, at);
    dispose(stand_by_while(state_, chosen), at);
    return std::nullopt;
}

Outcome Deciding::handle(const DeclineAll& command) {
    if (auto refusal = buyer_may_act())
        return refusal;
    if (state_.lifecycle == Lifecycle::awarded)
        return refuse(RefusalCode::already_awarded);
    end_intent(Lifecycle::cancelled, "declined_all", Disposition::declined_all, envelope_.received_at, command.reason);
    return std::nullopt;
}

Outcome Deciding::handle(const Cancel& command) {
    if (state_.seq == 0)
        return refuse(RefusalCode::intent_unknown);
    if (envelope_.sender.kind == SenderKind::business)
        return refuse(RefusalCode::not_yours);
    if (state_.is_over())
        return refuse(RefusalCode::intent_over);
    end_intent(Lifecycle::cancelled, "cancelled", Disposition::no_award, envelope_.received_at, command.reason);
    return std::nullopt;
}

// --- outreach --------------------------------------------------------------------------------------------------

void Deciding::invite(const Invitee& invitee, std::int64_t wave, Instant at) {
    Invited event;
    event.bidder = static_cast<BidderNo>(state_.bidders.size()) + 1;
    event.business = invitee.business;
    event.wave = wave;
    event.reasons = invitee.reasons;
    event.propensity_ppm = invitee.propensity_ppm;
    event.auto_offer = invitee.auto_offer;
    // One that was made when words could still add to its price makes no offer.
    if (event.auto_offer && judge_all_in(event.auto_offer->message, event.auto_offer->details))
        event.auto_offer.reset();
    if (event.auto_offer) {
        // A price charged elsewhere may be one no more, or not above this opening: then it is left out.
        if (judge_reference(event.auto_offer->opening, event.auto_offer->details, at))
            event.auto_offer->details.reference_price.reset();
        if (judge_other_price(event.auto_offer->opening, event.auto_offer->message, event.auto_offer->details))
            event.auto_offer.reset();
    }
    if (event.auto_offer) {
        event.auto_offer->message = talk::without_contacts(event.auto_offer->message);
        event.auto_offer->details = without_contacts(event.auto_offer->details);
    }
    emit(std::move(event), at);
}

/// Whether who finds the intent by itself is in now, or waits in the queue. An answer frees its place, but not in a
/// sealed round: whether one could join would tell what others answered.
bool Deciding::joins_at_once() const {
    const RoundState* round = state_.round();
    if (round == nullptr || round->rules.invite_count == 0)
        return true;
    if (format_of(round->rules).is_secret_now(*round))
        return static_cast<std::int64_t>(state_.bidders.size()) < round->rules.invite_count;
    return free_places(state_) > 0;
}

Outcome Deciding::takes_invitations() const {
    if (state_.lifecycle != Lifecycle::open)
        return refuse(RefusalCode::round_closed);
    return admits_newcomers(state_) ? std::nullopt : refuse(RefusalCode::not_admitted);
}

Outcome Deciding::handle(const Invite& command) {
    if (auto refusal = buyer_may_act())
        return refusal;
    if (auto refusal = takes_invitations())
        return refusal;
    const std::int64_t wave = state_.waves + 1;
    for (const Invitee& invitee : command.invitees)
        if (state_.bidder_of(invitee.business.id) == nullptr)
            invite(invitee, wave, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const Join& command) {
    // Nobody but its buyer knows of an unconfirmed intent.
    if (state_.seq == 0 || !state_.confirmed_at)
        return refuse(RefusalCode::intent_unknown);
    if (caller() != command.self.business.id)
        return refuse(RefusalCode::not_yours);
    if (state_.is_over())
        return refuse(RefusalCode::intent_over);
    if (command.tied_to_buyer)
        return refuse(RefusalCode::tied_to_buyer);
    if (const Bidder* known = state_.bidder_of(command.self.business.id))
        return known->declined ? refuse(RefusalCode::invitation_declined) : std::nullopt;
    if (auto refusal = takes_invitations())
        return refusal;
    const BusinessId& self = command.self.business.id;
    if (command.blocked)
        return refuse(RefusalCode::blocked);
    if (joins_at_once())
        invite(command.self, state_.waves, envelope_.received_at);
    else if (std::ranges::none_of(state_.queue, [&](const Queued& one) { return one.business.id == self; }))
        emit(Queued{command.self.business, command.self.reasons}, envelope_.received_at);
    return std::nullopt;
}

} // namespace parley::core
