// Which texts are copies of each other, and which only sell the same thing.
#include "core/talk/likeness.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::core::talk {
namespace {

const std::string pitch =
    "Hello from Oak & Sons! We build every table by hand in our workshop near Leeds, oil it three "
    "times and bring it to your door within 14 days. Ten years of warranty for £480.";

std::int64_t resemblance(std::string_view one, std::string_view other, std::span<const std::string> names = {}) {
    return resemblance_ppm(shingles_of(one, names), shingles_of(other, names));
}

bool are_copies(std::string_view one, std::string_view other, std::span<const std::string> names = {}) {
    return is_near_copy(shingles_of(one, names), shingles_of(other, names));
}

TEST(Likeness, ATextIsWhollyLikeItself) {
    EXPECT_EQ(resemblance(pitch, pitch), 1'000'000);
}

TEST(Likeness, NumbersCaseAndMarksDoNotCount) {
    EXPECT_EQ(resemblance(pitch, "HELLO FROM OAK & SONS - we build every table by hand, in our workshop near Leeds; "
                                 "oil it three times and bring it to your door within 21 days: "
                                 "ten years of warranty for €1,250.00"),
              1'000'000);
}

TEST(Likeness, GivenNamesDoNotCount) {
    const std::string other = "Hello from Oak & Sons! We build every table by hand in our workshop near York, oil it "
                              "three times and bring it to your door within 9 days. Ten years of warranty for £450.";
    const std::vector<std::string> names{"Oak & Sons", "Leeds", "York"};
    EXPECT_LT(resemblance(pitch, other), 1'000'000);
    EXPECT_EQ(resemblance(pitch, other, names), 1'000'000);
}

TEST(Likeness, AWordPutInIsStillACopy) {
    EXPECT_TRUE(are_copies(pitch, pitch + " Cheers!"));
}

TEST(Likeness, WhatIsCountedIsTheShareOfRunsOfThreeWords) {
    // Eight words have six runs, and another last word leaves five of them: 5 / (6 + 6 - 5).
    EXPECT_EQ(resemblance("one two three four five six seven eight", "one two three four five six seven nine"),
              5 * 1'000'000 / 7);
    EXPECT_FALSE(are_copies("one two three four five six seven eight", "one two three four five six seven nine"));
}

TEST(Likeness, AnAnswerToTheOneRequestIsNoCopy) {
    EXPECT_FALSE(are_copies(pitch, "We build tables by hand in Leeds. Yours would seat eight, with the rounded edges "
                                   "that you asked for, and I can show you the boards on Saturday."));
}

TEST(Likeness, TheSameWordsInAnotherOrderAreNoCopy) {
    EXPECT_FALSE(are_copies("we deliver on monday and the oil is made by our own hands",
                            "our hands own the oil and by monday we made on is deliver"));
}

TEST(Likeness, ShortTextsAreNeverCopies) {
    const std::string seven = "Yes, we can do that by Friday";
    EXPECT_FALSE(are_copies(seven, seven));
    EXPECT_FALSE(are_copies("", ""));
    EXPECT_TRUE(are_copies(seven + " morning", seven + " morning")) << "eight words are enough";
    EXPECT_FALSE(are_copies(seven + " 14:30 1 2 3", seven + " 14:30 1 2 3")) << "numbers are no words";
}

TEST(Likeness, LettersOfOtherAlphabetsAreToldApart) {
    const std::string one = "мы делаем дубовые столы вручную в своей мастерской рядом с домом";
    const std::string other = "он видел зелёные цветы недавно у нашей знакомой вдали с псом";
    EXPECT_TRUE(are_copies(one, one));
    EXPECT_FALSE(are_copies(one, other));
}

RC_GTEST_PROP(Likeness, IsTheSameFromEitherSideAndAtMostOne, (std::vector<bool> mine, std::vector<bool> theirs)) {
    const auto text = [](const std::vector<bool>& words) {
        std::string out;
        for (const bool word : words)
            out += word ? "oak " : "ash ";
        return out;
    };
    const std::int64_t there = resemblance(text(mine), text(theirs));
    RC_ASSERT(there == resemblance(text(theirs), text(mine)));
    RC_ASSERT(there >= 0 && there <= 1'000'000);
}

} // namespace
} // namespace parley::core::talk
