// What mails say that depends on how a round works and how it ended.
#include "app/letters.hpp"

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

std::string text_of(std::string_view name, const Market& market, core::BidderNo bidder = 0, std::int64_t about = 0) {
    LetterFacts facts;
    facts.state = &market.state;
    facts.bidder = bidder > 0 ? facts.state->bidder(bidder) : nullptr;
    facts.public_url = "https://parley.example";
    facts.about = about;
    const auto mail = letter(name, facts);
    return mail ? mail->text : "";
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
