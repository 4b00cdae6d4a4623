#include "adapters/mail/mime.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace parley::mail {
namespace {

constexpr core::Instant nine_o_clock{1'795'510'800'000'000}; // 2026-11-24T09:00:00Z

const Address sender{"Parley", "no-reply@parley.example"};

app::Mail a_mail() {
    app::Mail mail;
    mail.message_id = "intent-1.confirm";
    mail.to = "buyer@example.org";
    mail.subject = "Please confirm";
    mail.text = "Hello\nhttps://parley.example/confirm#TOKEN\n";
    return mail;
}

std::string build(const app::Mail& mail) {
    return build_mime(mail, sender, nine_o_clock);
}

// The headers of a mail, unfolded; a name twice is joined by a bar.
std::map<std::string, std::string> headers_of(const std::string& text) {
    std::map<std::string, std::string> out;
    std::string last;
    std::istringstream in(text.substr(0, text.find("\r\n\r\n") + 2));
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line.back() != '\r')
            throw std::runtime_error("a line without CRLF");
        line.pop_back();
        if (line.starts_with(' ')) {
            out[last] += line;
            continue;
        }
        const auto colon = line.find(": ");
        if (colon == std::string::npos)
            throw std::runtime_error("no header: " + line);
        last = line.substr(0, colon);
        out[last] += (out.contains(last) && !out[last].empty() ? "|" : "") + line.substr(colon + 2);
    }
    return out;
}

std::string from_base64(std::string_view text) {
    std::string standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", out;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        if (c == '=')
            break;
        bits = bits << 6 | static_cast<std::uint32_t>(standard.find(c));
        if ((count += 6) >= 8)
            out += static_cast<char>(bits >> (count -= 8) & 0xFF);
    }
    return out;
}

// What a reader of mail makes of encoded words.
std::string decode_words(std::string text) {
    std::string out;
    bool word_before = false;
    for (std::size_t i = 0; i < text.size();) {
        if (text.compare(i, 10, "=?UTF-8?B?") == 0) {
            const auto end = text.find("?=", i + 10);
            if (word_before)
                out.pop_back(); // the space between two words belongs to neither
            out += from_base64(std::string_view(text).substr(i + 10, end - i - 10));
            i = end + 2;
            if (i < text.size() && text[i] == ' ') {
                out += ' ';
                ++i;
                word_before = true;
            }
        } else {
            out += text[i++];
            word_before = false;
        }
    }
    return out;
}

std::string decode_quoted_printable(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '=') {
            out += text[i];
        } else if (text.compare(i, 3, "=\r\n") == 0) {
            i += 2;
        } else {
            out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
            i += 2;
        }
    }
    return out;
}

TEST(Mime, APlainMailHasWhatAMailNeeds) {
    const std::string text = build(a_mail());
    const auto headers = headers_of(text);
    EXPECT_EQ(headers.at("Date"), "Tue, 24 Nov 2026 09:00:00 +0000");
    EXPECT_EQ(headers.at("From"), "Parley <no-reply@parley.example>");
    EXPECT_EQ(headers.at("To"), "buyer@example.org");
    EXPECT_EQ(headers.at("Subject"), "Please confirm");
    EXPECT_EQ(headers.at("Message-ID"), "<intent-1.confirm@parley.example>");
    EXPECT_EQ(headers.at("MIME-Version"), "1.0");
    EXPECT_EQ(headers.at("Content-Type"), "text/plain; charset=UTF-8");
    EXPECT_EQ(headers.at("Content-Transfer-Encoding"), "quoted-printable");
    EXPECT_FALSE(headers.contains("List-Unsubscribe"));
    EXPECT_NE(text.find("\r\n\r\nHello\r\nhttps://parley.example/confirm#TOKEN\r\n"), std::string::npos);
}

TEST(Mime, UnsubscribingIsOneClick) {
    auto mail = a_mail();
    mail.unsubscribe_url = "https://parley.example/v1/unsubscribe?token=abc";
    const auto headers = headers_of(build(mail));
    EXPECT_EQ(headers.at("List-Unsubscribe"), "<https://parley.example/v1/unsubscribe?token=abc>");
    EXPECT_EQ(headers.at("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
}

TEST(Mime, WithHtmlThePlainTextComesFirst) {
    auto mail = a_mail();
    mail.html = "<p>Hello</p>";
    const std::string text = build(mail);
    const std::string type = headers_of(text).at("Content-Type");
    ASSERT_TRUE(type.starts_with("multipart/alternative; boundary=\"")) << type;
    const std::string boundary = type.substr(33, type.size() - 34);
    const auto plain = text.find("\r\n--" + boundary + "\r\nContent-Type: text/plain");
    const auto html = text.find("\r\n--" + boundary + "\r\nContent-Type: text/html");
    ASSERT_NE(plain, std::string::npos);
    ASSERT_NE(html, std::string::npos);
    EXPECT_LT(plain, html);
    EXPECT_TRUE(text.ends_with("\r\n--" + boundary + "--\r\n"));
}

TEST(Mime, NoBodyCanEndAPartEarly) {
    auto mail = a_mail();
    mail.html = "x";
    const std::string type = headers_of(build(mail)).at("Content-Type");
    const std::string boundary = type.substr(33, type.size() - 34);
    mail.text = "--" + boundary + "--\n--" + boundary + "\nContent-Type: text/html\n\nevil";
    const std::string text = build(mail);
    std::size_t count = 0;
    for (auto at = text.find("\r\n--" + boundary); at != std::string::npos; at = text.find("\r\n--" + boundary, at + 1))
        ++count;
    EXPECT_EQ(count, 3U);
}

TEST(Mime, NothingCanBeAddedToTheHeaders) {
    const auto names_of = [](const app::Mail& mail) {
        std::vector<std::string> names;
        for (const auto& [name, value] : headers_of(build(mail)))
            names.push_back(name);
        return names;
    };
    const auto usual = names_of(a_mail());
    for (const std::string evil : {"x\r\nBcc: all@example.org", "x\nBcc: all@example.org", "x\rBcc: a@b.c",
                                   "x\r\n\r\nbody", "=?UTF-8?B?DQpCY2M6?=\r\nBcc: a@b.c"}) {
        auto mail = a_mail();
        mail.subject = evil;
        EXPECT_EQ(names_of(mail), usual);
        mail = a_mail();
        mail.to = "\"" + evil + "\" <buyer@example.org>";
        EXPECT_EQ(names_of(mail), usual);
        mail = a_mail();
        mail.to = evil + "@example.org";
        EXPECT_THROW(build(mail), std::invalid_argument);
        mail = a_mail();
        mail.to = "buyer@example.org>" + evil;
        EXPECT_THROW(build(mail), std::invalid_argument);
        mail = a_mail();
        mail.message_id = evil;
        EXPECT_THROW(build(mail), std::invalid_argument);
        mail = a_mail();
        mail.unsubscribe_url = "https://x/" + evil;
        EXPECT_THROW(build(mail), std::invalid_argument);
    }
}

TEST(Mime, AddressesThatNoServerShouldSeeAreRefused) {
    for (const char* bad : {"", "x", "@x", "x@", "a b@c.d", "a@b c", "a@b,c@d", "<a@b", "a@b>", "a@b\n", "ü@b.c",
                            "a@ü.c", ".a@b.c", "a@.b", "a@-b", "a@b.", "a\"@b.c", "Name <>"})
        EXPECT_FALSE(parse_address(bad)) << bad;
    EXPECT_EQ(parse_address("a+b@c.example")->address, "a+b@c.example");
    EXPECT_EQ(parse_address("Ann \"X\" Ö <a@b.c>")->name, "Ann \"X\" Ö");
    EXPECT_EQ(parse_address("\"Ann, X\" <a@b.c>")->name, "Ann, X");
    EXPECT_EQ(parse_address("root@localhost")->address, "root@localhost");
}

TEST(Mime, NamesAreQuotedOrEncoded) {
    auto mail = a_mail();
    mail.to = "\"Ann, \\ X\" <a@b.c>";
    EXPECT_EQ(headers_of(build(mail)).at("To"), "\"Ann, \\\\ X\" <a@b.c>");
    mail.to = "Jörg <a@b.c>";
    EXPECT_EQ(decode_words(headers_of(build(mail)).at("To")), "Jörg <a@b.c>");
}

TEST(Mime, DatesAreThoseOfTheCalendar) {
    EXPECT_EQ(mail_date({0}), "Thu, 01 Jan 1970 00:00:00 +0000");
    EXPECT_EQ(mail_date({-1}), "Wed, 31 Dec 1969 23:59:59 +0000");
    EXPECT_EQ(mail_date({951'782'399'999'999}), "Mon, 28 Feb 2000 23:59:59 +0000");
    EXPECT_EQ(mail_date({951'782'400'000'000}), "Tue, 29 Feb 2000 00:00:00 +0000");
}

TEST(Mime, LongSubjectsAreFoldedBetweenCharacters) {
    std::string subject;
    for (int i = 0; i < 60; ++i)
        subject += "€ä🪑x";
    const std::string header = encode_header(subject);
    std::istringstream lines(header);
    for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(line.size(), 70U);
        const auto from = line.find("?B?") + 3;
        const std::string word = from_base64(line.substr(from, line.find("?=") - from));
        EXPECT_NE(static_cast<unsigned char>(word.front()) & 0xC0, 0x80) << "a word begins inside a character";
    }
    auto mail = a_mail();
    mail.subject = subject;
    EXPECT_EQ(decode_words(headers_of(build(mail)).at("Subject")), subject);
}

RC_GTEST_PROP(Mime, AnySubjectOfAsciiAndBeyondComesBack, ()) {
    const auto letters = rc::gen::elementOf(std::vector<std::string>{"a", " b", "ü", "€", "🪑", "=?", "?=", "\"", "<"});
    std::string subject = "s";
    for (const auto& letter : *rc::gen::container<std::vector<std::string>>(letters))
        subject += letter;
    auto mail = a_mail();
    mail.subject = subject;
    RC_ASSERT(decode_words(headers_of(build(mail)).at("Subject")) == subject);
}

RC_GTEST_PROP(Mime, AnyTextComesBackWithCanonicalLineEnds, ()) {
    const auto bytes = rc::gen::oneOf(rc::gen::elementOf(std::string(" .=\r\n\tFrom-")), rc::gen::arbitrary<char>());
    const auto text = *rc::gen::container<std::string>(bytes);
    std::string expected;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool pair = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
        if (text[i] == '\r' || text[i] == '\n') {
            expected += "\r\n";
            i += pair ? 1 : 0;
        } else {
            expected += text[i];
        }
    }
    const std::string encoded = quoted_printable(text);
    RC_ASSERT(decode_quoted_printable(encoded) == expected);
    std::istringstream lines(encoded);
    for (std::string line; std::getline(lines, line);) {
        if (line.ends_with('\r'))
            line.pop_back();
        RC_ASSERT(line.size() <= 76U);
        RC_ASSERT(!line.starts_with('.'));
        RC_ASSERT(!line.ends_with(' ') && !line.ends_with('\t'));
        for (const char c : line)
            RC_ASSERT(c == '\t' || (c >= ' ' && c < 0x7F));
    }
}

TEST(Mime, LongLinesAreBrokenSoftly) {
    const std::string text(1'000, 'x');
    const std::string encoded = quoted_printable(text);
    EXPECT_EQ(decode_quoted_printable(encoded), text);
    EXPECT_EQ(encoded.substr(75, 3), "=\r\n");
    EXPECT_EQ(quoted_printable(std::string(76, 'x')), std::string(76, 'x'));
}

} // namespace
} // namespace parley::mail
