// Metrics of a few requests, counted by hand in the codebook's words.
#include "lab/analyse_support.hpp"
#include "lab/stats/survival.hpp"

#include <rapidcheck/gtest.h>

#include <cmath>
#include <numeric>

namespace parley::lab::analyse {
namespace {

/// Four requests: two sold, one without an offer, one cancelled under its offers.
std::vector<Fact> four_requests() {
    Fact sold = a_fact("a", 0, 3);
    sold.bids = 5;
    sold.late_bids = 2;
    sold.best_ref_ppm = 900'000;
    sold.best_budget_ppm = 800'000;
    sold.has_ref = sold.has_budget = true;
    sold.awarded = sold.lowest_awarded = sold.converted = true;
    Fact dearer = a_fact("b", 0, 2);
    dearer.first_ms = 60'000; // within 60 seconds still
    dearer.best_ref_ppm = 1'050'000;
    dearer.has_ref = true;
    dearer.awarded = true;
    dearer.complaints = 2;
    Fact unheard = a_fact("c", 0, 0);
    unheard.has_ref = unheard.has_budget = true;
    unheard.opened = 0;
    Fact cancelled = a_fact("d", 0, 1);
    cancelled.first_ms = 200'000;
    cancelled.end_ms = 300'000;
    cancelled.cancelled = true;
    return {sold, dearer, unheard, cancelled};
}

double value(const char* name, const std::vector<Fact>& facts) {
    const Facts all = facts_of(facts, 0);
    const auto value = value_of(*metric_named(name), all, horizon_of(all));
    EXPECT_TRUE(value) << name << ": " << value.error().why;
    return *value;
}

TEST(Metrics, AreTheCodebooksWords) {
    const std::vector<Fact> facts = four_requests();
    const std::pair<const char*, double> expected[] = {
        {"offers_per_intent", 6.0 / 4},
        {"participation_rate", 6.0 / 32},
        {"invitation_seen_rate", 18.0 / 32},
        {"zero_offer_rate", 1.0 / 4},
        {"bids_per_offerer", 8.0 / 6},
        {"ttfo_share_60s", 2.0 / 4},
        // 1 to 40 s, 3/4 to 60 s, 2/4 to 200 s, 1/4 on: nobody else came, one was cut at 900 s.
        {"ttfo_rmst", 40 + 0.75 * 20 + 0.5 * 140 + 0.25 * 700},
        {"best_discount_budget_itt", (0.2 + 0) / 2},
        {"best_discount_ref_itt", (0.1 - 0.05 + 0) / 3},
        {"close_rate", 2.0 / 4},
        {"award_rate", 2.0 / 4},
        {"conversion_after_yes", 1.0 / 2},
        {"conversion_per_intent", 1.0 / 4},
        {"lowest_price_award_share", 1.0 / 2},
        {"complaint_rate_14d", 2.0 / 2},
        {"sniping_bid_share_actual_end", 2.0 / 8},
        {"wasted_effort_ratio", 1 - 2.0 / 6},
    };
    EXPECT_EQ(std::size(expected), metrics().size());
    for (const auto& [name, counted] : expected)
        EXPECT_NEAR(value(name, facts), counted, 1e-12) << name;
}

TEST(Metrics, CountACensoredWaitAsOneThatWentOn) {
    std::vector<Fact> facts = four_requests();
    facts[3].first_ms.reset(); // cancelled at 300 s before any offer came
    facts[3].offers = facts[3].bids = 0;
    EXPECT_NEAR(value("ttfo_rmst", facts), 40 + 0.75 * 20 + 0.5 * 840, 1e-12);
}

TEST(Metrics, OfNothingSayWhy) {
    const std::vector<Fact> facts{a_fact("a", 0, 0)};
    const Facts all = facts_of(facts, 0);
    for (const char* name : {"bids_per_offerer", "conversion_after_yes", "lowest_price_award_share",
                             "best_discount_budget_itt", "complaint_rate_14d", "wasted_effort_ratio"})
        EXPECT_EQ(value_of(*metric_named(name), all, 900).error().why, "no request counts for it") << name;
    for (const Metric& metric : metrics())
        EXPECT_EQ(value_of(metric, {}, 900).error().why, "there is no request") << metric.name;
    EXPECT_EQ(metric_named("offers"), nullptr);
}

TEST(Metrics, HorizonIsTheShortestRoundOfAllArms) {
    std::vector<Fact> facts{a_fact("a", 0, 1), a_fact("b", 1, 1)};
    const Facts both{&facts[0], &facts[1]};
    EXPECT_EQ(horizon_of(both), 900);
    facts[1].duration_ms = 600'000;
    EXPECT_EQ(horizon_of(both), 600);
    facts[0].duration_ms = facts[1].duration_ms = 3'600'000;
    EXPECT_EQ(horizon_of(both), 900);
}

TEST(Values, AreToldByArmAndSector) {
    core::Value document = a_registration();
    document["sectors"] = core::Value::Array{"furniture", "bicycles"};
    Study study = a_study(document);
    study.facts = {a_fact("a", 0, 1), a_fact("b", 0, 3), a_fact("c", 1, 4), a_fact("d", 0, 5, "bicycles"),
                   a_fact("e", 1, 2, "boats")};
    study.facts[3].duration_ms = 300'000;
    const Analysis analysis = analyse(study);
    const MetricValues& offers = analysis.values.at(0);
    ASSERT_EQ(offers.metric->name, "offers_per_intent");
    ASSERT_EQ(offers.slices.size(), 3U);
    EXPECT_EQ(*offers.slices[0].arms[0], 3);
    EXPECT_EQ(*offers.slices[0].arms[1], 4); // the boat is of a sector that was not registered
    EXPECT_EQ(*offers.slices[1].arms[0], 2);
    EXPECT_EQ(*offers.slices[2].arms[0], 5);
    EXPECT_FALSE(offers.slices[2].arms[1]);
    EXPECT_EQ(offers.slices[0].horizon_s, 300);
    EXPECT_EQ(offers.slices[1].horizon_s, 900);
    EXPECT_EQ(analysis.notes, std::vector<std::string>{"1 request of a sector that was not registered is left out."});
}

RC_GTEST_PROP(LinearWaits, HaveTheRestrictedMeanAsTheirMean, ()) {
    const auto times = *rc::gen::suchThat(rc::gen::container<std::vector<int>>(rc::gen::inRange(-60, 60)),
                                          [](const auto& some) { return !some.empty(); });
    std::vector<stats::Waited> waits;
    for (const int time : times)
        waits.push_back({std::abs(time) + 1.0, time > 0});
    const std::vector<double> linear = linear_waits(waits, 45);
    const double mean = std::accumulate(linear.begin(), linear.end(), 0.0) / static_cast<double>(linear.size());
    RC_ASSERT(std::abs(mean - stats::restricted_mean(waits, 45).mean) < 1e-9);
}

TEST(LinearWaits, VaryAsGreenwoodSays) {
    Draws draws(7);
    std::vector<stats::Waited> waits;
    for (int i = 0; i < 4'000; ++i) {
        const auto wait = static_cast<double>(draws.between(1, 1'500'000)) / 1'000;
        const auto end = static_cast<double>(draws.between(500'000, 1'000'000)) / 1'000;
        waits.push_back({std::min(wait, end), wait <= end});
    }
    const stats::Arm arm = stats::arm_of(stats::moments_of(linear_waits(waits, 900)));
    const double greenwood = stats::restricted_mean(waits, 900).se;
    EXPECT_NEAR(std::sqrt(arm.variance / arm.n) / greenwood, 1, 1e-3);
}

TEST(LinearWaits, WithoutCensoringAreTheWaits) {
    const std::vector<stats::Waited> waits{{10, true}, {20, true}, {20, true}, {70, true}};
    const std::vector<double> linear = linear_waits(waits, 50);
    for (std::size_t i = 0; i < waits.size(); ++i)
        EXPECT_NEAR(linear[i], std::min(50.0, waits[i].time), 1e-12) << i;
}

} // namespace
} // namespace parley::lab::analyse
