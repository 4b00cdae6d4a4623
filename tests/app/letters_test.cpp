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

std::string text_of(std::string_view name, const Market& market, core::BidderNo bidder = 0) {
    LetterFacts facts;
    facts.state = &market.state;
    facts.bidder = bidder > 0 ? facts.state->bidder(bidder) : nullptr;
    facts.public_url = "https://parley.example";
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
    EXPECT_THAT(text_of("offers_gone", market), HasSubstr("sold all they can deliver"));
    EXPECT_THAT(text_of("disposed", market, 1), HasSubstr("as many as your standing offer allows"));
}

} // namespace
} // namespace parley::app
