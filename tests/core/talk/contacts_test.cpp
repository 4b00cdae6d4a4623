// What the filter of contacts withholds and what it leaves alone: 300 offers full of figures, 100 hidden contacts.
#include "core/talk/contacts.hpp"

#include "core/market_builders.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace parley::core::talk {
namespace {

std::vector<std::string> lines_of(const std::string& name) {
    std::ifstream file(std::string(PARLEY_SOURCE_DIR) + "/tests/core/talk/" + name);
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);)
        lines.push_back(line);
    return lines;
}

TEST(Contacts, NothingOfThreeHundredOffersIsWithheld) {
    const auto texts = lines_of("offer_texts.txt");
    ASSERT_EQ(texts.size(), 300U);
    for (const std::string& text : texts)
        EXPECT_EQ(without_contacts(text), text);
}

TEST(Contacts, OfAHundredHiddenOnesAtMostFiveAreMissed) {
    const auto texts = lines_of("hidden_contacts.txt");
    ASSERT_EQ(texts.size(), 100U);
    std::vector<std::string> missed;
    for (const std::string& text : texts)
        if (contacts_in(text).empty())
            missed.push_back(text);
    EXPECT_LE(missed.size(), 5U) << ::testing::PrintToString(missed);
    for (const std::string& text : missed)
        std::printf("missed: %s\n", text.c_str());
}

TEST(Contacts, AreFoundBetweenOddSignsAndInOddNames) {
    for (const char* text :
         {"Call 07700\xE2\x80\xA2"
          "900\xE2\x80\xA2"
          "123",
          "07700_900_123", "07700*900*123", "07700|900|123", "07700:900:123", "07700=900=123", "07700 x 900 x 123",
          "oakandsons.furniture", "oakandsons.london", "h t t p s : / / oak.example/pay", "discord.gg/oak",
          "\xD0\xBE\xD0\xB0kandsons.\xD1\x81\xD0\xBEm"})
        EXPECT_FALSE(contacts_in(text).empty()) << text;
    for (const char* text :
         {"180*90*75 cm", "Open 07:30-17:30, 08:00:00", "0.5_0.6_0.7", "For your kitchen.London and Leeds",
          "1800 x 900 x 750 mm", "Model 07700_A", "Tables in oak.Design by us", "a 40:60 mix"})
        EXPECT_TRUE(contacts_in(text).empty()) << text;
}

TEST(Contacts, AreReplacedInPlaceAndSayWhatTheyWere) {
    EXPECT_EQ(without_contacts("Call 07700 900123, or a.b@c.co.uk. Oak, 180 x 90."),
              "Call [phone number withheld], or [e-mail address withheld]. Oak, 180 x 90.");
    EXPECT_EQ(without_contacts("See www.oak.com/x now"), "See [link withheld] now");
    EXPECT_EQ(without_contacts("£480 — call me"), "£480 — call me") << "other letters stay as they are";
    EXPECT_EQ(without_contacts("“０７７００ ９００１２３”"), "“[phone number withheld]”");
    EXPECT_EQ(without_contacts("07 70 09 00 12 3"), "[phone number withheld]");
    EXPECT_EQ(without_contacts("08 10 12 14 16 on 07-12-2026 10:30"), "08 10 12 14 16 on 07-12-2026 10:30");
    EXPECT_EQ(without_contacts(""), "");
    EXPECT_EQ(without_contacts("\xff\xfe 07700 900123"), "\xff\xfe [phone number withheld]");
}

TEST(Contacts, InARequestsOwnWordsAndInStandingOffersAreWithheldFromTheLogOn) {
    using namespace core::testing;
    IntentCreated intent;
    intent.title = "Oak table 07700 900123";
    intent.text = "For eight, write to a.b@c.co.uk";
    intent.answers = {{"material", "Oak, see www.oak.com/x"}};
    intent.plan.rounds = {{Rules{}, 0, {}}};
    Market market;
    ASSERT_EQ(market.submit(Market::from_buyer(Create{intent}, at(-60))), "accepted");
    const IntentCreated written = market.events<IntentCreated>().front();
    EXPECT_EQ(written.title, "Oak table [phone number withheld]");
    EXPECT_EQ(written.text, "For eight, write to [e-mail address withheld]");
    EXPECT_EQ(written.answers.at("material"), "Oak, see [link withheld]");

    MarketBuilder builder = a_market();
    builder.auto_bidder(50'000, 40'000).last_invitee().auto_offer->message = "Call 07700 900123";
    builder.last_invitee().auto_offer->details.person = "Ann, ann@oak.com";
    Market asked = builder.running();
    EXPECT_EQ(asked.events<Invited>().front().auto_offer->message, "Call [phone number withheld]");
    EXPECT_EQ(asked.offer_of(1).message, "Call [phone number withheld]");
    EXPECT_EQ(asked.offer_of(1).details.person, "Ann, [e-mail address withheld]");
}

} // namespace
} // namespace parley::core::talk
