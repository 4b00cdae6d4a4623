// What an experiment promises has to be something that can be kept, and each fault names its place.
#include "lab/analyse/promise.hpp"

#include "lab/analyse_support.hpp"

namespace parley::lab::analyse {
namespace {

using core::Value;

std::string place_of(const std::function<void(Value&)>& change, std::size_t sectors = 1) {
    Value document = a_registration();
    change(document);
    const auto prereg = design::prereg_from(document);
    if (!prereg)
        return "unread " + prereg.error().pointer;
    const auto fault = fault_in_promise(*prereg, sectors);
    return fault ? fault->pointer : "none";
}

Value& item(Value& document, const char* list, std::size_t i) {
    return (*document[list].as_array())[i];
}

TEST(Promise, ThatCanBeKeptHasNoFault) {
    EXPECT_EQ(place_of([](Value&) {}), "none");
}

TEST(Promise, IsInWordsThatCanBeShownOnALine) {
    EXPECT_EQ(place_of([](Value& it) { it["title"] = "Two\nlines"; }), "/title");
    EXPECT_EQ(place_of([](Value& it) { it["title"] = "Turned \u202Eround"; }), "/title");
    EXPECT_EQ(place_of([](Value& it) { it["title"] = "Turned \u2066round"; }), "/title");
    EXPECT_EQ(place_of([](Value& it) { it["title"] = "Next\u0085line"; }), "/title");
    EXPECT_EQ(place_of([](Value& it) { it["title"] = "  "; }), "/title");
    EXPECT_EQ(place_of([](Value& it) { it["title"] = std::string(201, 'a'); }), "/title");
    std::string wide;
    for (int i = 0; i < 200; ++i)
        wide += "\u00E9";
    EXPECT_EQ(place_of([&](Value& it) { it["title"] = wide; }), "none") << "characters are counted, not bytes";
    EXPECT_EQ(place_of([](Value& it) { item(it, "arms", 1)["title"] = "a\tb"; }), "/arms/1/title");
    EXPECT_EQ(place_of([](Value& it) { item(it, "hypotheses", 0)["text"] = "a\nb"; }), "/hypotheses/0/text");
}

TEST(Promise, NamesEachThingOnceAndByItsName) {
    const Value more = hypothesis_value("H1", "award_rate", "increase", "secondary");
    EXPECT_EQ(place_of([&](Value& it) { it["hypotheses"].push_back(more); }), "/hypotheses/1/id");
    EXPECT_EQ(place_of([](Value& it) { item(it, "hypotheses", 0)["metric"] = "happiness"; }), "/hypotheses/0/metric");
    EXPECT_EQ(place_of([](Value& it) { item(it, "guardrails", 0)["metric"] = "happiness"; }), "/guardrails/0/metric");
    EXPECT_EQ(place_of([](Value& it) { it["guardrails"].push_back(item(it, "guardrails", 0)); }),
              "/guardrails/1/metric");
}

TEST(Promise, IsOfEffectsThatTheMetricCanHave) {
    EXPECT_EQ(place_of([](Value& it) { it["mde_bp"] = 1'000'000; }), "none") << "100 offers";
    EXPECT_EQ(place_of([](Value& it) { it["mde_bp"] = 1'000'001; }), "/mde_bp");
    const auto share = [](std::int64_t mde) {
        return [mde](Value& it) {
            item(it, "hypotheses", 0)["metric"] = "award_rate";
            it["mde_bp"] = mde;
        };
    };
    EXPECT_EQ(place_of(share(10'000)), "none");
    EXPECT_EQ(place_of(share(10'001)), "/mde_bp");
}

TEST(Promise, KeepsItsGuardrailsArmed) {
    EXPECT_EQ(place_of([](Value& it) { item(it, "guardrails", 0)["margin_bp"] = 5'000; }), "none");
    EXPECT_EQ(place_of([](Value& it) { item(it, "guardrails", 0)["margin_bp"] = 5'001; }), "/guardrails/0/margin_bp");
    EXPECT_EQ(place_of([](Value& it) { item(it, "guardrails", 0)["direction"] = "increase"; }),
              "/guardrails/0/direction");
}

TEST(Promise, IsOfASizeThatThereCanBe) {
    EXPECT_EQ(place_of([](Value& it) { it["n_per_arm"] = 1'000'000; }), "none");
    EXPECT_EQ(place_of([](Value& it) { it["n_per_arm"] = 1'000'001; }), "/n_per_arm");
    // Four weeks of seven slots are 14 for each of two arms, in each sector.
    const auto slots = [](std::int64_t n) {
        return [n](Value& it) {
            it["unit"] = "slot";
            it["switchback"] = Value::Object{{"slots_per_week", 7}, {"burn_in_s", 7'200}, {"min_run", 1}};
            it["n_per_arm"] = n;
        };
    };
    EXPECT_EQ(place_of(slots(14)), "none");
    EXPECT_EQ(place_of(slots(15)), "/n_per_arm");
    EXPECT_EQ(place_of(slots(15), 2), "none");
}

} // namespace
} // namespace parley::lab::analyse
