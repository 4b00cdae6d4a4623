#include "core/state.hpp"

#include "core/assert.hpp"
#include "core/auto_moves.hpp"
#include "core/evolve_talk.hpp"
#include "core/formats/format.hpp"
#include "core/overloaded.hpp"
#include "core/talk/word.hpp"
#include "core/view.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace parley::core {

namespace {

constexpr std::array<std::string_view, 3> phase_names{"scheduled", "running", "closed"};

bool all(const Bidder&) {
    return true;
}

/// Its auto-offer is about to answer.
bool acts(const Bidder& bidder) {
    return bidder.auto_offer && bidder.auto_offer->acts_at;
}

RoundState& round_at(State& state, std::int64_t number) {
    PARLEY_ASSERT(!state.rounds.empty() && state.rounds.back().number == number, "only the last round moves");
    return state.rounds.back();
}

/// Auto-offers that have something to do want to do it after their own time; one that was about to answer and need not
/// any more stays where it is.
void wake_auto_offers(State& state, Instant at) {
    const auto turns = [&](const Bidder& bidder) {
        return bidder.auto_offer && bidder.auto_offer->acts_at.has_value() != wants_to_move(state, bidder);
    };
    state.bidders.change_where(turns, [&](Bidder& bidder) {
        AutoOffer& own = *bidder.auto_offer;
        if (own.acts_at) {
            own.acts_at.reset();
        } else {
            own.acts_at = format_of(state.round()->rules).auto_acts_at(state, bidder, at);
            own.cause = state.seq;
        }
    });
}

/// Recomputes the ranking and notes whose news it is, as far as the running round lets bidders see it.
void rerank(State& state, BidderNo actor) {
    const std::vector<BidderNo> before = std::move(state.ranking);
    state.ranking = rank_offers(state.bidders);
    const RoundState* round = state.round();
    if (round == nullptr || round->phase != RoundPhase::running || format_of(round->rules).is_secret_now(*round))
        return;
    const std::vector<std::int64_t> ranks_before_it = ranks_of(before, state.bidders.size());
    const std::vector<std::int64_t> ranks = ranks_of(state.ranking, state.bidders.size());
    for (const Bidder& bidder : state.bidders) {
        if (bidder.number == actor || !bidder.admitted || bidder.declined)
            continue;
        const bool has_offer = bidder.offer && bidder.offer->standing;
        const auto number = static_cast<std::size_t>(bidder.number);
        switch (round->rules.visibility) {
        case Visibility::none:
            break;
        case Visibility::rank:
            if (has_offer && ranks_before_it[number] != ranks[number])
                state.rank_moved.push_back(bidder.number);
            break;
        case Visibility::best_price:
        case Visibility::all_prices:
            state.rank_moved.push_back(bidder.number);
            break;
        }
    }
}

/// What is offered in a turn is its bidder's offer when the turn ends.
bool takes_turns(const RoundState& round) {
    return round.rules.format == Format::turns && round.phase == RoundPhase::running && round.turns.of_turns > 0;
}

void take_offer(State& state, const Record& record, const OfferTerms& terms) {
    Bidder& bidder = state.bidders.own(terms.bidder);
    const RoundState* round = state.round();
    PARLEY_ASSERT(round != nullptr, "an offer belongs to a round");
    const bool first = !bidder.offer;
    Offer offer = first ? Offer{} : bidder.in_turn ? *bidder.in_turn : *bidder.offer;
    offer.id = terms.offer_id;
    offer.price = terms.price;
    offer.attributes = terms.attributes;
    const Minor score = score_of(round->rules, terms.price, terms.attributes);
    if (!first && !terms.automatic && score == offer.score)
        ++offer.rewrites;
    offer.score = score;
    offer.message = terms.message;
    offer.details = terms.details;
    offer.automatic = terms.automatic;
    offer.standing = true;
    offer.capacity_group = bidder.auto_offer ? bidder.auto_offer->terms.capacity_group : "";
    offer.explanation.reset();
    offer.round = round->number;
    const std::int64_t revised = first || terms.automatic ? 0 : 1;
    offer.revisions += revised;
    offer.round_revisions += revised;
    offer.seq = record.seq;
    offer.at = record.at;
    offer.told_at = told_at(state, record);
    if (first) {
        offer.placed_at = record.at;
        bidder.first_price = terms.price;
        // Labels of turns say who came when; elsewhere they follow the first offers.
        if (round->rules.format != Format::turns && bidder.label == 0)
            bidder.label = 1 + std::ranges::count_if(state.bidders, [](const Bidder& one) { return one.label > 0; });
    }
    if (bidder.auto_offer)
        bidder.auto_offer->acts_at.reset();
    if (takes_turns(*round)) {
        bidder.in_turn = std::move(offer);
        return;
    }
    bidder.accepted_level = round->clock.level;
    bidder.offer = std::move(offer);
    rerank(state, terms.bidder);
    wake_auto_offers(state, told_at(state, record));
}

void take_back_offer(State& state, const Record& record, const OfferWithdrawn& event) {
    Bidder& bidder = state.bidders.own(event.bidder);
    bidder.auto_offer.reset();
    if (takes_turns(*state.round())) {
        bidder.in_turn.reset();
        if (event.reason == WithdrawalReason::own_wish)
            return;
    }
    bidder.offer->standing = false;
    bidder.offer->withdrawn = event.reason;
    bidder.dropped_out = state.round()->rules.format == Format::falling_clock;
    rerank(state, event.bidder);
    wake_auto_offers(state, told_at(state, record));
}

void end_turn(State& state, const Record& record, const TurnEnded& event) {
    Bidder& bidder = state.bidders.own(event.bidder);
    ++round_at(state, event.round).turns.ended;
    if (bidder.in_turn) {
        bidder.offer = std::move(bidder.in_turn);
        bidder.in_turn.reset();
        rerank(state, event.bidder);
    }
    wake_auto_offers(state, record.at);
}

void order_turns(State& state, const Record& record, const TurnsOrdered& event) {
    RoundState& round = round_at(state, event.round);
    round.turns = {event.of_turns, event.turns, 0};
    round.closes_at = event.closes_at;
    // Labels are given once, so that people can follow who does what.
    for (std::size_t i = 0; event.of_turns == 1 && i < event.turns.size(); ++i)
        state.bidders.own(event.turns[i].bidder).label = static_cast<std::int64_t>(i) + 1;
    wake_auto_offers(state, record.at);
}

void step_clock(State& state, const Record& record, const ClockStepped& event) {
    round_at(state, event.round).clock = {event.level, event.ends_at};
    for (const BidderNo number : event.out)
        state.bidders.own(number).dropped_out = true;
    wake_auto_offers(state, record.at);
}

/// Moves all that the round still waits for: what was left at `from` is left again at `to`.
void give_back_outage(State& state, RoundState& round, const RoundExtended& event) {
    const Micros gap = event.to - event.from;
    state.bidders.change_where(
        [&](const Bidder& bidder) { return acts(bidder) && *bidder.auto_offer->acts_at > event.from; },
        [&](Bidder& bidder) { bidder.auto_offer->acts_at = *bidder.auto_offer->acts_at + gap; });
    round.outage = round.outage + gap;
    for (Turn& turn : round.turns.turns) {
        if (turn.starts_at >= event.from)
            turn.starts_at = turn.starts_at + gap;
        if (turn.ends_at > event.from)
            turn.ends_at = turn.ends_at + gap;
    }
    if (round.clock.ends_at > event.from)
        round.clock.ends_at = round.clock.ends_at + gap;
}

void extend_round(State& state, const RoundExtended& event) {
    RoundState& round = round_at(state, event.round);
    // A round that had not begun moves as a whole and keeps its cap.
    if (event.cause == ExtensionCause::outage && round.phase == RoundPhase::running)
        give_back_outage(state, round, event);
    if (event.cause == ExtensionCause::no_offers)
        round.extended_for_offers = true;
    if (event.cause == ExtensionCause::buyer)
        state.buyer_extended = true;
    round.opens_at = event.opens_at;
    round.closes_at = event.closes_at;
    ++round.extensions;
    state.widen_km += event.widen_km;
}

void admit_for(State& state, const Admit& admit) {
    const std::vector<std::int64_t> ranks = ranks_of(state.ranking, state.bidders.size());
    const auto admits = [&](std::int64_t rank) {
        switch (admit.mode) {
        case AdmitMode::all:
            return true;
        case AdmitMode::best:
            return rank >= 1 && rank <= admit.best;
        case AdmitMode::winner:
            return rank == 1;
        }
        return false;
    };
    state.bidders.change_where(
        all, [&](Bidder& bidder) { bidder.admitted = admits(ranks[static_cast<std::size_t>(bidder.number)]); });
}

/// A round's own rules hold for the offers that stand when it opens, too: there is one ranking, in one measure, and
/// revisions are counted anew. Nobody has dropped out of its clock yet.
void begin_with_standing_offers(State& state, const Rules& rules) {
    state.bidders.change_where(all, [&](Bidder& bidder) {
        bidder.dropped_out = false;
        bidder.accepted_level = -1;
        if (!bidder.offer)
            return;
        bidder.offer->score = score_of(rules, bidder.offer->price, bidder.offer->attributes);
        bidder.offer->round_revisions = 0;
    });
    state.ranking = rank_offers(state.bidders);
}

void close_round(State& state, const Record& record, const RoundClosed& event) {
    RoundState& round = round_at(state, event.round);
    round.phase = RoundPhase::closed;
    round.closed_at = record.at;
    round.cause = event.cause;
    round.ranking = event.ranking;
    state.bidders.change_where(acts, [](Bidder& bidder) { bidder.auto_offer->acts_at.reset(); });
    const bool last = round.number == static_cast<std::int64_t>(state.intent.plan.rounds.size());
    const bool chosen = event.cause == CloseCause::buyer_chose || event.cause == CloseCause::buyer_closed;
    if ((last || chosen) && event.cause != CloseCause::cancelled && !event.ranking.empty()) {
        state.lifecycle = Lifecycle::deciding;
        state.decision_ends_at = record.at + seconds(round.rules.decision_window_s);
    }
}

/// A round that is still to open ends as long after its opening as its rules say.
void plan_close(RoundState& round) {
    round.closes_at = round.opens_at + format_of(round.rules).length(round.rules, round.number);
}

void replan(State& state, const Replanned& event) {
    if (event.cause == ReplanCause::assigned)
        state.posted_plan = std::move(state.intent.plan);
    else
        state.posted_plan.reset();
    state.intent.plan = event.plan;
    state.intent.assignment = event.assignment;
    if (state.rounds.empty() || state.rounds.back().phase != RoundPhase::scheduled)
        return;
    RoundState& round = state.rounds.back();
    round.rules = event.plan.rounds[static_cast<std::size_t>(round.number - 1)].rules;
    round.rules_hash = rules_hash(round.rules);
    plan_close(round);
}

void apply(State& state, const Record& record) {
    std::visit(Overloaded{
                   [&](const IntentCreated& event) {
                       state.intent = event;
                       state.created_at = state.buyer_at = state.public_at = record.at;
                   },
                   [&](const Replanned& event) { replan(state, event); },
                   [&](const IntentConfirmed&) {
                       state.lifecycle = Lifecycle::open;
                       state.confirmed_at = record.at;
                   },
                   [&](const RoundScheduled& event) {
                       const auto& planned = state.intent.plan.rounds[static_cast<std::size_t>(event.round - 1)];
                       RoundState round;
                       round.number = event.round;
                       round.rules = planned.rules;
                       round.rules_hash = event.rules_hash;
                       round.opens_at = event.opens_at;
                       plan_close(round);
                       state.rounds.push_back(std::move(round));
                       admit_for(state, planned.admit);
                   },
                   [&](const OffersWanted& event) {
                       RoundState& round = round_at(state, event.round);
                       round.opens_at = event.opens_at;
                       plan_close(round);
                       state.dialogue.own().offers_wanted = true;
                   },
                   [&](const RoundOpened& event) {
                       RoundState& round = round_at(state, event.round);
                       round.phase = RoundPhase::running;
                       if (state.first_opened == 0)
                           state.first_opened = record.seq;
                       round.closes_at = event.closes_at;
                       round.clock = {0, round.opens_at + seconds(round.rules.clock.every_s)};
                       begin_with_standing_offers(state, round.rules);
                       wake_auto_offers(state, told_at(state, record));
                   },
                   [&](const Invited& event) {
                       PARLEY_ASSERT(event.bidder == static_cast<BidderNo>(state.bidders.size()) + 1,
                                     "bidders are numbered without gaps");
                       Bidder bidder;
                       bidder.number = event.bidder;
                       bidder.business = event.business;
                       bidder.invited_at = bidder.stream_at = told_at(state, record);
                       bidder.wave = event.wave;
                       bidder.reasons = event.reasons;
                       std::erase_if(state.queue,
                                     [&](const Queued& one) { return one.business.id == event.business.id; });
                       if (event.auto_offer)
                           bidder.auto_offer = AutoOffer{*event.auto_offer, std::nullopt, 0, record.seq};
                       bidder.admitted = admits_newcomers(state);
                       state.bidders.add(std::move(bidder));
                       state.waves = std::max(state.waves, event.wave);
                       wake_auto_offers(state, told_at(state, record));
                   },
                   [&](const Queued& event) { state.queue.push_back(event); },
                   [&](const InvitationDeclined& event) {
                       Bidder& bidder = state.bidders.own(event.bidder);
                       bidder.declined = event.reason;
                       bidder.auto_offer.reset();
                   },
                   [&](const OfferPlaced& event) { take_offer(state, record, event); },
                   [&](const OfferRevised& event) { take_offer(state, record, event); },
                   [&](const OfferWithdrawn& event) { take_back_offer(state, record, event); },
                   [&](const AutoOfferSet& event) {
                       state.bidders.own(event.bidder).auto_offer = AutoOffer{event.terms, std::nullopt, 0, record.seq};
                       wake_auto_offers(state, told_at(state, record));
                   },
                   [&](const AutoOfferDropped& event) { state.bidders.own(event.bidder).auto_offer.reset(); },
                   [&](const RoundExtended& event) { extend_round(state, event); },
                   [&](const TurnsOrdered& event) { order_turns(state, record, event); },
                   [&](const TurnEnded& event) { end_turn(state, record, event); },
                   [&](const ClockStepped& event) { step_clock(state, record, event); },
                   [&](const RoundClosed& event) { close_round(state, record, event); },
                   [&](const LowOfferExplained& event) {
                       state.bidders.own(event.bidder).offer->explanation = event.explanation;
                   },
                   [&](const Awarded& event) {
                       const Rules& rules = state.rounds.back().rules;
                       state.lifecycle = Lifecycle::awarded;
                       state.award = AwardState{event.bidder, event.offer_id, record.at,
                                                record.at + seconds(rules.confirm_s), std::nullopt};
                       state.decision_ends_at.reset();
                   },
                   [&](const AwardConfirmed&) {
                       state.lifecycle = Lifecycle::confirmed;
                       state.award->confirmed_at = record.at;
                       state.ended_at = record.at; // of the market; the deal goes on
                   },
                   [&](const AwardLapsed& event) {
                       // The others may still be chosen; the one that did not confirm may not.
                       state.bidders.own(event.bidder).offer->standing = false;
                       state.award.reset();
                       state.lifecycle = Lifecycle::deciding;
                       state.decision_ends_at = record.at + seconds(state.rounds.back().rules.decision_window_s);
                       state.ranking = rank_offers(state.bidders);
                   },
                   [&](const Disposed& event) {
                       state.bidders.own(event.bidder).verdict =
                           Verdict{event.disposition, event.reason, event.band, event.final};
                   },
                   [&](const IntentEnded& event) {
                       state.lifecycle = event.state;
                       state.ended_at = record.at;
                       state.decision_ends_at.reset();
                   },
                   [&](const auto& event) { take(state, record, told_at(state, record), event); },
               },
               record.event);
}

/// The business in "business ID/KEY#HASH"; nothing for a key of the buyer or the system.
std::optional<BusinessId> caller_of(std::string_view command_key) {
    constexpr std::string_view prefix = "business ";
    if (!command_key.starts_with(prefix))
        return std::nullopt;
    command_key.remove_prefix(prefix.size());
    return parse_id<BusinessId>(command_key.substr(0, command_key.find('/')));
}

/// Remembers what a key did, at the first event that carries it.
void remember_key(State& state, const Record& record) {
    const auto mark = record.command_key.rfind('#');
    if (mark == std::string::npos)
        return;
    KeyUse use = use_of(state, record, caller_of(record.command_key));
    use.content_hash = record.command_key.substr(mark + 1);
    state.keys.remember(record.command_key.substr(0, mark), std::move(use));
}

} // namespace

std::span<const std::string_view> names_of(RoundPhase) {
    return phase_names;
}

bool admits_newcomers(const State& state) {
    const RoundState* round = state.round();
    if (round == nullptr)
        return true;
    // Whoever comes when turns are given out or a clock has gone on comes too late.
    if (round->phase == RoundPhase::running && (round->turns.of_turns > 0 || round->clock.level > 0))
        return false;
    return state.intent.plan.rounds[static_cast<std::size_t>(round->number - 1)].admit.mode == AdmitMode::all;
}

const Bidder* Bidders::find(BidderNo number) const {
    return number >= 1 && number <= static_cast<BidderNo>(size()) ? shared_[static_cast<std::size_t>(number - 1)].get()
                                                                  : nullptr;
}

Bidder& Bidders::own(BidderNo number) {
    PARLEY_ASSERT(find(number) != nullptr, "a bidder was invited first");
    std::shared_ptr<const Bidder>& place = shared_[static_cast<std::size_t>(number - 1)];
    auto copy = std::make_shared<Bidder>(*place);
    Bidder& changed = *copy;
    place = std::move(copy);
    return changed;
}

const Bidder* State::bidder_of(const BusinessId& business) const {
    const auto found =
        std::find_if(bidders.begin(), bidders.end(), [&](const Bidder& b) { return b.business.id == business; });
    return found == bidders.end() ? nullptr : &*found;
}

const Bidder* State::bidder_with(const OfferId& offer) const {
    const auto found =
        std::find_if(bidders.begin(), bidders.end(), [&](const Bidder& b) { return b.offer && b.offer->id == offer; });
    return found == bidders.end() ? nullptr : &*found;
}

bool State::is_over() const {
    switch (lifecycle) {
    case Lifecycle::unconfirmed:
    case Lifecycle::open:
    case Lifecycle::deciding:
    case Lifecycle::awarded:
        return false;
    case Lifecycle::confirmed:
    case Lifecycle::fulfilled:
    case Lifecycle::closed:
    case Lifecycle::lapsed:
    case Lifecycle::cancelled:
    case Lifecycle::expired:
    case Lifecycle::no_offers:
        return true;
    }
    PARLEY_ASSERT(false, "a lifecycle has a name");
    return true;
}

void evolve(State& state, const Record& record) {
    PARLEY_ASSERT(record.seq == state.seq + 1, "a log has no gaps");
    PARLEY_ASSERT(record.at >= state.at, "time does not go back along a log");
    state.rank_moved.clear();
    state.seq = record.seq;
    state.at = record.at;
    apply(state, record);
    const Instant told = told_at(state, record);
    const auto count = [&](std::int64_t pushes, std::int64_t& head, Instant& newest) {
        head += pushes;
        newest = told;
    };
    if (const std::int64_t pushes = push_count(state, record, Audience::of_everybody()); pushes > 0)
        count(pushes, state.public_head, state.public_at);
    if (const std::int64_t pushes = push_count(state, record, Audience::of_buyer()); pushes > 0)
        count(pushes, state.buyer_head, state.buyer_at);
    for (BidderNo number = 1; number <= static_cast<BidderNo>(state.bidders.size()); ++number)
        if (const std::int64_t pushes = push_count(state, record, Audience::of_bidder(number)); pushes > 0) {
            Bidder& bidder = state.bidders.own(number);
            count(pushes, bidder.stream_head, bidder.stream_at);
        }
    remember_key(state, record);
}

KeyUse use_of(const State& after, const Record& first, const std::optional<BusinessId>& caller) {
    KeyUse use;
    use.seq = first.seq;
    use.at = told_at(after, first);
    use.received_at = first.received_at;
    use.first_offer = std::holds_alternative<OfferPlaced>(first.event);
    // A head of anybody else's stream would tell a business what others did.
    const Bidder* bidder = caller ? after.bidder_of(*caller) : nullptr;
    use.caller_seq = bidder != nullptr ? bidder->stream_head : caller ? 0 : after.buyer_head;
    return use;
}

std::optional<Instant> next_due(const State& state) {
    std::optional<Instant> due;
    const auto sooner = [&](Instant at) { due = due ? std::min(*due, at) : at; };
    if (state.seq == 0 || state.is_over())
        return due;
    if (state.lifecycle == Lifecycle::unconfirmed)
        sooner(state.created_at + confirm_within);
    if (const RoundState* round = state.round(); round != nullptr && state.lifecycle == Lifecycle::open) {
        if (round->phase == RoundPhase::scheduled)
            sooner(round->opens_at);
        if (round->phase == RoundPhase::running) {
            const Instant boundary = next_boundary(state);
            const Micros moves_settle = format_of(round->rules).accepts_settle();
            sooner(boundary + settle);
            for (const Bidder& bidder : state.bidders)
                if (bidder.auto_offer && bidder.auto_offer->acts_at && *bidder.auto_offer->acts_at < boundary)
                    sooner(*bidder.auto_offer->acts_at + moves_settle);
        }
    }
    if (state.lifecycle == Lifecycle::deciding && state.decision_ends_at)
        sooner(*state.decision_ends_at);
    if (state.lifecycle == Lifecycle::awarded && state.award)
        sooner(state.award->confirm_by);
    return due;
}

std::int64_t free_places(const State& state) {
    const RoundState* round = state.round();
    if (round == nullptr)
        return 0;
    const auto outstanding = std::count_if(state.bidders.begin(), state.bidders.end(), [&](const Bidder& bidder) {
        const bool advised = asks_for_advice(state) && state.dialogue->advice.contains(bidder.number);
        return !bidder.offer && !bidder.declined && !advised && !is_shut_out(state, bidder);
    });
    return round->rules.invite_count - outstanding;
}

bool lacks_offers(const State& state) {
    const RoundState* round = state.round();
    if (state.lifecycle != Lifecycle::open || round == nullptr)
        return false;
    const bool advised = asks_for_advice(state);
    if (!advised && round->phase != RoundPhase::running)
        return false;
    const auto heard = advised ? state.dialogue->advice.size() : state.ranking.size();
    const std::int64_t wished = state.intent.max_offers > 0 ? state.intent.max_offers : round->rules.max_offers;
    return wished == 0 || static_cast<std::int64_t>(heard) < wished;
}

std::vector<BidderNo> rank_offers(const Bidders& bidders) {
    std::vector<const Bidder*> standing;
    for (const Bidder& bidder : bidders)
        if (bidder.offer && bidder.offer->standing)
            standing.push_back(&bidder);
    std::sort(standing.begin(), standing.end(),
              [](const Bidder* a, const Bidder* b) { return ranks_before(*a->offer, *b->offer); });
    std::vector<BidderNo> ranking;
    for (const Bidder* bidder : standing)
        ranking.push_back(bidder->number);
    return ranking;
}

bool ranks_before(const Offer& one, const Offer& other) {
    return std::tie(one.score, one.at, one.seq) < std::tie(other.score, other.at, other.seq);
}

std::vector<std::int64_t> ranks_of(const std::vector<BidderNo>& ranking, std::size_t bidders) {
    std::vector<std::int64_t> ranks(bidders + 1, 0);
    for (std::size_t i = 0; i < ranking.size(); ++i)
        ranks[static_cast<std::size_t>(ranking[i])] = static_cast<std::int64_t>(i) + 1;
    return ranks;
}

std::int64_t rank_of(const std::vector<BidderNo>& ranking, BidderNo bidder) {
    const auto found = std::find(ranking.begin(), ranking.end(), bidder);
    return found == ranking.end() ? 0 : found - ranking.begin() + 1;
}

} // namespace parley::core
