#include "worlds.hpp"

#include "app/consequences.hpp"
#include "app/log_codec.hpp"
#include "core/market_builders.hpp"

namespace parley::test {
namespace {

using core::testing::at;
using core::testing::Market;
using testing::ElementsAre;
using testing::Eq;
using testing::Optional;

constexpr core::Micros hour = core::seconds(3'600);
const std::optional<core::BusinessId> no_business;

core::PhotoId photo(std::uint64_t number) {
    return numbered<core::PhotoId>(number);
}

template <class World>
class PhotosPort : public testing::Test {
protected:
    void upload(std::uint64_t number, std::optional<core::BusinessId> owner = {}, core::Micros ago = 0) {
        // Every byte there is: nothing of them may be taken for text.
        std::string jpeg;
        for (int byte = 0; byte < 256; ++byte)
            jpeg += static_cast<char>(byte);
        run(world_.photos().add({photo(number), owner, jpeg, std::string(64, 'a'), 800, 600, system_now() - ago}));
    }
    /// 1 for each that was given, 0 for each that was not.
    std::vector<int> use(std::vector<std::uint64_t> numbers, std::uint64_t in,
                         std::optional<core::BusinessId> owner = {}) {
        std::vector<core::PhotoId> ids;
        for (const std::uint64_t number : numbers)
            ids.push_back(photo(number));
        std::vector<int> given;
        for (const auto& one : run(world_.photos().use(std::move(ids), owner, intent(in), system_now())))
            given.push_back(one ? 1 : 0);
        return given;
    }
    std::optional<app::PhotoBytes> find(std::uint64_t number) { return run(world_.photos().find(photo(number))); }

    void append(std::uint64_t number, std::int64_t after, const std::vector<core::Record>& records,
                const core::State& state, std::vector<app::PartRef> erased = {}) {
        app::Append append;
        append.intent = intent(number);
        append.expected_seq = after;
        app::EncodedRun encoded = app::encode_run({}, records, {});
        append.events = std::move(encoded.events);
        append.parts = std::move(encoded.parts);
        append.erased = std::move(erased);
        append.head = app::head_facts(state);
        ASSERT_EQ(run(world_.ledger().append(std::move(append))), app::AppendOutcome::committed);
    }
    /// A request that shows one photo, and an offer that shows another.
    Market stored(std::uint64_t number, std::uint64_t of_request, std::uint64_t of_offer) {
        Market market = core::testing::a_market().bidders(1).running();
        core::PlaceOffer offer = Market::price_offer(1, 40'000);
        offer.details.photos = {{photo(of_offer), std::string(64, 'a'), 800, 600, ""}};
        EXPECT_EQ(market.offer(1, offer, at(10)), "accepted");
        std::get<core::IntentCreated>(market.log.front().event).photos = {
            {photo(of_request), std::string(64, 'a'), 800, 600, "The old table"}};
        append(number, 0, market.log, market.state);
        return market;
    }
    void erase(std::uint64_t number, const Market& market) {
        const core::Record erased{market.state.seq + 1, at(900), at(900), "", core::Erased{}};
        append(number, market.state.seq, {erased}, market.state, {{1, "photos"}});
    }

    World world_;
};
TYPED_TEST_SUITE(PhotosPort, Worlds, WorldNames);

TYPED_TEST(PhotosPort, AUsedPhotoIsFoundByteForByte) {
    this->upload(1);
    EXPECT_FALSE(this->find(1)) << "nobody uses it yet";
    const auto used = run(this->world_.photos().use({photo(1)}, no_business, intent(7), system_now()));
    EXPECT_THAT(used, ElementsAre(Optional(core::Photo{photo(1), std::string(64, 'a'), 800, 600, ""})));
    const auto found = this->find(1);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->intent, intent(7));
    EXPECT_FALSE(found->business);
    ASSERT_EQ(found->jpeg.size(), 256u);
    EXPECT_EQ(found->jpeg[0], '\0');
    EXPECT_EQ(found->jpeg[255], '\xff');
    EXPECT_FALSE(this->find(2));
}

TYPED_TEST(PhotosPort, EachIsUsedByItsOwnerInOneIntent) {
    this->upload(1, business(1));
    this->upload(2);
    EXPECT_THAT(this->use({1}, 7, business(2)), ElementsAre(0)) << "another's";
    EXPECT_THAT(this->use({1}, 7), ElementsAre(0)) << "for offers alone";
    EXPECT_THAT(this->use({2}, 7, business(1)), ElementsAre(0)) << "for a request alone";
    EXPECT_THAT(this->use({1}, 7, business(1)), ElementsAre(1));
    EXPECT_THAT(this->use({1}, 7, business(1)), ElementsAre(1)) << "a revised offer may show it again";
    EXPECT_THAT(this->use({1}, 8, business(1)), ElementsAre(0));
    EXPECT_THAT(this->find(1)->business, Optional(Eq(business(1))));
    EXPECT_FALSE(this->find(2));
}

TYPED_TEST(PhotosPort, AllAreUsedOrNone) {
    for (const std::uint64_t number : {3, 1, 2})
        this->upload(number);
    EXPECT_THAT(this->use({2, 9, 1}, 7), ElementsAre(1, 0, 1));
    EXPECT_FALSE(this->find(1));
    EXPECT_THAT(this->use({2, 3, 1}, 8), ElementsAre(1, 1, 1));
    EXPECT_TRUE(this->find(1));
}

TYPED_TEST(PhotosPort, WhatNobodyUsesInTimeIsErased) {
    this->upload(1, {}, app::photo_life - hour);
    this->upload(2, {}, app::photo_life + hour);
    EXPECT_THAT(this->use({2}, 7), ElementsAre(0)) << "it may go at any moment";
    EXPECT_EQ(run(this->world_.photos().expire()), 1);
    EXPECT_EQ(run(this->world_.photos().expire()), 0);
    EXPECT_THAT(this->use({1}, 7), ElementsAre(1));
}

TYPED_TEST(PhotosPort, WhatALogNamesIsKept) {
    const core::Micros nearly = app::photo_life - hour;
    this->upload(1, {}, nearly);
    this->upload(2, business(1), nearly);
    this->upload(3, {}, nearly);
    this->upload(4, business(1), nearly);
    ASSERT_THAT(this->use({1, 3}, 7), ElementsAre(1, 1));
    ASSERT_THAT(this->use({2, 4}, 7, business(1)), ElementsAre(1, 1));
    this->stored(7, 1, 2);
    this->world_.age_photos(2 * hour);
    EXPECT_EQ(run(this->world_.photos().expire()), 2) << "the two that were refused with what named them";
    EXPECT_EQ(run(this->world_.photos().expire()), 0);
    EXPECT_TRUE(this->find(1));
    EXPECT_TRUE(this->find(2));
    EXPECT_FALSE(this->find(3));
    EXPECT_FALSE(this->find(4));
}

TYPED_TEST(PhotosPort, AnErasureTakesThoseOfItsIntent) {
    this->upload(1);
    this->upload(2, business(1));
    this->upload(3);
    ASSERT_THAT(this->use({1}, 7), ElementsAre(1));
    ASSERT_THAT(this->use({2}, 7, business(1)), ElementsAre(1));
    ASSERT_THAT(this->use({3}, 8), ElementsAre(1));
    const Market market = this->stored(7, 1, 2);
    this->erase(7, market);
    EXPECT_FALSE(this->find(1));
    EXPECT_FALSE(this->find(2));
    EXPECT_TRUE(this->find(3));
}

} // namespace
} // namespace parley::test
