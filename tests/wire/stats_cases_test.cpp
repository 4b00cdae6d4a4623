// Case files of the statistics engine: the published vectors where they are at hand, small files always.
#include "wire/stats_cases.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace parley::wire {
namespace {

using Json = nlohmann::json;

Json results_of(const Json& cases) {
    const auto answered = answer_stats_cases(Json{{"cases", cases}}.dump());
    EXPECT_TRUE(answered);
    return answered ? Json::parse(answered->text).at("results") : Json::array();
}

Json output_of(const std::string& method, const Json& input) {
    return results_of(Json::array({{{"id", "one"}, {"method", method}, {"input", input}}})).at(0);
}

/// Where `actual` is not `expected`, by the tolerance of a case; "" where it is.
std::string difference(const Json& actual, const Json& expected, double tolerance, const std::string& place) {
    if (expected.is_number()) {
        const double size = std::abs(expected.get<double>());
        const double allowed = tolerance * (size < 1e-12 ? 1 : size);
        const bool is_near = actual.is_number() && std::abs(actual.get<double>() - expected.get<double>()) <= allowed;
        return is_near ? "" : place + " is " + actual.dump() + " and not " + expected.dump();
    }
    if (expected.is_structured()) {
        if (expected.is_array() && (!actual.is_array() || actual.size() != expected.size()))
            return place + " has another length";
        for (const auto& [name, member] : expected.items()) {
            if (expected.is_object() && (!actual.is_object() || !actual.contains(name)))
                return place + " has no " + name;
            const Json& other = expected.is_array() ? actual.at(std::stoul(name)) : actual.at(name);
            if (auto found = difference(other, member, tolerance, place + '/' + name); !found.empty())
                return found;
        }
        return "";
    }
    return actual == expected ? "" : place + " is " + actual.dump() + " and not " + expected.dump();
}

TEST(StatsVectors, ComeOutWithinTheirTolerance) {
    const std::filesystem::path file =
        std::filesystem::path(PARLEY_SOURCE_DIR) / ".." / "shared" / "data" / "stats_vectors.json";
    if (!std::filesystem::exists(file))
        GTEST_SKIP() << "the published vectors are not here";
    std::stringstream text;
    text << std::ifstream(file).rdbuf();
    const Json cases = Json::parse(text.str()).at("cases");
    const Json results = results_of(cases);
    ASSERT_EQ(results.size(), cases.size());
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const std::string id = cases[i].at("id");
        EXPECT_EQ(results[i].at("id"), id);
        // The rows of these are not in the file.
        if (id == "petersen" || id == "cluster_small_fe") {
            EXPECT_TRUE(results[i].contains("error"));
            continue;
        }
        ASSERT_TRUE(results[i].contains("output")) << results[i].dump();
        const double tolerance = cases[i].at("rel_tol");
        // Printed tables have three digits, whatever the size of the number.
        if (id == "mwu_exact_cdf_tables") {
            for (const auto& [name, table] : cases[i].at("expected").items())
                for (std::size_t u = 0; u < table.size(); ++u)
                    EXPECT_NEAR(results[i].at("output").at(name).at(u).get<double>(), table[u].get<double>(),
                                tolerance);
            continue;
        }
        EXPECT_EQ(difference(results[i].at("output"), cases[i].at("expected"), tolerance, id), "");
    }
}

TEST(StatsCases, OneBrokenCaseLeavesTheOthers) {
    const Json results = results_of(Json::array({
        {{"id", "a"}, {"method", "wilson_ci"}, {"input", {{"k", "three"}, {"n", 10}}}},
        {{"id", "b"}, {"method", "no_such"}, {"input", Json::object()}},
        17,
        {{"id", "d"}, {"method", "welch_t"}},
        {{"id", 5}, {"method", "randomisation_mc"}, {"input", {{"extreme", 12}, {"draws", 999}}}, {"note", "ignored"}},
    }));
    EXPECT_EQ(results[0], (Json{{"id", "a"}, {"error", "/input/k: must be a number"}}));
    EXPECT_EQ(results[1], (Json{{"id", "b"}, {"error", "/method: there is no method \"no_such\""}}));
    EXPECT_EQ(results[2].at("error"), "a case must be an object");
    EXPECT_EQ(results[3].at("error"), "/input: is required");
    EXPECT_EQ(results[4], (Json{{"id", 5}, {"output", {{"p", 0.013}}}}));
}

TEST(StatsCases, CasesThatCouldNotBeComputedAreNamed) {
    const auto answered = answer_stats_cases(R"({"cases":[
        {"id":"a","method":"wilson_ci","input":{"k":1,"n":10}}, {"id":"b","method":"no_such","input":{}},
        {"id":7,"method":"welch_t"}, {"method":"welch_t"}, 17,
        {"id":"e","method":"wilson_ci","input":{"k":0,"n":0}}]})");
    ASSERT_TRUE(answered);
    EXPECT_EQ(answered->cases, 6U);
    EXPECT_EQ(answered->not_computed, (std::vector<std::string>{"b", "7", "/cases/3", "/cases/4"}))
        << "what says nothing was computed";
}

/// An arm of a thousand units that is well, with some members put in.
Json an_arm(const Json& members = Json::object()) {
    Json arm{{"n", 1'000}, {"sum", 5'000}, {"sum_squares", 30'000}};
    arm.update(members);
    return arm;
}

TEST(StatsCases, MomentsThatNoValuesHaveAreFaultsOfTheirKeys) {
    const auto error = [](const Json& control) {
        const Json answered = output_of("gb_two_sided_t", {{"control", control}, {"treatment", an_arm()}});
        return answered.contains("error") ? answered.at("error").get<std::string>() : "";
    };
    EXPECT_EQ(error(an_arm()), "");
    EXPECT_EQ(error(an_arm({{"sum_squares", -1}})), "/input/control/sum_squares: must not be negative");
    EXPECT_EQ(error(an_arm({{"sum_squares", 24'000}})),
              "/input/control/sum_squares: must not be below sum^2/n, which is 25000.0");
    EXPECT_EQ(error(an_arm({{"sum_squares", 25'000 * (1 - 1e-12)}})), "") << "the rounding of a long sum";
    EXPECT_EQ(error(an_arm({{"sum", 1e12}})), "/input/control/sum_squares: must not be below sum^2/n, which is 1e+21");
    EXPECT_EQ(error(an_arm({{"sum", 1e300}})), "/input/control/sum_squares: must not be below sum^2/n");
    EXPECT_EQ(error(an_arm({{"n", -5}})), "/input/control/n: must be a whole number, and not below 0.0");
    EXPECT_EQ(error(an_arm({{"n", 10.5}})), "/input/control/n: must be a whole number, and not below 0.0");
    EXPECT_EQ(error(an_arm({{"n", 0}})), "/input/control/sum: must be 0 where there is no unit");
    EXPECT_EQ(error({{"kind", "ProportionStatistic"}, {"n", 10}, {"sum", 11}}),
              "/input/control/sum: must be from 0 to n");
    const Json ratio{{"kind", "RatioStatistic"},  {"n", 100},     {"m_sum", 200},
                     {"m_sum_squares", 500},      {"d_sum", 300}, {"d_sum_squares", 1'000},
                     {"m_d_sum_of_products", 650}};
    EXPECT_EQ(error(ratio), "");
    Json other = ratio;
    other["d_sum_squares"] = 800;
    EXPECT_EQ(error(other), "/input/control/d_sum_squares: must not be below d_sum^2/n, which is 900.0");
    other = ratio;
    other["m_d_sum_of_products"] = 800;
    EXPECT_EQ(error(other), "/input/control/m_d_sum_of_products: is more than the sums of squares allow");
}

TEST(StatsCases, WhatIsOutOfItsRangeIsAFaultOfItsKey) {
    const auto error = [](const char* method, const Json& input) {
        const Json answered = output_of(method, input);
        return answered.contains("error") ? answered.at("error").get<std::string>() : answered.dump();
    };
    EXPECT_EQ(
        error("bayes_gaussian_effect", {{"prior", {{"variance", 0}}}, {"control", an_arm()}, {"treatment", an_arm()}}),
        "/input/prior/variance: must be more than 0");
    EXPECT_EQ(error("power_two_proportions", {{"p1", 1.3}, {"p2", 0.5}, {"n_per_arm", 10}}),
              "/input/p1: must be from 0 to 1");
    EXPECT_EQ(error("sample_size_two_proportions", {{"p1", 0.3}, {"p2", -0.5}}), "/input/p2: must be from 0 to 1");
    EXPECT_EQ(error("wilson_ci", {{"k", 11}, {"n", 10}}), "/input/k: must not be more than n");
    EXPECT_EQ(error("newcombe_diff", {{"k1", 1}, {"n1", 10}, {"k2", 3}, {"n2", 2}}),
              "/input/k2: must not be more than n2");
    EXPECT_EQ(error("wilson_ci", {{"k", 1}, {"n", 10}, {"confidence", 95}}),
              "/input/confidence: must lie between 0 and 1");
    EXPECT_EQ(error("welch_t", {{"a", {1, 2}}, {"b", {1, 3}}, {"alpha", 0}}), "/input/alpha: must lie between 0 and 1");
    EXPECT_EQ(error("p_adjust", {{"p", {0.1, 1.5}}}), "/input/p/1: must be from 0.0 to 1.0");
    EXPECT_EQ(error("srm_chi2", {{"observed", {1, -2}}, {"weights", {1, 1}}}),
              "/input/observed/1: must not be below 0.0");
    EXPECT_EQ(error("fisher_exact", {{"table", {{1, 2}, {3.5, 4}}}}),
              "/input/table/1/0: must be a whole number, and not below 0");
    EXPECT_EQ(error("meta_analysis_across_sectors", {{"effect", {1, 2}}, {"variance", {1, -1}}}),
              "/input/variance/1: must not be below 0.0");
    EXPECT_EQ(error("statsig_msprt", {{"diff", 1}, {"var_c", -1}, {"var_t", 1}, {"n_c", 9}, {"n_t", 9}}),
              "/input/var_c: must not be negative");
}

TEST(StatsCases, ANullThatIsOursSaysWhy) {
    const auto note = [](const char* method, const Json& input) {
        return output_of(method, input).value("note", "");
    };
    EXPECT_EQ(note("fisher_exact", {{"table", {{5, 0}, {0, 5}}}}), "odds_ratio_cmle is null: it is infinite");
    EXPECT_EQ(note("fisher_exact", {{"table", {{5, 1}, {1, 5}}}}), "");
    EXPECT_NE(note("msprt", {{"diff", 100}, {"var_diff", 1}, {"tau2", 1}}).find("likelihood_ratio is null"),
              std::string::npos);
    EXPECT_EQ(note("msprt", {{"diff", 1}, {"var_diff", 1}, {"tau2", 1}}), "");
    EXPECT_EQ(note("concentration", {{"counts", {1}}}),
              "hhi_unbiased is null: it is of whole counts that come to two or more");
    EXPECT_EQ(note("kaplan_meier",
                   {{"rows", {{{"t", 1}, {"event", 1}}, {{"t", 2}, {"event", 0}}, {{"t", 3}, {"event", 0}}}}}),
              "a median is null where more than half still waited at the end");
}

TEST(StatsCases, ArmsWithoutASpreadAreToldInPlainWords) {
    const auto why = [](const Json& a, const Json& b) {
        return output_of("welch_t", {{"a", a}, {"b", b}}).at("output").value("uninformative", "");
    };
    EXPECT_EQ(why({2, 2}, {3, 3}),
              "every value within an arm is the same: where nothing varies, nobody can tell an effect from chance");
    EXPECT_NE(why({1e20, 1e20 + 16'384}, {1e20, 1e20}).find("rounding of such large numbers"), std::string::npos);
}

TEST(StatsCases, WhatSaysNothingSaysWhy) {
    EXPECT_EQ(output_of("wilson_ci", {{"k", 0}, {"n", 0}}).at("output"),
              (Json{{"uninformative", "a share of nothing has no value"}}));
    EXPECT_TRUE(output_of("welch_t", {{"a", {1}}, {"b", {2}}}).at("output").contains("uninformative"));
    EXPECT_TRUE(output_of("mann_whitney_u", {{"x", Json::array()}, {"y", {1}}}).at("output").contains("uninformative"));
    EXPECT_TRUE(output_of("kaplan_meier", {{"rows", Json::array()}}).at("output").contains("uninformative"));
    EXPECT_TRUE(
        output_of("welch_t", {{"a", {1e308, -1e308}}, {"b", {1e308, 2}}}).at("output").contains("uninformative"));
}

TEST(StatsCases, TheFaultOfAFileHasAPlace) {
    const auto broken = answer_stats_cases("{\"cases\": [\n  {\"id\": 1,,}\n]}");
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().pointer, "line 2, column 12");
    const auto large = answer_stats_cases("{\"cases\": [1e999]}");
    ASSERT_FALSE(large);
    EXPECT_EQ(large.error().detail, "1e999 is beyond what a double can hold");
    EXPECT_FALSE(answer_stats_cases(""));
    const auto other = answer_stats_cases("[]");
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().pointer, "/cases");
    EXPECT_EQ(answer_stats_cases("{\"cases\": []}")->text, "{\n  \"results\": []\n}");
}

TEST(StatsCases, DoublesReadBackExactly) {
    const Json output = output_of("concentration", {{"counts", {1, 2}}}).at("output");
    EXPECT_EQ(output.at("cr1").get<double>(), 2.0 / 3);
    EXPECT_EQ(output.at("hhi").get<double>(), 10'000 * (1.0 / 3 * (1.0 / 3) + 2.0 / 3 * (2.0 / 3)));
}

TEST(StatsCases, MayNameEachOther) {
    const Json sectors{{"id", "all"},
                       {"method", "meta_analysis_across_sectors"},
                       {"input", {{"effect", {4, 4}}, {"variance", {1, 3}}}}};
    const Json shrunken{{"id", "each"},
                        {"method", "empirical_bayes_sector_shrinkage"},
                        {"input", {{"ref", "all"}, {"mu", 0}, {"tau2", 1}}}};
    EXPECT_EQ(results_of({sectors, shrunken}).at(1).at("output").at("shrunk"), (Json{2.0, 1.0}));
    EXPECT_EQ(results_of(Json::array({shrunken})).at(0).at("error"),
              "/input/ref: there is no case all with an input in this file");
}

/// Two sectors, two arms, two of each: the effect of the arm is 3 and that of the second sector 10.
Json some_rows() {
    Json rows = Json::array();
    for (const auto& [arm, sector, y] : std::initializer_list<std::tuple<int, std::string, double>>{{0, "a", 1},
                                                                                                    {0, "a", 2},
                                                                                                    {0, "b", 11},
                                                                                                    {0, "b", 12},
                                                                                                    {1, "a", 4},
                                                                                                    {1, "a", 5},
                                                                                                    {1, "b", 14},
                                                                                                    {1, "b", 15}})
        rows.push_back({{"y", y}, {"arm", arm}, {"sector", sector}, {"cluster", sector + std::to_string(arm)}});
    return rows;
}

TEST(StatsCases, AModelIsReadAsItIsWritten) {
    const auto coefficients = [](const std::string& model) {
        return output_of("cluster_robust_ols", {{"rows", some_rows()}, {"model", model}}).at("output");
    };
    const Json by_indicator = coefficients("y ~ 1 + arm + I(sector=b)");
    EXPECT_EQ(by_indicator.at("columns"), (Json{"1", "arm", "I(sector=b)"}));
    EXPECT_NEAR(by_indicator.at("coef").at(1).get<double>(), 3, 1e-12);
    EXPECT_NEAR(by_indicator.at("coef").at(2).get<double>(), 10, 1e-12);
    EXPECT_EQ(by_indicator.at("clusters"), 4);
    for (const char* same : {"y~arm+sector", "y ~ arm + C(sector)", "y ~ arm + I(sector == 'b')"})
        EXPECT_EQ(difference(coefficients(same).at("se_CR1S"), by_indicator.at("se_CR1S"), 1e-12, same), "");
    EXPECT_EQ(coefficients("y ~ 0 + arm").at("coef").size(), 1u);
    const Json two_ways = output_of("cluster_robust_ols",
                                    {{"rows", some_rows()}, {"model", "y ~ arm"}, {"cluster", {"cluster", "sector"}}})
                              .at("output");
    EXPECT_TRUE(two_ways.contains("se_cluster_CR1") && two_ways.contains("se_sector_CR0"));
}

TEST(StatsCases, AModelThatCannotBeReadNamesItsPart) {
    const auto error = [](const Json& members) {
        Json input{{"rows", some_rows()}};
        input.update(members);
        return output_of("cluster_robust_ols", input).at("error");
    };
    EXPECT_EQ(error({{"model", "y ~ arm + colour"}}), "/input/model: colour is no field of the rows");
    EXPECT_EQ(error({{"model", "y"}}), "/input/model: must be y ~ terms, with y a field of the rows");
    EXPECT_EQ(error({{"model", "y ~ arm"}, {"cluster", "town"}}), "/input/cluster: must name fields of the rows");
}

} // namespace
} // namespace parley::wire
