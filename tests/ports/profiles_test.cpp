// What businesses show of themselves. No fast test stands on this port: it runs on PostgreSQL alone.
#include "adapters/postgres/profiles.hpp"
#include "worlds.hpp"

namespace parley::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

core::BusinessId business(std::uint64_t number) {
    return core::BusinessId{{0, number}};
}
app::PostId post_id(std::uint64_t number) {
    return app::PostId{{0, number}};
}
core::Instant at(std::int64_t second) {
    return {core::seconds(second)};
}

class ProfilesPort : public testing::Test {
protected:
    bool write(std::uint64_t shop, std::uint64_t number, const std::string& title, std::int64_t second) {
        return run(profiles_.write(business(shop), {post_id(number), title, "Words", "", at(second), at(second)}));
    }
    std::vector<std::string> titles(std::uint64_t shop, int limit = 100, std::optional<app::PostId> before = {}) {
        std::vector<std::string> found;
        for (const app::Post& post : run(profiles_.posts(business(shop), limit, before)))
            found.push_back(post.title);
        return found;
    }

    InPostgres world_;
    postgres::PostgresProfiles profiles_{world_.sessions()};
};

TEST_F(ProfilesPort, AProfileIsWhatWasPutLast) {
    EXPECT_EQ(run(profiles_.of(business(1))), app::Profile{});
    app::Profile profile{true, {{"Who makes it", "Two \"sisters\"", "https://oak.example"}, {"Where", "x", ""}}, at(3)};
    run(profiles_.put(business(1), profile));
    EXPECT_EQ(run(profiles_.of(business(1))), profile);
    profile = {false, {}, at(4)};
    run(profiles_.put(business(1), profile));
    EXPECT_EQ(run(profiles_.of(business(1))), profile);
    EXPECT_EQ(run(profiles_.of(business(2))), app::Profile{});
}

TEST_F(ProfilesPort, PostsComeNewestFirstAndAPageAfterAnother) {
    for (std::uint64_t number : {1, 2, 3})
        EXPECT_TRUE(write(1, number, "Post " + std::to_string(number), 10)) << "of one moment by their ids";
    EXPECT_TRUE(write(2, 9, "Another's", 20));
    EXPECT_THAT(titles(1), ElementsAre("Post 3", "Post 2", "Post 1"));
    EXPECT_THAT(titles(1, 2), ElementsAre("Post 3", "Post 2"));
    EXPECT_THAT(titles(1, 2, post_id(2)), ElementsAre("Post 1"));
    EXPECT_THAT(titles(1, 2, post_id(9)), IsEmpty()) << "another's post is no place in this list";
}

TEST_F(ProfilesPort, AChangeKeepsItsPlaceAndNobodyChangesAnothers) {
    EXPECT_TRUE(write(1, 1, "First", 10));
    EXPECT_TRUE(write(1, 2, "Second", 20));
    EXPECT_TRUE(write(1, 1, "First, again", 30));
    const auto changed = run(profiles_.post(business(1), post_id(1)));
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->title, "First, again");
    EXPECT_EQ(changed->posted_at, at(10));
    EXPECT_EQ(changed->changed_at, at(30));
    EXPECT_THAT(titles(1), ElementsAre("Second", "First, again"));
    EXPECT_FALSE(run(profiles_.post(business(2), post_id(1))));
    run(profiles_.put(business(1), {true, {}, at(5)}));
    EXPECT_FALSE(run(profiles_.drop(business(2), post_id(1), at(40))));
    EXPECT_EQ(run(profiles_.of(business(1))).changed_at, at(5));
    EXPECT_TRUE(run(profiles_.drop(business(1), post_id(1), at(50))));
    EXPECT_EQ(run(profiles_.of(business(1))).changed_at, at(50)) << "who read it before reads anew";
    EXPECT_FALSE(run(profiles_.drop(business(1), post_id(1), at(60))));
    EXPECT_EQ(run(profiles_.of(business(1))).changed_at, at(50));
    EXPECT_THAT(titles(1), ElementsAre("Second"));
}

TEST_F(ProfilesPort, APageKeepsSoManyPostsAndChangesStayPossible) {
    for (std::uint64_t number = 1; number <= app::posts_max; ++number)
        ASSERT_TRUE(write(1, number, "Post", 1));
    EXPECT_FALSE(write(1, 1'000, "One too many", 1));
    EXPECT_TRUE(write(1, 7, "Changed", 1));
    EXPECT_TRUE(write(2, 1'000, "Another's", 1));
}

TEST_F(ProfilesPort, WhatIsForgottenIsGone) {
    for (std::uint64_t shop : {1, 2}) {
        run(profiles_.put(business(shop), {true, {{"Who", "Us", ""}}, at(1)}));
        EXPECT_TRUE(write(shop, shop, "Post", 1));
    }
    run(profiles_.forget(business(1)));
    EXPECT_EQ(run(profiles_.of(business(1))), app::Profile{});
    EXPECT_THAT(titles(1), IsEmpty());
    EXPECT_THAT(titles(2), ElementsAre("Post"));
}

} // namespace
} // namespace parley::test
