#include "core/decide.hpp"

#include "core/assert.hpp"
#include "core/auto_moves.hpp"
#include "core/deciding.hpp"
#include "core/dispositions.hpp"
#include "core/formats/format.hpp"
#include "core/offer_rules.hpp"
#include "core/talk/word.hpp"
#include "core/view.hpp"

#include <algorithm>
#include <array>

namespace parley::core {

namespace {

constexpr std::array<std::string_view, 3> sender_names{"buyer", "business", "system"};
constexpr int transitions_max = 1'000'000; // No market needs more at once; a loop that does is a mistake of ours.

std::string sender_text(const Sender& sender) {
    std::string text(name_of(sender.kind));
    if (sender.kind == SenderKind::business)
        text += ' ' + to_text(sender.business);
    return text;
}

/// No randomness is at hand for an automatic first offer's id. The hash says nothing of the place in the log: that
/// would tell how much happened before, which in a sealed round is not its bidder's to know.
OfferId automatic_offer_id(const State& state, const Bidder& bidder) {
    const auto hash = digest::sha256("offer/" + to_text(bidder.business.id) + '/' + to_text(state.intent.consumer) +
                                     '/' + state.intent.assignment.unit + '/' + std::to_string(state.created_at.us));
    std::array<std::uint8_t, 16> bytes;
    std::copy_n(hash.begin(), bytes.size(), bytes.begin());
    return id_from_bytes<OfferId>(bytes);
}

} // namespace

// --- emitting --------------------------------------------------------------------------------------------------

void Deciding::emit(Event event, Instant at) {
    Record record{state_.seq + 1, std::max(state_.at, at), at, {}, std::move(event)};
    const bool first = in_command_ && !use_;
    if (in_command_)
        record.received_at = envelope_.received_at;
    if (first)
        record.command_key = command_key_of(envelope_);
    evolve(state_, record);
    if (first)
        use_ = use_of(state_, record, caller());
    records_.push_back(std::move(record));
}

void Deciding::dispose(std::vector<Disposed> told, Instant at) {
    for (Disposed& one : told)
        emit(std::move(one), at);
}

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
        emit(IntentEnded{Lifecycle::lapsed, "not_confirmed", {}}, state_.created_at + confirm_within);
        return true;
    }
    if (state_.lifecycle == Lifecycle::open && round_is(RoundPhase::scheduled) && state_.round()->opens_at <= until) {
        if (asks_for_advice(state_))
            end_intent(Lifecycle::expired, "advice_only", Disposition::no_award, state_.round()->opens_at);
        else if (envelope_.experiment_ended && state_.posted_plan)
            emit(Replanned{ReplanCause::ended, state_.intent.assignment, *state_.posted_plan},
                 state_.round()->opens_at);
        else
            open_round();
        return true;
    }
    if (state_.lifecycle == Lifecycle::open && round_is(RoundPhase::running)) {
        const RoundFormat& format = format_of(state_.round()->rules);
        const auto move = next_auto_move(state_, until);
        if (move && move->at + format.accepts_settle() <= now_) {
            move_automatically(*move);
            return true;
        }
        if (!state_.queue.empty() && joins_at_once() && !takes_invitations()) {
            const Queued& next = state_.queue.front();
            invite(Invitee{next.business, next.reasons, ppm_per_one, std::nullopt}, state_.waves, state_.at);
            return true;
        }
        const Instant boundary = next_boundary(state_);
        if (boundary <= until && boundary + settle <= now_) {
            step_round(boundary);
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
    const Micros length = format_of(round.rules).length(round.rules, round.number);
    emit(RoundOpened{round.number, round.opens_at + length}, round.opens_at);
    // Turns that go on from another round's offers begin at once: nothing can be on its way to a round just opened.
    if (length == 0)
        step_round(state_.round()->opens_at);
}

/// A round comes to a boundary: it goes on by a step of its format, or it is over.
void Deciding::step_round(Instant at) {
    const RoundFormat& format = format_of(state_.round()->rules);
    const auto next = format.next_step(state_);
    auto step = next && *next == at ? format.step(state_) : std::nullopt;
    if (step)
        emit(std::move(*step), at);
    else
        close_round(CloseCause::time, at);
}

void Deciding::move_automatically(const AutoMove& move) {
    const Bidder& bidder = *state_.bidder(move.bidder);
    const AutoTerms& terms = bidder.auto_offer->terms;
    OfferTerms offer;
    offer.bidder = move.bidder;
    offer.sealed = format_of(state_.round()->rules).offers_are_parts();
    offer.price = move.price;
    offer.attributes = terms.attributes;
    offer.message = terms.message;
    offer.details = terms.details;
    // A rule's price may come to lie above the one elsewhere, and its dates grow old.
    if (judge_reference(offer.price, offer.details, move.at))
        offer.details.reference_price.reset();
    offer.automatic = true;
    offer.cause = move.cause;
    if (bidder.offer) {
        offer.offer_id = bidder.offer->id;
        emit(OfferRevised{offer}, move.at);
    } else {
        offer.offer_id = automatic_offer_id(state_, bidder);
        emit(OfferPlaced{offer}, move.at);
    }
    if (format_of(state_.round()->rules).ends_with_an_offer())
        close_round(CloseCause::accepted, move.at);
}

void Deciding::close_round(CloseCause cause, Instant at) {
    // What was offered in a turn that is cut short was offered.
    if (const Turn* turn = state_.round()->turns.current())
        if (state_.bidder(turn->bidder)->in_turn)
            emit(TurnEnded{state_.round()->number, turn->bidder, true}, at);
    const RoundState& round = *state_.round();
    const RoundFormat& format = format_of(round.rules);
    const bool last = round.number == static_cast<std::int64_t>(state_.intent.plan.rounds.size());
    const bool empty = state_.ranking.empty();
    if (cause == CloseCause::time && empty && format.can_be_extended() && state_.intent.extend_if_empty &&
        !round.extended_for_offers) {
        const Instant end = at + seconds(round.rules.duration_s);
        emit(RoundExtended{round.number, ExtensionCause::no_offers, at, end, round.opens_at, end, 0}, at);
        return;
    }
    const auto pays = empty ? std::nullopt : std::optional(format.winner_pays(state_));
    emit(RoundClosed{round.number, cause, state_.ranking, pays}, at);
    if (cause == CloseCause::cancelled || cause == CloseCause::buyer_chose)
        return;
    const bool in_its_course = cause == CloseCause::time || cause == CloseCause::accepted;
    const bool goes_on = !last && in_its_course;
    if (empty && !(goes_on && next_round_is_open_to_all())) {
        end_intent(Lifecycle::no_offers, "no_offers", Disposition::no_award, at);
    } else if (goes_on) {
        const auto& next = state_.intent.plan.rounds[static_cast<std::size_t>(state_.round()->number)];
        schedule_round(state_.round()->number + 1, at + seconds(next.starts_after_s), 0, at);
    }
}

bool Deciding::next_round_is_open_to_all() const {
    const auto next = static_cast<std::size_t>(state_.round()->number);
    return state_.intent.plan.rounds[next].admit.mode == AdmitMode::all;
}

/// `reason` is a code that bidders are told; the buyer's own words, `note`, are for nobody else.
void Deciding::end_intent(Lifecycle lifecycle, const char* reason, Disposition disposition, Instant at,
                          std::string note) {
    if (round_is(RoundPhase::running))
        close_round(CloseCause::cancelled, at);
    emit(IntentEnded{lifecycle, reason, std::move(note)}, at);
    dispose(dispositions_without_award(state_, disposition, reason), at);
}

void Deciding::schedule_round(std::int64_t number, Instant opens_at, std::int64_t reachable, Instant at) {
    const auto& planned = state_.intent.plan.rounds[static_cast<std::size_t>(number - 1)];
    emit(RoundScheduled{number, opens_at, reachable, rules_hash(planned.rules)}, at);
}

// --- keys and holding ------------------------------------------------------------------------------------------

std::optional<BusinessId> Deciding::caller() const {
    if (envelope_.sender.kind != SenderKind::business)
        return std::nullopt;
    return envelope_.sender.business;
}

std::optional<KeyUse> Deciding::earlier_use(Outcome& refusal) const {
    if (envelope_.key.empty())
        return std::nullopt;
    const KeyUse* found = state_.keys.find(sender_text(envelope_.sender) + '/' + envelope_.key);
    if (found == nullptr)
        return std::nullopt;
    if (found->content_hash != envelope_.content_hash)
        refusal = refuse(RefusalCode::key_reused);
    return *found;
}

/// An offer still in flight may move the end, so what came after it waits until that can no longer be (DESIGN 3.1). An
/// accept that ends the round waits for those that were sent before it.
std::optional<Instant> Deciding::held_until() const {
    if (state_.lifecycle != Lifecycle::open || !round_is(RoundPhase::running))
        return std::nullopt;
    const Instant boundary = next_boundary(state_);
    if (envelope_.received_at >= boundary && now_ < boundary + settle)
        return boundary + settle;
    const Instant settled = envelope_.received_at + format_of(state_.round()->rules).accepts_settle();
    if (std::holds_alternative<Accept>(envelope_.command) && now_ < settled)
        return settled;
    return std::nullopt;
}

Result<Decision> Deciding::run() {
    Outcome refusal;
    if (auto use = earlier_use(refusal)) {
        if (refusal)
            return *refusal;
        Decision repeated;
        repeated.use = *use;
        repeated.repeat = std::move(use);
        repeated.state = std::move(state_);
        return repeated;
    }
    const auto* outage = std::get_if<ClaimOutage>(&envelope_.command);
    catch_up(outage != nullptr ? outage->from : envelope_.received_at);
    if (const auto until = outage == nullptr ? held_until() : std::nullopt) {
        Decision held;
        held.hold = *until;
        // What was due before is decided with the command, on the state of that moment.
        held.state = before_;
        return held;
    }
    in_command_ = true;
    refusal = std::visit([this](const auto& command) { return handle(command); }, envelope_.command);
    // A refusal stores nothing: what was due is decided again by the clock, at the same moments.
    if (refusal)
        return *refusal;
    in_command_ = false;
    Decision decision;
    decision.use =
        use_ ? *use_ : use_of(state_, Record{state_.seq, state_.at, envelope_.received_at, {}, {}}, caller());
    if (!use_)
        decision.use.at = envelope_.received_at; // Nothing was to be done, and nothing in the log tells when.
    decision.own_seq = use_ ? use_->seq : 0;
    catch_up(std::max(envelope_.received_at, state_.at));
    decision.records = std::move(records_);
    decision.state = std::move(state_);
    return decision;
}

// --- outages ---------------------------------------------------------------------------------------------------

/// What was left of the round at `from` is left again at `to` (DESIGN 4).
Outcome Deciding::handle(const ClaimOutage& command) {
    if (envelope_.sender.kind != SenderKind::system)
        return refuse(RefusalCode::not_yours);
    if (command.to <= command.from || state_.lifecycle != Lifecycle::open || state_.round() == nullptr ||
        state_.is_over())
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
