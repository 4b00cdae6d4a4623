// The HTML part of a letter: the words of the text, nothing that could run or be fetched, and one link to press.
#include "app/letter_html.hpp"

#include "app/letters.hpp"

#include <gmock/gmock.h>

namespace parley::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string body_of(const std::string& text) {
    const std::string html = letter_html("Subject", text);
    const auto begin = html.find("<main>\n") + 7;
    return html.substr(begin, html.find("</main>") - begin);
}

TEST(LetterHtml, TheFirstLinkIsToPressAndNamedByItsSentence) {
    EXPECT_EQ(
        body_of("It closed.\n\nCompare and choose: https://a.example/b\n\nStop these mails: https://a.example/c\n"),
        "<p>It closed.</p>\n"
        "<p><a class=\"act\" href=\"https://a.example/b\">Compare and choose</a></p>\n"
        "<p><a href=\"https://a.example/c\">Stop these mails</a></p>\n");
}

TEST(LetterHtml, WhatStandsAroundALinkStays) {
    EXPECT_EQ(body_of("One. Sign in:\nhttps://a.example/b (good for ten minutes)\nTwo"),
              "<p>One. </p>\n<p><a class=\"act\" href=\"https://a.example/b\">Sign in</a> (good for ten minutes)<br>\n"
              "Two</p>\n");
}

TEST(LetterHtml, ALinkThatNothingNamesShowsItself) {
    EXPECT_EQ(body_of("Keep it. https://a.example/b."),
              "<p>Keep it. </p>\n<p><a class=\"act\" href=\"https://a.example/b\">https://a.example/b</a>.</p>\n");
}

TEST(LetterHtml, WhatPeopleWriteStaysText) {
    const std::string html =
        letter_html("<script>", "<img src=x onerror=alert(1)> & \"quotes\" https://a.example/?a=1&b=2");
    EXPECT_THAT(html, HasSubstr("<title>&lt;script&gt;</title>"));
    EXPECT_THAT(html, HasSubstr("&lt;img src=x onerror=alert(1)&gt; &amp; &quot;quotes&quot;"));
    EXPECT_THAT(html, HasSubstr("href=\"https://a.example/?a=1&amp;b=2\""));
    EXPECT_THAT(html, Not(HasSubstr("<img")));
}

TEST(LetterHtml, AListsMailNamesWhoWritesAndHowToStopThatListAlone) {
    core::Value trader;
    trader["address"] = "1 Mill Lane, Leeds";
    trader["phone"] = "0113";
    trader["register_no"] = nullptr;
    const Mail mail = list_letter({"https://parley.example", "Oak & Sons", trader, "Winter", "Ten per cent off.", "T"});
    EXPECT_EQ(mail.subject, "Oak & Sons: Winter");
    EXPECT_THAT(mail.text, HasSubstr("Oak & Sons\n1 Mill Lane, Leeds\n0113\n"));
    EXPECT_THAT(mail.text, HasSubstr("Stop mails from Oak & Sons: https://parley.example/unsubscribe#T"));
    EXPECT_THAT(mail.html,
                HasSubstr(R"(<a href="https://parley.example/unsubscribe#T">Stop mails from Oak &amp; Sons</a>)"));
    EXPECT_EQ(mail.unsubscribe_url, "https://parley.example/v1/unsubscribe?token=T");
}

} // namespace
} // namespace parley::app
