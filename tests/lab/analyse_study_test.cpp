// Whole studies: that nothing is found where nothing is, that what was planted is found, and what stands in the way.
#include "lab/analyse_support.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace parley::lab::analyse {
namespace {

using core::Value;
using testing::HasSubstr;
using testing::Not;

constexpr int runs = 300;

/// How often each of the metrics finds an effect in markets without one, and how often its always-valid interval
/// leaves out 0.
struct Found {
    int fixed = 0;
    int always_valid = 0;
    int low_half = 0; // p below a half
};

Found found_in_null_markets(const char* metric, const char* unit, const Market& like) {
    Value document = a_registration();
    document["hypotheses"] = Value::Array{hypothesis_value("H1", metric, "two_sided", "primary")};
    document["unit"] = unit;
    Found found;
    for (int run = 0; run < runs; ++run) {
        Study study = a_study(document);
        Market market = like;
        market.seed = like.seed + static_cast<std::uint64_t>(run);
        add_market(study, market);
        const Analysis analysis = analyse(study);
        const Comparison& overall = first_result(analysis).overall;
        EXPECT_TRUE(overall.estimate);
        found.fixed += overall.estimate->p < 0.05 ? 1 : 0;
        found.low_half += overall.estimate->p < 0.5 ? 1 : 0;
        found.always_valid += overall.always_valid && overall.always_valid->p < 0.05 ? 1 : 0;
    }
    return found;
}

/// Of 300 runs at 5 %: 15 expected, standard deviation 3.8; the band is four of them. Half of the p-values lie below
/// 0.5, up to four deviations of 8.7.
void expect_nothing_found(const Found& found) {
    EXPECT_LE(found.fixed, 30);
    EXPECT_GE(found.fixed, 2);
    EXPECT_LE(found.low_half, 185);
    EXPECT_GE(found.low_half, 115);
    EXPECT_LE(found.always_valid, 15);
}

TEST(NullMarkets, MeansFindNothing) {
    expect_nothing_found(found_in_null_markets("offers_per_intent", "intent", {.seed = 1'000}));
}

TEST(NullMarkets, SharesFindNothing) {
    expect_nothing_found(found_in_null_markets("ttfo_share_60s", "intent",
                                               {.seed = 2'000, .chance_ppm = 150'000, .treated_ppm = 150'000}));
}

TEST(NullMarkets, WaitsFindNothing) {
    expect_nothing_found(found_in_null_markets("ttfo_rmst", "intent", {.seed = 3'000}));
}

TEST(NullMarkets, SlotsFindNothingThoughTheirRequestsAreAlike) {
    expect_nothing_found(
        found_in_null_markets("offers_per_intent", "slot", {.seed = 4'000, .requests = 150, .requests_per_unit = 10}));
}

TEST(NullMarkets, ConsumersFindNothingThoughTheirRequestsAreAlike) {
    expect_nothing_found(found_in_null_markets("participation_rate", "consumer",
                                               {.seed = 5'000, .requests = 400, .requests_per_unit = 5}));
}

TEST(NullMarkets, RequestsTakenForUnitsWouldFindTooMuch) {
    // The same markets, with each request called a unit of its own: why units are what was drawn.
    int found = 0;
    for (int run = 0; run < runs; ++run) {
        Study study = a_study();
        add_market(study, {.seed = 5'000 + static_cast<std::uint64_t>(run), .requests = 400, .requests_per_unit = 5});
        for (std::size_t i = 0; i < study.facts.size(); ++i)
            study.facts[i].unit = std::to_string(i);
        const Analysis analysis = analyse(study);
        found += first_result(analysis).overall.estimate->p < 0.05 ? 1 : 0;
    }
    EXPECT_GT(found, 40);
}

TEST(PlantedEffect, IsFoundAndItsIntervalHoldsIt) {
    // Eight shops at 30 and at 37.5 %: 0.6 offers more.
    constexpr double planted = 0.6;
    int supported = 0, held = 0, held_always = 0;
    for (int run = 0; run < runs; ++run) {
        Study study = a_study();
        add_market(study, {.seed = 9'000 + static_cast<std::uint64_t>(run), .treated_ppm = 375'000, .requests = 400});
        const Analysis analysis = analyse(study);
        const ArmResult& result = first_result(analysis);
        const auto holds = [](const stats::Interval& interval) {
            return *interval.low <= planted && planted <= *interval.high;
        };
        supported += result.finding == Finding::supported ? 1 : 0;
        held += holds(result.overall.estimate->interval) ? 1 : 0;
        held_always += holds(result.overall.always_valid->interval) ? 1 : 0;
    }
    EXPECT_GT(supported, 285); // the power is above 0.99
    EXPECT_GE(held, 270);      // 285 expected
    EXPECT_LE(held, 298);
    EXPECT_GE(held_always, 290);
}

TEST(PlantedEffect, OfSlotsIsHeldByTheIntervalOfTheShuffle) {
    constexpr double planted = 0.6;
    Value document = a_registration();
    document["unit"] = "slot";
    int held = 0, held_by_regression = 0;
    for (int run = 0; run < runs; ++run) {
        Study study = a_study(document);
        add_market(study, {.seed = 13'000 + static_cast<std::uint64_t>(run),
                           .treated_ppm = 375'000,
                           .requests = 160,
                           .requests_per_unit = 10});
        const Analysis analysis = analyse(study);
        const Comparison& overall = first_result(analysis).overall;
        const auto holds = [](const stats::Interval& interval) {
            return (!interval.low || *interval.low <= planted) && (!interval.high || planted <= *interval.high);
        };
        // A draw that leaves an arm too few of the sixteen slots says nothing, and so nothing wrong.
        held += !overall.estimate || holds(overall.estimate->interval) ? 1 : 0;
        const Check& check = overall.checks.at(0);
        EXPECT_EQ(check.method, method::cluster_robust);
        held_by_regression += !check.result || holds(check.result->interval) ? 1 : 0;
    }
    EXPECT_GE(held, 270);
    EXPECT_LE(held, 298);
    EXPECT_GE(held_by_regression, 255); // too narrow with so few, which is why it is not the judge
}

TEST(PlantedEffect, TheOtherWayIsToldAsThat) {
    Study study = a_study();
    add_market(study, {.seed = 12, .treated_ppm = 200'000, .requests = 400});
    const Analysis analysis = analyse(study);
    EXPECT_EQ(first_result(analysis).finding, Finding::opposite);
    EXPECT_THAT(first_result(analysis).verdict, HasSubstr("the opposite is found"));
    EXPECT_THAT(analysis.verdict, HasSubstr("1 found the opposite"));
}

TEST(Verdict, OfANullResultSaysWhatIsRuledOut) {
    Study study = a_study();
    add_market(study, {.seed = 21, .requests = 4'000});
    const Analysis analysis = analyse(study);
    EXPECT_EQ(first_result(analysis).finding, Finding::not_shown);
    EXPECT_THAT(first_result(analysis).verdict,
                HasSubstr("H1 (the number of offers for a request, new against now): no effect is shown"));
    EXPECT_THAT(first_result(analysis).verdict,
                HasSubstr("An effect of 0.3 offers, which it was planned to see, is ruled out"));
    EXPECT_THAT(
        analysis.verdict,
        testing::StartsWith("No clear difference in the number of offers for a request was found (new against now). "
                            "Of 1 primary comparison, 0 supported"));
    for (const Metric& metric : metrics())
        EXPECT_NE(plain_words(metric.name), metric.name);
    Study small = a_study(); // equal means, and an interval of about half an offer on either side
    for (std::int64_t i = 0; i < 80; ++i)
        small.facts.push_back(a_fact(std::to_string(i), static_cast<std::size_t>(i % 2), i / 2 % 4));
    EXPECT_THAT(first_result(analyse(small)).verdict, HasSubstr("is not ruled out"));
}

TEST(Verdict, SaysThatAMarketWasSimulatedAndADesignAPilot) {
    Study study = a_study();
    study.simulated = true;
    study.deviations = {"The second week was left out."};
    const Analysis analysis = analyse(study);
    EXPECT_THAT(analysis.verdict, HasSubstr("simulated market"));
    EXPECT_THAT(analysis.verdict, HasSubstr("pilot"));
    EXPECT_THAT(analysis.verdict, HasSubstr("1 deviation from the registration is named"));
}

TEST(Study, OfNothingIsWordedEverywhere) {
    const Analysis analysis = analyse(a_study());
    EXPECT_EQ(first_result(analysis).finding, Finding::uninformative);
    EXPECT_THAT(first_result(analysis).verdict, HasSubstr("uninformative"));
    for (const MetricValues& values : analysis.values)
        for (const SliceValues& slice : values.slices)
            for (const auto& arm : slice.arms)
                EXPECT_FALSE(arm);
    for (const GuardrailResult& guardrail : analysis.guardrails)
        EXPECT_EQ(guardrail.state, GuardrailState::uninformative);
    for (const SampleRatio& ratio : analysis.sample_ratio)
        EXPECT_FALSE(ratio.test || ratio.alarm);
}

TEST(Study, OfAMetricThatRequestsDoNotTellIsWorded) {
    Value document = a_registration();
    document["hypotheses"] = Value::Array{hypothesis_value("H1", "hhi_awards", "decrease", "primary")};
    document["guardrails"] =
        Value::Array{Value::Object{{"metric", "bid_latency_p95"}, {"direction", "decrease"}, {"margin_bp", 1}}};
    Study study = a_study(document);
    add_market(study, {});
    const Analysis analysis = analyse(study);
    EXPECT_THAT(first_result(analysis).verdict, HasSubstr("hhi_awards is not computed from requests"));
    EXPECT_THAT(analysis.guardrails.at(0).why, HasSubstr("bid_latency_p95 is not computed from requests"));
}

TEST(Study, LeavesOutUnitsOfTwoArms) {
    Study study = a_study();
    study.facts = {a_fact("a", 0, 1), a_fact("a", 1, 1), a_fact("b", 0, 2), a_fact("c", 1, 1)};
    const Analysis analysis = analyse(study);
    EXPECT_EQ(analysis.sizes.at(0).units, 1);
    EXPECT_EQ(analysis.sizes.at(1).units, 1);
    EXPECT_THAT(analysis.notes, testing::Contains("1 unit that was seen in two arms is left out."));
}

TEST(Study, IsAnalysedTheSameTwice) {
    Value document = a_registration();
    document["unit"] = "slot";
    Study study = a_study(document);
    add_market(study, {.seed = 5, .requests = 600, .requests_per_unit = 10});
    const Estimate one = *first_result(analyse(study)).overall.estimate,
                   same = *first_result(analyse(study)).overall.estimate;
    EXPECT_EQ(one.p, same.p);
    EXPECT_EQ(one.interval.low, same.interval.low);
    document["title"] = "Another registration draws other shuffles";
    study.prereg = registered(document);
    EXPECT_NE(first_result(analyse(study)).overall.estimate->interval.low, one.interval.low);
}

TEST(SampleRatio, RaisesAnAlarmAndEndsAllBelief) {
    Study study = a_study();
    add_market(study, {.seed = 12, .treated_ppm = 400'000, .requests = 400});
    study.stages = {{Stage::assigned, 0, 0, 5'000},     {Stage::assigned, 0, 1, 5'040},
                    {Stage::round_opened, 0, 0, 4'000}, {Stage::round_opened, 1, 0, 900},
                    {Stage::round_opened, 0, 1, 4'100}, {Stage::round_opened, 1, 1, 500}};
    const Analysis analysis = analyse(study);
    const auto& [assigned, opened] = std::tie(analysis.sample_ratio[0], analysis.sample_ratio[1]);
    EXPECT_FALSE(assigned.alarm);
    // 4900 and 4600 of 9500: chi-squared 2 * 150^2 / 4750.
    EXPECT_NEAR(opened.test->chi_squared, 2 * 150.0 * 150 / 4'750, 1e-9);
    EXPECT_NEAR(opened.test->p, std::erfc(std::sqrt(opened.test->chi_squared / 2)), 1e-12);
    EXPECT_FALSE(opened.alarm); // p is 0.002
    study.stages.push_back({Stage::round_opened, 1, 0, 400});
    const Analysis alarmed = analyse(study);
    EXPECT_TRUE(alarmed.sample_ratio[1].alarm);
    EXPECT_EQ(first_result(alarmed).finding, Finding::uninformative);
    EXPECT_THAT(first_result(alarmed).verdict, HasSubstr("nothing can be believed"));
    EXPECT_THAT(alarmed.verdict, HasSubstr("sizes that they were drawn to have (round_opened)"));
    EXPECT_EQ(alarmed.sizes[0].reached, (std::vector<std::int64_t>{5'000, 5'300, 0, 0}));
}

TEST(SampleRatio, OfALaterStageIsAnEffectAndNoError) {
    Study study = a_study();
    add_market(study, {.seed = 12, .treated_ppm = 400'000, .requests = 400});
    study.stages = {{Stage::round_opened, 0, 0, 5'000},
                    {Stage::round_opened, 0, 1, 5'040},
                    {Stage::offer_seen, 0, 0, 2'000},
                    {Stage::offer_seen, 0, 1, 3'000}};
    const Analysis analysis = analyse(study);
    EXPECT_TRUE(analysis.sample_ratio[3].alarm);
    EXPECT_EQ(first_result(analysis).finding, Finding::supported);
    EXPECT_THAT(analysis.verdict, HasSubstr("differ in size at offer_seen"));
}

TEST(SampleRatio, IsOfTheRegisteredWeights) {
    Value document = a_registration();
    document["arms"] = Value::Array{arm_value("now", 900'000), arm_value("new", 100'000)};
    Study study = a_study(document);
    study.stages = {{Stage::assigned, 0, 0, 9'000}, {Stage::assigned, 0, 1, 1'000}};
    EXPECT_NEAR(analyse(study).sample_ratio[0].test->p, 1, 1e-9);
    document["arms"] = Value::Array{arm_value("now", 1'000'000), arm_value("new", 0)};
    study.prereg = registered(document);
    study.stages[1].units = 1;
    EXPECT_FALSE(analyse(study).sample_ratio[0].alarm); // one arm alone has no ratio
}

const GuardrailResult& guardrail(const Analysis& analysis, const char* metric) {
    return *std::ranges::find_if(analysis.guardrails,
                                 [&](const GuardrailResult& one) { return one.guardrail.metric == metric; });
}

TEST(Guardrails, HoldAndBreak) {
    Study harmless = a_study(), harmful = a_study();
    add_market(harmless, {.seed = 31, .requests = 4'000}); // enough to rule harm out
    add_market(harmful, {.seed = 31, .treated_ppm = 100'000, .requests = 1'000});
    const Analysis well = analyse(harmless), ill = analyse(harmful);
    EXPECT_EQ(guardrail(well, "zero_offer_rate").state, GuardrailState::holds);
    EXPECT_THAT(well.verdict, HasSubstr("No guardrail is breached"));
    const GuardrailResult& breached = guardrail(ill, "zero_offer_rate");
    EXPECT_EQ(breached.state, GuardrailState::breached);
    // 0.9^8 - 0.7^8 more requests without an offer.
    const double harm = std::pow(0.9, 8) - std::pow(0.7, 8);
    EXPECT_GT(*breached.harm_at_least, 0.03);
    EXPECT_LT(*breached.harm_at_least, harm);
    EXPECT_GT(*breached.harm_at_most, harm);
    EXPECT_NEAR(*breached.harm, harm, 0.1);
    EXPECT_THAT(ill.verdict, HasSubstr("Breached: the share of requests without an offer with new"));
    // It is watched though nobody registered it; without awards nothing can be said of it.
    EXPECT_FALSE(guardrail(ill, "complaint_rate_14d").guardrail.registered);
    EXPECT_EQ(guardrail(ill, "complaint_rate_14d").state, GuardrailState::uninformative);
}

TEST(Guardrails, HoldOnlyWhereHarmBeyondTheMarginIsRuledOut) {
    // 26 and 29 of 60 without an offer: 5 points more, and an interval that reaches from below 0 to beyond 15.
    Value document = a_registration();
    (*document["guardrails"].as_array())[0]["margin_bp"] = 1'500;
    Study study = a_study(document);
    for (std::int64_t i = 0; i < 120; ++i)
        study.facts.push_back(
            a_fact(std::to_string(i), static_cast<std::size_t>(i % 2), i / 2 < 26 + 3 * (i % 2) ? 0 : 2));
    const Analysis analysis = analyse(study);
    const GuardrailResult& open = guardrail(analysis, "zero_offer_rate");
    ASSERT_LT(*open.harm_at_least, 0.15);
    ASSERT_GT(*open.harm_at_most, 0.15);
    EXPECT_EQ(open.state, GuardrailState::uninformative);
    EXPECT_THAT(open.why, HasSubstr("neither shown nor ruled out"));
    EXPECT_THAT(analysis.verdict, HasSubstr("Of 2 guardrails it is not known whether they hold."));
    EXPECT_FALSE(shows_harm(analysis));
}

TEST(Harm, IsABreachOrAPrimaryAnswerForTheWorse) {
    Study worse = a_study();
    add_market(worse, {.seed = 12, .treated_ppm = 200'000, .requests = 400});
    EXPECT_TRUE(shows_harm(analyse(worse)));
    Study better = a_study();
    add_market(better, {.seed = 12, .treated_ppm = 400'000, .requests = 400});
    EXPECT_FALSE(shows_harm(analyse(better)));
    worse.stages = {{Stage::assigned, 0, 0, 5'000}, {Stage::assigned, 0, 1, 6'040}};
    EXPECT_FALSE(shows_harm(analyse(worse))) << "nothing of it can be believed";
}

TEST(Guardrails, HarmIsTheWorseDirection) {
    Value document = a_registration();
    document["guardrails"] =
        Value::Array{Value::Object{{"metric", "participation_rate"}, {"direction", "increase"}, {"margin_bp", 100}}};
    Study study = a_study(document);
    add_market(study, {.seed = 31, .treated_ppm = 200'000, .requests = 1'000});
    const Analysis analysis = analyse(study);
    EXPECT_EQ(guardrail(analysis, "participation_rate").state, GuardrailState::breached);
    EXPECT_NEAR(*guardrail(analysis, "participation_rate").harm, 0.1, 0.03);
}

TEST(Guardrails, AreSeldomBreachedWithoutHarm) {
    int breached = 0;
    for (int run = 0; run < runs; ++run) {
        Study study = a_study();
        add_market(study,
                   {.seed = 7'000 + static_cast<std::uint64_t>(run), .chance_ppm = 200'000, .treated_ppm = 200'000});
        breached += guardrail(analyse(study), "zero_offer_rate").state == GuardrailState::breached ? 1 : 0;
    }
    EXPECT_LE(breached, 15); // at most 5 % at any time
}

TEST(Families, PrimaryIsMetricsBySectorsByArms) {
    Value document = a_registration();
    document["sectors"] = Value::Array{"furniture", "bicycles"};
    document["hypotheses"] = Value::Array{hypothesis_value("H1", "offers_per_intent", "increase", "primary"),
                                          hypothesis_value("H2", "zero_offer_rate", "decrease", "secondary")};
    document["correction"] = "bonferroni";
    Study study = a_study(document);
    add_market(study, {.seed = 41, .treated_ppm = 330'000, .requests = 300});
    add_market(study, {.seed = 42, .treated_ppm = 330'000, .requests = 300, .sector = "bicycles"});
    const Analysis analysis = analyse(study);
    const ArmResult& primary = first_result(analysis);
    EXPECT_EQ(primary.overall.estimate->family, "overall");
    EXPECT_EQ(primary.overall.estimate->p_adjusted, primary.overall.estimate->p);
    for (const Comparison& sector : primary.sectors) {
        EXPECT_EQ(sector.estimate->family, "primary");
        EXPECT_NEAR(*sector.estimate->p_adjusted, std::min(1.0, 2 * sector.estimate->p), 1e-15);
    }
    const ArmResult& secondary = analysis.hypotheses.at(1).arms.at(0);
    EXPECT_EQ(secondary.overall.estimate->family, "exploratory");
    EXPECT_THAT(secondary.verdict, HasSubstr("H2 (secondary, the share of requests without an offer"));
    EXPECT_THAT(secondary.verdict, HasSubstr("BH"));
}

TEST(Families, KeepTheirSizeWhereASectorSaysNothing) {
    Value document = a_registration();
    document["sectors"] = Value::Array{"furniture", "bicycles", "boats"};
    // By Holm a member that says nothing stands last and leaves the others their factors.
    Study study = a_study(document);
    add_market(study, {.seed = 41, .treated_ppm = 400'000, .requests = 300});
    const Analysis analysis = analyse(study);
    const Comparison& furniture = first_result(analysis).sectors.at(0);
    EXPECT_NEAR(*furniture.estimate->p_adjusted, std::min(1.0, 3 * furniture.estimate->p), 1e-15);
}

Study three_sectors(std::int64_t first_ppm, std::int64_t second_ppm, std::int64_t third_ppm) {
    Value document = a_registration();
    document["sectors"] = Value::Array{"furniture", "bicycles", "boats"};
    Study study = a_study(document);
    add_market(study, {.seed = 51, .treated_ppm = first_ppm, .requests = 500});
    add_market(study, {.seed = 52, .treated_ppm = second_ppm, .requests = 500, .sector = "bicycles"});
    add_market(study, {.seed = 53, .treated_ppm = third_ppm, .requests = 500, .sector = "boats"});
    return study;
}

TEST(Sectors, AreClaimedByTheInteractionTestAndTheShrunkenEffect) {
    const Analysis analysis = analyse(three_sectors(450'000, 300'000, 300'000));
    const SectorSpread& spread = *first_result(analysis).spread;
    EXPECT_LT(spread.test.p, 0.001);
    EXPECT_GT(spread.test.i2, 0.8);
    ASSERT_EQ(spread.sectors.size(), 3U);
    EXPECT_TRUE(spread.sectors[0].is_claimed);
    EXPECT_FALSE(spread.sectors[1].is_claimed || spread.sectors[2].is_claimed);
    EXPECT_THAT(first_result(analysis).verdict, HasSubstr("The sectors differ in the effect"));
    EXPECT_THAT(first_result(analysis).verdict, HasSubstr("it is there in furniture."));
    // Drawn towards the others, and not beyond them.
    EXPECT_LT(spread.sectors[0].shrunken, spread.sectors[0].raw);
    EXPECT_GT(spread.sectors[0].shrunken, spread.test.der_simonian_laird.effect);
}

TEST(Sectors, AreHeldAgainstThemselvesInTheEffectOfAll) {
    // The first sector is poor and mostly control, the second rich and mostly treated; in neither do the arms differ.
    Value document = a_registration();
    document["sectors"] = Value::Array{"furniture", "bicycles"};
    Study study = a_study(document);
    const auto add = [&](const char* sector, std::size_t arm, std::int64_t count, std::int64_t least) {
        for (std::int64_t i = 0; i < count; ++i)
            study.facts.push_back(a_fact(std::to_string(study.facts.size()), arm, least + i % 2, sector));
    };
    add("furniture", 0, 120, 1);
    add("furniture", 1, 40, 1);
    add("bicycles", 0, 40, 5);
    add("bicycles", 1, 120, 5);
    const Analysis analysis = analyse(study);
    const ArmResult& result = first_result(analysis);
    EXPECT_NEAR(result.overall.estimate->effect, 0, 1e-9) << "pooled, it would be 2 offers";
    EXPECT_EQ(result.finding, Finding::not_shown);
    EXPECT_NEAR(result.spread->test.der_simonian_laird.effect, 0, 1e-9);
    EXPECT_EQ(result.overall.epochs, 1U);
    EXPECT_EQ(result.overall.control_units, 160);
}

TEST(Sectors, ThatDoNotDifferShareTheirEffect) {
    const Analysis analysis = analyse(three_sectors(360'000, 360'000, 360'000));
    const SectorSpread& spread = *first_result(analysis).spread;
    ASSERT_GE(spread.test.p, 0.05);
    for (const SectorEffect& sector : spread.sectors) {
        EXPECT_TRUE(sector.is_claimed) << sector.sector;             // for all, whether or not its own p is small
        EXPECT_GE(sector.shrunken_se, spread.test.fixed.se * 0.999); // no sector is known better than all
    }
    EXPECT_THAT(first_result(analysis).verdict, HasSubstr("No difference between sectors is shown"));
}

TEST(Sectors, InWhichNothingVariedAreHeldAgainstNoOther) {
    Value document = a_registration();
    document["sectors"] = Value::Array{"furniture", "bicycles"};
    document["hypotheses"] = Value::Array{hypothesis_value("H1", "zero_offer_rate", "decrease", "primary")};
    Study study = a_study(document);
    const auto add = [&](const char* sector, std::size_t arm, std::int64_t count, std::int64_t offers) {
        for (std::int64_t i = 0; i < count; ++i)
            study.facts.push_back(a_fact(std::to_string(study.facts.size()), arm, offers, sector));
    };
    for (const char* sector : {"furniture", "bicycles"})
        for (const std::size_t arm : {0, 1})
            add(sector, arm, 40, 2);
    Analysis analysis = analyse(study);
    EXPECT_FALSE(first_result(analysis).spread);
    EXPECT_THAT(first_result(analysis).verdict, HasSubstr("every request came out the same in both arms"));
    EXPECT_THAT(first_result(analysis).verdict, HasSubstr("fewer than two have an effect that can be told."));
    EXPECT_THAT(first_result(analysis).verdict, Not(HasSubstr("Q test")));
    // One sector with an effect still has no other to differ from; two have.
    add("furniture", 0, 5, 0);
    EXPECT_FALSE(first_result(analyse(study)).spread);
    add("bicycles", 1, 5, 0);
    analysis = analyse(study);
    ASSERT_TRUE(first_result(analysis).spread);
    EXPECT_THAT(first_result(analysis).verdict, HasSubstr("Q test"));
}

TEST(Sectors, WithoutAnEffectAreNotClaimed) {
    const Analysis analysis = analyse(three_sectors(300'000, 300'000, 300'000));
    for (const SectorEffect& sector : first_result(analysis).spread->sectors)
        EXPECT_FALSE(sector.is_claimed);
    EXPECT_THAT(first_result(analysis).verdict, Not(HasSubstr("it is there in")));
}

TEST(Sectors, ThatAreGroupsCountTheRequestsOfThoseWithin) {
    Value document = a_registration();
    document["sectors"] = Value::Array{"furniture", "bicycles"};
    Study study = a_study(document);
    study.facts = {a_fact("a", 0, 1, "furniture/tables"), a_fact("b", 1, 4, "furniture/chairs/oak"),
                   a_fact("c", 0, 3, "furniture"), a_fact("d", 1, 6, "bicycles"),
                   // Its name begins alike, and it is no part of the group.
                   a_fact("e", 0, 9, "furniturewares/lamps")};
    const Analysis analysis = analyse(study);
    EXPECT_EQ(analysis.sizes.at(0).units, 2);
    EXPECT_EQ(analysis.sizes.at(1).units, 2);
    EXPECT_THAT(analysis.notes, testing::Contains("1 request of a sector that was not registered is left out."));
    const auto offers = std::ranges::find_if(analysis.values, [](const MetricValues& one) {
        return std::string_view(one.metric->name) == "offers_per_intent";
    });
    ASSERT_NE(offers, analysis.values.end());
    ASSERT_EQ(offers->slices.size(), 3U);
    EXPECT_EQ(*offers->slices[0].arms.at(0), 2);
    EXPECT_EQ(*offers->slices[0].arms.at(1), 5);
    EXPECT_EQ(*offers->slices[1].arms.at(0), 2) << offers->slices[1].sector;
    EXPECT_EQ(*offers->slices[1].arms.at(1), 4) << offers->slices[1].sector;
    EXPECT_FALSE(offers->slices[2].arms.at(0)) << offers->slices[2].sector;
    EXPECT_EQ(*offers->slices[2].arms.at(1), 6) << offers->slices[2].sector;
}

TEST(Sectors, ThatAreGroupsSayWhatTheSameRequestsSayUnderTheirOwnName) {
    Study group = a_study();
    add_market(group, {.seed = 61, .treated_ppm = 400'000, .requests = 150, .sector = "furniture/tables"});
    add_market(group, {.seed = 62, .treated_ppm = 400'000, .requests = 150, .sector = "furniture/chairs"});
    Study flat = group;
    for (Fact& fact : flat.facts)
        fact.sector = "furniture";
    const ArmResult of_group = first_result(analyse(group)), of_flat = first_result(analyse(flat));
    ASSERT_TRUE(of_group.sectors.at(0).estimate);
    EXPECT_EQ(of_group.overall.estimate->p, of_flat.overall.estimate->p);
    EXPECT_EQ(of_group.sectors.at(0).estimate->p, of_flat.sectors.at(0).estimate->p);
    EXPECT_EQ(of_group.finding, Finding::supported);
}

TEST(Epochs, OfARampAreWeighted) {
    Study study = a_study();
    add_market(study, {.seed = 61, .chance_ppm = 150'000, .treated_ppm = 225'000, .requests = 100, .epoch = 0});
    add_market(study, {.seed = 62, .chance_ppm = 500'000, .treated_ppm = 575'000, .requests = 800, .epoch = 1});
    const Analysis analysis = analyse(study);
    const Comparison& overall = first_result(analysis).overall;
    EXPECT_EQ(overall.epochs, 2U);
    EXPECT_EQ(first_result(analysis).finding, Finding::supported);
    EXPECT_LE(*overall.estimate->interval.low, 0.6);
    EXPECT_GE(*overall.estimate->interval.high, 0.6);
    // What the epochs have in common is no noise of the arms.
    for (Fact& fact : study.facts)
        fact.epoch = 0;
    const Analysis pooled = analyse(study);
    EXPECT_LT(*overall.estimate->se, *first_result(pooled).overall.estimate->se);
}

TEST(Winsor, IsAsRegistered) {
    Value document = a_registration();
    document["winsor"]["offers_per_intent"] = Value::Array{0, 500'000};
    Study study = a_study(document);
    add_market(study, {.seed = 71});
    const Comparison overall = first_result(analyse(study)).overall;
    EXPECT_EQ(overall.capped_at->low, 0);
    EXPECT_LE(overall.capped_at->high, 3);
    document["winsor"]["offers_per_intent"] = Value::Array{2, 1};
    document["analysis"] = Value::Array{"cuped"};
    study.prereg = registered(document);
    const Analysis analysis = analyse(study);
    EXPECT_EQ(analysis.notes.size(), 2U);
    EXPECT_GT(first_result(analysis).overall.capped_at->high, 3);
}

TEST(Rerandomised, DrawsAreJudgedByTheShuffleAlone) {
    Value document = a_registration();
    document["rerandomisation"]["attempts"] = 100;
    Study study = a_study(document);
    add_market(study, {.seed = 81});
    const Analysis analysis = analyse(study);
    EXPECT_EQ(first_result(analysis).overall.estimate->method, method::shuffle);
    EXPECT_THAT(analysis.notes, testing::Contains(HasSubstr("rerandomisation is registered")));
}

TEST(Sequential, IsTunedToWhatIsRegistered) {
    Value document = a_registration();
    EXPECT_EQ(plan_of(registered(document)).tuning, 400);
    document["sequential"]["n_star"] = 1'000;
    EXPECT_EQ(plan_of(registered(document)).tuning, 1'000);
}

} // namespace
} // namespace parley::lab::analyse
