// What a shop hears of its standing offers: each change, what it commits to now, and what it did before.
#include "app/standing_news.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley::app::test {
namespace {

using testing::HasSubstr;
using testing::Not;

StandingOffer an_offer() {
    StandingOffer offer;
    offer.sector = "furniture/tables";
    offer.opening.price = 50'000;
    offer.floor.ppm_of_budget = 800'000;
    offer.capacity_group = "tables this week";
    offer.capacity = 2;
    return offer;
}

std::string deed(const StandingOffer* before, const StandingOffer* after) {
    return *standing_news(before, after).at("deed").as_string();
}

TEST(StandingNews, ADeedHasItsName) {
    const StandingOffer offer = an_offer();
    StandingOffer paused = offer;
    paused.paused = true;
    StandingOffer lower = paused;
    lower.floor.ppm_of_budget = 700'000;
    EXPECT_EQ(deed(nullptr, &offer), "made");
    EXPECT_EQ(deed(&offer, &paused), "paused");
    EXPECT_EQ(deed(&paused, &offer), "resumed");
    EXPECT_EQ(deed(&offer, &lower), "changed") << "whoever pauses and lowers has lowered";
    EXPECT_EQ(deed(&offer, nullptr), "dropped");
}

TEST(StandingNews, ASharesHundredthsAreSaid) {
    StandingOffer offer = an_offer();
    const auto floor = [&](std::int64_t ppm) {
        offer.floor.ppm_of_budget = ppm;
        return standing_letter(standing_news(nullptr, &offer), "Tables", "").text;
    };
    EXPECT_THAT(floor(925'500), HasSubstr("never below 92.55 % of the budget."));
    EXPECT_THAT(floor(925'000), HasSubstr("never below 92.50 % of the budget."));
    EXPECT_THAT(floor(800'900), HasSubstr("never below 80.09 % of the budget."));
    EXPECT_THAT(floor(920'000), HasSubstr("never below 92 % of the budget."));
}

TEST(StandingNews, ItsLetterSaysWhatItCommitsToNowAndWhatBefore) {
    const StandingOffer before = an_offer();
    StandingOffer after = before;
    after.floor = {38'000, 0};
    const Mail mail = standing_letter(standing_news(&before, &after), "Tables", "https://parley.example/desk/X/shop");
    EXPECT_EQ(mail.subject, "Your standing offer was changed: Tables");
    EXPECT_THAT(mail.text, HasSubstr("never below 380.00 GBP. Wins at most 2 (tables this week). It is on."));
    EXPECT_THAT(mail.text, HasSubstr("Before: Opens at 500.00 GBP, never below 80 % of the budget."));
    EXPECT_THAT(mail.text, HasSubstr("https://parley.example/desk/X/shop"));
    EXPECT_FALSE(mail.html.empty());

    StandingOffer paused = before;
    paused.paused = true;
    const Mail resting = standing_letter(standing_news(&before, &paused), "Tables", "");
    EXPECT_THAT(resting.text, HasSubstr("It is paused and offers nothing."));
    EXPECT_THAT(resting.text, Not(HasSubstr("Before:"))) << "its terms are the same";
    const Mail gone = standing_letter(standing_news(&before, nullptr), "Tables", "");
    EXPECT_THAT(gone.text, Not(HasSubstr("Opens at")));
}

} // namespace
} // namespace parley::app::test
