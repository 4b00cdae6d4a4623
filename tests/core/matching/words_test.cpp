#include "core/matching/words.hpp"

#include <gtest/gtest.h>

namespace parley::core {
namespace {

bool found(const char* phrase, const char* title, const char* text = "") {
    return occurs(phrase_of(phrase), stems_of(title, text));
}

TEST(ShopWords, AreFoundByTheirStems) {
    EXPECT_TRUE(found("sheds", "A shed for the garden"));
    EXPECT_TRUE(found("Shed", "", "two SHEDS, please"));
    EXPECT_FALSE(found("shed", "Ashes"));
    EXPECT_TRUE(found("caf\u00e9 tables", "Small cafe table"));
}

TEST(ShopWords, AreWholePhrases) {
    EXPECT_TRUE(found("dining table", "Oak dining-tables"));
    EXPECT_FALSE(found("dining table", "A table for dining"));
    EXPECT_FALSE(found("table oak", "A table", "Oak it must be")) << "not across title and text";
    EXPECT_FALSE(found("table oak", "A table. Oak it must be"));
    EXPECT_TRUE(found("6 seats", "It has 6 seats"));
}

TEST(ShopWords, WithoutALetterAreNeverFound) {
    EXPECT_TRUE(phrase_of("!?").stems.empty());
    EXPECT_FALSE(found("!?", "What!?"));
    EXPECT_FALSE(found("", ""));
}

} // namespace
} // namespace parley::core
