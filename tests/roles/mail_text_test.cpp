#include "roles/gateway/mail_text.hpp"

#include "adapters/mail/mime.hpp"
#include "roles/gateway/dev_mail.hpp"
#include "runtime/utf8.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::roles {
namespace {

constexpr core::Instant nine_o_clock{1'795'510'800'000'000}; // 2026-11-24T09:00:00Z
const mail::Address sender{"Parley", "no-reply@parley.example"};

app::Mail a_mail() {
    app::Mail mail;
    mail.message_id = "intent-1.confirm";
    mail.to = "buyer@example.org";
    mail.subject = "Confirm: solid oak table";
    mail.text = "Hello\n\nhttps://parley.example/confirm#TOKEN\n";
    return mail;
}

MailText there_and_back(const app::Mail& mail) {
    const auto read = read_mail(mail::build_mime(mail, sender, nine_o_clock));
    EXPECT_TRUE(read);
    return read.value_or(MailText{});
}

std::string without_ends(std::string text) {
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    return text;
}

TEST(MailText, ReadsWhatOurMailerWrites) {
    const MailText read = there_and_back(a_mail());
    EXPECT_EQ(read.from, "Parley <no-reply@parley.example>");
    EXPECT_EQ(read.to, "buyer@example.org");
    EXPECT_EQ(read.subject, "Confirm: solid oak table");
    EXPECT_EQ(read.date, "Tue, 24 Nov 2026 09:00:00 +0000");
    EXPECT_EQ(without_ends(read.text), "Hello\n\nhttps://parley.example/confirm#TOKEN");
    EXPECT_EQ(read.html, "");
}

TEST(MailText, ReadsBothPartsOfAnAlternative) {
    app::Mail mail = a_mail();
    mail.to = "\"Ann, the buyer\" <ann@example.org>";
    mail.text = "Plain: caf\xC3\xA9 = 5 \xC2\xA3.\n.dot\n--\nsigned";
    mail.html = "<p>Rich: caf\xC3\xA9 \xF0\x9F\xAA\x91</p>";
    const MailText read = there_and_back(mail);
    EXPECT_EQ(read.to, "ann@example.org");
    EXPECT_EQ(without_ends(read.text), mail.text);
    EXPECT_EQ(without_ends(read.html), mail.html);
}

TEST(MailText, ReadsLongSubjectsInAnyScript) {
    app::Mail mail = a_mail();
    for (int i = 0; i < 30; ++i)
        mail.subject += " k\xC3\xBChler Schrank \xE6\xA4\x85\xE5\xAD\x90";
    EXPECT_EQ(there_and_back(mail).subject, mail.subject);
    mail.subject = "not =?UTF-8?B?encoded?= by us";
    EXPECT_EQ(there_and_back(mail).subject, mail.subject);
}

RC_GTEST_PROP(MailText, GivesBackAnyTextAndSubject, ()) {
    const auto words = *rc::gen::container<std::vector<std::string>>(
        rc::gen::element<std::string>("a", "=", "=3D", ".", "?=", "\xC3\xA9", "\xF0\x9F\xAA\x91", "--",
                                      "long words of a text", "_", "\t.", "From ", "=?UTF-8?Q?", "<b>"));
    app::Mail mail = a_mail();
    mail.text = mail.subject = "";
    for (const std::string& word : words) {
        mail.text += word + (word.size() % 2 != 0 ? "\n" : " ");
        mail.subject += word;
    }
    std::replace(mail.subject.begin(), mail.subject.end(), '\t', ' ');
    mail.subject = "s" + mail.subject + "s";
    mail.html = "<p>" + mail.text + "</p>";
    const MailText read = there_and_back(mail);
    RC_ASSERT(read.subject == mail.subject);
    RC_ASSERT(without_ends(read.text) == without_ends(mail.text));
    RC_ASSERT(without_ends(read.html) == without_ends(mail.html));
}

TEST(MailText, ReadsBase64AndPlainPartsOfOthers) {
    const auto read = read_mail("To: a@b.example\nSubject: =?utf-8?q?caf=C3=A9_au?= =?us-ascii?B?IGxhaXQ=?= and tea\n"
                                "Content-Type: multipart/mixed; charset=x;\n boundary=xyz\n\npreamble\n--xyz\n"
                                "Content-Type: multipart/alternative; boundary=\"in ner\"\n\n--in ner\n"
                                "content-type: TEXT/HTML\nContent-Transfer-Encoding: Base64\n\nPGI+\naGk8L2I+\n"
                                "--in ner--\n--xyz\n\nplain, no headers\n--xyz--\nafter");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->subject, "caf\xC3\xA9 au lait and tea");
    EXPECT_EQ(read->html, "<b>hi</b>");
    EXPECT_EQ(read->text, "plain, no headers");
}

TEST(MailText, BrokenMailsAreReadAsFarAsTheyGo) {
    EXPECT_FALSE(read_mail(""));
    EXPECT_FALSE(read_mail("Subject: no body"));
    EXPECT_EQ(read_mail("Subject: =?UTF-8?B?\r\n\r\nx")->subject, "=?UTF-8?B?");
    EXPECT_EQ(read_mail("Subject: =?koi8-r?B?8A==?=\r\n\r\nx")->subject, "=?koi8-r?B?8A==?=");
    EXPECT_EQ(read_mail("Content-Transfer-Encoding: quoted-printable\n\na=zz=4\n=")->text, "a=zz=4\n=");
    EXPECT_EQ(read_mail("A: b\n\n\xFF\xC3\xA9\xC3")->text, "\xEF\xBF\xBD\xC3\xA9\xEF\xBF\xBD");
    EXPECT_EQ(read_mail("Content-Type: multipart/mixed; boundary=x\n\n--x\nno end of headers")->text, "");
}

RC_GTEST_PROP(MailText, NoBytesAreTooMuch, (const std::string& tail)) {
    const auto pieces = *rc::gen::container<std::vector<std::string>>(
        rc::gen::element<std::string>("--x", "\n", "\r\n", "Content-Type: multipart/mixed; boundary=x", "=?utf-8?q?",
                                      "?=", "=", "\"", "<", ">", ":"));
    std::string bytes;
    for (const std::string& piece : pieces)
        bytes += piece;
    if (const auto read = read_mail(bytes + tail)) {
        RC_ASSERT(runtime::is_utf8(read->subject));
        RC_ASSERT(runtime::is_utf8(read->to));
        RC_ASSERT(runtime::is_utf8(read->text));
    }
}

TEST(MailLinks, EndBeforeTheSentenceDoes) {
    const std::string text =
        "See https://p.example/confirm#a_-b, or (http://p.example/x).\nhttps:// httpx://no <https://q.example/>";
    std::vector<std::string> found;
    for (const LinkSpan& link : find_links(text))
        found.push_back(text.substr(link.begin, link.end - link.begin));
    EXPECT_THAT(found,
                testing::ElementsAre("https://p.example/confirm#a_-b", "http://p.example/x", "https://q.example/"));
}

TEST(MailLinks, AreClickableAndNothingElseIs) {
    EXPECT_EQ(
        text_to_html("<script>'&' https://p.example/?a=1&b=2 javascript:alert(1)"),
        "&lt;script&gt;&#39;&amp;&#39; <a href=\"https://p.example/?a=1&amp;b=2\">https://p.example/?a=1&amp;b=2</a> "
        "javascript:alert(1)");
    EXPECT_EQ(text_to_html("https://p.example/\"onclick=x"),
              "<a href=\"https://p.example/\">https://p.example/</a>&quot;onclick=x");
}

TEST(DevMail, OpensFilesOfTheMailerAlone) {
    EXPECT_TRUE(is_mail_name("20261124T090000.000123Z-0123456789ab.eml"));
    for (const char* name :
         {"", ".eml", "..eml", ".hidden.eml", "../x.eml", "a/b.eml", "a b.eml", "a.eml ", "a.emlx", "a%2f.eml"})
        EXPECT_FALSE(is_mail_name(name)) << name;
}

} // namespace
} // namespace parley::roles
