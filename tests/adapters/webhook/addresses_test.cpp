// Which addresses are sent to, at both ends of every range.
#include "adapters/webhook/addresses.hpp"

#include "adapters/webhook/shown.hpp"

#include <gmock/gmock.h>

#include <string>

namespace parley::webhook {
namespace {

bool is_sent_to(const char* text) {
    return is_global(boost::asio::ip::make_address(text));
}

TEST(Addresses, NoSpecialAddressIsSentTo) {
    for (const char* text : {"0.0.0.0",
                             "0.255.255.255",
                             "10.0.0.0",
                             "10.255.255.255",
                             "100.64.0.0",
                             "100.127.255.255",
                             "127.0.0.1",
                             "127.255.255.255",
                             "169.254.0.0",
                             "169.254.169.254",
                             "172.16.0.0",
                             "172.31.255.255",
                             "192.0.0.1",
                             "192.0.2.1",
                             "192.88.99.1",
                             "192.168.0.0",
                             "192.168.255.255",
                             "198.18.0.0",
                             "198.19.255.255",
                             "198.51.100.7",
                             "203.0.113.255",
                             "224.0.0.1",
                             "239.255.255.255",
                             "240.0.0.1",
                             "255.255.255.255",
                             "::",
                             "::1",
                             "::ffff:8.8.8.8",
                             "::ffff:10.0.0.1",
                             "::8.8.8.8",
                             "64:ff9b::a00:1",
                             "64:ff9b:1::1",
                             "100::1",
                             "2001::1",
                             "2001:1ff::1",
                             "2001:db8::1",
                             "2002:a00:1::1",
                             "3fff::1",
                             "3fff:fff::1",
                             "4000::1",
                             "fc00::1",
                             "fdff::1",
                             "fe80::1",
                             "febf::1",
                             "fec0::1",
                             "ff02::1"})
        EXPECT_FALSE(is_sent_to(text)) << text;
}

TEST(Addresses, WhatLiesBesideTheSpecialOnesIsSentTo) {
    for (const char* text :
         {"1.0.0.0",         "9.255.255.255",   "11.0.0.0",      "100.63.255.255", "100.128.0.0",     "126.255.255.255",
          "128.0.0.0",       "169.253.255.255", "169.255.0.0",   "172.15.255.255", "172.32.0.0",      "191.255.255.255",
          "192.0.1.0",       "192.0.3.0",       "192.88.98.255", "192.88.100.0",   "192.167.255.255", "192.169.0.0",
          "198.17.255.255",  "198.20.0.0",      "198.51.99.255", "198.51.101.0",   "203.0.112.255",   "203.0.114.0",
          "223.255.255.255", "2000::1",         "2001:200::1",   "2001:db7::1",    "2001:db9::1",     "2003::1",
          "2606:4700::1111", "3ffe::1",         "3fff:1000::1"})
        EXPECT_TRUE(is_sent_to(text)) << text;
}

TEST(Shown, IsTextThatCanBeShownAndNoMoreThanALittle) {
    EXPECT_EQ(shown("Busy\r\nnow\x07"), "Busy  now?");
    EXPECT_EQ(shown("caf\xC3\xA9"), "caf\xC3\xA9");
    EXPECT_EQ(shown("a\xC3"), "a?") << "half a character";
    EXPECT_EQ(shown("a\xFF\xFE"
                    "b"),
              "a??b");
    EXPECT_EQ(shown("\xE2\x80\xAE"
                    "abc"),
              "?abc")
        << "what turns the direction";
    EXPECT_EQ(shown("\xC2\x85x"), "?x") << "a control character";
    EXPECT_LE(shown(std::string(5'000, 'x')).size(), shown_max);
    EXPECT_LE(shown(std::string(299, 'x') + "\xF0\x9F\x98\x80\xF0\x9F\x98\x80").size(), shown_max + 3);
}

} // namespace
} // namespace parley::webhook
