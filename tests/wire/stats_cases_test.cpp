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
    return answered ? Json::parse(*answered).at("results") : Json::array();
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
    EXPECT_EQ(*answer_stats_cases("{\"cases\": []}"), "{\n  \"results\": []\n}");
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
