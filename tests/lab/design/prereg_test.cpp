// The promise before the measurement: read as it is typed, locked for the rules it was made for, and chained.
#include "lab/design/experiment_log.hpp"
#include "lab/design/prereg.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::lab::design {
namespace {

using core::Value;
using Object = Value::Object;
using Array = Value::Array;

Value some_rules() {
    Value rules;
    rules["close"]["mode"] = "hard";
    rules["award"]["mode"] = "buyer_choice";
    return rules;
}

Value some_bounds() {
    Value bounds;
    bounds["paths"]["/close/mode"]["enum"] = Array{"hard", "soft"};
    bounds["never"] = Array{"/award/mode"};
    return bounds;
}

Value an_arm(const char* key, const char* mode) {
    return Object{{"key", key},
                  {"weight_ppm", 500'000},
                  {"patch", Array{Object{{"op", "replace"}, {"path", "/close/mode"}, {"value", mode}}}}};
}

Value a_document() {
    Value document;
    document["schema"] = "parley.prereg/1";
    document["key"] = "furn-softclose-01";
    document["title"] = "Does a soft close lower the best price?";
    document["version"] = 1;
    document["hypotheses"] = Array{Object{{"id", "H1"},
                                          {"text", "It does"},
                                          {"metric", "best_discount_ref_itt"},
                                          {"direction", "increase"},
                                          {"role", "primary"}}};
    document["sectors"] = Array{"furniture"};
    document["unit"] = "slot";
    document["arms"] = Array{an_arm("hard", "hard"), an_arm("soft", "soft")};
    document["coverage_ppm"] = 50'000;
    document["ramp"] = Array{50'000, 1'000'000};
    document["alpha_ppm"] = 50'000;
    document["power_ppm"] = 800'000;
    document["mde_bp"] = 200;
    document["n_per_arm"] = 1'377;
    document["max_days"] = 28;
    document["correction"] = "holm";
    document["guardrails"] =
        Array{Object{{"metric", "zero_offer_rate"}, {"direction", "decrease"}, {"margin_bp", 300}}};
    document["analysis"] = Array{"difference_in_means"};
    document["base_rules_sha256"] = sha256_of(some_rules());
    document["bounds_sha256"] = sha256_of(some_bounds());
    return document;
}

Prereg read(const Value& document) {
    const auto prereg = prereg_from(document);
    EXPECT_TRUE(prereg) << prereg.error().pointer << ' ' << prereg.error().detail;
    return *prereg;
}

std::string fault_of(const std::optional<DesignFault>& fault) {
    return fault ? fault->pointer : "none";
}

TEST(Prereg, IsReadAsItIsTyped) {
    const Prereg prereg = read(a_document());
    EXPECT_EQ(prereg.unit, Unit::slot);
    EXPECT_EQ(prereg.arms.size(), 2U);
    EXPECT_EQ(prereg.arms[1].key, "soft");
    EXPECT_EQ(prereg.ramp, (Ramp{50'000, 1'000'000}));
    EXPECT_EQ(prereg.sha256, sha256_of(a_document()));
}

TEST(Prereg, NamesThePlaceThatIsWrong) {
    const auto pointer = [](const auto& change) {
        Value document = a_document();
        change(document);
        const auto prereg = prereg_from(document);
        return prereg ? "none" : prereg.error().pointer;
    };
    EXPECT_EQ(pointer([](Value& it) { it = 1; }), "");
    for (const char* name : {"schema", "key", "title", "version", "hypotheses", "sectors", "unit", "arms",
                             "coverage_ppm", "alpha_ppm", "mde_bp", "guardrails", "analysis", "base_rules_sha256"}) {
        EXPECT_EQ(pointer([&](Value& it) { it.as_object()->erase(name); }), std::string("/") + name);
        EXPECT_EQ(pointer([&](Value& it) { it[name] = Object{}; }), std::string("/") + name);
    }
    EXPECT_EQ(pointer([](Value& it) { it["pilott"] = true; }), "/pilott");
    EXPECT_EQ(pointer([](Value& it) { it["pilot"] = 1; }), "/pilot");
    EXPECT_EQ(pointer([](Value& it) { it["key"] = "No Spaces"; }), "/key");
    EXPECT_EQ(pointer([](Value& it) { it["version"] = 2; }), "/supersedes");
    EXPECT_EQ(pointer([](Value& it) { (*it["hypotheses"].as_array())[0]["role"] = "secondary"; }), "/hypotheses");
    EXPECT_EQ(pointer([](Value& it) { (*it["hypotheses"].as_array())[0]["why"] = "x"; }), "/hypotheses/0/why");
    EXPECT_EQ(pointer([](Value& it) { it["sectors"].push_back("furniture"); }), "/sectors");
    EXPECT_EQ(pointer([](Value& it) { (*it["arms"].as_array())[1]["key"] = "hard"; }), "/arms/1/key");
    EXPECT_EQ(pointer([](Value& it) { (*it["arms"].as_array())[1]["weight_ppm"] = 499'999; }), "/arms");
    EXPECT_EQ(pointer([](Value& it) { (*it["arms"].as_array())[1]["patch"] = 1; }), "/arms/1/patch");
    EXPECT_EQ(pointer([](Value& it) { it["ramp"] = Array{1'000'000}; }), "/ramp");
    EXPECT_EQ(pointer([](Value& it) { it["ramp"] = Array{50'000, "all"}; }), "/ramp");
    EXPECT_EQ(pointer([](Value& it) { it["bounds_sha256"] = std::string(64, 'A'); }), "/bounds_sha256");
}

TEST(Prereg, IsLockedForTheRulesItWasMadeFor) {
    const RuleBounds bounds = *bounds_from(some_bounds(), some_rules());
    const auto fault = [&](const auto& change) {
        Value document = a_document();
        change(document);
        return fault_of(fault_at_lock(read(document), some_rules(), bounds));
    };
    EXPECT_EQ(fault([](Value&) {}), "none");
    EXPECT_EQ(fault([](Value& it) { it["base_rules_sha256"] = sha256_of(1); }), "/base_rules_sha256");
    EXPECT_EQ(fault([](Value& it) { it["bounds_sha256"] = sha256_of(1); }), "/bounds_sha256");
    EXPECT_EQ(fault([](Value& it) { (*it["arms"].as_array())[1] = an_arm("soft", "none"); }), "/arms/1/patch/0/value");
    EXPECT_EQ(fault([](Value& it) { it["unit"] = "intent"; }), "/unit");
    EXPECT_EQ(fault([](Value& it) {
                  it["unit"] = "intent";
                  it["pilot"] = true;
              }),
              "none");
}

TEST(Prereg, IsSupersededByItsNextVersionAlone) {
    const Prereg first = read(a_document());
    const auto fault = [&](const auto& change) {
        Value document = a_document();
        document["version"] = 2;
        document["supersedes"] = first.sha256;
        change(document);
        return fault_of(fault_as_successor(read(document), first));
    };
    EXPECT_EQ(fault([](Value&) {}), "none");
    EXPECT_EQ(fault([](Value& it) { it["key"] = "another"; }), "/key");
    EXPECT_EQ(fault([](Value& it) { it["version"] = 3; }), "/version");
    EXPECT_EQ(fault([](Value& it) { it["supersedes"] = sha256_of(1); }), "/supersedes");
    EXPECT_EQ(fault_of(fault_as_successor(first, first)), "/version");
}

TEST(ExperimentLog, HasTheGoldenChain) {
    std::vector<LoggedEvent> log;
    log.push_back(chained(log, Object{{"seq", 1},
                                      {"type", "registered"},
                                      {"prereg", "20a7acc0c5840a21e918bf4c47da84e9f2c0226774944c301ddbe74fa169f4e9"}}));
    log.push_back(chained(log, Object{{"seq", 2}, {"type", "started"}, {"at", "2026-03-02T09:00:00Z"}}));
    log.push_back(chained(log, Object{{"seq", 3}, {"type", "ramp"}, {"coverage_ppm", 500'000}}));
    EXPECT_EQ(log[0].prev, std::string(64, '0'));
    EXPECT_EQ(log[0].hash, "f42557cec754cef3d4f3d6f122f5a9e591581e079fe1c88a977ba6130af08f1f");
    EXPECT_EQ(log[2].prev, log[1].hash);
    EXPECT_EQ(log[2].hash, "7fa04be996c002f7496ae3d99be40a3c84690e6ecdcfd98d21c5617ed1557b55");
    EXPECT_EQ(first_break(log), std::nullopt);
    EXPECT_EQ(first_break({}), std::nullopt);
}

RC_GTEST_PROP(ExperimentLog, ShowsWhereItWasChanged, (const std::vector<std::string>& words)) {
    RC_PRE(!words.empty());
    std::vector<LoggedEvent> log;
    for (const std::string& word : words)
        log.push_back(chained(log, Object{{"type", word}}));
    RC_ASSERT(first_break(log) == std::nullopt);
    const auto at = *rc::gen::inRange<std::size_t>(0, log.size());
    log[at].event["more"] = 1;
    RC_ASSERT(first_break(log) == at);
}

} // namespace
} // namespace parley::lab::design
