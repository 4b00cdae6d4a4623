// One decision in the making, for decide*.cpp alone: a scratch copy of the state that every emitted event evolves at
// once, so that each rule is judged on what the ones before it did. decide.cpp has time and keys, decide_buyer.cpp and
// decide_bidders.cpp have what each side may ask for.
#pragma once

#include "core/auto_moves.hpp"
#include "core/decide.hpp"

#include <optional>
#include <string>
#include <vector>

namespace parley::core {

using Outcome = std::optional<Refusal>; // nothing: accepted

inline Outcome refuse(RefusalCode code) {
    return Refusal{code, {}};
}

class Deciding {
public:
    Deciding(const State& state, const Envelope& envelope, Instant now)
        : before_(state), state_(state), envelope_(envelope), now_(now) {}

    Result<Decision> run();

private:
    void emit(Event event, Instant at);
    void catch_up(Instant until);
    bool advance_once(Instant until);
    void open_round();
    void step_round(Instant at);
    bool next_round_is_open_to_all() const;
    void move_automatically(const AutoMove& move);
    void close_round(CloseCause cause, Instant at);
    void end_intent(Lifecycle lifecycle, const char* reason, Disposition disposition, Instant at,
                    std::string note = {});
    void schedule_round(std::int64_t number, Instant opens_at, std::int64_t reachable, Instant at);
    void dispose(std::vector<Disposed> told, Instant at);
    bool round_is(RoundPhase phase) const { return state_.round() != nullptr && state_.round()->phase == phase; }
    std::optional<KeyUse> earlier_use(Outcome& refusal) const;
    std::optional<Instant> held_until() const;

    Outcome handle(const Create& command);
    Outcome handle(const Confirm& command);
    Outcome handle(const Invite& command);
    Outcome handle(const Join& command);
    Outcome handle(const DeclineInvitation& command);
    Outcome handle(const PlaceOffer& command);
    Outcome handle(const Accept& command);
    Outcome handle(const SetAutoOffer& command);
    Outcome handle(const DropAutoOffer& command);
    Outcome handle(const WithdrawOffer& command);
    Outcome handle(const Tick&) { return std::nullopt; }
    Outcome handle(const ExtendOnce& command);
    Outcome handle(const CloseEarly& command);
    Outcome handle(const AskForOffers& command);
    Outcome handle(const Award& command);
    Outcome handle(const ConfirmAward& command);
    Outcome handle(const DeclineAll& command);
    Outcome handle(const Cancel& command);
    Outcome handle(const RetireOffer& command);
    Outcome handle(const SuspendBidder& command);
    Outcome handle(const ExplainLowOffer& command);
    Outcome handle(const ClaimOutage& command);
    // decide_talk.cpp
    Outcome handle(const GiveAdvice& command);
    Outcome handle(const Ask& command);
    Outcome handle(const AnswerQuestion& command);
    Outcome handle(const SendMessage& command);
    Outcome handle(const SetReadiness& command);
    Outcome handle(const MuteThread& command);
    Outcome handle(const BlockBidder& command);
    Outcome handle(const Shortlist& command);
    Outcome handle(const Report& command);
    // decide_deal.cpp
    Outcome handle(const MakePromise& command);
    Outcome handle(const ClaimPromise& command);
    Outcome handle(const JudgePromise& command);
    Outcome handle(const OfferRepair& command);
    Outcome handle(const AnswerRepair& command);
    Outcome handle(const HandOver& command);
    Outcome handle(const RedeemVisit& command);
    Outcome handle(const ReportOutcome& command);
    Outcome handle(const WriteReview& command);
    Outcome handle(const VoiceIdea& command);
    Outcome handle(const ShareOutcome& command);
    Outcome handle(const Erase& command);

    std::optional<BusinessId> caller() const;
    Outcome buyer_may_act() const;
    Outcome system_may_act() const;
    Outcome round_runs() const;
    bool came_in_time() const;
    Outcome round_takes_offers(const Bidder*& bidder, bool tied_to_buyer = false) const;
    Outcome judge_compared(Minor price, std::string_view message, const OfferDetails& details) const;
    void end_if_none_is_left(const char* reason, Instant at);
    void take(OfferTerms offer, const Bidder& bidder, const OfferId& new_id);
    Outcome is_known_to_buyer() const;
    Outcome finds_bidder(const OfferId& offer, const Bidder*& bidder) const;
    Outcome finds_bidder(const Bidder*& bidder) const;
    Outcome finds_adviser(const BusinessId& business, const Bidder*& bidder) const;
    Outcome thread_is_open(const Bidder& bidder) const;
    Outcome may_reword(const Bidder& bidder, std::optional<Minor> score, std::string_view message,
                       const OfferDetails& details) const;
    Outcome may_add_to_deal() const;
    Outcome awaits_answer() const;
    Outcome may_write(const Bidder& bidder) const;
    Outcome beats(const Bidder& bidder) const;
    Outcome may_name_contacts(const std::string& text, BidderNo with) const;
    Outcome has_deal(SenderKind side) const;
    Outcome finds_promise(std::int64_t number, const Promise*& promise) const;
    Outcome takes_invitations() const;
    bool joins_at_once() const;
    void invite(const Invitee& invitee, std::int64_t wave, Instant at);

    const State& before_;
    State state_;
    const Envelope& envelope_;
    Instant now_;
    std::vector<Record> records_;
    bool in_command_ = false;   // what is emitted now answers the envelope, not the clock
    std::optional<KeyUse> use_; // of the command's first event
};

} // namespace parley::core
