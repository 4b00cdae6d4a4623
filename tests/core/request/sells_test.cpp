#include "core/request/sells.hpp"

#include <gtest/gtest.h>

namespace parley::core::request {
namespace {

const SectorLexicon& lexicon() {
    static const SectorLexicon all({{"furniture", "Furniture", "", {}},
                                    {"furniture/tables", "Tables", "furniture", {"table", "oak table"}},
                                    {"furniture/sofas", "Sofas", "furniture", {"sofa", "corner sofa"}},
                                    {"garden", "Garden", "", {}},
                                    {"garden/sheds", "Sheds", "garden", {"shed", "garden shed"}}});
    return all;
}

std::vector<std::string> slugs(std::string_view text, std::size_t count = 12) {
    std::vector<std::string> found;
    for (const SectorCandidate& candidate : read_sells(text, lexicon(), count))
        found.push_back(candidate.slug);
    return found;
}

TEST(WhatAShopSells, EachThingIsReadByItselfInTheOrderOfTheText) {
    EXPECT_EQ(slugs("oak tables, sofas and sheds"),
              (std::vector<std::string>{"furniture/tables", "furniture/sofas", "garden/sheds"}));
    EXPECT_EQ(slugs("Sheds & corner-sofas"), (std::vector<std::string>{"garden/sheds", "furniture/sofas"}));
    EXPECT_EQ(slugs("oak tables, sofas and sheds", 2).size(), 2U);
}

TEST(WhatAShopSells, NamesTheWordsThatSpeakForIt) {
    const std::string text = "We make tables and also oak tables";
    const auto found = read_sells(text, lexicon(), 12);
    ASSERT_EQ(found.size(), 1U) << "a sector stands once";
    ASSERT_EQ(found[0].spans.size(), 2U);
    EXPECT_EQ(text.substr(found[0].spans[1].begin, found[0].spans[1].end - found[0].spans[1].begin), "oak tables");
    EXPECT_EQ(found[0].confidence_ppm, 1'000'000);
}

TEST(WhatAShopSells, SaysNothingOfWordsItDoesNotKnow) {
    EXPECT_TRUE(slugs("zebras, and").empty());
    EXPECT_TRUE(slugs("").empty());
    EXPECT_TRUE(slugs(" , ,, and").empty());
}

} // namespace
} // namespace parley::core::request
