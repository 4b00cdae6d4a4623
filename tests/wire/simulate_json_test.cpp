// Simulation files: what they answer, the published closed forms where they are at hand, and what is wrong with a file.
#include "wire/simulate_json.hpp"

#include "wire/shared_data.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace parley::wire {
namespace {

using Json = nlohmann::json;

Json results_of(const Json& runs) {
    const auto answered = answer_simulations(Json{{"simulate", runs}}.dump());
    EXPECT_TRUE(answered) << answered.error().pointer << ' ' << answered.error().detail;
    return answered ? Json::parse(*answered).at("results") : Json::array();
}

/// "place: what is wrong", or "" of a file without a fault.
std::string fault_of_text(const std::string& text) {
    const auto answered = answer_simulations(text);
    return answered ? "" : answered.error().pointer + ": " + answered.error().detail;
}
std::string fault_of(const Json& run) {
    return fault_of_text(Json{{"simulate", Json::array({run})}}.dump());
}

Json power_run() {
    return Json::parse(R"({
        "id": "p", "kind": "power", "unit": "intent", "metric": "price", "n_per_arm": 20, "repetitions": 20,
        "world": {"businesses": 10},
        "control": {"rules": {"format": "sealed", "pricing": "second_price"}, "invites": 2},
        "treatment": {"invites": 8}
    })");
}

/// What a closed form of a row is called in a result, and in the published file.
struct Named {
    const char* result; // pointer
    const char* published;
};

struct Section {
    const char* name;
    Json run;
    std::vector<std::pair<const char*, const char*>> members; // of the run, and of a row
    std::vector<Named> targets;
};

TEST(SimulateJson, ClosedFormsAreThePublishedOnes) {
    const auto text = shared_data("auction_theory.json");
    if (!text)
        GTEST_SKIP() << "auction_theory.json is not at hand";
    const Json published = Json::parse(*text);
    const std::vector<Section> sections{
        {"uniform_table",
         {{"kind", "theory"}, {"format", "open"}},
         {{"n", "n"}},
         {{"/target", "E_price_open_descending_limit"}, {"/winner_profit/target", "E_winner_profit"}}},
        {"invitee_thinning",
         {{"kind", "thinning"}},
         {{"invited", "invited"}, {"response_prob", "response_prob"}},
         {{"/no_offer/target", "P_no_offer"}, {"/buyer_cost/target", "E_price_no_offer_costs_1"}}},
        {"endogenous_entry",
         {{"kind", "entry"}},
         {{"invited", "invited"}, {"entry_cost", "entry_cost"}},
         {{"/target", "buyer_cost_no_offer_costs_1"}, {"/entry_prob", "entry_prob"}}},
        {"hard_vs_soft_close",
         {{"kind", "sniping"}},
         {{"n", "n"}, {"transmission_prob", "transmission_prob"}},
         {{"/target", "E_buyer_cost_hard_close_all_snipe"}, {"/soft_price/target", "E_price_soft_close"}}},
        {"soft_close_timer",
         {{"kind", "soft_close"}},
         {{"bid_rate_per_s", "bid_rate_per_s"}, {"window_s", "window_s"}},
         {{"/target", "E_time_from_window_start_s"},
          {"/late_offers/target", "E_extensions_bids"},
          {"/no_extension/target", "P_no_extension"}}},
        {"score_vs_price_only",
         {{"kind", "score"}},
         {{"n", "n"}, {"quality_weight", "quality_weight"}},
         {{"/score_utility/target", "buyer_utility_score_auction"},
          {"/price_utility/target", "buyer_utility_price_only"}}},
    };
    for (const Section& section : sections) {
        const Json& rows =
            published.at(section.name).is_array() ? published.at(section.name) : published.at(section.name).at("rows");
        ASSERT_GE(rows.size(), 5u) << section.name;
        Json runs = Json::array();
        for (const Json& row : rows) {
            Json run = section.run;
            run["rounds"] = 1;
            for (const auto& [member, of_row] : section.members)
                run[member] = row.at(of_row);
            runs.push_back(std::move(run));
        }
        const Json results = results_of(runs);
        ASSERT_EQ(results.size(), rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i)
            for (const Named& one : section.targets) {
                const double target = rows[i].at(one.published).get<double>();
                EXPECT_NEAR(results[i].at(Json::json_pointer(one.result)).get<double>(), target,
                            1e-9 * std::max(1.0, std::abs(target)))
                    << section.name << ' ' << i << ' ' << one.published;
            }
    }
}

TEST(SimulateJson, ResultsComeInOrderWithTheirNames) {
    const Json results = results_of(Json::parse(R"([
        {"id": "b", "kind": "theory", "format": "open", "n": 3, "rounds": 400, "seed": 3},
        {"id": 7, "kind": "soft_close", "bid_rate_per_s": 0.01, "window_s": 60, "rounds": 50},
        {"kind": "interference", "attention": 2, "slots": 20, "intents": 3}
    ])"));
    ASSERT_EQ(results.size(), 3u);
    EXPECT_EQ(results[0].at("id"), "b");
    EXPECT_EQ(results[0].at("kind"), "theory");
    EXPECT_EQ(results[0].at("target"), 0.5);
    EXPECT_EQ(results[0].at("n"), 400);
    EXPECT_LT(std::abs(results[0].at("sigmas").get<double>()), 5);
    EXPECT_EQ(results[1].at("id"), 7);
    EXPECT_EQ(results[2].at("id"), nullptr);
    EXPECT_TRUE(results[2].at("offers").at("intent_level").contains("of_truth"));
}

TEST(SimulateJson, EveryKindIsPlayed) {
    const Json results = results_of(Json::parse(R"([
        {"kind": "thinning", "invited": 4, "response_prob": 0.5, "rounds": 50},
        {"kind": "entry", "invited": 8, "entry_cost": 0.1, "rounds": 50},
        {"kind": "sniping", "n": 3, "transmission_prob": 0.5, "rounds": 50},
        {"kind": "score", "n": 3, "quality_weight": 0.5, "rounds": 50},
        {"kind": "toys", "rounds": 50},
        {"kind": "peeking", "repetitions": 20, "per_arm": 500}
    ])"));
    for (const char* pointer : {"/0/no_offer/mean", "/1/entry_prob", "/2/too_late", "/3/score_utility/mean",
                                "/4/priority/intent_level/mean", "/5/fixed_any_look/mean"})
        EXPECT_TRUE(results.at(Json::json_pointer(pointer)).is_number()) << pointer;
}

TEST(SimulateJson, ANullSaysWhy) {
    const Json results = results_of(Json::parse(R"([
        {"kind": "thinning", "invited": 1, "response_prob": 0.000001, "rounds": 20},
        {"kind": "theory", "format": "open", "n": 3, "rounds": 1},
        {"kind": "theory", "format": "open", "n": 3, "rounds": 2}
    ])"));
    EXPECT_EQ(results[0].at("mean"), nullptr);
    EXPECT_EQ(results[0].at("note"), "there was nothing to take the mean of");
    EXPECT_TRUE(results[1].at("mean").is_number());
    EXPECT_EQ(results[1].at("se"), nullptr);
    EXPECT_EQ(results[1].at("note"), "a standard error needs two values, and there was one");
    EXPECT_EQ(results[1].at("winner_profit").at("se"), nullptr);
    EXPECT_TRUE(results[2].at("se").is_number());
    EXPECT_FALSE(results[2].contains("note"));
    Json power = power_run();
    power["repetitions"] = 1;
    EXPECT_EQ(results_of(Json::array({power})).at(0).at("se"), nullptr);
}

TEST(SimulateJson, PowerTakesTheControlsMembersForTheTreatment) {
    const Json result = results_of(Json::array({power_run()})).at(0);
    EXPECT_GT(result.at("mean"), 0.9);
    EXPECT_LT(result.at("effect").at("mean"), -0.3);
    EXPECT_EQ(result.at("n"), 20);
    Json alike = power_run();
    alike["treatment"] = Json::object();
    EXPECT_LT(results_of(Json::array({alike})).at(0).at("mean"), 0.3);
}

TEST(SimulateJson, TheSameFileGivesTheSameBytes) {
    const std::string text = R"({"simulate":[{"kind":"theory","format":"first_price","n":5,"rounds":300,"seed":9},)"
                             R"({"kind":"peeking","repetitions":5,"per_arm":200}]})";
    const auto one = answer_simulations(text), again = answer_simulations(text);
    ASSERT_TRUE(one && again);
    EXPECT_EQ(*one, *again);
}

TEST(SimulateJson, WhatIsWrongIsSaidWithItsPlace) {
    EXPECT_EQ(fault_of_text("{"), "line 1, column 1: here the file ends, and its JSON does not");
    EXPECT_EQ(fault_of_text("[]").substr(0, 2), ": ");
    EXPECT_EQ(fault_of_text("{}"), "/simulate: is required");
    EXPECT_EQ(fault_of_text(R"({"simulate":[1]})").substr(0, 12), "/simulate/0:");
    EXPECT_EQ(
        fault_of({{"kind", "dice"}}),
        "/simulate/0/kind: there is no simulation \"dice\"; there are entry, interference, peeking, power, score, "
        "sniping, soft_close, theory, thinning, toys");
    EXPECT_EQ(fault_of({{"kind", "theory"}, {"format", "open"}}), "/simulate/0/n: is required");
    EXPECT_EQ(fault_of({{"kind", "theory"}, {"format", "haggling"}, {"n", 3}}),
              "/simulate/0/format: must be one of first_price, second_price, open");
    EXPECT_EQ(fault_of({{"kind", "theory"}, {"format", "open"}, {"n", 3}, {"seeed", 4}}),
              "/simulate/0/seeed: is not known here");
    EXPECT_EQ(fault_of({{"kind", "theory"}, {"format", "open"}, {"n", 2.5}}),
              "/simulate/0/n: must be a whole number from 2 to 100");
    EXPECT_EQ(fault_of({{"kind", "theory"}, {"format", "open"}, {"n", 3}, {"seed", -1}}).substr(0, 18),
              "/simulate/0/seed: ");
    EXPECT_EQ(fault_of({{"kind", "thinning"}, {"invited", 3}, {"response_prob", 1.5}}).substr(0, 27),
              "/simulate/0/response_prob: ");
}

TEST(SimulateJson, SizesAreBounded) {
    EXPECT_EQ(fault_of({{"kind", "theory"}, {"format", "open"}, {"n", 100}, {"rounds", 10'000'000}}),
              "/simulate/0/rounds: times the offers of a round is too much for one run");
    EXPECT_EQ(fault_of({{"kind", "soft_close"}, {"bid_rate_per_s", 1}, {"window_s", 60}}).substr(0, 22),
              "/simulate/0/window_s: ");
    EXPECT_EQ(fault_of({{"kind", "interference"}, {"attention", 4}, {"slots", 1'000'000}}).substr(0, 19),
              "/simulate/0/slots: ");
    EXPECT_EQ(fault_of({{"kind", "peeking"}, {"repetitions", 1'000'000}}).substr(0, 25), "/simulate/0/repetitions: ");
    Json power = power_run();
    power["n_per_arm"] = power["repetitions"] = 100'000;
    EXPECT_EQ(fault_of(power).substr(0, 25), "/simulate/0/repetitions: ");
    power["unit"] = "slot";
    power["n_per_arm"] = 1'000;
    power["repetitions"] = 101;
    EXPECT_EQ(fault_of(power), "/simulate/0/repetitions: must be a whole number from 1 to 100");
    const Json many = Json::array_t(1'001, Json{{"kind", "toys"}, {"rounds", 1}});
    EXPECT_EQ(fault_of_text(Json{{"simulate", many}}.dump()), "/simulate: must be no more than 1000");
}

TEST(SimulateJson, RulesAreReadAsTheCoreReadsThem) {
    Json power = power_run();
    power["control"]["rules"]["duration_s"] = "long";
    EXPECT_EQ(fault_of(power).substr(0, 42), "/simulate/0/control/rules/duration_s: must");
    power = power_run();
    power["treatment"]["rules"] = {{"close", {{"mode", "soft"}}}};
    EXPECT_EQ(fault_of(power), "/simulate/0/treatment/rules/close/mode: a sealed round closes hard, always");
    power = power_run();
    power["treatment"]["conduct"] = {{"strategy", "sniper"}};
    EXPECT_EQ(fault_of(power), "/simulate/0/treatment/conduct/strategy: needs an open round");
    power = power_run();
    power["treatment"]["invites"] = 11;
    EXPECT_EQ(fault_of(power), "/simulate/0/treatment/invites: must be a whole number from 0 to 10");
    power = power_run();
    power["metric"] = "award";
    EXPECT_EQ(fault_of(power), "/simulate/0/control/consumer/award: must not be none where awards are counted");
    power.erase("control");
    EXPECT_EQ(fault_of(power), "/simulate/0/control: is required");
}

} // namespace
} // namespace parley::wire
