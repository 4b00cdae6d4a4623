// What mails say that depends on how a round works and how it ended.
#include "app/letters.hpp"

#include "app/ports/businesses.hpp"

#include "core/market_builders.hpp"

#include <gmock/gmock.h>

namespace parley::app {
namespace {

using core::testing::a_market;
using core::testing::at;
using core::testing::business_id;
using core::testing::Market;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string url = "https://parley.example";

LetterFacts facts_of(const Market& market, core::BidderNo bidder = 0) {
    LetterFacts facts;
    facts.state = &market.state;
    facts.bidder = bidder > 0 ? facts.state->bidder(bidder) : nullptr;
    facts.public_url = url;
    facts.seq = market.state.seq;
    return facts;
}

std::string text_of(std::string_view name, const Market& market, core::BidderNo bidder = 0, std::int64_t about = 0) {
    LetterFacts facts = facts_of(market, bidder);
    facts.about = about;
    const auto mail = letter(name, facts);
    return mail ? mail->text : "";
}

/// Both parts say it and lead to the page where it goes on.
void expect_letter(std::string_view name, const LetterFacts& facts, const std::string& subject,
                   const std::string& words) {
    const auto mail = letter(name, facts);
    ASSERT_TRUE(mail) << name;
    EXPECT_EQ(mail->subject, subject);
    const std::string page = url + (facts.bidder != nullptr ? "/desk/" + core::to_text(facts.bidder->business.id)
                                                            : "/buyer/" + core::to_text(facts.intent));
    for (const std::string* part : {&mail->text, &mail->html}) {
        EXPECT_THAT(*part, HasSubstr(words));
        EXPECT_THAT(*part, HasSubstr(page));
    }
}

/// Two offers, the first of which is chosen and confirmed.
Market a_deal() {
    Market market = a_market().bidders(2).running();
    market.offer(2, 54'000, at(1));
    market.offer(1, 50'000, at(2));
    market.award(1, at(3));
    market.confirm_award(1, at(4));
    return market;
}

/// And a promise of something more, which is the second: the price is the first.
Market a_promise() {
    Market market = a_deal();
    EXPECT_EQ(market.submit(Market::from_bidder(1, core::MakePromise{at(1'000), "A tin of oil"}, at(5))), "accepted");
    return market;
}

Market a_broken_promise() {
    Market market = a_promise();
    EXPECT_EQ(market.submit(Market::from_buyer(core::JudgePromise{2, false, "No tin"}, at(1'001))), "accepted");
    return market;
}

TEST(Letters, AnInvitationSaysHowOffersAreTaken) {
    const auto asked = [](core::Format format) {
        return text_of("invitation",
                       a_market()
                           .rules([=](core::Rules& rules) {
                               rules.format = format;
                               rules.clock = {50'000, 1'000, 60, 50'000};
                           })
                           .bidders(1)
                           .running(),
                       1);
    };
    EXPECT_THAT(asked(core::Format::open), HasSubstr("The buyer may choose earlier"));
    EXPECT_THAT(asked(core::Format::sealed), HasSubstr("Offers are sealed"));
    EXPECT_THAT(asked(core::Format::turns), HasSubstr("each has a turn to go lower"));
    EXPECT_THAT(asked(core::Format::rising_clock), HasSubstr("The price rises"));
    EXPECT_THAT(asked(core::Format::falling_clock), HasSubstr("The price falls"));
}

TEST(Letters, OnlyWhatWasExtendedIsSaidToHaveBeen) {
    Market open = a_market().bidders(2).running();
    while (open.tick_when_due()) {
    }
    EXPECT_THAT(text_of("no_offers", open), HasSubstr("extended once"));
    Market clock = a_market()
                       .rules([](core::Rules& rules) {
                           rules.format = core::Format::rising_clock;
                           rules.clock = {50'000, 1'000, 60, 51'000};
                       })
                       .bidders(2)
                       .running();
    while (clock.tick_when_due()) {
    }
    EXPECT_THAT(text_of("no_offers", clock), Not(HasSubstr("extended")));
}

TEST(Letters, WhatIsTakenBackForWantOfCapacityIsExplainedToBoth) {
    core::SetAutoOffer command;
    command.terms.opening = command.terms.floor = 50'000;
    command.terms.capacity_group = "week";
    Market market = a_market().bidders(1).running();
    market.submit(Market::from_bidder(1, command, at(1)));
    market.tick_when_due();
    market.submit(Market::from_system(core::RetireOffer{business_id(1), "week"}, market.state.at + 1));
    EXPECT_THAT(text_of("offers_gone", market), HasSubstr("can no longer deliver"));
    EXPECT_THAT(text_of("disposed", market, 1), HasSubstr("as many as your standing offer allows"));
}

TEST(Letters, APromiseIsAskedAboutOnItsDayUntilItIsSettled) {
    Market market = a_promise();
    LetterFacts facts = facts_of(market);
    facts.about = 2;
    expect_letter("promise_due", facts, "Was it kept? Solid oak table", "Shop 1 promised \u201cA tin of oil\u201d");
    market.submit(Market::from_buyer(core::JudgePromise{2, true, ""}, at(1'001)));
    EXPECT_FALSE(letter("promise_due", facts)) << "nobody is asked about what is settled";
}

TEST(Letters, ABrokenPromiseIsToldToWhoGaveItUntilItIsPutRight) {
    Market market = a_broken_promise();
    expect_letter("promise_broken", facts_of(market, 1), "A promise was not kept: Solid oak table",
                  "something you promised was not kept");
    EXPECT_FALSE(letter("repair_offered", facts_of(market)));
    ASSERT_EQ(market.submit(Market::from_bidder(1, core::OfferRepair{2, {}, "It comes tomorrow"}, at(1'002))),
              "accepted");
    expect_letter("repair_offered", facts_of(market), "Shop 1 wants to put it right: Solid oak table",
                  "Shop 1 says: \u201cIt comes tomorrow\u201d");
    market.submit(Market::from_buyer(core::AnswerRepair{2, true}, at(1'003)));
    EXPECT_FALSE(letter("repair_offered", facts_of(market))) << "it has its answer";
}

TEST(Letters, WhereTheSaleGoesOnIsToldWithItsCode) {
    Market market = a_deal();
    ASSERT_EQ(market.submit(Market::from_bidder(1, core::HandOver{core::HandOffKind::visit, "", "ABC234"}, at(5))),
              "accepted");
    expect_letter("handed_off", facts_of(market), "Shop 1 is ready for you: Solid oak table",
                  "Show this code in the shop: ABC234");
    Market online = a_deal();
    ASSERT_EQ(online.submit(Market::from_bidder(
                  1, core::HandOver{core::HandOffKind::checkout, "https://shop.example/buy", "ABC234"}, at(5))),
              "accepted");
    expect_letter("handed_off", facts_of(online), "Shop 1 is ready for you: Solid oak table",
                  "https://shop.example/buy");
}

TEST(Letters, ACloseTellsWhatThereIsAndUntilWhenToChoose) {
    Market market = a_market().bidders(2).running();
    market.offer(2, 54'000, at(1));
    market.offer(1, 50'000, at(2));
    EXPECT_FALSE(letter("round_closed", facts_of(market))) << "it still runs";
    while (market.state.lifecycle == core::Lifecycle::open && market.tick_when_due()) {
    }
    const std::string end = time_text(*market.state.decision_ends_at);
    expect_letter("round_closed", facts_of(market), "2 offers, best 500.00 GBP, choose by " + end,
                  "Your request: Solid oak table");
    expect_letter("decision_ends", facts_of(market), "Two hours left to choose: Solid oak table",
                  "They stand until " + end);
    market.award(1, market.state.at + 1);
    EXPECT_FALSE(letter("decision_ends", facts_of(market))) << "it is chosen";
    EXPECT_FALSE(letter("award_lapsed", facts_of(market))) << "it may still be confirmed";
    while (market.state.lifecycle == core::Lifecycle::awarded && market.tick_when_due()) {
    }
    expect_letter("award_lapsed", facts_of(market), "Choose again: Solid oak table", "did not confirm in time");
}

TEST(Letters, QuestionsAndAnswersAreQuoted) {
    Market market = a_market().bidders(2).running();
    market.offer(1, 50'000, at(1));
    ASSERT_EQ(market.submit(Market::from_bidder(1, core::Ask{"Round or square?"}, at(2))), "accepted");
    EXPECT_FALSE(letter("answer", facts_of(market, 1)));
    ASSERT_EQ(market.submit(Market::from_buyer(core::AnswerQuestion{1, "Square"}, at(3))), "accepted");
    expect_letter("answer", facts_of(market, 1), "The buyer answered: Solid oak table",
                  "The buyer says: \u201cSquare\u201d");
    ASSERT_EQ(market.submit(Market::from_buyer(core::Ask{"Which oil?"}, at(4))), "accepted");
    expect_letter("question_to_all", facts_of(market, 1), "The buyer asks: Solid oak table",
                  "The buyer asks everybody who offered: \u201cWhich oil?\u201d");
    EXPECT_FALSE(letter("question_to_all", facts_of(market, 2))) << "it made no offer, so it has no thread";
}

TEST(Letters, WhoLostIsToldByHowMuchInABand) {
    expect_letter("disposed", facts_of(a_deal(), 2), "How it ended: Solid oak table",
                  "The chosen offer cost less; yours was 5-15 % above it.");
}

TEST(Letters, AContractNamesWhoTradesAndHowToCancelIt) {
    Market market = a_market().bidders(1).running();
    core::PlaceOffer offer = Market::price_offer(1, 50'000);
    offer.details.returns_days = 1;
    market.offer(1, offer, at(1));
    market.award(1, at(2));
    market.confirm_award(1, at(3));
    LetterFacts facts = facts_of(market);
    Business business;
    business.name = "Shop 1";
    business.trader["address"] = "1 Mill Lane, Leeds";
    business.trader["phone"] = "0113 496 0000";
    business.trader["register_no"] = "01234567";
    facts.seller = seller_value(business, "shop@example.org");
    const std::string subject = "Shop 1 confirmed: Solid oak table";
    for (const char* words :
         {"Shop 1\n1 Mill Lane, Leeds\n0113 496 0000\nshop@example.org\nRegister number 01234567\n",
          "can be cancelled within 14 days after it came to you", "By its own terms you have 1 day to give it back."})
        EXPECT_THAT(letter("award_confirmed", facts)->text, HasSubstr(words));
    expect_letter("award_confirmed", facts, subject, "500.00 GBP");
    EXPECT_THAT(text_of("award_confirmed", a_deal()), HasSubstr("It has not stated returns of its own."));
}

TEST(Letters, OfASuspensionSayWhyToBoth) {
    Market market = a_market().bidders(2).running();
    market.offer(1, 50'000, at(1));
    market.offer(2, 51'000, at(2));
    market.award(1, at(3));
    Market lapsed = market;
    market.submit(Market::from_system(core::SuspendBidder{business_id(1)}, at(4)));
    EXPECT_THAT(text_of("award_lapsed", market, 0, 1), HasSubstr("We have suspended the business you chose"));
    EXPECT_THAT(text_of("disposed", market, 1), HasSubstr("was suspended on Parley"));
    lapsed.tick_when_due();
    EXPECT_THAT(text_of("award_lapsed", lapsed, 0, 1), HasSubstr("did not confirm in time"));
}

TEST(Letters, AboutAnErasureNameNothingOfIt) {
    Market market = a_market().bidders(1).running();
    market.offer(1, 50'000, at(1));
    market.submit(Market::from_buyer(core::Erase{}, at(2)));
    const std::string text = text_of("deletion", market, 1);
    EXPECT_THAT(text, HasSubstr("furniture/tables"));
    EXPECT_THAT(text, HasSubstr("/desk/"));
    EXPECT_THAT(text, Not(HasSubstr("oak")));
}

} // namespace
} // namespace parley::app
