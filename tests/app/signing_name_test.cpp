// Which names may sign in the lab, and which of them are one to whoever reads them.
#include "app/signing_name.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley::app::test {
namespace {

using ::testing::HasSubstr;

TEST(ASigningName, IsWrittenWithoutWhatCannotBeSeen) {
    EXPECT_EQ(written_name("Ada Byron"), "Ada Byron");
    EXPECT_EQ(written_name("  Ada \t\u00a0 Byron "), "Ada Byron");
    EXPECT_EQ(written_name("A\u00adda By\u200bron\u200b\ufeff"), "Ada Byron");
    EXPECT_EQ(written_name("Zo\u00eb \u4e8c\u6708 \U0001f600"), "Zo\u00eb \u4e8c\u6708 \U0001f600");
    EXPECT_EQ(written_name("\u200b \u2060"), "");
}

TEST(ASigningName, IsOneWithAllThatLookLikeIt) {
    const std::string ada = name_key("Ada Byron");
    for (const char* same :
         {"ada byron", "ADA BYRON", "Ada  Byron", " Ada Byron\u200b", "Ada\u00a0Byron", "\uff21\uff44\uff41 Byron",
          "\u00c4da Byr\u00f3n", "A\u0308da Byro\u0301n", "\u0410da Byron", "\u0391d\u0430 Byr\u043en"})
        EXPECT_EQ(name_key(same), ada) << same;
    for (const char* other : {"Ada", "Ada B", "AdaByron", "Ida Byron", "Ada Byron 2"})
        EXPECT_NE(name_key(other), ada) << other;
    EXPECT_EQ(name_key("\u0418\u0432\u0430\u043d"), name_key("\u0438\u0412\u0410\u041d")) << "Ivan, in his letters";
    EXPECT_EQ(name_key("\u1ebf"), name_key("e\u0302\u0301")) << "one letter, or one with two marks";
    EXPECT_NE(name_key("\u4e8c"), name_key("\u4e09"));
}

TEST(ASigningName, HasNoWordOfTwoAlphabets) {
    for (const char* good :
         {"Ada Byron", "Jos\u00e9 \u00c5ngstr\u00f6m", "\u0418\u0432\u0430\u043d", "\u0418\u0432\u0430\u043d Petrov",
          "Anna-\u041c\u0430\u0440\u0438\u044f", "\u03a3\u03bf\u03c6\u03af\u03b1", "O'Brien 2", "\u4e8c\u6708"})
        EXPECT_EQ(fault_of_name(good), std::nullopt) << good;
    for (const char* mixed : {"\u0410da Byron", "Ada Byr\u043en", "Ad\u03b1", "\u0418\u03b1", "A\u200b\u0434a"})
        EXPECT_THAT(fault_of_name(mixed).value_or("none"), HasSubstr("letters of two alphabets")) << mixed;
}

TEST(ASigningName, IsNotThatOfTheWatch) {
    for (const char* watch : {"watch", "Watch", " wa\u200btch "})
        EXPECT_EQ(fault_of_name(watch), "signs what nobody does by hand") << watch;
    EXPECT_EQ(fault_of_name("\u200b"), "has nothing that can be seen");
    EXPECT_EQ(fault_of_name("Watchman"), std::nullopt);
}

} // namespace
} // namespace parley::app::test
