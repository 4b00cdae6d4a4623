#include "app/trust_book.hpp"

#include "app/app_world.hpp"

namespace parley::app::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr core::Instant now = at(1'000);

PastPromise a_promise(std::vector<Judgement> judgements, std::optional<core::Instant> due_at = {}) {
    return {1, core::PromiseKind::delivery, due_at, std::move(judgements)};
}
PastPromise kept_at(std::int64_t s) {
    return a_promise({{at(s), true}});
}
PastPromise broken_at(std::int64_t s) {
    return a_promise({{at(s), false}});
}
PastPromise put_right(std::int64_t from_s, std::int64_t to_s) {
    return a_promise({{at(from_s), false}, {at(to_s), true}});
}
PastDeal a_deal(std::vector<PastPromise> promises, core::BidderNo business = 1) {
    PastDeal deal;
    deal.business = business_id(business);
    deal.promises = std::move(promises);
    return deal;
}

TEST(TrustRecord, TheLastWordOnAPromiseDecides) {
    EXPECT_EQ(fate_of(kept_at(1), now), PromiseFate::kept);
    EXPECT_EQ(fate_of(broken_at(1), now), PromiseFate::broken);
    EXPECT_EQ(fate_of(put_right(1, 2), now), PromiseFate::put_right);
    EXPECT_EQ(fate_of(a_promise({{at(1), false}, {at(2), true}, {at(3), false}}), now), PromiseFate::broken);
}

TEST(TrustRecord, WhatNobodyJudgedCountsFromItsDayOn) {
    EXPECT_EQ(fate_of(a_promise({}, now + 1), now), PromiseFate::not_due);
    EXPECT_EQ(fate_of(a_promise({}, now), now), PromiseFate::not_judged);
    EXPECT_EQ(fate_of(a_promise({}), now), PromiseFate::not_judged) << "without a day it holds from the yes on";
    EXPECT_EQ(fate_of(a_promise({{at(1), true}}, now + 1), now), PromiseFate::kept) << "kept before its day";
}

TEST(TrustRecord, CountsPromisesAndSaysNoShareOfFew) {
    std::vector<PastDeal> deals{a_deal({kept_at(1), put_right(2, 3)}), a_deal({broken_at(4), a_promise({})}),
                                a_deal({kept_at(5), a_promise({}, now + 1)})};
    TrustRecord record = record_of(deals, now);
    EXPECT_EQ(record.deals, 3);
    EXPECT_EQ(record.kept, 2);
    EXPECT_EQ(record.put_right, 1);
    EXPECT_EQ(record.broken, 1);
    EXPECT_EQ(record.not_judged, 1);
    EXPECT_EQ(record.judged(), 4);
    EXPECT_EQ(record.kept_ppm(), std::nullopt) << "four are few";
    deals.push_back(a_deal({kept_at(6)}));
    EXPECT_EQ(record_of(deals, now).kept_ppm(), 800'000);
    EXPECT_EQ(record_of({}, now).kept_ppm(), std::nullopt);
}

TEST(TrustRecord, ARealBusinessIsNotJudgedBySimulatedBuyers) {
    PastDeal deal = a_deal({kept_at(1)});
    deal.review = DealReview{at(2), 5, false, "Fine"};
    deal.is_buyer_simulated = true;
    const TrustRecord real = record_of(std::vector{deal}, now);
    EXPECT_EQ(real.deals, 0);
    EXPECT_EQ(real.judged(), 0);
    EXPECT_EQ(real.reviews, 0);
    EXPECT_THAT(real.recent, IsEmpty());
    deal.is_business_simulated = true;
    EXPECT_EQ(record_of(std::vector{deal}, now).kept, 1);
    EXPECT_EQ(record_of(std::vector{deal}, now).reviews, 1);
}

TEST(TrustRecord, TheMedianTimeToPutRightIsFromTheFirstNoToTheLastYes) {
    EXPECT_EQ(record_of(std::vector{a_deal({kept_at(1), broken_at(2)})}, now).put_right_s, std::nullopt);
    std::vector<PastDeal> deals{a_deal({put_right(0, 100), put_right(0, 10)})};
    EXPECT_EQ(record_of(deals, now).put_right_s, 100) << "of two the longer";
    deals.push_back(a_deal({a_promise({{at(10), false}, {at(20), false}, {at(60), true}})}));
    EXPECT_EQ(record_of(deals, now).put_right_s, 50);
}

TEST(TrustRecord, TheRecentOnesAreThoseJudgedLast) {
    std::vector<PastDeal> deals{a_deal({kept_at(10), broken_at(30)}), a_deal({put_right(5, 20)})};
    EXPECT_THAT(record_of(deals, now).recent,
                ElementsAre(PromiseFate::broken, PromiseFate::put_right, PromiseFate::kept));
    for (int i = 0; i < 20; ++i)
        deals.push_back(a_deal({kept_at(100 + i)}));
    EXPECT_THAT(record_of(deals, now).recent,
                testing::AllOf(testing::SizeIs(recent_max), testing::Each(PromiseFate::kept)));
}

/// Deals as a test tells them, and who asked for them.
class ToldDeals final : public PastDeals {
public:
    boost::asio::awaitable<std::vector<PastDeal>> of(std::vector<core::BusinessId> businesses) override {
        asked.push_back(businesses);
        std::vector<PastDeal> found;
        std::ranges::copy_if(deals, std::back_inserter(found),
                             [&](const PastDeal& deal) { return std::ranges::count(businesses, deal.business) > 0; });
        co_return found;
    }
    std::vector<PastDeal> deals;
    std::vector<std::vector<core::BusinessId>> asked;
};

TEST(TheTrustBook, ReadsOnceForAllAndAgainWhenItIsOld) {
    Stepper loop(1);
    ToldDeals told;
    core::Instant time = now;
    TrustBook book({told, [&] { return time; }, core::seconds(15)});
    told.deals = {a_deal({kept_at(1)}, 1), a_deal({broken_at(1)}, 2)};
    const auto first = loop.run(book.records({business_id(2), business_id(1)}));
    EXPECT_EQ(first.at(0).broken, 1);
    EXPECT_EQ(first.at(1).kept, 1);
    time = now + core::seconds(14);
    told.deals.push_back(a_deal({kept_at(2)}, 1));
    const auto again = loop.run(book.records({business_id(1), business_id(3), business_id(2), business_id(3)}));
    EXPECT_EQ(again.at(0).kept, 1) << "as it was a moment ago";
    EXPECT_EQ(again.at(1).deals, 0);
    EXPECT_EQ(again.size(), 4U);
    EXPECT_THAT(told.asked, ElementsAre(ElementsAre(business_id(2), business_id(1)), ElementsAre(business_id(3))));
    time = now + core::seconds(15);
    EXPECT_EQ(loop.run(book.records({business_id(1)})).at(0).kept, 2);
    EXPECT_EQ(loop.run(book.deals(business_id(1))).size(), 2U);
}

} // namespace
} // namespace parley::app::test
