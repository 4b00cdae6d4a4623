#include "core/verify.hpp"

#include "core/auto_moves.hpp"
#include "core/deal/first_promises.hpp"
#include "core/dispositions.hpp"
#include "core/event_codec.hpp"
#include "core/formats/format.hpp"
#include "core/low_offer.hpp"
#include "core/offer_rules.hpp"
#include "core/overloaded.hpp"
#include "core/talk/solicited.hpp"
#include "core/talk/word.hpp"

#include <algorithm>

namespace parley::core {

namespace {

Value body_of(const Event& event) {
    return write_event(event, 1, Entropy{}).body;
}

const OfferTerms* offer_in(const Event& event) {
    const OfferTerms* terms = std::get_if<OfferPlaced>(&event);
    return terms != nullptr ? terms : std::get_if<OfferRevised>(&event);
}

class LogReader {
public:
    LogReader(LogView view, const KnownParts& parts) : view_(view), parts_(parts) {}

    LogCheck read(const std::vector<Record>& records) {
        for (std::size_t i = 0; i < records.size(); ++i) {
            const Record& record = records[i];
            record_ = &record;
            next_ = i + 1 < records.size() ? &records[i + 1] : nullptr;
            if (!follows(record))
                break; // What comes after cannot be understood.
            if (auto fault = check(record))
                result_.faults.push_back({record.seq, std::move(*fault)});
            advance(record);
        }
        if (extension_due_ || !told_next_.empty() || !promised_next_.empty() || breaks_off())
            result_.faults.push_back({state().seq, "the log breaks off before it says what must follow"});
        return std::move(result_);
    }

private:
    using Fault = std::optional<std::string>;

    State& state() { return result_.state; }
    const State& state() const { return result_.state; }
    const RoundState* round() const { return state().round(); }
    bool running() const { return round() != nullptr && round()->phase == RoundPhase::running; }

    /// A public log ends with the first opening or when no round is to come; a whole one may end anywhere.
    bool breaks_off() const {
        if (view_ == LogView::whole_log || !result_.faults.empty() || state().lifecycle != Lifecycle::open)
            return false;
        return state().first_opened > 0 && state().seq != state().first_opened;
    }

    /// Whether `evolve` can take this event at all.
    bool follows(const Record& record) {
        Fault fault;
        if (record.seq != state().seq + 1)
            fault = "the events are not numbered without gaps";
        else if (record.at < state().at)
            fault = "time goes back";
        else if (std::holds_alternative<IntentCreated>(record.event) != (record.seq == 1))
            fault = "an intent is created once, and first";
        else
            fault = std::visit([this](const auto& event) { return impossible(event); }, record.event);
        if (fault)
            result_.faults.push_back({record.seq, std::move(*fault)});
        return !fault;
    }
    template <class Kind>
    Fault impossible(const Kind& event) const {
        if constexpr (requires { event.bidder; }) {
            const bool is_new = std::is_same_v<Kind, Invited>;
            const auto known = static_cast<BidderNo>(state().bidders.size());
            if (is_new ? event.bidder != known + 1 : event.bidder < 1 || event.bidder > known)
                return "there is no such bidder";
        }
        if constexpr (requires { event.ranking; })
            for (const BidderNo number : event.ranking)
                if (state().bidder(number) == nullptr)
                    return "there is no such bidder";
        if constexpr (std::is_same_v<Kind, TurnsOrdered>) {
            for (const Turn& turn : event.turns)
                if (state().bidder(turn.bidder) == nullptr)
                    return "there is no such bidder";
            if (event.turns.empty())
                return "nobody has a turn";
        }
        if constexpr (std::is_same_v<Kind, ClockStepped>)
            for (const BidderNo number : event.out)
                if (state().bidder(number) == nullptr)
                    return "there is no such bidder";
        if constexpr (std::is_same_v<Kind, IntentCreated>)
            if (!are_well_formed(event.photos))
                return "no request has such photos";
        if constexpr (std::is_base_of_v<OfferTerms, Kind>)
            if (!are_well_formed(event.details.photos))
                return "no offer has such photos";
        if constexpr (std::is_same_v<Kind, RoundScheduled>) {
            const bool next = event.round == static_cast<std::int64_t>(state().rounds.size()) + 1;
            if (!next || event.round > static_cast<std::int64_t>(state().intent.plan.rounds.size()))
                return "the plan has no such round";
        } else if constexpr (requires { event.round; }) {
            if (round() == nullptr || event.round != round()->number)
                return "another round is at hand";
        }
        if constexpr (std::is_base_of_v<OfferTerms, Kind>)
            if (!running())
                return "no round runs";
        if constexpr (std::is_same_v<Kind, OfferWithdrawn>)
            if (!running() && event.reason == WithdrawalReason::own_wish)
                return "no round runs";
        if constexpr (std::is_same_v<Kind, OfferWithdrawn> || std::is_same_v<Kind, AwardLapsed> ||
                      std::is_same_v<Kind, LowOfferExplained>)
            if (!state().bidder(event.bidder)->offer)
                return "there is no such offer";
        if constexpr (std::is_same_v<Kind, Awarded> || std::is_same_v<Kind, AwardLapsed>)
            if (round() == nullptr)
                return "there was no round";
        if constexpr (std::is_same_v<Kind, AwardConfirmed>)
            if (!state().award)
                return "there is no award";
        return impossible_to_say(event);
    }
    /// The same for what people say and what follows from the yes.
    template <class Kind>
    Fault impossible_to_say(const Kind& event) const {
        constexpr bool in_thread =
            std::is_same_v<Kind, MessageSent> || std::is_same_v<Kind, ThreadMuted> || std::is_same_v<Kind, Shortlisted>;
        if constexpr (in_thread)
            if (!state().bidder(event.bidder)->offer)
                return "a thread is opened by an offer";
        if constexpr (std::is_same_v<Kind, BidderBlocked>)
            if (!state().bidder(event.bidder)->offer && !state().dialogue->advice.contains(event.bidder))
                return "only who offered or advised can be blocked";
        if constexpr (std::is_same_v<Kind, QuestionAsked>) {
            if (event.question != static_cast<std::int64_t>(state().dialogue->questions.size()) + 1)
                return "questions are numbered without gaps";
            if (event.asker != 0 && state().bidder(event.asker) == nullptr)
                return "there is no such bidder";
        } else if constexpr (requires { event.question; }) {
            if (state().dialogue->question(event.question) == nullptr)
                return "there is no such question";
        }
        if constexpr (std::is_same_v<Kind, PromiseMade>) {
            if (event.promise != static_cast<std::int64_t>(state().deal->promises.size()) + 1)
                return "promises are numbered without gaps";
        } else if constexpr (requires { event.promise; }) {
            if (state().deal->promise(event.promise) == nullptr)
                return "there is no such promise";
        }
        if constexpr (std::is_same_v<Kind, Reported>)
            if (event.report != state().dialogue->reports + 1)
                return "reports are numbered without gaps";
        if constexpr (std::is_same_v<Kind, IdeaVoiced>)
            if (event.idea != static_cast<std::int64_t>(state().deal->ideas.size()) + 1)
                return "ideas are numbered without gaps";
        if constexpr (std::is_same_v<Kind, VisitRedeemed>)
            if (!state().deal->hand_off)
                return "there is no code to redeem";
        return std::nullopt;
    }

    Fault check(const Record& record) {
        const auto* disposed = std::get_if<Disposed>(&record.event);
        if (!told_next_.empty() && disposed == nullptr)
            return "bidders are still to be told of the end";
        if (told_next_.empty() && !promised_next_.empty() && !std::holds_alternative<PromiseMade>(record.event))
            return "what the award promises is still to be said";
        if (auto fault = out_of_order(record.event))
            return fault;
        const auto* extended = std::get_if<RoundExtended>(&record.event);
        const bool as_due = extended != nullptr && extended->cause == ExtensionCause::late_offer && extension_due_ &&
                            extended->closes_at == *extension_due_;
        if (extension_due_ && !as_due)
            return "the offer before moves the end to " + to_rfc3339(*extension_due_);
        return std::visit([this](const auto& event) { return judge(event); }, record.event);
    }

    /// What an intent does only once, or only after something else.
    Fault out_of_order(const Event& event) const {
        const Lifecycle now = state().lifecycle;
        if (std::holds_alternative<IntentConfirmed>(event))
            return now == Lifecycle::unconfirmed ? std::nullopt
                                                 : Fault("an intent is confirmed once, before its rounds");
        const bool of_rounds = std::holds_alternative<RoundScheduled>(event) ||
                               std::holds_alternative<RoundOpened>(event) || std::holds_alternative<Invited>(event);
        if (of_rounds && now != Lifecycle::open)
            return "nothing of a round happens before the intent is confirmed or after it is over";
        if (std::holds_alternative<RoundScheduled>(event) && round() != nullptr && round()->phase != RoundPhase::closed)
            return "the round before was not closed";
        const bool may_choose = now == Lifecycle::deciding || (now == Lifecycle::open && !running());
        if (std::holds_alternative<Awarded>(event) && !may_choose)
            return "an offer is chosen once, while no round runs";
        if (std::holds_alternative<IntentEnded>(event) && (state().is_over() || now == Lifecycle::awarded))
            return state().is_over() ? Fault("the intent was over before") : ended_while_awarded(event);
        if (std::holds_alternative<IntentEnded>(event) && running())
            return "the round was not closed";
        return std::nullopt;
    }
    /// A buyer may cancel after having chosen; nothing else ends an intent then.
    static Fault ended_while_awarded(const Event& event) {
        return std::get<IntentEnded>(event).state == Lifecycle::cancelled ? std::nullopt
                                                                          : Fault("an award waits for its answer");
    }

    template <class Kind>
    Fault judge(const Kind&) {
        return std::nullopt;
    }
    Fault judge(const Replanned& event) {
        if (event.plan.rounds.size() != state().intent.plan.rounds.size())
            return "another plan has as many rounds";
        const bool in_time = state().lifecycle == Lifecycle::unconfirmed && !state().posted_plan;
        if (event.cause == ReplanCause::assigned && in_time)
            return state().intent.experiments ? std::nullopt : Fault("its buyer wanted no experiment");
        if (event.cause == ReplanCause::assigned)
            return "an arm is given once, before the intent is confirmed";
        if (!state().posted_plan || round() == nullptr || round()->phase != RoundPhase::scheduled)
            return "an experiment ends for rounds that are still to open";
        const bool is_as_posted = event.plan == state().posted_plan && event.assignment == state().intent.assignment;
        return is_as_posted ? std::nullopt : Fault("it was posted with other rules, or is in another arm");
    }
    Fault judge(const RoundScheduled& event) {
        const PlannedRound& planned = state().intent.plan.rounds[static_cast<std::size_t>(event.round - 1)];
        if (event.rules_hash != rules_hash(planned.rules))
            return "these are not the rules of the plan";
        if (event.round > 1 &&
            (round()->cause == CloseCause::buyer_chose || round()->cause == CloseCause::buyer_closed))
            return "the buyer ended the rounds";
        blind_admission_ = blind_ && planned.admit.mode != AdmitMode::all;
        if (blind_admission_)
            result_.unchecked.push_back({record_->seq, "who may take part rests on prices that were not opened"});
        const bool waits = event.round == 1 && state().intent.advice_first;
        if (waits && event.opens_at != *state().confirmed_at + advice_within)
            return "the round does not wait for as long as advice is asked for";
        if (event.round > 1 && event.opens_at != closed_at_ + seconds(planned.starts_after_s))
            return "the round does not open when the plan says";
        return std::nullopt;
    }
    Fault judge(const OffersWanted& event) {
        if (!asks_for_advice(state()))
            return "no advice is asked for";
        return event.opens_at < record_->at ? Fault("the round opens in the past") : std::nullopt;
    }
    Fault judge(const AdviceGiven& event) {
        if (!asks_for_advice(state()))
            return "no advice is asked for";
        const bool again = state().dialogue->advice.contains(event.bidder);
        return again || state().bidder(event.bidder)->declined ? Fault("a bidder that takes part advises once")
                                                               : std::nullopt;
    }
    Fault judge(const RoundOpened& event) {
        if (round()->phase != RoundPhase::scheduled)
            return "the round was open before";
        if (asks_for_advice(state()))
            return "the buyer did not ask for offers";
        if (record_->at != std::max(state().at, round()->opens_at) || record_->received_at != round()->opens_at)
            return "the round does not open on time";
        if (event.closes_at != round()->opens_at + format_of(round()->rules).length(round()->rules, round()->number))
            return "the round does not have the length of its rules";
        return std::nullopt;
    }
    Fault judge(const OfferPlaced& event) {
        return state().bidder(event.bidder)->offer ? Fault("it has an offer already") : judge_offer(event);
    }
    Fault judge(const OfferRevised& event) {
        const Bidder& bidder = *state().bidder(event.bidder);
        if (!bidder.offer || bidder.offer->id != event.offer_id)
            return "it has no such offer to revise";
        return judge_offer(event);
    }
    Fault judge_offer(const OfferTerms& terms) {
        const Bidder& bidder = *state().bidder(terms.bidder);
        const RoundFormat& format = format_of(round()->rules);
        if (terms.sealed != format.offers_are_parts())
            return "the price is open where it is secret, or secret where it is open";
        if (record_->received_at < round()->opens_at || record_->received_at >= next_boundary(state()))
            return "the offer did not come in time";
        if (record_->at != std::max(state().at, record_->received_at))
            return "the offer is not stamped with the moment at which it came";
        if ((!bidder.admitted && !blind_admission_) || bidder.declined)
            return "the bidder takes no part in this round";
        if (is_shut_out(state(), bidder))
            return "the buyer blocked this bidder before it had made an offer";
        const bool clock =
            round()->rules.format == Format::rising_clock || round()->rules.format == Format::falling_clock;
        const bool needs_attributes = !round()->rules.scoring.empty();
        const bool missing = !parts_.contains({record_->seq, "price"}) ||
                             (needs_attributes && !parts_.contains({record_->seq, "attributes"}));
        if (terms.sealed && missing) {
            blind_ = true;
            result_.unchecked.push_back({record_->seq, "the price was not opened"});
            return std::nullopt;
        }
        if (terms.automatic)
            return judge_move(terms);
        if (clock && terms.price != format.price_at(state(), record_->received_at))
            return "the clock showed another price";
        PlaceOffer offer;
        offer.price = terms.price;
        offer.attributes = terms.attributes;
        offer.confirm = true; // Whether a large fall was confirmed is between the bidder and the form it used.
        offer.message = "\1"; // Nor does the log tell whether words alone changed.
        const auto refusal = clock ? format.judge(state(), bidder, Accept{}, record_->received_at)
                                   : format.judge(state(), bidder, offer, record_->received_at);
        if (refusal)
            return "the rules refuse this offer: " + std::string(name_of(refusal->code));
        return std::nullopt;
    }
    Fault judge(const AutoOfferSet&) {
        floors_known_ = floors_known_ && parts_.contains({record_->seq, "terms"});
        return std::nullopt;
    }
    Fault judge_move(const OfferTerms& terms) {
        if (terms.cause < 1 || terms.cause >= record_->seq)
            return "an automatic move names an event before it as its cause";
        if (judge_price(state(), terms.price))
            return "an automatic move keeps to the range and the ceiling";
        if (view_ == LogView::public_log || !floors_known_)
            return std::nullopt;
        const auto move = next_auto_move(state(), record_->received_at);
        if (!move || move->bidder != terms.bidder || move->price != terms.price || move->cause != terms.cause ||
            move->at != record_->received_at)
            return "this is not the move that the floors give";
        return std::nullopt;
    }
    Fault judge(const LowOfferExplained& event) {
        return blind_ || is_flagged(state(), event.bidder) ? std::nullopt : Fault("this offer is not flagged as low");
    }
    Fault judge(const OfferWithdrawn& event) {
        // Neither who is suspended nor which slots a business has left is in the log of one intent.
        if (event.reason == WithdrawalReason::suspended)
            return std::nullopt;
        if (event.reason == WithdrawalReason::capacity_taken)
            return state().award && state().award->bidder == event.bidder ? Fault("the award holds its slot")
                                                                          : std::nullopt;
        const auto refusal = format_of(round()->rules)
                                 .judge_withdrawal(state(), *state().bidder(event.bidder), {}, record_->received_at);
        return refusal ? Fault("the rules refuse this withdrawal: " + std::string(name_of(refusal->code)))
                       : std::nullopt;
    }
    Fault judge(const RoundExtended& event) {
        const Instant before = round()->closes_at;
        const bool moves_whole = event.cause == ExtensionCause::outage && round()->phase == RoundPhase::scheduled;
        if (event.opens_at != (moves_whole ? event.to : round()->opens_at))
            return "the round opens at another moment";
        if (moves_whole && event.closes_at - event.opens_at != before - round()->opens_at)
            return "a round that had not begun keeps its length";
        switch (event.cause) {
        case ExtensionCause::late_offer:
            return extension_due_ ? std::nullopt : Fault("nothing moves the end here");
        case ExtensionCause::no_offers:
            if (!state().ranking.empty() || round()->extended_for_offers || record_->at != before ||
                !state().intent.extend_if_empty)
                return "only a round without offers goes on, once, at its end";
            return event.closes_at == before + seconds(round()->rules.duration_s) ? std::nullopt : wrong_length();
        case ExtensionCause::buyer:
            if (state().buyer_extended)
                return "a buyer extends once";
            return event.closes_at == before + seconds(round()->rules.duration_s) ? std::nullopt : wrong_length();
        case ExtensionCause::outage:
            if (running() && event.closes_at != before + (event.to - event.from))
                return "an outage is given back exactly";
            return std::nullopt;
        }
        return std::nullopt;
    }
    static Fault wrong_length() { return "the end does not move by the length of the round"; }

    /// What a format does at a boundary is what it says it does.
    Fault judge_step() {
        const auto step = format_of(round()->rules).step(state());
        if (!step || body_of(*step) != body_of(record_->event) || type_of(*step) != type_of(record_->event))
            return "this is not what comes next in this format";
        const Instant due = next_boundary(state());
        if (record_->at != std::max(state().at, due) || record_->received_at != due)
            return "it does not happen on time";
        return std::nullopt;
    }
    Fault judge(const TurnsOrdered&) { return blind_ ? std::nullopt : judge_step(); }
    Fault judge(const ClockStepped&) { return judge_step(); }
    Fault judge(const TurnEnded& event) {
        const Turn* turn = round()->turns.current();
        const auto* closed = next_ != nullptr ? std::get_if<RoundClosed>(&next_->event) : nullptr;
        const bool cut_short = turn != nullptr && turn->bidder == event.bidder && record_->at < turn->ends_at &&
                               closed != nullptr && closed->cause != CloseCause::time;
        return cut_short ? std::nullopt : judge_step();
    }
    Fault judge(const RoundClosed& event) {
        closed_at_ = record_->received_at; // Its scheduled time: a clock that ticks late moves nothing.
        if (!running())
            return "the round does not run";
        const RoundFormat& format = format_of(round()->rules);
        if (event.cause == CloseCause::time) {
            if (record_->at != std::max(state().at, next_boundary(state())) ||
                record_->received_at != next_boundary(state()))
                return "the round does not close on time";
            const auto step = format.next_step(state());
            if (step && *step <= next_boundary(state()) && format.step(state()) && !blind_)
                return "the round closes before it is over";
        }
        if (event.cause == CloseCause::accepted && !format.ends_with_an_offer())
            return "an offer does not end this round";
        if (blind_) {
            result_.unchecked.push_back({record_->seq, "the ranking rests on prices that were not opened"});
            return std::nullopt;
        }
        if (event.ranking != state().ranking)
            return "the ranking is not that of the offers";
        const auto pays = state().ranking.empty() ? std::nullopt : std::optional(format.winner_pays(state()));
        const bool sealed_budget = state().intent.budget_sealed && view_ == LogView::public_log;
        if (event.pays != pays && !sealed_budget)
            return "what is paid is not what the rules say";
        return std::nullopt;
    }
    Fault judge(const Awarded& event) {
        const Bidder& bidder = *state().bidder(event.bidder);
        const bool stands_there = bidder.offer && bidder.offer->standing && bidder.offer->id == event.offer_id;
        return stands_there ? std::nullopt : Fault("no such offer stands");
    }
    Fault judge(const QuestionAsked&) { return speaks_while_open(); }
    Fault judge(const QuestionAnswered& event) {
        const Question& question = *state().dialogue->question(event.question);
        if (question.asker == 0 || question.answer)
            return "a bidder's question is answered once";
        return speaks_while_open();
    }
    Fault speaks_while_open() const {
        const bool open = state().confirmed_at && !state().is_over();
        return open ? std::nullopt : Fault("nobody asks before the intent is confirmed or after it is over");
    }
    Fault judge(const MessageSent& event) {
        const Bidder& bidder = *state().bidder(event.bidder);
        if (event.message != state().dialogue->messages + 1)
            return "messages are numbered without gaps";
        if (!is_thread_open(state(), bidder) || state().dialogue->thread(event.bidder).blocked)
            return "the thread is closed";
        if (event.by == Party::business && !may_answer(state(), bidder, record_->received_at))
            return "the thread is closed";
        if (event.by == Party::business)
            return has_word(state(), bidder, record_->received_at)
                       ? std::nullopt
                       : Fault("the business writes without an answer to its last word");
        if (event.kind == MessageKind::beat_this &&
            (!running() || state().dialogue->thread(event.bidder).beaten_round == round()->number))
            return "a better price is asked for once in a round";
        return std::nullopt;
    }
    Fault judge(const PromiseMade& event) {
        if (promised_next_.empty() && event.kind == PromiseKind::delivery && days_are_unknown())
            return std::nullopt;
        if (promised_next_.empty())
            return event.kind == PromiseKind::extra ? follows_a_deal() : Fault("only an award promises a price");
        const PromiseMade expected = promised_next_.front();
        promised_next_.erase(promised_next_.begin());
        const bool same =
            event.kind == expected.kind && event.amount == expected.amount && event.due_at == expected.due_at;
        return same || blind_ ? std::nullopt : Fault("the award promises something else");
    }
    Fault judge(const PromiseClaimed& event) {
        const PromiseState now = state().deal->promise(event.promise)->state;
        const bool waits = now == PromiseState::open || now == PromiseState::repairing;
        return waits ? follows_a_deal() : Fault("this promise does not wait for the business");
    }
    Fault judge(const PromiseJudged& event) {
        const Promise& promise = *state().deal->promise(event.promise);
        const bool settled = is_settled(promise) || (promise.state == PromiseState::broken && !event.kept);
        return settled ? Fault("this promise is settled") : follows_a_deal();
    }
    Fault judge(const RepairOffered& event) {
        const Promise& promise = *state().deal->promise(event.promise);
        const bool waits = promise.state == PromiseState::broken && !promise.repair_offered;
        return waits ? std::nullopt : Fault("only a broken promise is repaired");
    }
    Fault judge(const RepairAnswered& event) {
        const bool offered = state().deal->promise(event.promise)->repair_offered;
        return offered ? std::nullopt : Fault("no repair was offered");
    }
    Fault judge(const HandedOff&) { return follows_a_deal(); }
    Fault judge(const Reviewed&) { return state().deal->review ? Fault("a deal is reviewed once") : follows_a_deal(); }
    Fault judge(const OutcomeReported& event) {
        if (state().deal->outcome)
            return "how it turned out is said once";
        if (event.where == BoughtWhere::here)
            return follows_a_deal();
        return state().is_over() ? std::nullopt : Fault("the matter is not over");
    }
    /// Whether the chosen offer's attributes were secret and not opened.
    bool days_are_unknown() const {
        if (!state().award)
            return false;
        const Offer& offer = *state().bidder(state().award->bidder)->offer;
        const Rules& rules = state().rounds[static_cast<std::size_t>(offer.round - 1)].rules;
        return format_of(rules).offers_are_parts() && !parts_.contains({offer.seq, "attributes"});
    }
    Fault follows_a_deal() const {
        return state().award && state().award->confirmed_at ? std::nullopt : Fault("nothing was agreed");
    }
    Fault judge(const Erased&) {
        return state().is_over() ? std::nullopt : Fault("what runs is ended before it is erased");
    }
    Fault judge(const AwardConfirmed& event) {
        return state().award->bidder == event.bidder ? std::nullopt : Fault("another was chosen");
    }
    Fault judge(const AwardLapsed& event) {
        const bool chosen = state().award && state().award->bidder == event.bidder;
        const bool over = chosen && (record_->at >= state().award->confirm_by || is_suspended(event.bidder));
        return over ? std::nullopt : Fault("the award had not lapsed");
    }
    Fault judge(const Disposed& event) {
        if (told_next_.empty())
            return event.reason == (is_suspended(event.bidder) ? "suspended" : "not_confirmed_in_time")
                       ? std::nullopt
                       : Fault("nobody is told anything here");
        const Disposed expected = told_next_.front();
        told_next_.erase(told_next_.begin());
        if (body_of(expected) != body_of(event) && !blind_)
            return "the bidder is told something else than what happened";
        return std::nullopt;
    }

    bool is_suspended(BidderNo bidder) const {
        const auto& offer = state().bidder(bidder)->offer;
        return offer && !offer->standing && offer->withdrawn == WithdrawalReason::suspended;
    }

    void advance(const Record& record) {
        BeforeOffer before;
        const OfferTerms* offer = offer_in(record.event);
        if (offer != nullptr) {
            if (const Bidder& bidder = *state().bidder(offer->bidder); bidder.offer)
                before.own_score = bidder.offer->score;
            if (!state().ranking.empty())
                before.leader = state().ranking.front();
        }
        extension_due_.reset();
        evolve(state(), record);
        if (offer != nullptr && !offer->automatic)
            extension_due_ = format_of(round()->rules).extended_end(before, state(), offer->bidder, record.received_at);
        if (std::holds_alternative<RoundOpened>(record.event))
            blind_ = false;
        if (const auto* awarded = std::get_if<Awarded>(&record.event))
            told_next_ = stand_by_while(state(), awarded->bidder);
        if (const auto* confirmed = std::get_if<AwardConfirmed>(&record.event)) {
            told_next_ = dispositions_after_award(state(), confirmed->bidder);
            promised_next_ = first_promises(*state().bidder(confirmed->bidder)->offer, record.received_at);
        }
        if (const auto* ended = std::get_if<IntentEnded>(&record.event)) {
            const Disposition disposition =
                ended->reason == "declined_all" ? Disposition::declined_all : Disposition::no_award;
            told_next_ = dispositions_without_award(state(), disposition, ended->reason);
        }
    }

    LogView view_;
    const KnownParts& parts_;
    LogCheck result_;
    const Record* record_ = nullptr;
    const Record* next_ = nullptr;
    Instant closed_at_; // when the last round was to close
    std::optional<Instant> extension_due_;
    std::vector<Disposed> told_next_;
    std::vector<PromiseMade> promised_next_;
    bool floors_known_ = true;     // No auto-offer's terms were erased.
    bool blind_admission_ = false; // Nor is it known who may take part.
    bool blind_ = false;           // A price of the running round is missing.
};

} // namespace

LogCheck check_log(const std::vector<Record>& records, LogView view, const KnownParts& parts) {
    return LogReader(view, parts).read(records);
}

std::int64_t public_until(const State& state) {
    if (!state.confirmed_at)
        return 0;
    const bool more_to_come = state.lifecycle == Lifecycle::open;
    return more_to_come && state.first_opened > 0 ? state.first_opened : state.seq;
}

bool opens_with_the_log(std::string_view event_type, std::string_view part) {
    const bool offer = event_type == OfferPlaced::type || event_type == OfferRevised::type;
    return offer && (part == "price" || part == "attributes");
}

} // namespace parley::core
