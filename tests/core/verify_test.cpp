// What a checked log gives away: each way to cheat on bidders is tried on a good log and found.
#include "core/verify.hpp"

#include "core/market_builders.hpp"

#include <functional>

namespace parley::core {
namespace {

using namespace testing;

KnownParts parts_of(const std::vector<Record>& log) {
    KnownParts parts;
    for (const Record& record : log)
        for (const Part& part : write_event(record.event, record.seq, Entropy{}).parts)
            parts.emplace(record.seq, part.name);
    return parts;
}

std::string first_fault(const std::vector<Record>& log, LogView view = LogView::whole_log) {
    const LogCheck check = check_log(log, view, parts_of(log));
    return check.faults.empty() ? "" : check.faults.front().what;
}

/// The n-th event of its kind in the log, changed.
template <class Kind>
std::vector<Record> changed(std::vector<Record> log, int n, const std::function<void(Kind&, Record&)>& change) {
    for (Record& record : log) {
        if (auto* event = std::get_if<Kind>(&record.event); event != nullptr && n-- == 0) {
            change(*event, record);
            return log;
        }
    }
    ADD_FAILURE() << "no such event";
    return log;
}

/// The log without the n-th event of its kind, numbered again.
template <class Kind>
std::vector<Record> without(std::vector<Record> log, int n) {
    for (std::size_t i = 0; i < log.size(); ++i) {
        if (!std::holds_alternative<Kind>(log[i].event) || n-- > 0)
            continue;
        log.erase(log.begin() + static_cast<std::ptrdiff_t>(i));
        for (std::size_t j = 0; j < log.size(); ++j)
            log[j].seq = static_cast<std::int64_t>(j) + 1;
        return log;
    }
    ADD_FAILURE() << "no such event";
    return log;
}

/// Sealed, second price: 300, 250 and 280; the second is chosen and confirms.
Market sealed_market() {
    Market market = a_market().sealed().rules([](Rules& r) { r.pricing = Pricing::second_price; }).bidders(3).running();
    market.offer(1, 30'000, at(10));
    market.offer(2, 25'000, at(20));
    market.offer(3, 28'000, at(30));
    market.tick(at(600) + settle);
    market.award(2, at(700));
    market.confirm_award(2, at(710));
    return market;
}

/// Open with a soft close that one late offer moves, and an auto-offer that answers it.
Market open_market() {
    Market market = a_market()
                        .rules([](Rules& r) {
                            r.close_mode = CloseMode::soft;
                            r.window_s = r.extension_s = 60;
                            r.lead_min = 100;
                        })
                        .auto_bidder(30'000, 20'000)
                        .bidders(2)
                        .running();
    market.tick(t0);
    market.offer(2, 26'000, at(100));
    market.offer(3, 19'000, at(580));
    market.tick(at(640) + settle);
    return market;
}

TEST(CheckedLog, AGoodOneHolds) {
    for (const LogView view : {LogView::whole_log, LogView::public_log}) {
        EXPECT_EQ(first_fault(sealed_market().log, view), "");
        EXPECT_EQ(first_fault(open_market().log, view), "");
    }
}

TEST(CheckedLog, FindsAnOfferThatIsLeftOutOfTheRanking) {
    const auto log = changed<RoundClosed>(sealed_market().log, 0, [](RoundClosed& e, Record&) { e.ranking = {3, 1}; });
    EXPECT_EQ(first_fault(log), "the ranking is not that of the offers");
}

TEST(CheckedLog, FindsAnotherWinnerAndAnotherPrice) {
    EXPECT_EQ(first_fault(
                  changed<RoundClosed>(sealed_market().log, 0, [](RoundClosed& e, Record&) { e.ranking = {3, 2, 1}; })),
              "the ranking is not that of the offers");
    EXPECT_EQ(
        first_fault(changed<RoundClosed>(sealed_market().log, 0, [](RoundClosed& e, Record&) { e.pays = 25'000; })),
        "what is paid is not what the rules say");
}

TEST(CheckedLog, FindsAnOfferThatCameTooLateOrIsBackDated) {
    const auto late = changed<OfferPlaced>(
        sealed_market().log, 2, [](OfferPlaced&, Record& record) { record.at = record.received_at = at(600); });
    EXPECT_EQ(first_fault(late), "the offer did not come in time");
    const auto back_dated =
        changed<OfferPlaced>(sealed_market().log, 2, [](OfferPlaced&, Record& record) { record.at = at(35); });
    EXPECT_EQ(first_fault(back_dated), "the offer is not stamped with the moment at which it came");
}

TEST(CheckedLog, FindsAnOfferThatTheRulesRefuse) {
    const auto log =
        changed<OfferPlaced>(open_market().log, 1, [](OfferPlaced& offer, Record&) { offer.price = 29'950; });
    EXPECT_EQ(first_fault(log), "the rules refuse this offer: lead_step_too_small");
}

TEST(CheckedLog, FindsPhotosThatNobodyCouldHaveSent) {
    const Photo photo{{}, std::string(64, 'a'), 800, 600, ""};
    const auto of_request = [&](std::vector<Photo> photos) {
        return first_fault(changed<IntentCreated>(sealed_market().log, 0,
                                                  [&](IntentCreated& e, Record&) { e.photos = std::move(photos); }));
    };
    EXPECT_EQ(of_request(std::vector<Photo>(photos_max, photo)), "");
    EXPECT_EQ(of_request(std::vector<Photo>(photos_max + 1, photo)), "no request has such photos");
    EXPECT_EQ(of_request({{{}, "A", 800, 600, ""}}), "no request has such photos");
    EXPECT_EQ(of_request({{{}, std::string(64, 'a'), 0, 600, ""}}), "no request has such photos");
    EXPECT_EQ(of_request({{{}, std::string(64, 'a'), 800, photo_side_max + 1, ""}}), "no request has such photos");
    const auto offered = changed<OfferPlaced>(
        sealed_market().log, 0, [&](OfferPlaced& e, Record&) { e.details.photos.assign(photos_max + 1, photo); });
    EXPECT_EQ(first_fault(offered), "no offer has such photos");
}

TEST(CheckedLog, FindsAnOfferOfOneWhoWasBlockedForItsAdvice) {
    Market market = a_market().advice_first().bidders(2).scheduled();
    market.submit(Market::from_bidder(1, GiveAdvice{"Oak stands damp"}, at(1)));
    market.submit(Market::from_buyer(BlockBidder{{}, business_id(1)}, at(2)));
    market.submit(Market::from_buyer(AskForOffers{at(60), 7}, at(5)));
    market.tick(at(60));
    market.offer(2, 50'000, at(62));
    EXPECT_EQ(first_fault(market.log), "");
    const auto offered = changed<OfferPlaced>(market.log, 0, [](OfferPlaced& offer, Record&) { offer.bidder = 1; });
    EXPECT_EQ(first_fault(offered), "the buyer blocked this bidder before it had made an offer");
    const auto blocked = changed<BidderBlocked>(market.log, 0, [](BidderBlocked& one, Record&) { one.bidder = 2; });
    EXPECT_EQ(first_fault(blocked), "only who offered or advised can be blocked");
}

TEST(CheckedLog, FindsARoundThatClosesEarlyOrLate) {
    for (const std::int64_t s : {599, 601}) {
        const auto log =
            changed<RoundClosed>(sealed_market().log, 0, [&](RoundClosed&, Record& record) { record.at = at(s); });
        EXPECT_EQ(first_fault(log), "the round does not close on time") << s;
    }
}

TEST(CheckedLog, FindsAnExtensionThatIsMissingOrMadeUp) {
    EXPECT_EQ(first_fault(without<RoundExtended>(open_market().log, 0)),
              "the offer before moves the end to " + to_rfc3339(at(640)));
    const auto longer =
        changed<RoundExtended>(open_market().log, 0, [](RoundExtended& e, Record&) { e.closes_at = at(700); });
    EXPECT_EQ(first_fault(longer), "the offer before moves the end to " + to_rfc3339(at(640)));
    Market quiet = sealed_market();
    auto log = quiet.log;
    const auto before = std::find_if(
        log.begin(), log.end(), [](const Record& record) { return std::holds_alternative<RoundClosed>(record.event); });
    Record made_up{before->seq, at(590), at(590), "",
                   RoundExtended{1, ExtensionCause::late_offer, at(600), at(660), t0, at(660), 0}};
    log.insert(before, made_up);
    for (std::size_t i = 0; i < log.size(); ++i)
        log[i].seq = static_cast<std::int64_t>(i) + 1;
    EXPECT_EQ(first_fault(log), "nothing moves the end here");
}

TEST(CheckedLog, OfTheWholeOneFindsAMoveThatNoFloorGives) {
    const auto move = [](OfferRevised& offer, Record&) { offer.price -= 1; };
    const auto log = changed<OfferRevised>(open_market().log, 0, move);
    EXPECT_EQ(first_fault(log), "this is not the move that the floors give");
    EXPECT_EQ(first_fault(log, LogView::public_log), "") << "nobody else knows the floor";
    const auto no_cause = changed<OfferRevised>(open_market().log, 0, [](OfferRevised& e, Record&) { e.cause = 99; });
    EXPECT_EQ(first_fault(no_cause, LogView::public_log), "an automatic move names an event before it as its cause");
}

TEST(CheckedLog, FindsOtherRulesThanThoseOfThePlan) {
    const auto log = changed<IntentCreated>(sealed_market().log, 0, [](IntentCreated& event, Record&) {
        event.plan.rounds.front().rules.duration_s = 601;
    });
    EXPECT_EQ(first_fault(log), "these are not the rules of the plan");
}

TEST(CheckedLog, FindsABidderThatIsNotToldOrToldWrong) {
    EXPECT_EQ(first_fault(without<Disposed>(sealed_market().log, 4)), "bidders are still to be told of the end");
    auto cut = sealed_market().log;
    while (!std::holds_alternative<Disposed>(cut.back().event))
        cut.pop_back();
    cut.pop_back();
    EXPECT_EQ(first_fault(cut), "the log breaks off before it says what must follow");
    const auto wrong =
        changed<Disposed>(sealed_market().log, 2, [](Disposed& e, Record&) { e.reason = "other_preferred"; });
    EXPECT_EQ(first_fault(wrong), "the bidder is told something else than what happened");
}

TEST(CheckedLog, FindsAPromiseThatIsMissingOrSaysSomethingElse) {
    EXPECT_EQ(first_fault(without<PromiseMade>(sealed_market().log, 0)),
              "the log breaks off before it says what must follow");
    const auto other = changed<PromiseMade>(sealed_market().log, 0, [](PromiseMade& e, Record&) { ++*e.amount; });
    EXPECT_EQ(first_fault(other), "the award promises something else");
}

TEST(CheckedLog, FindsTurnsInAnotherOrder) {
    Market market = a_market()
                        .rules([](Rules& r) {
                            r.format = Format::turns;
                            r.turns = {1, 0, 0, 60, 0};
                        })
                        .bidders(2)
                        .running();
    market.offer(1, 30'000, at(10));
    market.offer(2, 25'000, at(20));
    while (market.state.lifecycle == Lifecycle::open && market.tick_when_due()) {
    }
    EXPECT_EQ(first_fault(market.log), "");
    const auto log = changed<TurnsOrdered>(
        market.log, 0, [](TurnsOrdered& event, Record&) { std::swap(event.turns[0].bidder, event.turns[1].bidder); });
    EXPECT_EQ(first_fault(log), "this is not what comes next in this format");
}

TEST(CheckedLog, EndsWhereItCannotBeFollowed) {
    auto log = sealed_market().log;
    log[3].seq = 9;
    EXPECT_EQ(first_fault(log), "the events are not numbered without gaps");
    EXPECT_EQ(first_fault(changed<OfferPlaced>(sealed_market().log, 0, [](OfferPlaced& e, Record&) { e.bidder = 7; })),
              "there is no such bidder");
    EXPECT_EQ(first_fault(without<IntentCreated>(sealed_market().log, 0)), "an intent is created once, and first");
}

TEST(CheckedLog, IsPublicUpToTheFirstRoundUntilTheLastIsOver) {
    Market market = a_market().sealed().bidders(2).confirmed();
    EXPECT_EQ(public_until(a_market().created().state), 0) << "nobody knows of it";
    EXPECT_EQ(public_until(market.state), market.state.seq);
    market = a_market().sealed().bidders(2).running();
    const std::int64_t opened = market.state.seq;
    market.offer(1, 30'000, at(10));
    EXPECT_EQ(public_until(market.state), opened);
    market.tick(at(600) + settle);
    EXPECT_EQ(public_until(market.state), market.state.seq);
    EXPECT_TRUE(opens_with_the_log("offer_placed", "price"));
    EXPECT_FALSE(opens_with_the_log("offer_placed", "message"));
    EXPECT_FALSE(opens_with_the_log("offer_placed", "details"));
    EXPECT_FALSE(opens_with_the_log("auto_offer_set", "terms"));
}

} // namespace
} // namespace parley::core
