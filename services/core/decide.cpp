#include "core/decide.hpp"

#include "core/assert.hpp"
#include "core/auto_moves.hpp"
#include "core/dispositions.hpp"
#include "core/offer_rules.hpp"

#include <algorithm>
#include <array>

namespace parley::core {

namespace {

constexpr std::array<std::string_view, 3> sender_names{"buyer", "business", "system"};
constexpr int transitions_max = 10'000; // No market needs more; a loop that does is a mistake of ours.

using Outcome = std::optional<Refusal>; // nothing: accepted

Outcome refuse(RefusalCode code) {
    return Refusal{code, {}};
}

/// One decision in the making: a scratch copy of the state that every emitted event evolves at once, so that each rule
/// is judged on what the ones before it did.
class Deciding {
public:
    Deciding(const State& state, const Envelope& envelope, Instant now)
        : state_(state), envelope_(envelope), now_(now) {}

    Result<Decision> run();

private:
    void emit(Event event, Instant at) {
        Record record{state_.seq + 1, std::max(state_.at, at), at, {}, std::move(event)};
        if (command_begins_) {
            record.received_at = envelope_.received_at;
            record.command_key = std::exchange(pending_key_, {});
        }
        evolve(state_, record);
        records_.push_back(std::move(record));
    }
    void catch_up(Instant until);
    bool advance_once(Instant until);
    void open_round();
    void move_automatically(const AutoMove& move);
    void close_round(CloseCause cause, Instant at);
    void end_intent(Lifecycle state, std::string reason, Disposition disposition, Instant at);
    void schedule_round(std::int64_t number, Instant opens_at, std::int64_t reachable, Instant at);
    void dispose(std::vector<Disposed> told, Instant at) {
        for (Disposed& one : told)
            emit(std::move(one), at);
    }
    bool round_is(RoundPhase phase) const { return state_.round() != nullptr && state_.round()->phase == phase; }
    std::optional<KeyUse> earlier_use(Outcome& refusal) const;
    bool must_hold() const;

    Outcome handle(const Create& command);
    Outcome handle(const Confirm& command);
    Outcome handle(const Invite& command);
    Outcome handle(const Join& command);
    Outcome handle(const DeclineInvitation& command);
    Outcome handle(const PlaceOffer& command);
    Outcome handle(const SetAutoOffer& command);
    Outcome handle(const DropAutoOffer& command);
    Outcome handle(const WithdrawOffer& command);
    Outcome handle(const Tick&) { return std::nullopt; }
    Outcome handle(const ExtendOnce& command);
    Outcome handle(const CloseEarly& command);
    Outcome handle(const Award& command);
    Outcome handle(const ConfirmAward& command);
    Outcome handle(const DeclineAll& command);
    Outcome handle(const Cancel& command);
    Outcome handle(const ClaimOutage& command);

    Outcome buyer_may_act() const;
    Outcome round_takes_offers(const Bidder*& bidder) const;
    void invite(const Invitee& invitee, std::int64_t wave);

    State state_;
    const Envelope& envelope_;
    Instant now_;
    std::vector<Record> records_;
    bool command_begins_ = false;
    std::string pending_key_;
};

// --- time ------------------------------------------------------------------------------------------------------

void Deciding::catch_up(Instant until) {
    for (int i = 0; advance_once(until); ++i)
        PARLEY_ASSERT(i < transitions_max, "what is due comes to an end");
}

/// Makes the earliest transition whose scheduled time is not after `until`, stamped with that time.
bool Deciding::advance_once(Instant until) {
    if (state_.seq == 0 || state_.is_over())
        return false;
    if (state_.lifecycle == Lifecycle::unconfirmed && state_.created_at + confirm_within <= until) {
        emit(IntentEnded{Lifecycle::lapsed, "not_confirmed"}, state_.created_at + confirm_within);
        return true;
    }
    if (state_.lifecycle == Lifecycle::open && round_is(RoundPhase::scheduled) && state_.round()->opens_at <= until) {
        open_round();
        return true;
    }
    if (state_.lifecycle == Lifecycle::open && round_is(RoundPhase::running)) {
        if (const auto move = next_auto_move(state_, until)) {
            move_automatically(*move);
            return true;
        }
        const Instant end = state_.round()->closes_at;
        if (end <= until && end + settle <= now_) {
            close_round(CloseCause::time, end);
            return true;
        }
    }
    if (state_.lifecycle == Lifecycle::deciding && *state_.decision_ends_at <= until) {
        end_intent(Lifecycle::expired, "not_decided", Disposition::no_award, *state_.decision_ends_at);
        return true;
    }
    if (state_.lifecycle == Lifecycle::awarded && state_.award->confirm_by <= until) {
        const BidderNo bidder = state_.award->bidder;
        const Instant at = state_.award->confirm_by;
        emit(AwardLapsed{bidder}, at);
        emit(Disposed{bidder, Disposition::lost, "not_confirmed_in_time", "", true}, at);
        if (state_.ranking.empty())
            end_intent(Lifecycle::expired, "award_lapsed", Disposition::no_award, at);
        return true;
    }
    return false;
}

void Deciding::open_round() {
    const RoundState& round = *state_.round();
    emit(RoundOpened{round.number, round.opens_at + seconds(round.rules.duration_s)}, round.opens_at);
}

void Deciding::move_automatically(const AutoMove& move) {
    const Bidder& bidder = *state_.bidder(move.bidder);
    const AutoTerms& terms = bidder.auto_offer->terms;
    OfferTerms offer;
    offer.bidder = move.bidder;
    offer.sealed = state_.round()->rules.format == Format::sealed;
    offer.price = move.price;
    offer.attributes = terms.attributes;
    offer.message = terms.message;
    offer.automatic = true;
    offer.cause = move.cause;
    if (bidder.offer) {
        offer.offer_id = bidder.offer->id;
        emit(OfferRevised{offer}, move.at);
    } else {
        // No randomness is at hand; the hash of where the offer stands is as unique as a drawn id.
        const auto hash = digest::sha256(to_text(bidder.business.id) + '/' + state_.intent.assignment.unit + '/' +
                                         std::to_string(state_.seq) + '/' + std::to_string(state_.created_at.us));
        std::array<std::uint8_t, 16> bytes;
        std::copy_n(hash.begin(), bytes.size(), bytes.begin());
        offer.offer_id = id_from_bytes<OfferId>(bytes);
        emit(OfferPlaced{offer}, move.at);
    }
}

void Deciding::close_round(CloseCause cause, Instant at) {
    const RoundState& round = *state_.round();
    const bool last = round.number == static_cast<std::int64_t>(state_.intent.plan.rounds.size());
    const bool empty = state_.ranking.empty();
    if (cause == CloseCause::time && empty && !round.extended_for_offers) {
        const Instant end = at + seconds(round.rules.duration_s);
        emit(RoundExtended{round.number, ExtensionCause::no_offers, at, end, round.opens_at, end, 0}, at);
        return;
    }
    emit(RoundClosed{round.number, cause, state_.ranking, winner_pays(state_)}, at);
    if (cause == CloseCause::cancelled || cause == CloseCause::buyer_chose)
        return;
    if (empty) {
        end_intent(Lifecycle::no_offers, "no_offers", Disposition::no_award, at);
    } else if (!last && cause == CloseCause::time) {
        const auto& next = state_.intent.plan.rounds[static_cast<std::size_t>(state_.round()->number)];
        schedule_round(state_.round()->number + 1, at + seconds(next.starts_after_s), 0, at);
    }
}

void Deciding::end_intent(Lifecycle lifecycle, std::string reason, Disposition disposition, Instant at) {
    if (round_is(RoundPhase::running))
        close_round(CloseCause::cancelled, at);
    const std::string why = reason;
    emit(IntentEnded{lifecycle, std::move(reason)}, at);
    dispose(dispositions_without_award(state_, disposition, why), at);
}

void Deciding::schedule_round(std::int64_t number, Instant opens_at, std::int64_t reachable, Instant at) {
    const auto& planned = state_.intent.plan.rounds[static_cast<std::size_t>(number - 1)];
    emit(RoundScheduled{number, opens_at, reachable, rules_hash(planned.rules)}, at);
}

// --- keys and holding ------------------------------------------------------------------------------------------

std::string sender_text(const Sender& sender) {
    std::string text(name_of(sender.kind));
    if (sender.kind == SenderKind::business)
        text += ' ' + to_text(sender.business);
    return text;
}

std::optional<KeyUse> Deciding::earlier_use(Outcome& refusal) const {
    if (envelope_.key.empty())
        return std::nullopt;
    const auto found = state_.keys.find(sender_text(envelope_.sender) + '/' + envelope_.key);
    if (found == state_.keys.end())
        return std::nullopt;
    if (found->second.content_hash != envelope_.content_hash)
        refusal = refuse(RefusalCode::key_reused);
    return found->second;
}

/// An offer still in flight may move the end, so what came after it waits until that can no longer be (DESIGN 3.1).
bool Deciding::must_hold() const {
    if (state_.lifecycle != Lifecycle::open || !round_is(RoundPhase::running))
        return false;
    const Instant end = state_.round()->closes_at;
    return envelope_.received_at >= end && now_ < end + settle;
}

Result<Decision> Deciding::run() {
    Outcome refusal;
    if (auto use = earlier_use(refusal)) {
        if (refusal)
            return *refusal;
        Decision repeated;
        repeated.repeat = std::move(use);
        repeated.state = std::move(state_);
        return repeated;
    }
    const auto* outage = std::get_if<ClaimOutage>(&envelope_.command);
    catch_up(outage != nullptr ? outage->from : envelope_.received_at);
    if (outage == nullptr && must_hold()) {
        Decision held;
        held.hold = state_.round()->closes_at + settle;
        // What was due before is decided with the command, on the state of that moment.
        held.state = std::move(state_);
        return held;
    }
    command_begins_ = true;
    const std::string key = command_key_of(envelope_);
    pending_key_ = key;
    refusal = std::visit([this](const auto& command) { return handle(command); }, envelope_.command);
    // A refusal stores nothing: what was due is decided again by the clock, at the same moments.
    if (refusal)
        return *refusal;
    command_begins_ = false;
    catch_up(std::max(envelope_.received_at, state_.at));
    Decision decision;
    decision.records = std::move(records_);
    decision.state = std::move(state_);
    return decision;
}

// --- the buyer -------------------------------------------------------------------------------------------------

Outcome Deciding::buyer_may_act() const {
    if (state_.seq == 0)
        return refuse(RefusalCode::intent_unknown);
    if (state_.is_over())
        return refuse(RefusalCode::intent_over);
    if (state_.lifecycle == Lifecycle::unconfirmed)
        return refuse(RefusalCode::not_confirmed);
    return std::nullopt;
}

Outcome Deciding::handle(const Create& command) {
    PARLEY_ASSERT(state_.seq == 0, "an intent is created once");
    emit(command.intent, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const Confirm& command) {
    if (state_.seq == 0)
        return refuse(RefusalCode::intent_unknown);
    if (state_.is_over())
        return refuse(RefusalCode::intent_over);
    if (state_.lifecycle != Lifecycle::unconfirmed)
        return refuse(RefusalCode::already_confirmed);
    emit(IntentConfirmed{}, envelope_.received_at);
    schedule_round(1, std::max(command.opens_at, envelope_.received_at), command.reachable, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const ExtendOnce& command) {
    if (auto refusal = buyer_may_act())
        return refusal;
    if (!round_is(RoundPhase::running))
        return refuse(RefusalCode::round_closed);
    if (state_.buyer_extended)
        return refuse(RefusalCode::already_extended);
    const RoundState& round = *state_.round();
    const Instant end = round.closes_at + seconds(round.rules.duration_s);
    emit(
        RoundExtended{round.number, ExtensionCause::buyer, round.closes_at, end, round.opens_at, end, command.widen_km},
        envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const CloseEarly&) {
    if (auto refusal = buyer_may_act())
        return refusal;
    if (!round_is(RoundPhase::running))
        return refuse(RefusalCode::round_closed);
    close_round(CloseCause::buyer_closed, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const Award& command) {
    if (auto refusal = buyer_may_act())
        return refusal;
    if (state_.lifecycle == Lifecycle::awarded)
        return refuse(RefusalCode::already_awarded);
    if (round_is(RoundPhase::running) && state_.round()->rules.format == Format::sealed)
        return refuse(RefusalCode::sealed_round_running);
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
    end_intent(Lifecycle::cancelled, command.reason.empty() ? "declined_all" : command.reason,
               Disposition::declined_all, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const Cancel& command) {
    if (state_.seq == 0)
        return refuse(RefusalCode::intent_unknown);
    if (state_.is_over())
        return refuse(RefusalCode::intent_over);
    end_intent(Lifecycle::cancelled, command.reason.empty() ? "cancelled" : command.reason, Disposition::no_award,
               envelope_.received_at);
    return std::nullopt;
}

// --- outreach --------------------------------------------------------------------------------------------------

void Deciding::invite(const Invitee& invitee, std::int64_t wave) {
    Invited event;
    event.bidder = static_cast<BidderNo>(state_.bidders.size()) + 1;
    event.business = invitee.business;
    event.wave = wave;
    event.reasons = invitee.reasons;
    event.propensity_ppm = invitee.propensity_ppm;
    event.auto_offer = invitee.auto_offer;
    emit(std::move(event), envelope_.received_at);
}

Outcome Deciding::handle(const Invite& command) {
    if (auto refusal = buyer_may_act())
        return refusal;
    if (state_.lifecycle != Lifecycle::open)
        return refuse(RefusalCode::round_closed);
    const std::int64_t wave = state_.waves + 1;
    for (const Invitee& invitee : command.invitees)
        if (state_.bidder_of(invitee.business.id) == nullptr)
            invite(invitee, wave);
    return std::nullopt;
}

Outcome Deciding::handle(const Join& command) {
    if (auto refusal = buyer_may_act())
        return refusal;
    if (state_.lifecycle != Lifecycle::open)
        return refuse(RefusalCode::round_closed);
    if (const Bidder* known = state_.bidder_of(command.self.business.id))
        return known->declined ? refuse(RefusalCode::invitation_declined) : std::nullopt;
    const std::int64_t slots = state_.round() != nullptr ? state_.round()->rules.invite_count : 0;
    const auto outstanding = std::count_if(state_.bidders.begin(), state_.bidders.end(),
                                           [](const Bidder& b) { return !b.offer && !b.declined; });
    if (slots > 0 && outstanding >= slots)
        return refuse(RefusalCode::no_slot_free);
    invite(command.self, state_.waves);
    return std::nullopt;
}

// --- bidders ---------------------------------------------------------------------------------------------------

/// The checks that every act of a bidder in a round meets first, in the order of RefusalCode.
Outcome Deciding::round_takes_offers(const Bidder*& bidder) const {
    if (state_.seq == 0)
        return refuse(RefusalCode::intent_unknown);
    if (state_.lifecycle == Lifecycle::unconfirmed)
        return refuse(RefusalCode::intent_unknown);
    if (envelope_.sender.kind != SenderKind::business)
        return refuse(RefusalCode::not_yours);
    bidder = state_.bidder_of(envelope_.sender.business);
    const RoundState* round = state_.round();
    const bool in_time = round != nullptr && round->phase == RoundPhase::closed && round->cause == CloseCause::time &&
                         envelope_.received_at >= round->opens_at && envelope_.received_at < round->closes_at;
    if (in_time && bidder != nullptr) {
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
    if (round == nullptr || round->phase == RoundPhase::scheduled) {
        Refusal early{RefusalCode::round_not_open, {}};
        if (round != nullptr)
            early.details["round_opens_at"] = to_rfc3339(round->opens_at);
        return early;
    }
    if (round->phase == RoundPhase::closed || state_.lifecycle != Lifecycle::open) {
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
    const State before = state_;
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
    if (terms.floor < price_min || terms.opening > price_max)
        return refuse(RefusalCode::price_out_of_range);
    if (terms.floor > terms.opening)
        return refuse(RefusalCode::floor_above_opening);
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
    if (state_.seq == 0 || state_.lifecycle == Lifecycle::unconfirmed)
        return refuse(RefusalCode::intent_unknown);
    const Bidder* bidder = state_.bidder_of(envelope_.sender.business);
    if (state_.is_over())
        return refuse(RefusalCode::intent_over);
    if (bidder == nullptr)
        return refuse(RefusalCode::not_invited);
    if (bidder->declined)
        return refuse(RefusalCode::invitation_declined);
    // Whoever made an offer withdraws it instead; declining is for those who never answered.
    if (bidder->offer)
        return refuse(RefusalCode::not_yours);
    emit(InvitationDeclined{bidder->number, command.reason}, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const ConfirmAward&) {
    if (state_.seq == 0)
        return refuse(RefusalCode::intent_unknown);
    const Bidder* bidder = state_.bidder_of(envelope_.sender.business);
    if (bidder == nullptr)
        return refuse(RefusalCode::intent_unknown);
    if (state_.lifecycle != Lifecycle::awarded || state_.award->bidder != bidder->number)
        return refuse(RefusalCode::award_unknown);
    const BidderNo winner = bidder->number;
    emit(AwardConfirmed{winner}, envelope_.received_at);
    dispose(dispositions_after_award(state_, winner), envelope_.received_at);
    return std::nullopt;
}

// --- outages ---------------------------------------------------------------------------------------------------

/// What was left of the round at `from` is left again at `to` (DESIGN 4).
Outcome Deciding::handle(const ClaimOutage& command) {
    if (state_.lifecycle != Lifecycle::open || state_.round() == nullptr || state_.is_over())
        return std::nullopt;
    const RoundState& round = *state_.round();
    const Micros gap = command.to - command.from;
    if (round.phase == RoundPhase::running && round.closes_at > command.from) {
        emit(RoundExtended{round.number, ExtensionCause::outage, command.from, command.to, round.opens_at,
                           round.closes_at + gap, 0},
             command.to);
    } else if (round.phase == RoundPhase::scheduled && round.opens_at > command.from && round.opens_at < command.to) {
        emit(RoundExtended{round.number, ExtensionCause::outage, command.from, command.to, command.to,
                           command.to + (round.closes_at - round.opens_at), 0},
             command.to);
    }
    return std::nullopt;
}

} // namespace

std::span<const std::string_view> names_of(SenderKind) {
    return sender_names;
}

std::string command_key_of(const Envelope& envelope) {
    if (envelope.key.empty())
        return "";
    return sender_text(envelope.sender) + '/' + envelope.key + '#' + envelope.content_hash;
}

Result<Decision> decide(const State& state, const Envelope& envelope, Instant now) {
    return Deciding(state, envelope, now).run();
}

} // namespace parley::core
