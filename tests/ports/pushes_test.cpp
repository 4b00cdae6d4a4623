// The browsers that may be pushed to.
#include "worlds.hpp"

#include "adapters/postgres/pushes.hpp"
#include "support/fakes/fake_pushes.hpp"

namespace parley::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct FakeStore {
    FakePushSubscriptions store;
};
struct RealStore : InPostgres {
    postgres::PostgresPushSubscriptions store{sessions()};
};

template <class Store>
struct PushSubscriptionsTest : ::testing::Test, Store {
    static core::PrincipalId person(std::uint64_t n) { return core::PrincipalId{{1, n}}; }
    void put(const std::string& id, std::uint64_t n, const std::string& endpoint, std::int64_t at,
             const std::string& key = "key") {
        run(this->store.put({id, person(n), {endpoint, key, "auth"}, {at}, ""}));
    }
    std::vector<std::string> endpoints(std::uint64_t n) {
        std::vector<std::string> found;
        for (const app::PushSubscription& one : run(this->store.of(person(n))))
            found.push_back(one.address.endpoint);
        return found;
    }
};
using Stores = ::testing::Types<FakeStore, RealStore>;
TYPED_TEST_SUITE(PushSubscriptionsTest, Stores);

TYPED_TEST(PushSubscriptionsTest, ABrowserIsKeptForEachPersonItSpeaksFor) {
    this->put("a", 1, "https://one", 10);
    this->put("b", 2, "https://one", 20);
    this->put("c", 1, "https://two", 30);
    EXPECT_THAT(this->endpoints(1), ElementsAre("https://one", "https://two"));
    EXPECT_THAT(this->endpoints(2), ElementsAre("https://one"));
    this->put("d", 1, "https://one", 40, "new key");
    const auto mine = run(this->store.of(this->person(1)));
    ASSERT_THAT(mine, SizeIs(2)) << "the same browser again";
    EXPECT_EQ(mine[0].address.p256dh, "new key");
    EXPECT_EQ(mine[0].id, "a");
    run(this->store.drop(this->person(1), "https://one"));
    EXPECT_THAT(this->endpoints(1), ElementsAre("https://two"));
    EXPECT_THAT(this->endpoints(2), ElementsAre("https://one"));
}

TYPED_TEST(PushSubscriptionsTest, WhatIsGoneIsGoneForAll) {
    this->put("a", 1, "https://one", 10);
    this->put("b", 2, "https://one", 20);
    run(this->store.drop_endpoint("https://one"));
    EXPECT_THAT(this->endpoints(1), IsEmpty());
    EXPECT_THAT(this->endpoints(2), IsEmpty());
}

TYPED_TEST(PushSubscriptionsTest, BeyondTheMostTheOldestGoes) {
    for (int n = 0; n <= app::push_subscriptions_max; ++n)
        this->put(std::to_string(n), 1, "https://" + std::to_string(n), n + 1);
    EXPECT_THAT(this->endpoints(1), SizeIs(app::push_subscriptions_max));
    EXPECT_EQ(this->endpoints(1).front(), "https://1");
}

TYPED_TEST(PushSubscriptionsTest, TheKeyIsMadeOnce) {
    app::PushSecret first{}, second{};
    first.fill(1);
    second.fill(2);
    EXPECT_EQ(run(this->store.secret(first, {1})), first);
    EXPECT_EQ(run(this->store.secret(second, {2})), first);
}

} // namespace
} // namespace parley::test
