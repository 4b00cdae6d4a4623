// Which words tell of a price of other times and places, and which do not.
#include "core/talk/other_price.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace parley::core::talk {
namespace {

TEST(OtherPrice, IsToldInThreeHundredOffersOnlyWhereTheyTellWhatItWas) {
    std::ifstream file(std::string(PARLEY_SOURCE_DIR) + "/tests/core/talk/offer_texts.txt");
    int read = 0;
    for (std::string text; std::getline(file, text); ++read)
        EXPECT_EQ(other_price(text, {}).has_value(), text.find(", was ") != std::string::npos) << text;
    EXPECT_EQ(read, 300);
}

TEST(OtherPrice, IsFoundAsItWasWritten) {
    const std::pair<const char*, const char*> found[] = {
        {"Oak, was £520", "was £520"},
        {"Oak, WAS only 520 pounds!", "WAS only 520 pounds"},
        {"£480 instead of £520.", "instead of £520"},
        {"480 rather than GBP 520", "rather than GBP 520"},
        {"Was 520, now 480", "Was 520"},
        {"RRP: 520", "RRP: 520"},
        {"£1,520.50 RRP", "£1,520.50 RRP"},
        {"Usually sold at £520", "Usually sold at £520"},
        {"Reduced from £520", "Reduced from £520"},
        {"List price £520", "List price £520"},
        {"€520 elsewhere", "€520 elsewhere"},
        {"Now w\u200bas £520", "w\u200bas £520"},
    };
    for (const auto& [text, words] : found)
        EXPECT_EQ(other_price(text, {}), words) << text;
}

TEST(OtherPrice, IsNoOtherWord) {
    for (const char* text : {"The tree was 180 years old", "It was 2 m long", "Usually 3 weeks", "£480 for two",
                             "Instead of 4 legs it has one", "Was made by hand, £480", "Normally in stock", ""})
        EXPECT_EQ(other_price(text, {}), std::nullopt) << text;
}

TEST(OtherPrice, MayBeTheOneThatIsStated) {
    EXPECT_EQ(other_price("Was £1,520.50", std::array<Minor, 1>{152'050}), std::nullopt);
    EXPECT_EQ(other_price("Was £520. 20 years of trade", std::array<Minor, 1>{52'000}), std::nullopt)
        << "the next sentence is no fraction";
    EXPECT_EQ(other_price("Was £149.5 in our shop", std::array<Minor, 1>{14'950}), std::nullopt);
    EXPECT_EQ(other_price("Was £520, elsewhere £600", std::array<Minor, 1>{52'000}), "elsewhere £600");
    EXPECT_EQ(other_price("Was £999,999,999,999,999,999,999", std::array<Minor, 1>{1}), "Was £999,999,999");
}

TEST(OtherPrice, MayBeOneOfSeveral) {
    const std::array<Minor, 2> known{48'000, 52'000};
    EXPECT_EQ(other_price("Full price £480, was £520", known), std::nullopt);
    EXPECT_EQ(other_price("Full price £480, was £521", known), "was £521");
}

} // namespace
} // namespace parley::core::talk
