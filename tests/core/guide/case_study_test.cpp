// A case study of requests counted by hand, and that it tells nothing of few.
#include "core/guide/case_study.hpp"

#include <gtest/gtest.h>

namespace parley::core {
namespace {

/// Ten buyers' requests: seven sold, two without an offer, one not taken.
std::vector<StudiedRequest> ten() {
    std::vector<StudiedRequest> requests;
    for (std::int64_t i = 0; i < 10; ++i) {
        StudiedRequest one;
        one.buyer = "buyer " + std::to_string(i);
        one.ended_at = {1'000 + i};
        if (i < 8) {
            one.offers = i + 1;
            one.first_offer_s = 60 * (i + 1);
            one.lowest = 10'000;
            one.highest = 10'000 + 1'000 * i;
        }
        one.end = i < 7 ? StudyEnd::bought : i == 7 ? StudyEnd::not_taken : StudyEnd::no_offers;
        if (i < 7)
            one.sold_for = 10'000 + i;
        if (i < 4)
            one.budget = 20'000;
        one.judged = i < 5 ? 1 : 0;
        one.kept = i < 4 ? 1 : 0;
        one.answers["wood"] = i < 5 ? "oak" : i < 9 ? "ash" : "elm";
        requests.push_back(one);
    }
    return requests;
}

TEST(CaseStudy, FiguresAreThoseOfItsRequests) {
    const CaseStudy study = study_of(ten());
    EXPECT_EQ(study.requests, 10);
    EXPECT_EQ(study.bought, 7);
    EXPECT_EQ(study.not_taken, 1);
    EXPECT_EQ(study.no_offers, 2);
    EXPECT_EQ(study.first_at->us, 1'000);
    EXPECT_EQ(study.last_at->us, 1'009);
    EXPECT_EQ(study.offers, (Spread{1, 3, 6}));
    EXPECT_EQ(study.first_offer_s, (Spread{120, 240, 360}));
    EXPECT_EQ(study.price_gap_ppm, (Spread{200'000, 400'000, 600'000})) << "of requests with two offers or more";
    EXPECT_EQ(study.sold_for, (Spread{10'001, 10'003, 10'005}));
    EXPECT_EQ(study.budgets, std::nullopt) << "four are too few";
    EXPECT_EQ(study.kept, (Kept{5, 4}));
    EXPECT_EQ(study.asked_for, (std::vector<AskedFor>{{"wood", "oak", 5}})) << "four are too few";
}

TEST(CaseStudy, ItTakesTenBuyersAndNotTenRequests) {
    auto requests = ten();
    EXPECT_EQ(missing_for_study(requests), 0);
    requests[9].buyer = requests[8].buyer;
    EXPECT_EQ(missing_for_study(requests), 1);
    EXPECT_EQ(missing_for_study({}), 10);
}

} // namespace
} // namespace parley::core
