// Every refusal from both sides: the act that just fails, and its nearest neighbour that is taken. The list is
// complete, or the last test says what is missing.
#include "core/market_builders.hpp"

#include <functional>
#include <map>

namespace parley::core {
namespace {

using namespace testing;

/// What the act on one side and on the other side of the boundary is answered.
struct Sides {
    std::string refused;
    std::string taken;
};
using Case = std::function<Sides()>;

Market open_round(const std::function<void(Rules&)>& change = [](Rules&) {}, BidderNo bidders = 3) {
    return a_market().rules(change).bidders(bidders).running();
}
Market clock_round(Format format) {
    return open_round([=](Rules& rules) {
        rules.format = format;
        rules.clock = {50'000, 1'000, 60, format == Format::falling_clock ? Minor{40'000} : Minor{60'000}};
    });
}
Market turns_round() {
    Market market = open_round([](Rules& rules) {
        rules.format = Format::turns;
        rules.turns = {1, 60, 0, 60, 0};
    });
    for (BidderNo number = 1; number <= 3; ++number)
        market.offer(number, 50'000 + 1'000 * number, at(number));
    market.tick_when_due(); // The third has the first turn, at 660 s.
    return market;
}
Market decided() {
    Market market = open_round();
    market.offer(1, 50'000, at(1));
    market.offer(2, 51'000, at(2));
    market.tick_when_due();
    return market;
}
std::string bid(Market& market, BidderNo number, Minor price, Instant when) {
    return market.offer(number, price, when);
}
/// An offer of 500 on 24 November 2026 that states the one or the other price elsewhere.
Sides compared(const ReferencePrice& refused, const ReferencePrice& taken) {
    Market market = open_round();
    PlaceOffer wanted = Market::price_offer(1, 50'000);
    wanted.details.reference_price = refused;
    const std::string first = market.submit(Market::from_bidder(1, wanted, at(1)));
    wanted.details.reference_price = taken;
    return {first, market.submit(Market::from_bidder(1, wanted, at(1)))};
}
std::string yes(Market& market, BidderNo number, Instant when, std::optional<Minor> price = {}) {
    Accept accept;
    accept.price = price;
    accept.new_id = offer_id(number);
    return market.submit(Market::from_bidder(number, accept, when), when + settle);
}
/// Bidder 1 was chosen and said yes; bidder 2 was not.
Market dealt() {
    Market market = decided();
    market.award(1, at(690));
    market.confirm_award(1, at(691));
    return market;
}
/// Two bidders are asked for advice, and for no offers yet.
Market advising() {
    return a_market().advice_first().bidders(2).scheduled();
}
std::string advises(Market& market, BidderNo number, Instant when) {
    return market.submit(Market::from_bidder(number, GiveAdvice{"Oak stands damp better"}, when));
}
std::string writes(Market& market, BidderNo number, const char* text, Instant when) {
    return market.submit(Market::from_bidder(number, SendMessage{std::nullopt, MessageKind::message, text}, when));
}
/// The buyer, in the thread of bidder 1.
std::string says(Market& market, const char* text, Instant when) {
    return market.submit(Market::from_buyer(SendMessage{offer_id(1), MessageKind::message, text}, when));
}
std::string answers(Market& market, std::int64_t question, Instant when) {
    return market.submit(Market::from_buyer(AnswerQuestion{question, "A metre ten"}, when));
}
std::string judges(Market& market, std::int64_t promise, bool kept, Instant when) {
    return market.submit(Market::from_buyer(JudgePromise{promise, kept, ""}, when));
}
std::string keyed(Market& market, Minor price, const std::string& content, Instant when) {
    Envelope envelope = Market::from_bidder(1, Market::price_offer(1, price), when);
    envelope.key = "key";
    envelope.content_hash = content;
    return market.submit(envelope);
}
std::string joins(Market& market, BidderNo number, bool tied, Instant when) {
    Join join;
    join.self.business.id = business_id(number);
    join.tied_to_buyer = tied;
    return market.submit(Market::from_bidder(number, join, when));
}

const std::map<std::string, Case> cases{
    {"key_reused",
     [] {
         Market market = open_round();
         keyed(market, 50'000, "one", at(1));
         return Sides{keyed(market, 49'000, "other", at(2)), keyed(market, 50'000, "one", at(3))};
     }},
    {"intent_unknown",
     [] {
         Market none;
         Market market = open_round();
         return Sides{bid(none, 1, 50'000, at(1)), bid(market, 1, 50'000, at(1))};
     }},
    {"not_yours",
     [] {
         Market market = open_round();
         return Sides{market.submit(Market::from_bidder(1, Cancel{}, at(1))),
                      market.submit(Market::from_buyer(Cancel{}, at(1)))};
     }},
    {"not_confirmed",
     [] {
         Market early = a_market().bidders(1).created();
         Market market = decided();
         return Sides{early.submit(Market::from_buyer(Award{offer_id(1), ""}, at(-30))), market.award(1, at(700))};
     }},
    {"already_confirmed",
     [] {
         Market early = a_market().bidders(1).created();
         const Envelope confirm = Market::from_buyer(Confirm{at(0), 1}, at(-30));
         const std::string first = early.submit(confirm);
         return Sides{early.submit(confirm), first};
     }},
    {"not_recorded",
     [] {
         Market late = open_round();
         late.offer(1, 50'000, at(1));
         Market market = late;
         late.tick(at(600) + settle);
         return Sides{late.offer(2, 49'000, at_us(599, 999'999), at(601)),
                      market.offer(2, 49'000, at_us(599, 999'999))};
     }},
    {"intent_over",
     [] {
         Market market = open_round();
         Market over = market;
         over.submit(Market::from_buyer(Cancel{}, at(1)));
         return Sides{bid(over, 1, 50'000, at(2)), bid(market, 1, 50'000, at(2))};
     }},
    {"not_invited",
     [] {
         Market market = open_round();
         return Sides{bid(market, 4, 50'000, at(1)), bid(market, 3, 50'000, at(1))};
     }},
    {"tied_to_buyer",
     [] {
         Market market = open_round();
         return Sides{joins(market, 7, true, at(1)), joins(market, 7, false, at(1))};
     }},
    {"invitation_declined",
     [] {
         Market market = open_round();
         market.submit(Market::from_bidder(1, DeclineInvitation{"too_busy"}, at(1)));
         return Sides{bid(market, 1, 50'000, at(2)), bid(market, 2, 50'000, at(2))};
     }},
    {"round_not_open",
     [] {
         Market market = a_market().bidders(1).scheduled();
         return Sides{bid(market, 1, 50'000, at_us(-1, 999'999)), bid(market, 1, 50'000, at(0))};
     }},
    {"round_closed",
     [] {
         Market market = open_round();
         market.offer(2, 60'000, at(1));
         Market late = market;
         return Sides{late.offer(1, 50'000, at(600), at(600) + settle), bid(market, 1, 50'000, at_us(599, 999'999))};
     }},
    {"not_admitted",
     [] {
         Rules second;
         second.duration_s = 600;
         Market market = a_market().bidders(2).then(second, {AdmitMode::best, 1}).running();
         market.offer(1, 50'000, at(1));
         market.offer(2, 51'000, at(2));
         while (market.round().number == 1 || market.round().phase != RoundPhase::running)
             market.tick_when_due();
         return Sides{bid(market, 2, 40'000, market.state.at), bid(market, 1, 40'000, market.state.at)};
     }},
    {"not_your_turn",
     [] {
         Market market = turns_round();
         return Sides{bid(market, 3, 40'000, at_us(659, 999'999)), bid(market, 3, 40'000, at(660))};
     }},
    {"dropped_out",
     [] {
         Market market = clock_round(Format::falling_clock);
         for (BidderNo number = 1; number <= 2; ++number)
             yes(market, number, at(number));
         market.tick(at(60) + settle);
         return Sides{yes(market, 3, at(61)), yes(market, 2, at(61))};
     }},
    {"clock_sets_price",
     [] {
         Market market = clock_round(Format::rising_clock);
         return Sides{bid(market, 1, 50'000, at(1)), yes(market, 1, at(1))};
     }},
    {"no_clock",
     [] {
         Market market = open_round();
         return Sides{yes(market, 1, at(1)), bid(market, 1, 50'000, at(1))};
     }},
    {"price_moved",
     [] {
         Market market = clock_round(Format::rising_clock);
         return Sides{yes(market, 1, at(60), 50'000), yes(market, 1, at_us(59, 999'999), 50'000)};
     }},
    {"price_out_of_range",
     [] {
         Market market = open_round();
         return Sides{bid(market, 1, price_min - 1, at(1)), bid(market, 1, price_min, at(1))};
     }},
    {"price_not_all_in",
     [] {
         Market market = open_round();
         PlaceOffer wanted = Market::price_offer(1, 50'000);
         wanted.details.perks = "Oiled, plus delivery";
         const std::string apart = market.submit(Market::from_bidder(1, wanted, at(1)));
         wanted.details.perks = "Oiled, plus free delivery";
         return Sides{apart, market.submit(Market::from_bidder(1, wanted, at(1)))};
     }},
    {"advice_first",
     [] {
         Market asking = advising();
         Market market = advising();
         market.submit(Market::from_buyer(AskForOffers{at(2), 3}, at(2)));
         market.tick(at(2));
         return Sides{bid(asking, 1, 50'000, at(3)), bid(market, 1, 50'000, at(3))};
     }},
    {"advice_over",
     [] {
         Market asking = advising();
         Market market = advising();
         market.submit(Market::from_buyer(AskForOffers{at(2), 3}, at(2)));
         return Sides{advises(market, 1, at(3)), advises(asking, 1, at(3))};
     }},
    {"already_advised",
     [] {
         Market market = advising();
         const std::string first = advises(market, 1, at(2));
         return Sides{advises(market, 1, at(3)), first};
     }},
    {"advice_unknown",
     [] {
         Market market = advising();
         const auto reports = [&](Instant when) {
             return market.submit(Market::from_buyer(Report{std::nullopt, Complaint::rude, "", business_id(1)}, when));
         };
         const std::string before = reports(at(1));
         advises(market, 1, at(2));
         return Sides{before, reports(at(3))};
     }},
    {"floor_above_opening",
     [] {
         Market market = open_round();
         return Sides{market.set_auto(1, 50'000, 50'001, at(1)), market.set_auto(1, 50'000, 50'000, at(1))};
     }},
    {"above_budget",
     [] {
         Market market =
             a_market().budget(60'000).rules([](Rules& rules) { rules.ceiling_enforce = true; }).bidders(1).running();
         return Sides{bid(market, 1, 60'001, at(1)), bid(market, 1, 60'000, at(1))};
     }},
    {"too_many_revisions",
     [] {
         Market market = open_round([](Rules& rules) { rules.max_revisions = 1; });
         market.offer(1, 50'000, at(1));
         const std::string last = bid(market, 1, 49'000, at(2));
         return Sides{bid(market, 1, 48'000, at(3)), last};
     }},
    {"unchanged",
     [] {
         Market market = open_round();
         market.offer(1, 50'000, at(1));
         return Sides{bid(market, 1, 50'000, at(2)), bid(market, 1, 49'999, at(3))};
     }},
    {"raise_not_allowed",
     [] {
         Market market = open_round([](Rules& rules) { rules.allow_raise = false; });
         market.offer(1, 50'000, at(1));
         return Sides{bid(market, 1, 50'001, at(2)), bid(market, 1, 49'999, at(3))};
     }},
    {"already_leading",
     [] {
         Market market = open_round([](Rules& rules) { rules.self_outbid = false; });
         market.offer(1, 50'000, at(1));
         market.offer(2, 50'000, at(2)); // The same score, but later: it does not lead.
         return Sides{bid(market, 1, 49'999, at(3)), bid(market, 2, 49'999, at(4))};
     }},
    {"step_too_small",
     [] {
         Market market = open_round([](Rules& rules) { rules.own_bp = 100; });
         market.offer(1, 50'001, at(1)); // 1 % rounded up is 501.
         return Sides{bid(market, 1, 49'501, at(2)), bid(market, 1, 49'500, at(3))};
     }},
    {"drop_needs_confirm",
     [] {
         Market market = open_round([](Rules& rules) { rules.max_drop_bp = 5'000; });
         market.offer(1, 50'000, at(1));
         return Sides{bid(market, 1, 24'999, at(2)), bid(market, 1, 25'000, at(3))};
     }},
    {"lead_step_too_small",
     [] {
         Market market = open_round([](Rules& rules) { rules.lead_min = 100; });
         market.offer(1, 50'000, at(1));
         return Sides{bid(market, 2, 49'901, at(2)), bid(market, 2, 49'900, at(3))};
     }},
    {"tie_refused",
     [] {
         Market market = open_round([](Rules& rules) { rules.ties = Ties::refuse; });
         market.offer(1, 50'000, at(1));
         return Sides{bid(market, 2, 50'000, at(2)), bid(market, 2, 50'001, at(3))};
     }},
    {"reference_not_above",
     [] { return compared({50'000, "in our shop", "2026-01-01", {}}, {50'001, "", "2026-01-01", {}}); }},
    {"reference_not_current",
     [] { return compared({60'000, "", "2026-01-01", "2026-10-26"}, {60'000, "", "2026-01-01", "2026-10-27"}); }},
    {"reference_too_short", [] { return compared({60'000, "", "2026-10-28", {}}, {60'000, "", "2026-10-27", {}}); }},
    {"reference_unstated",
     [] {
         Market market = open_round();
         PlaceOffer wanted = Market::price_offer(1, 50'000);
         wanted.message = "Oiled oak, was £600";
         const std::string told = market.submit(Market::from_bidder(1, wanted, at(1)));
         wanted.details.reference_price = ReferencePrice{60'000, "in our shop", "2026-01-01", {}};
         return Sides{told, market.submit(Market::from_bidder(1, wanted, at(1)))};
     }},
    {"nothing_to_withdraw",
     [] {
         Market market = open_round();
         market.offer(1, 50'000, at(1));
         return Sides{market.withdraw(2, at(2)), market.withdraw(1, at(2))};
     }},
    {"nothing_to_explain",
     [] {
         const auto explained = [](Minor price) {
             Market market = open_round();
             market.offer(1, price, at(1));
             market.offer(2, 100'000, at(2));
             market.offer(3, 100'000, at(3));
             market.tick_when_due();
             return market.submit(Market::from_bidder(1, ExplainLowOffer{"A return"}, market.state.at + 1));
         };
         return Sides{explained(70'001), explained(70'000)};
     }},
    {"already_awarded",
     [] {
         Market market = decided();
         const std::string first = market.award(1, at(700));
         return Sides{market.award(2, at(701)), first};
     }},
    {"sealed_round_running",
     [] {
         Market market = a_market().sealed().bidders(1).running();
         market.offer(1, 50'000, at(1));
         const std::string early = market.award(1, at(2));
         market.submit(Market::from_buyer(CloseEarly{}, at(3)));
         return Sides{early, market.award(1, at(4))};
     }},
    {"nothing_to_award",
     [] {
         Market market = open_round();
         const std::string early = market.award(1, at(1));
         market.offer(1, 50'000, at(2));
         return Sides{early, market.award(1, at(3))};
     }},
    {"offer_unknown",
     [] {
         Market market = decided();
         return Sides{market.submit(Market::from_buyer(Award{offer_id(9), ""}, at(700))), market.award(1, at(700))};
     }},
    {"offer_withdrawn",
     [] {
         Market market = open_round();
         market.offer(1, 50'000, at(1));
         market.offer(2, 51'000, at(2));
         market.withdraw(1, at(3));
         return Sides{market.award(1, at(4)), market.award(2, at(4))};
     }},
    {"award_unknown",
     [] {
         Market market = decided();
         market.award(1, at(700));
         return Sides{market.confirm_award(2, at(701)), market.confirm_award(1, at(701))};
     }},
    {"already_extended",
     [] {
         Market market = open_round();
         const std::string first = market.submit(Market::from_buyer(ExtendOnce{}, at(1)));
         return Sides{market.submit(Market::from_buyer(ExtendOnce{}, at(2))), first};
     }},
    {"cannot_extend",
     [] {
         Market clock = clock_round(Format::rising_clock);
         Market market = open_round();
         return Sides{clock.submit(Market::from_buyer(ExtendOnce{}, at(1))),
                      market.submit(Market::from_buyer(ExtendOnce{}, at(1)))};
     }},
    {"erased",
     [] {
         Market market = dealt();
         Market erased = market;
         erased.submit(Market::from_buyer(Erase{}, at(800)));
         return Sides{says(erased, "Thank you", at(801)), says(market, "Thank you", at(801))};
     }},
    {"no_thread",
     [] {
         Market market = open_round();
         market.offer(1, 50'000, at(1));
         return Sides{writes(market, 2, "Hello", at(2)), writes(market, 1, "Hello", at(2))};
     }},
    {"thread_closed",
     [] {
         Market market = dealt();
         says(market, "Is it oiled?", at(701));
         return Sides{writes(market, 2, "Ours still stands", at(702)), writes(market, 1, "It is", at(702))};
     }},
    {"blocked",
     [] {
         Market market = decided();
         market.submit(Market::from_buyer(BlockBidder{offer_id(1), {}}, at(700)));
         return Sides{writes(market, 1, "Hello", at(701)), writes(market, 2, "Hello", at(701))};
     }},
    {"question_unknown",
     [] {
         Market market = open_round();
         market.submit(Market::from_bidder(1, Ask{"How wide?"}, at(1)));
         return Sides{answers(market, 2, at(2)), answers(market, 1, at(2))};
     }},
    {"already_answered",
     [] {
         Market market = open_round();
         market.submit(Market::from_bidder(1, Ask{"How wide?"}, at(1)));
         const std::string first = answers(market, 1, at(2));
         return Sides{answers(market, 1, at(3)), first};
     }},
    {"question_open",
     [] {
         Market market = open_round();
         market.submit(Market::from_bidder(1, Ask{"How wide?"}, at(1)));
         const std::string early = market.submit(Market::from_bidder(1, Ask{"How long?"}, at(2)));
         answers(market, 1, at(3));
         return Sides{early, market.submit(Market::from_bidder(1, Ask{"How long?"}, at(4)))};
     }},
    {"awaiting_answer",
     [] {
         Market market = decided();
         writes(market, 1, "Hello", at(700));
         const std::string early = writes(market, 1, "Still there?", at(701));
         says(market, "Yes", at(702));
         return Sides{early, writes(market, 1, "Good", at(703))};
     }},
    {"already_asked",
     [] {
         Market market = open_round();
         market.offer(1, 50'000, at(1));
         market.offer(2, 51'000, at(1));
         const auto beat = [&](BidderNo number) {
             return market.submit(Market::from_buyer(SendMessage{offer_id(number), MessageKind::beat_this, ""}, at(2)));
         };
         beat(1);
         return Sides{beat(1), beat(2)};
     }},
    {"contact_details",
     [] {
         Market early = decided();
         Market market = dealt();
         return Sides{says(early, "Ring me on 07700 900123", at(700)),
                      says(market, "Ring me on 07700 900123", at(701))};
     }},
    {"no_deal",
     [] {
         Market market = dealt();
         const auto promises = [&](BidderNo number) {
             return market.submit(Market::from_bidder(number, MakePromise{std::nullopt, "A tin of oil"}, at(701)));
         };
         return Sides{promises(2), promises(1)};
     }},
    {"promise_unknown",
     [] {
         Market market = dealt();
         return Sides{judges(market, 2, true, at(701)), judges(market, 1, true, at(701))};
     }},
    {"promise_settled",
     [] {
         Market market = dealt();
         const std::string first = judges(market, 1, true, at(701));
         return Sides{judges(market, 1, false, at(702)), first};
     }},
    {"promise_waits",
     [] {
         Market market = dealt();
         const auto repairs = [&] {
             return market.submit(Market::from_bidder(1, OfferRepair{1, std::nullopt, "Money back"}, at(702)));
         };
         const std::string early = repairs();
         judges(market, 1, false, at(701));
         return Sides{early, repairs()};
     }},
    {"code_wrong",
     [] {
         Market market = dealt();
         market.submit(Market::from_bidder(1, HandOver{HandOffKind::visit, "", "K7WQ2"}, at(701)));
         const auto redeems = [&](const char* code) {
             return market.submit(Market::from_bidder(1, RedeemVisit{code}, at(702)));
         };
         return Sides{redeems("K7WQ3"), redeems("K7WQ2")};
     }},
    {"already_reported",
     [] {
         Market market = dealt();
         const auto reports = [&] {
             return market.submit(Market::from_buyer(ReportOutcome{BoughtWhere::here, 50'000, ""}, at(701)));
         };
         const std::string first = reports();
         return Sides{reports(), first};
     }},
    {"not_bought_here",
     [] {
         Market market = dealt();
         const std::string early = market.submit(Market::from_buyer(WriteReview{5, false, "Fine"}, at(701)));
         market.submit(Market::from_buyer(ReportOutcome{BoughtWhere::here, 50'000, ""}, at(702)));
         return Sides{early, market.submit(Market::from_buyer(WriteReview{5, false, "Fine"}, at(703)))};
     }},
    {"already_reviewed",
     [] {
         Market market = dealt();
         market.submit(Market::from_buyer(ReportOutcome{BoughtWhere::here, 50'000, ""}, at(701)));
         const auto reviews = [&] { return market.submit(Market::from_buyer(WriteReview{5, false, "Fine"}, at(702))); };
         const std::string first = reviews();
         return Sides{reviews(), first};
     }},
};

class Refusals : public ::testing::TestWithParam<std::string> {};

TEST_P(Refusals, AreSaidOnOneSideOfTheirBoundaryAndNotOnTheOther) {
    const auto [refused, taken] = cases.at(GetParam())();
    EXPECT_EQ(refused, GetParam());
    EXPECT_TRUE(taken == "accepted" || (GetParam() == "key_reused" && taken == "repeat")) << taken;
}

std::vector<std::string> names_of_cases() {
    std::vector<std::string> names;
    for (const auto& [name, one] : cases)
        names.push_back(name);
    return names;
}
INSTANTIATE_TEST_SUITE_P(All, Refusals, ::testing::ValuesIn(names_of_cases()),
                         [](const auto& test) { return test.param; });

TEST(RefusalList, IsComplete) {
    // A capacity group is full in the ledger, and places are counted for the queue: those two are said by the shell,
    // and tests/ports/ledger_test.cpp and tests/core/decide_endings_test.cpp have both of their sides.
    for (const std::string_view name : names_of(RefusalCode{}))
        EXPECT_TRUE(cases.contains(std::string(name)) || name == "capacity_taken" || name == "no_slot_free") << name;
}

} // namespace
} // namespace parley::core
