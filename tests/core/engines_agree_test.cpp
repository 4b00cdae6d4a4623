// Two engines, one market: random people act on random rules, and the real core and the naive one have to say the same,
// event by event. The table at the end shows what was seen; nothing that a market knows may be rare in it.
#include "core/formats/format.hpp"
#include "core/low_offer.hpp"
#include "core/market_builders.hpp"
#include "core/naive/naive_market.hpp"
#include "core/talk/word.hpp"

#include <chrono>
#include <cstdio>
#include <map>
#include <random>

namespace parley::core {
namespace {

using namespace testing;

constexpr std::uint64_t seed = 20'261'127;
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr std::int64_t commands_wanted = 60'000; // A sanitizer looks at memory; the table is for the plain build.
constexpr bool counts = false;
#else
constexpr std::int64_t commands_wanted = 1'500'000;
constexpr bool counts = true;
#endif
#else
constexpr std::int64_t commands_wanted = 1'500'000;
constexpr bool counts = true;
#endif

std::string num(std::int64_t number) {
    return std::to_string(number);
}

/// An event as one line, in the words of the naive market.
std::string line_of(const Record& record) {
    std::string line = num(record.at.us) + ' ' + std::string(type_of(record.event));
    const auto add = [&](const std::string& word) { line += ' ' + word; };
    if (const auto* scheduled = std::get_if<RoundScheduled>(&record.event)) {
        add(num(scheduled->round));
        add(num(scheduled->opens_at.us));
    } else if (const auto* replanned = std::get_if<Replanned>(&record.event)) {
        add(std::string(name_of(replanned->cause)));
        add(rules_hash(replanned->plan.rounds.front().rules));
    } else if (const auto* advice = std::get_if<AdviceGiven>(&record.event)) {
        add(num(advice->bidder));
    } else if (const auto* blocked = std::get_if<BidderBlocked>(&record.event)) {
        add(num(blocked->bidder));
    } else if (const auto* wanted = std::get_if<OffersWanted>(&record.event)) {
        add(num(wanted->opens_at.us));
    } else if (const auto* opened = std::get_if<RoundOpened>(&record.event)) {
        add(num(opened->closes_at.us));
    } else if (const auto* invited = std::get_if<Invited>(&record.event)) {
        add(num(invited->bidder));
    } else if (const auto* declined = std::get_if<InvitationDeclined>(&record.event)) {
        add(num(declined->bidder));
    } else if (const auto* withdrawn = std::get_if<OfferWithdrawn>(&record.event)) {
        add(num(withdrawn->bidder));
        add(std::string(name_of(withdrawn->reason)));
    } else if (const auto* explained = std::get_if<LowOfferExplained>(&record.event)) {
        add(num(explained->bidder));
    } else if (const auto* set = std::get_if<AutoOfferSet>(&record.event)) {
        add(num(set->bidder));
    } else if (const auto* dropped = std::get_if<AutoOfferDropped>(&record.event)) {
        add(num(dropped->bidder));
    } else if (const auto* extended = std::get_if<RoundExtended>(&record.event)) {
        add(std::string(name_of(extended->cause)));
        add(num(extended->closes_at.us));
    } else if (const auto* ordered = std::get_if<TurnsOrdered>(&record.event)) {
        add(num(ordered->of_turns));
        for (const Turn& turn : ordered->turns)
            add(num(turn.bidder));
        add("from " + num(ordered->turns.front().starts_at.us) + " to " + num(ordered->closes_at.us));
    } else if (const auto* ended_turn = std::get_if<TurnEnded>(&record.event)) {
        add(num(ended_turn->bidder) + (ended_turn->changed ? " changed" : " as before"));
    } else if (const auto* stepped = std::get_if<ClockStepped>(&record.event)) {
        add(num(stepped->level) + ' ' + num(stepped->price) + ' ' + num(stepped->ends_at.us) + " out");
        for (const BidderNo number : stepped->out)
            add(num(number));
    } else if (const auto* closed = std::get_if<RoundClosed>(&record.event)) {
        add(std::string(name_of(closed->cause)) + " pays " + (closed->pays ? num(*closed->pays) : "nothing") +
            " ranked");
        for (const BidderNo number : closed->ranking)
            add(num(number));
    } else if (const auto* awarded = std::get_if<Awarded>(&record.event)) {
        add(num(awarded->bidder));
    } else if (const auto* confirmed = std::get_if<AwardConfirmed>(&record.event)) {
        add(num(confirmed->bidder));
    } else if (const auto* lapsed = std::get_if<AwardLapsed>(&record.event)) {
        add(num(lapsed->bidder));
    } else if (const auto* disposed = std::get_if<Disposed>(&record.event)) {
        add(num(disposed->bidder) + ' ' + std::string(name_of(disposed->disposition)) + ' ' + disposed->reason + ' ' +
            disposed->band + (disposed->final ? " final" : ""));
    } else if (const auto* promised = std::get_if<PromiseMade>(&record.event)) {
        add(std::string(name_of(promised->kind)) + ' ' +
            num(promised->amount   ? *promised->amount
                : promised->due_at ? promised->due_at->us
                                   : 0));
    } else if (const auto* ended = std::get_if<IntentEnded>(&record.event)) {
        add(std::string(name_of(ended->state)) + ' ' + ended->reason);
    } else {
        const OfferTerms* terms = std::get_if<OfferPlaced>(&record.event);
        if (terms == nullptr)
            terms = std::get_if<OfferRevised>(&record.event);
        if (terms != nullptr)
            add(num(terms->bidder) + ' ' + num(terms->price) +
                (terms->automatic ? " automatic for " + num(terms->cause) : ""));
    }
    return line;
}

std::string standing_of(const State& state) {
    std::string all;
    for (const BidderNo number : state.ranking) {
        const Offer& offer = *state.bidder(number)->offer;
        all += num(number) + ' ' + num(offer.price) + ' ' + num(offer.score) + ' ' + num(offer.at.us) + "; ";
    }
    return all;
}

std::string where_is(const State& state) {
    std::string all(name_of(state.lifecycle));
    if (const RoundState* round = state.round())
        all += " round " + num(round->number) + ' ' + std::string(name_of(round->phase)) + ' ' +
               num(round->opens_at.us) + ' ' + num(round->closes_at.us);
    return all;
}

/// Chance, the same on every machine: only the engine's own numbers are used.
class Dice {
public:
    explicit Dice(std::uint64_t start) : engine_(start) {}
    std::int64_t number(std::int64_t low, std::int64_t high) {
        return low + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(high - low + 1));
    }
    bool chance(int in_hundred) { return number(1, 100) <= in_hundred; }
    template <class T>
    T one_of(std::initializer_list<T> values) {
        return *(values.begin() + number(0, static_cast<std::int64_t>(values.size()) - 1));
    }

private:
    std::mt19937_64 engine_;
};

Rules random_rules(Dice& dice) {
    Rules rules;
    rules.format = dice.one_of({Format::open, Format::open, Format::open, Format::sealed, Format::turns, Format::turns,
                                Format::rising_clock, Format::falling_clock});
    if (rules.format == Format::sealed)
        rules.pricing = dice.one_of({Pricing::pay_as_bid, Pricing::second_price});
    if (rules.format == Format::open)
        rules.close_mode = dice.one_of({CloseMode::hard, CloseMode::soft, CloseMode::soft});
    rules.visibility =
        dice.one_of({Visibility::none, Visibility::rank, Visibility::best_price, Visibility::all_prices});
    rules.duration_s = dice.number(60, 300);
    rules.window_s = dice.number(0, 120);
    rules.extension_s = dice.number(0, 120);
    rules.max_total_s = dice.one_of<std::int64_t>({0, 100, 400});
    rules.trigger = dice.one_of({Trigger::any_improvement, Trigger::lead_change, Trigger::rank});
    rules.trigger_rank = dice.number(1, 3);
    rules.own_bp = dice.one_of<std::int64_t>({0, 0, 200});
    rules.own_min = dice.one_of<Minor>({0, 20});
    rules.lead_bp = dice.one_of<std::int64_t>({0, 0, 100});
    rules.lead_min = dice.one_of<Minor>({0, 0, 50});
    rules.lead_scope = dice.one_of({LeadScope::taking_lead, LeadScope::taking_lead, LeadScope::every_offer});
    rules.max_drop_bp = dice.one_of<std::int64_t>({0, 0, 3'000});
    rules.max_revisions = dice.one_of<std::int64_t>({0, 0, 4});
    rules.self_outbid = dice.chance(60);
    rules.allow_raise = dice.chance(60);
    rules.ceiling_enforce = dice.chance(25);
    rules.ties = dice.one_of({Ties::earlier, Ties::refuse});
    rules.turns = {dice.number(1, 3), dice.number(0, 20), dice.number(0, 10), dice.number(10, 40), 0};
    const Minor change = dice.number(50, 300);
    const bool falling = rules.format == Format::falling_clock;
    rules.clock = {falling ? 3'000 : 500, change, dice.number(8, 40), 0};
    if (dice.chance(60))
        rules.clock.stop = falling ? 3'000 - change * dice.number(2, 8) : 500 + change * dice.number(2, 8);
    if (falling && rules.clock.stop < 0)
        rules.clock.stop = 0;
    if (dice.chance(40))
        rules.scoring = {{"delivery_days", 20}, {"warranty_years", -30}};
    rules.invite_count = dice.one_of<std::int64_t>({0, 0, 1, 2, 6});
    rules.confirm_s = dice.number(20, 200);
    rules.decision_window_s = dice.number(100, 500);
    return rules;
}

struct Table {
    std::map<std::string, std::int64_t> outcomes, events, formats;
};

/// One market from its posting to its end, in both engines at once.
class Duel {
public:
    Duel(Dice& dice, Table& table) : dice_(dice), table_(table) {
        IntentCreated intent;
        intent.consumer.low = 7;
        const auto rounds = dice.number(1, 3);
        for (std::int64_t i = 0; i < rounds; ++i) {
            const Admit admit =
                i == 0 ? Admit{}
                       : dice.one_of<Admit>(
                             {{AdmitMode::all, 0}, {AdmitMode::all, 0}, {AdmitMode::best, 2}, {AdmitMode::winner, 0}});
            intent.plan.rounds.push_back({random_rules(dice), dice.number(0, 30), admit});
        }
        if (dice.chance(70)) {
            intent.budget = dice.number(1'200, 2'800);
            intent.budget_sealed = dice.chance(40);
        }
        intent.extend_if_empty = dice.chance(70);
        intent.advice_first = dice.chance(30);
        intent.experiments = dice.chance(80);
        businesses_ = dice.number(3, 7);
        both(Create{intent}, {SenderKind::buyer, {}}, "");
    }

    /// Until the market is over, or `most` commands were given; how many.
    std::int64_t play(std::int64_t most) {
        std::int64_t given = 0;
        std::int64_t after_the_end = 0;
        while (given < most && after_the_end < 2 && !::testing::Test::HasFailure()) {
            act();
            ++given;
            after_the_end += state_.is_over() ? 1 : 0;
        }
        return given;
    }

private:
    void both(Command command, Sender sender, std::string key, Micros late = 0, std::string content = "") {
        Envelope envelope{std::move(command), sender,      std::move(key),
                          std::move(content), now_ - late, experiment_ended_};
        const Format format = state_.round() != nullptr ? state_.round()->rules.format : Format::open;
        auto decided = decide(state_, envelope, now_);
        std::string outcome = "accepted";
        std::vector<std::string> lines;
        if (!decided) {
            outcome = name_of(decided.error().code);
        } else if (decided->hold) {
            outcome = "held";
        } else if (decided->repeat) {
            outcome = "repeat";
        } else {
            state_ = std::move(decided->state);
            for (const Record& record : decided->records) {
                lines.push_back(line_of(record));
                ++table_.events[std::string(type_of(record.event))];
            }
        }
        ++table_.outcomes[outcome];
        if (outcome == "accepted" && state_.round() != nullptr)
            ++table_.formats[std::string(name_of(format))];
        const std::string naive = naive_.give(envelope, now_);
        history_.push_back(num(now_.us) + " received " + num(envelope.received_at.us) + " command " +
                           num(static_cast<std::int64_t>(envelope.command.index())) + " -> " + outcome);
        for (const Bidder& bidder : state_.bidders)
            if (bidder.offer)
                naive_.name_automatic_offer(static_cast<int>(bidder.number), bidder.offer->id);
        EXPECT_EQ(outcome, naive) << told();
        EXPECT_EQ(lines, naive_.told) << told();
        EXPECT_EQ(standing_of(state_), naive_.standing()) << told();
        EXPECT_EQ(where_is(state_), naive_.where()) << told();
        const auto* join = std::get_if<Join>(&envelope.command);
        // The shell tells whoever has to wait that no slot is free; both engines know who waits.
        if (join != nullptr && outcome == "accepted") {
            const bool waits = state_.bidder_of(join->self.business.id) == nullptr;
            EXPECT_EQ(waits, naive_.waits(join->self.business.id)) << told();
            table_.outcomes["no_slot_free"] += waits ? 1 : 0;
        }
    }

    /// An award whose group may be full: that is for the ledger to say, and for both engines to name the same group.
    void award(const OfferId& offer, const Sender& sender) {
        both(Tick{}, {SenderKind::system, {}}, "");
        const Envelope envelope{Award{offer, ""}, sender, "", "", now_};
        const auto decided = decide(state_, envelope, now_);
        const Bidder* chosen = decided && !decided->hold ? decided->state.bidder_with(offer) : nullptr;
        if (chosen != nullptr && !chosen->offer->capacity_group.empty() && dice_.chance(75)) {
            EXPECT_EQ(chosen->offer->capacity_group, naive_.group_of(offer)) << told();
            ++table_.outcomes["capacity_taken"];
            return;
        }
        both(Award{offer, ""}, sender, "");
    }
    std::string told() const {
        std::string all = "the last commands:\n";
        for (std::size_t i = history_.size() > 12 ? history_.size() - 12 : 0; i < history_.size(); ++i)
            all += history_[i] + '\n';
        return all + canonical(to_value(state_.intent.plan)) + '\n';
    }

    Attributes some_attributes() {
        Attributes attributes;
        if (dice_.chance(30))
            attributes["delivery_days"] = dice_.number(0, 9);
        if (dice_.chance(15))
            attributes["warranty_years"] = dice_.number(0, 3);
        return attributes;
    }
    AutoTerms some_terms() {
        AutoTerms terms;
        terms.floor = dice_.number(600, 2'200);
        terms.opening = terms.floor + dice_.number(dice_.chance(20) ? -400 : 0, 800);
        terms.attributes = some_attributes();
        terms.capacity_group = some_group();
        terms.respond_after = dice_.one_of<Micros>({0, 0, seconds(dice_.number(1, 30))});
        if (dice_.chance(4))
            terms.floor = 0;
        return terms;
    }
    Invitee invitee(BidderNo number) {
        Invitee one;
        one.business.id = business_id(number);
        if (dice_.chance(25)) {
            one.auto_offer = some_terms();
            one.auto_offer->floor = std::max<Minor>(one.auto_offer->floor, 1);
            one.auto_offer->opening = std::max(one.auto_offer->floor, one.auto_offer->opening);
        }
        return one;
    }

    /// Prices that are sometimes good: near the own offer, near the lead, or anywhere.
    Minor some_price(const Bidder* self) {
        const Minor lead = state_.ranking.empty() ? 2'500 : state_.bidder(state_.ranking.front())->offer->price;
        const auto kind = dice_.number(1, 100);
        if (kind <= 35)
            return lead - dice_.number(-5, 120);
        if (kind <= 65 && self != nullptr && self->offer)
            return self->offer->price - dice_.number(-10, 150);
        if (kind <= 67)
            return dice_.one_of<Minor>({0, -1, price_max + 1});
        if (kind <= 73 && self != nullptr && self->offer)
            return self->offer->price / 2;
        if (kind <= 76 && self != nullptr && self->offer)
            return self->offer->price;
        return dice_.number(800, 3'000);
    }

    /// Days back from today, and ahead of it.
    std::string day_before(std::int64_t days) {
        const CivilDate date = civil_from_days(day_of(now_) - days);
        char text[11];
        std::snprintf(text, sizeof text, "%04d-%02d-%02d", date.year, date.month, date.day);
        return text;
    }
    ReferencePrice some_reference(Minor price) {
        ReferencePrice reference{price + dice_.number(0, 2), "in our shop", day_before(dice_.number(20, 60)), {}};
        if (dice_.chance(50))
            reference.until = day_before(dice_.number(-14, 42));
        return reference;
    }

    /// An arm whose rounds have rules of their own; it may be ended at any moment after.
    std::optional<Treatment> some_treatment() {
        if (dice_.chance(70))
            return std::nullopt;
        Treatment treatment{{"rounds-1", "other", "intent:7", 500'000}, state_.intent.plan};
        for (PlannedRound& round : treatment.plan.rounds)
            round.rules = random_rules(dice_);
        ends_experiment_ = dice_.chance(70);
        return treatment;
    }

    void advise(const Sender& business, BidderNo number) {
        const auto kind = dice_.number(1, 100);
        const char* words = dice_.chance(90) ? "Oak stands damp better" : "Ring 07700 900123";
        const auto& advised = state_.dialogue->advice;
        if (kind <= 40 && !advised.empty())
            return both(GiveAdvice{words}, {SenderKind::business, state_.bidder(advised.begin()->first)->business.id},
                        "");
        if (kind <= 45)
            return both(BlockBidder{{}, dice_.chance(90) ? business_id(number) : BusinessId{{9, 9}}},
                        dice_.chance(90) ? Sender{SenderKind::buyer, {}} : business, "");
        if (kind <= 74)
            return both(GiveAdvice{words}, dice_.chance(95) ? business : Sender{SenderKind::buyer, {}}, "");
        if (kind <= 84)
            return bid(state_.bidder_of(business.business), number, business, 0);
        if (kind <= 97)
            return both(AskForOffers{now_ + seconds(dice_.number(-5, 60)), 3},
                        dice_.chance(90) ? Sender{SenderKind::buyer, {}} : business, "");
        now_ = std::max(now_, *state_.confirmed_at + advice_within);
        both(Tick{}, {SenderKind::system, {}}, "");
    }

    void pass_time() {
        const auto kind = dice_.number(1, 100);
        if (kind <= 60)
            now_ = now_ + dice_.number(0, 1'500'000);
        else if (kind <= 91)
            now_ = now_ + seconds(dice_.number(0, 6));
        else if (const auto due = next_due(state_); due && *due > now_)
            now_ = dice_.chance(50) ? *due : *due - dice_.one_of<Micros>({1, 250'000, 250'001, 100});
    }

    void act() {
        pass_time();
        experiment_ended_ = experiment_ended_ || (ends_experiment_ && dice_.chance(10));
        BidderNo number = dice_.number(1, businesses_);
        for (int again = 0; again < 4 && state_.bidder_of(business_id(number)) == nullptr && dice_.chance(80); ++again)
            number = dice_.number(1, businesses_);
        const Sender business{SenderKind::business, business_id(number)};
        const Sender buyer{SenderKind::buyer, {}};
        const Sender system{SenderKind::system, {}};
        const Bidder* self = state_.bidder_of(business.business);
        const Micros late = dice_.chance(85)   ? 0
                            : dice_.chance(60) ? dice_.number(0, 300'000)
                                               : seconds(dice_.number(0, 30));
        if (!state_.confirmed_at) {
            const auto kind = dice_.number(1, 100);
            if (kind <= 30)
                return both(Confirm{now_ + seconds(dice_.number(-5, 60)), 3, some_treatment()},
                            dice_.chance(95) ? buyer : business, "");
            if (kind <= 40)
                return both(PlaceOffer{}, business, "");
            if (kind <= 60)
                return both(Invite{{invitee(number)}}, dice_.chance(90) ? system : business, "");
            if (kind <= 63)
                return both(Cancel{}, buyer, "");
            if (kind <= 66)
                now_ = now_ + seconds(86'400);
            return both(Tick{}, system, "");
        }
        if (state_.bidders.size() < 3 && dice_.chance(60))
            return both(Invite{{invitee(number)}}, system, "");
        if (asks_for_advice(state_) ? dice_.chance(70) : dice_.number(1, 250) == 1)
            return advise(business, number);
        const RoundState* round = state_.round();
        if (state_.lifecycle == Lifecycle::open && round != nullptr && round->phase == RoundPhase::scheduled &&
            round->opens_at > now_ && dice_.chance(50)) {
            now_ = round->opens_at;
            return both(Tick{}, system, "");
        }
        if (state_.lifecycle != Lifecycle::open && dice_.chance(85))
            return decide_something(business, number);
        if (dice_.chance(5))
            return both(Tick{}, system, "");
        if (dice_.chance(state_.ranking.empty() ? 4 : 1))
            return award(some_offer(), dice_.chance(95) ? buyer : business);
        if (!has_room() && dice_.chance(15))
            return join(dice_.number(1, businesses_));
        if (state_.buyer_extended && dice_.chance(1))
            return both(ExtendOnce{0}, buyer, "");
        const auto kind = dice_.number(1, 1'000);
        if (kind <= 620)
            return bid(self, number, business, late);
        if (kind <= 700)
            return both(SetAutoOffer{some_terms(), false}, dice_.chance(97) ? business : buyer, "", late);
        if (kind <= 730)
            return both(DropAutoOffer{}, business, "", late);
        if (kind <= 800) {
            WithdrawOffer withdraw;
            if (dice_.chance(40))
                withdraw.offer_id = offer_id(dice_.number(1, businesses_));
            return both(withdraw, business, "", late);
        }
        if (kind <= 850)
            return both(Join{invitee(number), dice_.chance(10)}, dice_.chance(92) ? business : buyer, "", late);
        if (kind <= 880)
            return both(Invite{{invitee(number)}}, system, "");
        if (kind <= 882)
            return both(SuspendBidder{business_id(number)}, dice_.chance(80) ? system : buyer, "");
        if (kind <= 885)
            return both(RetireOffer{business_id(number), some_group()}, dice_.chance(80) ? system : buyer, "");
        if (kind <= 905)
            return both(DeclineInvitation{"too_busy"}, business, "", late);
        if (kind <= 925)
            return both(ClaimOutage{now_ - seconds(dice_.number(0, 40)), now_ - seconds(dice_.number(-1, 10))},
                        dice_.chance(70) ? system : buyer, "");
        if (kind <= 945)
            return both(ExtendOnce{0}, buyer, "");
        if (kind <= 947)
            return both(CloseEarly{}, buyer, "");
        if (kind <= 948)
            return both(Cancel{}, buyer, "");
        if (kind <= 949)
            return both(DeclineAll{}, buyer, "");
        if (kind <= 954)
            return both(Confirm{now_, 1}, buyer, "");
        if (kind <= 973)
            return both(ConfirmAward{}, business, "");
        return bid(self, number, business, late);
    }

    /// Whether somebody who finds the intent by itself is let in, or has to wait in the queue.
    bool has_room() const {
        return state_.round() == nullptr || state_.round()->rules.invite_count == 0 || free_places(state_) > 0;
    }

    void join(BidderNo number) { both(Join{invitee(number), false}, {SenderKind::business, business_id(number)}, ""); }

    OfferId some_offer() {
        const Bidder* bidder = state_.bidder(dice_.number(1, businesses_));
        return bidder != nullptr && bidder->offer && dice_.chance(80) ? bidder->offer->id
                                                                      : offer_id(dice_.number(1, businesses_));
    }

    std::string some_group() { return dice_.one_of<const char*>({"", "week", "month"}); }

    /// Usually one that has something to explain.
    Sender some_flagged(const Sender& business) {
        for (const Bidder& bidder : state_.bidders)
            if (is_flagged(state_, bidder.number) && dice_.chance(70))
                return {SenderKind::business, bidder.business.id};
        return business;
    }

    void bid(const Bidder* self, BidderNo number, const Sender& business, Micros late) {
        const RoundState* round = state_.round();
        const bool clock = round != nullptr && (round->rules.format == Format::rising_clock ||
                                                round->rules.format == Format::falling_clock);
        // In turns somebody else is usually not asked.
        if (round != nullptr && round->turns.current() != nullptr && dice_.chance(70)) {
            const BidderNo current = round->turns.current()->bidder;
            self = state_.bidder(current);
            return place(self, current, {SenderKind::business, self->business.id}, late);
        }
        if (clock ? dice_.chance(85) : dice_.chance(2)) {
            // Most know that a rising clock pays to wait for.
            if (clock && round->rules.format == Format::rising_clock && dice_.chance(75))
                return both(Tick{}, {SenderKind::system, {}}, "");
            Accept command;
            command.attributes = some_attributes();
            command.new_id = offer_id(number);
            command.tied_to_buyer = dice_.chance(2);
            if (clock && dice_.chance(25))
                command.price = clock_price(round->rules, dice_.number(0, 4));
            return both(command, business, "", late);
        }
        place(self, number, business, late);
    }

    void place(const Bidder* self, BidderNo number, const Sender& business, Micros late) {
        PlaceOffer offer;
        offer.price = some_price(self);
        offer.attributes = some_attributes();
        if (self != nullptr && self->offer && dice_.chance(60))
            offer.attributes = self->offer->attributes;
        // Two shops with the same idea.
        const RoundState* round = state_.round();
        const bool ties_matter = round != nullptr && round->rules.ties == Ties::refuse && round->rules.lead_min == 0;
        if (!state_.ranking.empty() && dice_.chance(ties_matter ? 24 : 3)) {
            const Offer& other = *state_.bidder(state_.ranking.back())->offer;
            offer.price = other.price;
            offer.attributes = other.attributes;
        }
        offer.confirm = dice_.chance(50);
        if (dice_.chance(1))
            offer.details.perks = "Oiled, plus delivery";
        else if (dice_.chance(2))
            offer.details.perks = "Oiled, was £900";
        if (dice_.chance(9))
            offer.details.reference_price = some_reference(offer.price);
        offer.new_id = offer_id(number);
        offer.tied_to_buyer = dice_.chance(2);
        std::string key;
        if (dice_.chance(30))
            key = "k" + num(dice_.number(0, 6));
        // What makes a repeat is in few hands, so that some come: prices near each other count as the same content.
        both(offer, dice_.chance(98) ? business : Sender{SenderKind::buyer, {}}, key, late, num(offer.price / 200));
    }

    void decide_something(const Sender& business, BidderNo number) {
        const auto kind = dice_.number(1, 100);
        const Sender buyer{SenderKind::buyer, {}};
        if (kind <= 1)
            return both(SuspendBidder{business.business}, {SenderKind::system, {}}, "");
        if (kind <= 3)
            return both(RetireOffer{business.business, some_group()}, {SenderKind::system, {}}, "");
        if (kind <= 16)
            return both(ExplainLowOffer{"Stock " + num(dice_.number(1, 3))}, some_flagged(business), "");
        if (kind <= 46)
            return award(some_offer(), buyer);
        if (kind <= 66) {
            const bool right = state_.award && dice_.chance(75);
            return both(
                ConfirmAward{},
                right ? Sender{SenderKind::business, state_.bidder(state_.award->bidder)->business.id} : business, "");
        }
        if (kind <= 69)
            return both(DeclineAll{}, buyer, "");
        if (kind <= 71)
            return both(Cancel{}, buyer, "");
        if (kind <= 73)
            return both(CloseEarly{}, buyer, "");
        if (kind <= 88) {
            if (const auto due = next_due(state_); due && *due > now_)
                now_ = *due;
            return both(Tick{}, {SenderKind::system, {}}, "");
        }
        return place(state_.bidder_of(business.business), number, business, 0);
    }

    Dice& dice_;
    Table& table_;
    State state_;
    bool ends_experiment_ = false; // some time after the intent was given its arm
    bool experiment_ended_ = false;
    naive::NaiveMarket naive_;
    Instant now_ = t0;
    BidderNo businesses_ = 0;
    std::vector<std::string> history_;
};

void print(const char* title, const std::map<std::string, std::int64_t>& rows) {
    std::printf("%s\n", title);
    for (const auto& [name, count] : rows)
        std::printf("  %-24s %9lld\n", name.c_str(), static_cast<long long>(count));
}

TEST(Engines, AgreeOnAMillionRandomCommands) {
    Dice dice(seed);
    Table table;
    std::int64_t given = 0;
    std::int64_t markets = 0;
    while (given < commands_wanted && !HasFailure()) {

        Duel duel(dice, table);
        given += duel.play(600) + 1;
        ++markets;
    }
    std::printf("seed %llu: %lld commands in %lld markets, both engines alike\n", static_cast<unsigned long long>(seed),
                static_cast<long long>(given), static_cast<long long>(markets));
    print("outcomes", table.outcomes);
    print("events", table.events);
    print("accepted by format", table.formats);
    if (!counts || HasFailure())
        return;
    EXPECT_GE(table.outcomes["accepted"] * 10, given * 3) << "at least 30 % are accepted";
    // What people say has a naive engine of its own: talk/dialogue_agrees_test.
    constexpr std::size_t market_refusals = static_cast<std::size_t>(RefusalCode::no_slot_free) + 1;
    for (const std::string_view name : names_of(RefusalCode{}).first(market_refusals))
        EXPECT_GE(table.outcomes[std::string(name)], 1'000) << name;
    constexpr std::size_t market_events = 26; // up to IntentEnded, with the first promises and who was blocked
    static_assert(std::is_same_v<std::variant_alternative_t<market_events - 1, EventKinds>, IntentEnded>);
    EXPECT_EQ(table.events.size(), market_events + 2);
    for (const auto& [name, count] : table.events)
        EXPECT_GE(count, name == BidderBlocked::type ? 100 : 1'000) << name;
    for (const std::string_view name : names_of(Format{}))
        EXPECT_GE(table.formats[std::string(name)], 1'000) << name;
}

} // namespace
} // namespace parley::core
