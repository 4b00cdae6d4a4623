// Whether the lab finds what is there and nothing else: experiments whose arms do not differ are hardly ever found to,
// and one whose arms do is. All of it from the rows in the database, as the live lab reads them.
#include "lab_market.hpp"

#include "lab/analyse/analysis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

namespace parley::test {
namespace {

using app::test::list;
using app::test::object;
using lab::analyse::Analysis;
using lab::analyse::Stage;

constexpr std::size_t experiments = 200;
constexpr std::size_t requests = 400; // of each

/// The p-value of the one registered hypothesis.
double p_of(const Analysis& analysis) {
    const auto& estimate = analysis.hypotheses.front().arms.front().overall.estimate;
    return estimate ? estimate->p : throw std::runtime_error("a study says nothing");
}

/// How many units were drawn an arm.
std::int64_t drawn_in(const Analysis& analysis) {
    std::int64_t drawn = 0;
    for (const auto& arm : analysis.sizes)
        drawn += arm.reached[static_cast<std::size_t>(Stage::assigned)];
    return drawn;
}

class Timer {
public:
    double lap() {
        const auto began = std::exchange(began_, Clock::now());
        return std::chrono::duration<double>(began_ - began).count();
    }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point began_ = Clock::now();
};

TEST(ExperimentsInTheStore, DoNotFindWhatIsNotThereAndFindWhatIs) {
    Timer timer;
    LabMarket market(20261124);
    market.history(60);
    // A sector is one experiment's at a time, and rests in between: they come one after the other, over nine years.
    // Each has a key of its own and so draws its arms by a salt of its own.
    const core::Value nothing = core::Value::Array{};
    std::vector<app::StoredExperiment> all;
    for (std::size_t i = 1; i <= experiments; ++i)
        all.push_back(
            market.experiment(market.document("aa-" + std::to_string(i), "best_discount_ref_itt", nothing), requests));
    const core::Value shorter = list({object({{"op", "replace"}, {"path", "/duration_s"}, {"value", 120}})});
    all.push_back(market.experiment(market.document("ab", "offers_per_intent", shorter), requests));
    market.settle();
    RecordProperty("seconds_to_play", std::to_string(timer.lap()));

    const auto studies = market.studies(all);
    RecordProperty("seconds_to_read", std::to_string(timer.lap()));
    EXPECT_EQ(market.whole_readings_of("intent_event"), 0) << "a study reads its own requests";

    std::size_t rejected = 0, alarms = 0;
    for (std::size_t i = 0; i < experiments; ++i) {
        ASSERT_EQ(studies[i].facts.size(), requests) << all[i].key;
        const Analysis analysis = lab::analyse::analyse(studies[i]);
        rejected += p_of(analysis) < 0.05 ? 1 : 0;
        ASSERT_EQ(drawn_in(analysis), static_cast<std::int64_t>(requests)) << all[i].key;
        ASSERT_EQ(analysis.sample_ratio.size(), std::size(lab::analyse::stage_names));
        for (const auto& one : analysis.sample_ratio)
            alarms += one.alarm ? 1 : 0;
    }
    RecordProperty("seconds_to_analyse", std::to_string(timer.lap()));
    RecordProperty("rejected", std::to_string(rejected));
    RecordProperty("alarms", std::to_string(alarms));
    const double rate = static_cast<double>(rejected) / static_cast<double>(experiments);
    EXPECT_GE(rate, 0.015) << rejected << " of " << experiments;
    EXPECT_LE(rate, 0.085) << rejected << " of " << experiments;
    EXPECT_LE(alarms, 2U);

    // Rounds of two minutes are over before half of the shops have answered.
    const Analysis different = lab::analyse::analyse(studies.back());
    EXPECT_LT(p_of(different), 0.001);
    EXPECT_LT(different.hypotheses.front().arms.front().overall.estimate->effect, 0);
}

} // namespace
} // namespace parley::test
