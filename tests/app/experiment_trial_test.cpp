#include "app/experiment_trial.hpp"

#include "experiment_documents.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley::app::test {
namespace {

using lab::simulate::Metric;
using lab::simulate::Strategy;
using ::testing::HasSubstr;

ExperimentTrial trial_for(const RuleBook& rules, const Value& document) {
    const auto prereg = lab::design::prereg_from(document);
    EXPECT_TRUE(prereg) << prereg.error().pointer << ' ' << prereg.error().detail;
    const auto arms = arm_rules_of(*prereg, rules);
    EXPECT_TRUE(arms) << arms.error().pointer << ' ' << arms.error().detail;
    return trial_of(*prereg, *arms);
}

TEST(ATrial, IsPlayedUnderTheRulesOfTheArms) {
    const RuleBook rules = furniture_rules();
    const ExperimentTrial trial = trial_for(rules, a_document(rules));
    const auto& arms = trial.design.world.arms;
    EXPECT_EQ(arms[0].terms.rules, rules.plan_for("furniture/tables", std::nullopt).rounds.front().rules);
    EXPECT_EQ(arms[1].terms.rules.format, core::Format::sealed);
    EXPECT_EQ(arms[0].conduct.strategy, Strategy::truthful);
    EXPECT_EQ(arms[1].conduct.strategy, Strategy::equilibrium) << "who sees nobody's price shades";
    EXPECT_EQ(trial.equal_arms.world.arms[1].terms.rules, arms[0].terms.rules);
    EXPECT_NE(trial.equal_arms.seed, trial.design.seed);
}

TEST(ATrial, SaysWhatOfTheDesignItLeavesOut) {
    const RuleBook rules = furniture_rules();
    Value document = a_document(rules);
    document["n_per_arm"] = 5'000;
    const ExperimentTrial trial = trial_for(rules, document);
    EXPECT_EQ(trial.design.n_per_arm, 400);
    EXPECT_THAT(trial.note, HasSubstr("400 requests to an arm instead of 5000"));
}

TEST(ATrial, FindsWhatIsThereAndErrsAsOftenAsItSays) {
    const RuleBook rules = furniture_rules();
    Value document = a_document(rules);
    document["n_per_arm"] = 100;
    document["hypotheses"].as_array()->front()["metric"] = "offers_per_intent";
    document["arms"].as_array()->back()["patch"] =
        list({object({{"op", "replace"}, {"path", "/invite/count"}, {"value", 30}})});
    document["unit"] = "intent";
    document["pilot"] = true;
    ExperimentTrial trial = trial_for(rules, document);
    EXPECT_EQ(trial.design.metric, Metric::offers);
    trial.design.repetitions = trial.equal_arms.repetitions = 40;
    const TrialResult result = play(trial);
    EXPECT_GT(result.found.effect.mean, 5) << "many more are asked, so many more answer";
    EXPECT_EQ(result.found.power, 1);
    EXPECT_LT(result.false_alarms.power, 0.25);
}

} // namespace
} // namespace parley::app::test
