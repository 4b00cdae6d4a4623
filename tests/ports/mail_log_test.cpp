#include "worlds.hpp"

namespace parley::test {
namespace {

using app::MailEnd;

constexpr core::Instant now{1'700'000'000'000'000};

template <class World>
class MailLogPort : public testing::Test {
protected:
    bool begin(const std::string& id = "mail", int doubts_max = 1) {
        return run(world_.mail_log().begin(id, doubts_max, now));
    }
    void end(MailEnd end, const std::string& id = "mail") { run(world_.mail_log().end(id, end, now)); }

    World world_;
};
TYPED_TEST_SUITE(MailLogPort, Worlds, WorldNames);

TYPED_TEST(MailLogPort, WhatWasSentOrGivenUpIsNotTriedAgain) {
    EXPECT_TRUE(this->begin());
    this->end(MailEnd::sent);
    EXPECT_FALSE(this->begin());
    EXPECT_TRUE(this->begin("other"));
    this->end(MailEnd::given_up, "other");
    EXPECT_FALSE(this->begin("other"));
}

TYPED_TEST(MailLogPort, WhatWasCertainlyNotSentIsTriedAsOftenAsItTakes) {
    for (int i = 0; i < 4; ++i) {
        EXPECT_TRUE(this->begin("mail", 0));
        this->end(MailEnd::waiting);
    }
    EXPECT_TRUE(this->begin("mail", 0));
}

TYPED_TEST(MailLogPort, ATryInDoubtIsRepeatedAsOftenAsAllowedAndNoMore) {
    EXPECT_TRUE(this->begin("list", 0));
    EXPECT_FALSE(this->begin("list", 0)) << "nobody knows how the first ended";
    EXPECT_FALSE(this->begin("list", 0)) << "given up";
    EXPECT_TRUE(this->begin("service", 1));
    EXPECT_TRUE(this->begin("service", 1)) << "once more";
    EXPECT_FALSE(this->begin("service", 1));
}

TYPED_TEST(MailLogPort, ADoubtIsRememberedThroughTriesThatCertainlyFailed) {
    EXPECT_TRUE(this->begin());
    EXPECT_TRUE(this->begin());
    this->end(MailEnd::waiting);
    EXPECT_TRUE(this->begin()) << "the second was certainly not sent";
    EXPECT_FALSE(this->begin()) << "the first and the third may have been";
}

} // namespace
} // namespace parley::test
