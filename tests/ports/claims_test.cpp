#include "worlds.hpp"

namespace parley::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr core::Micros hour = core::seconds(3'600);

template <class World>
class ClaimsPort : public testing::Test {
protected:
    app::Claim claim(std::uint64_t number, const std::string& url, core::Micros life) const {
        app::Claim one;
        one.id = numbered<app::ClaimId>(number);
        one.secret_hash = "hash " + std::to_string(number);
        one.network = "mastodon";
        one.handle = "@mole";
        one.text = "Who makes oak tables?";
        one.url = url;
        one.sector = "furniture/tables";
        one.area = "Leeds";
        one.posted_at = now_;
        one.expires_at = now_ + life;
        return one;
    }
    void add(app::Claim one) { run(world_.claims().add(std::move(one))); }
    std::optional<app::TakenClaim> take(std::uint64_t number, const std::string& secret_hash) {
        return run(world_.claims().take(numbered<app::ClaimId>(number), secret_hash, now_));
    }
    std::vector<std::pair<std::string, std::int64_t>> demand(const std::string& sector) {
        std::vector<std::pair<std::string, std::int64_t>> found;
        for (const app::AreaDemand& one : run(world_.claims().demand(sector, 30)))
            found.emplace_back(one.area, one.posts);
        return found;
    }

    core::Instant now_ = system_now();
    World world_;
};
TYPED_TEST_SUITE(ClaimsPort, Worlds, WorldNames);

TYPED_TEST(ClaimsPort, WhoHasTheSecretTakesItOnceWhileItIsThere) {
    this->add(this->claim(1, "https://example.org/1", hour));
    this->add(this->claim(2, "https://example.org/2", -hour));
    EXPECT_FALSE(this->take(1, "hash 2"));
    EXPECT_FALSE(this->take(2, "hash 2")) << "it is over";
    EXPECT_FALSE(this->take(3, "hash 3"));
    const auto taken = this->take(1, "hash 1");
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->text, "Who makes oak tables?");
    EXPECT_EQ(taken->posted_at, this->now_);
    EXPECT_FALSE(this->take(1, "hash 1")) << "taking it erased it";
    EXPECT_EQ(run(this->world_.claims().expire()), 1) << "what was taken is not there to be erased";
}

TYPED_TEST(ClaimsPort, WhatNobodyTookIsErasedAndCountedOnceForEachAddress) {
    this->add(this->claim(1, "https://example.org/1", -hour));
    this->add(this->claim(2, "https://example.org/1", -hour));
    this->add(this->claim(3, "https://example.org/2", -hour));
    auto elsewhere = this->claim(4, "https://example.org/3", -hour);
    elsewhere.area = "York";
    this->add(elsewhere);
    auto unread = this->claim(5, "https://example.org/4", -hour);
    unread.sector = "";
    this->add(unread);
    this->add(this->claim(6, "https://example.org/5", -hour));
    this->add(this->claim(7, "https://example.org/5", hour));

    EXPECT_EQ(run(this->world_.claims().expire()), 6);
    EXPECT_THAT(this->demand("furniture/tables"), ElementsAre(std::pair("Leeds", 2), std::pair("York", 1)))
        << "an address that still waits is counted with its last claim";
    EXPECT_THAT(this->demand("furniture"), IsEmpty()) << "of exactly this sector";
    EXPECT_TRUE(this->take(7, "hash 7"));
    EXPECT_EQ(run(this->world_.claims().expire()), 0);
}

} // namespace
} // namespace parley::test
