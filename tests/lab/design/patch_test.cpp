// What an arm may change: sentences over the rules, bounds as data, and patches that are refused before anything of
// them is applied.
#include "lab/design/patch.hpp"

#include "core/rules.hpp"
#include "lab/design/pointer.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace parley::lab::design {
namespace {

using core::Value;
using Object = Value::Object;
using Array = Value::Array;

Value some_rules() {
    Value rules;
    rules["format"] = "sealed_first_price";
    rules["visibility"] = "none";
    rules["round"]["duration_s"] = 900;
    rules["round"]["max_total_s"] = 1'800;
    rules["close"]["mode"] = "hard";
    rules["close"]["window_s"] = 0;
    rules["close"]["extension_s"] = 0;
    rules["award"]["mode"] = "buyer_choice";
    rules["ceiling"]["show_budget"] = true;
    rules["scoring"].push_back(Object{{"minor_per_unit", 200}});
    return rules;
}

Value some_bounds() {
    Value bounds;
    bounds["schema"] = "parley.rule-bounds/1";
    bounds["paths"]["/format"]["enum"] = Array{"sealed_first_price", "sealed_second_price", "rank_feedback"};
    bounds["paths"]["/visibility"]["enum"] = Array{"none", "rank"};
    bounds["paths"]["/round/duration_s"] = Object{{"type", "integer"}, {"min", 120}, {"max", 86'400}};
    bounds["paths"]["/close/mode"]["enum"] = Array{"hard", "soft"};
    bounds["paths"]["/close/window_s"] = Object{{"type", "integer"}, {"min", 0}, {"max", 300}};
    bounds["paths"]["/close/extension_s"] = Object{{"type", "integer"}, {"max", 300}};
    bounds["paths"]["/ceiling/show_budget"]["type"] = "boolean";
    bounds["paths"]["/scoring/0/minor_per_unit"]["type"] = "integer";
    bounds["cross"] = Array{"close.mode==soft => window_s>=10 and extension_s>=10",
                            "round.duration_s + close.extension_s*2 <= round.max_total_s",
                            "format in (sealed_*) => visibility==none", "format==rank_feedback => visibility==rank"};
    bounds["never"] = Array{"/award/mode", "/round/max_total_s"};
    return bounds;
}

RuleBounds bounds() {
    return *bounds_from(some_bounds(), some_rules());
}

Value operation(const char* op, const char* path, Value value) {
    return Object{{"op", op}, {"path", path}, {"value", std::move(value)}};
}
Value replace(const char* path, Value value) {
    return operation("replace", path, std::move(value));
}

std::string result(Array patch) {
    return check_patch(std::move(patch), some_rules(), bounds()).result();
}

TEST(Pointer, LeadsThroughObjectsAndLists) {
    Value document;
    document["a/b"]["m~n"] = Array{1, 2};
    EXPECT_EQ(*find(document, ""), document);
    EXPECT_EQ(*find(document, "/a~1b/m~0n/1"), Value(2));
    EXPECT_EQ(step_to("a/b") + step_to("m~n"), "/a~1b/m~0n");
    for (const char* nowhere : {"/a", "/a~1b/m~0n/2", "/a~1b/m~0n/01", "/a~1b/m~0n/-", "/a~1b/m~0n/+1", "/a~1b/m~0n/",
                                "/a~1b/m~0n/99999999999999999999", "/a~1b/m~0n/1/x", "a", "/a~2b", "/a~"})
        EXPECT_EQ(find(document, nowhere), nullptr) << nowhere;
}

RC_GTEST_PROP(Pointer, FindsWhatAStepNames, (const std::string& name)) {
    Value document;
    document[name] = 1;
    RC_ASSERT(find(document, step_to(name)) == &document.at(name));
}

bool holds(std::string_view sentence, const Value& rules) {
    const auto rule = CrossRule::read(sentence, rules);
    EXPECT_TRUE(rule) << sentence << ": " << rule.error().detail;
    return rule && rule->holds_for(rules);
}

TEST(CrossRule, SaysWhatItSays) {
    const Value rules = some_rules();
    for (const char* so : {"close.mode==soft => window_s>=10", "round.duration_s*2<=max_total_s",
                           "round.duration_s + 900 - max_total_s == 0", "(round.duration_s+100)*2 > max_total_s",
                           "format in (sealed_*, open)", "format in (sealed_first_price)", "format!=open",
                           "ceiling.show_budget==true", "close.window_s in (0, 5)", "ceiling.show_budget in (true)",
                           "close.window_s>-1", "close.window_s==extension_s*2", "round.max_total_s==2*duration_s",
                           "close.mode==soft or format==sealed_first_price and visibility==none"})
        EXPECT_TRUE(holds(so, rules)) << so;
    for (const char* not_so :
         {"close.mode==soft", "close.mode==hard => window_s>=10", "round.duration_s<900", "round.duration_s>900",
          "format in (sealed)", "format in (rank_*)", "ceiling.show_budget==false", "round.duration_s != 900",
          "close.mode==soft or format==open and visibility==none"})
        EXPECT_FALSE(holds(not_so, rules)) << not_so;
}

TEST(CrossRule, IsBrokenByWhatCannotBeCompared) {
    Value rules = some_rules();
    EXPECT_FALSE(holds("close.mode>=1", rules)) << "a word is no number";
    EXPECT_FALSE(holds("close.mode+1==1", rules));
    rules["round"]["duration_s"] = std::numeric_limits<std::int64_t>::max();
    EXPECT_FALSE(holds("round.duration_s+1>0", rules)) << "beyond 64 bits";
    EXPECT_FALSE(holds("round.duration_s*2>0", rules));
    EXPECT_FALSE(holds("0-2-round.duration_s<0", rules));
    const auto rule = CrossRule::read("close.window_s>=0", rules);
    EXPECT_FALSE(rule->holds_for(Value(Object{}))) << "it is not there any more";
}

TEST(CrossRule, IsCalledAfterWhatItDemands) {
    const auto code = [](std::string_view sentence) { return CrossRule::read(sentence, some_rules())->code(); };
    EXPECT_EQ(code("close.mode==soft => window_s>=10"), "E_CROSS_CLOSE");
    EXPECT_EQ(code("round.duration_s <= round.max_total_s"), "E_CROSS_TOTAL");
    EXPECT_EQ(code("format==rank_feedback => visibility==rank"), "E_CROSS_VISIBILITY");
    EXPECT_EQ(code("1==1"), "E_CROSS_RULE");
    EXPECT_EQ(CrossRule::read("1==1", some_rules(), "E_MINE")->code(), "E_MINE");
}

TEST(CrossRule, SaysWhyItCannotBeRead) {
    for (const char* broken : {"",
                               "close.mode",
                               "close.mode==",
                               "=> close.mode==hard",
                               "close.mode==hard =>",
                               "close.mode==hard and",
                               "close.nothing==1",
                               "nothing==1",
                               "close.window_s>=",
                               "close.window_s>=10 window_s",
                               "format in sealed",
                               "format in (",
                               "format in ()",
                               "format in (a b)",
                               "(close.window_s>=10",
                               "close.window_s>=99999999999999999999",
                               "close.window_s>=-",
                               "close.mode===hard",
                               "format==a=>b",
                               "é==1",
                               "close..mode==hard",
                               ".==1"})
        EXPECT_FALSE(CrossRule::read(broken, some_rules())) << broken;
    EXPECT_FALSE(CrossRule::read(std::string(1'001, '('), some_rules()));
    EXPECT_FALSE(CrossRule::read(std::string(1'000, '('), some_rules()));
}

RC_GTEST_PROP(CrossRule, NeverFallsOverAText, ()) {
    const auto words = *rc::gen::container<std::vector<std::string>>(
        rc::gen::element<std::string>("close.mode", "window_s", "round.duration_s", "==", "=>", "<=", "+", "-", "*",
                                      "(", ")", "in", "and", "or", "10", "soft", ",", "."));
    std::string text;
    for (const std::string& word : words)
        text += word + ' ';
    if (const auto rule = CrossRule::read(text, some_rules()))
        RC_ASSERT(rule->holds_for(some_rules()) == rule->holds_for(some_rules()));
}

TEST(RuleBounds, NameThePlaceThatCannotBeRead) {
    const auto pointer = [](const auto& change) {
        Value document = some_bounds();
        change(document);
        const auto read = bounds_from(document, some_rules());
        return read ? "none" : read.error().pointer;
    };
    EXPECT_EQ(pointer([](Value&) {}), "none");
    EXPECT_EQ(pointer([](Value& bounds) { bounds = nullptr; }), "/paths");
    EXPECT_EQ(pointer([](Value& bounds) { bounds["paths"] = Array{}; }), "/paths");
    EXPECT_EQ(pointer([](Value& bounds) { bounds["paths"]["format"]["type"] = "string"; }), "/paths/format");
    EXPECT_EQ(pointer([](Value& bounds) { bounds["paths"]["/format"] = 1; }), "/paths/~1format");
    EXPECT_EQ(pointer([](Value& bounds) { bounds["paths"]["/format"] = Object{}; }), "/paths/~1format");
    EXPECT_EQ(pointer([](Value& bounds) { bounds["paths"]["/format"]["maximum"] = 1; }), "/paths/~1format/maximum");
    EXPECT_EQ(pointer([](Value& bounds) { bounds["paths"]["/format"]["type"] = "number"; }), "/paths/~1format/type");
    EXPECT_EQ(pointer([](Value& bounds) { bounds["paths"]["/format"]["type"] = "integer"; }), "/paths/~1format/enum/0");
    EXPECT_EQ(pointer([](Value& bounds) { bounds["paths"]["/format"]["enum"] = Array{}; }), "/paths/~1format/enum");
    EXPECT_EQ(pointer([](Value& bounds) { bounds["paths"]["/format"]["enum"] = Array{"a", 1}; }),
              "/paths/~1format/enum/1");
    EXPECT_EQ(pointer([](Value& bounds) { bounds["paths"]["/format"]["enum"] = Array{Object{}}; }),
              "/paths/~1format/enum/0");
    EXPECT_EQ(pointer([](Value& bounds) { bounds["paths"]["/format"]["min"] = 1; }), "/paths/~1format");
    EXPECT_EQ(pointer([](Value& bounds) { bounds["paths"]["/close/window_s"]["min"] = "0"; }),
              "/paths/~1close~1window_s/min");
    EXPECT_EQ(pointer([](Value& bounds) { bounds["paths"]["/close/window_s"]["min"] = 301; }),
              "/paths/~1close~1window_s/max");
    EXPECT_EQ(pointer([](Value& bounds) { bounds["cross"] = "a"; }), "/cross");
    EXPECT_EQ(pointer([](Value& bounds) { bounds["cross"].push_back("close.mode=soft"); }), "/cross/4");
    EXPECT_EQ(pointer([](Value& bounds) { bounds["cross"].push_back(1); }), "/cross/4");
    EXPECT_EQ(pointer([](Value& bounds) { bounds["cross"].push_back(Object{{"rule", "1==1"}}); }), "/cross/4");
    EXPECT_EQ(pointer([](Value& bounds) { bounds["cross"].push_back(Object{{"rule", "1"}, {"code", "E"}}); }),
              "/cross/4/rule");
    EXPECT_EQ(pointer([](Value& bounds) { bounds["never"].push_back("award"); }), "/never/2");
}

TEST(Patch, ChangesWhatItMay) {
    const CheckedPatch none = check_patch(Array{}, some_rules(), bounds());
    EXPECT_EQ(none.result(), "OK");
    EXPECT_EQ(none.effective, some_rules());
    EXPECT_EQ(none.effective_sha256, sha256_of(some_rules()));

    const CheckedPatch soft =
        check_patch(Array{replace("/close/mode", "soft"), replace("/close/window_s", 60),
                          replace("/close/extension_s", 60), replace("/scoring/0/minor_per_unit", 300)},
                    some_rules(), bounds());
    EXPECT_EQ(soft.result(), "OK");
    Value expected = some_rules();
    expected["close"] = Object{{"mode", "soft"}, {"window_s", 60}, {"extension_s", 60}};
    expected["scoring"] = Array{Object{{"minor_per_unit", 300}}};
    EXPECT_EQ(soft.effective, expected);
}

TEST(Patch, IsRefusedByName) {
    EXPECT_EQ(result({Object{{"op", "remove"}, {"path", "/close"}}}), "E_OP_FORBIDDEN");
    EXPECT_EQ(result({Object{{"path", "/format"}, {"value", "rank_feedback"}}}), "E_OP_FORBIDDEN");
    EXPECT_EQ(result({"replace"}), "E_OP_FORBIDDEN");
    EXPECT_EQ(check_patch(Object{}, some_rules(), bounds()).result(), "E_OP_FORBIDDEN");
    EXPECT_EQ(result({replace("/fees/commission_bp", 0)}), "E_PATH_UNKNOWN");
    EXPECT_EQ(result({replace("/close", Object{})}), "E_PATH_UNKNOWN");
    EXPECT_EQ(result({replace("/scoring/1/minor_per_unit", 1)}), "E_PATH_UNKNOWN");
    EXPECT_EQ(result({Object{{"op", "replace"}, {"value", 1}}}), "E_PATH_UNKNOWN");
    EXPECT_EQ(result({replace("/award/mode", "lowest_price")}), "E_PATH_FORBIDDEN");
    EXPECT_EQ(result({operation("test", "/award/mode", "buyer_choice")}), "E_PATH_FORBIDDEN");
    EXPECT_EQ(result({replace("/ceiling/show_budget", 0)}), "E_TYPE");
    EXPECT_EQ(result({replace("/round/duration_s", "900")}), "E_TYPE");
    EXPECT_EQ(result({replace("/round/duration_s", nullptr)}), "E_TYPE");
    EXPECT_EQ(result({replace("/format", 1)}), "E_TYPE");
    EXPECT_EQ(result({Object{{"op", "replace"}, {"path", "/format"}}}), "E_TYPE");
    EXPECT_EQ(result({replace("/format", "open")}), "E_ENUM");
    EXPECT_EQ(result({replace("/round/duration_s", 119)}), "E_RANGE");
    EXPECT_EQ(result({replace("/round/duration_s", 120)}), "OK");
    EXPECT_EQ(result({replace("/close/extension_s", 301)}), "E_RANGE");
    EXPECT_EQ(result({replace("/round/duration_s", 200), replace("/round/duration_s", 200)}), "E_DUPLICATE_PATH");
    EXPECT_EQ(result({replace("/close/mode", "soft")}), "E_CROSS_CLOSE");
    EXPECT_EQ(result({replace("/round/duration_s", 1'801)}), "E_CROSS_TOTAL");
    EXPECT_EQ(result({replace("/round/duration_s", 1'800)}), "OK");
    EXPECT_EQ(result({replace("/format", "rank_feedback")}), "E_CROSS_VISIBILITY");
}

TEST(Patch, TestsInItsOrder) {
    EXPECT_EQ(result({operation("test", "/round/duration_s", 900), replace("/round/duration_s", 300)}), "OK");
    EXPECT_EQ(result({replace("/round/duration_s", 300), operation("test", "/round/duration_s", 300)}), "OK");
    EXPECT_EQ(result({replace("/round/duration_s", 300), operation("test", "/round/duration_s", 900)}),
              "E_TEST_FAILED");
    EXPECT_EQ(result({operation("test", "/round/duration_s", 1), replace("/round/duration_s", 119)}), "E_RANGE")
        << "operations are checked before anything is applied";
}

TEST(Patch, TellsEverythingThatAStepFinds) {
    const CheckedPatch checked = check_patch(
        Array{replace("/award/mode", "x"), replace("/format", "sealed_second_price"), replace("/round/duration_s", 1)},
        some_rules(), bounds());
    ASSERT_EQ(checked.faults.size(), 2U);
    EXPECT_EQ(checked.faults[0].pointer, "/0/path");
    EXPECT_EQ(checked.faults[1].pointer, "/2/value");
    EXPECT_EQ(checked.faults[1].detail, "must lie between 120 and 86400");
    EXPECT_TRUE(checked.effective.is_null());
    EXPECT_EQ(checked.effective_sha256, "");
}

TEST(Patch, ForbidsWhatIsWithinAndWhatIsAround) {
    Value document = some_bounds();
    document["paths"]["/award/mode"]["type"] = "string";
    document["paths"]["/ceiling"]["type"] = "string";
    document["never"] = Array{"/award", "/ceiling/show_budget"};
    const RuleBounds odd = *bounds_from(document, some_rules());
    EXPECT_EQ(check_patch(Array{replace("/award/mode", "x")}, some_rules(), odd).result(), "E_PATH_FORBIDDEN");
    EXPECT_EQ(check_patch(Array{replace("/ceiling", "x")}, some_rules(), odd).result(), "E_PATH_FORBIDDEN");
    EXPECT_EQ(check_patch(Array{replace("/awards", "x")}, some_rules(), odd).result(), "E_PATH_UNKNOWN");
}

// The bounds know no rule by name: those of the market as it is are data like any others.
TEST(Patch, ChangesTheRulesOfTheMarket) {
    const Value rules = core::to_value(core::Rules{});
    Value document;
    document["paths"]["/format"]["enum"] = Array{"sealed", "open"};
    document["paths"]["/close/mode"]["enum"] = Array{"hard", "soft"};
    document["paths"]["/close/window_s"] = Object{{"type", "integer"}, {"min", 0}, {"max", 300}};
    document["paths"]["/duration_s"] = Object{{"type", "integer"}, {"min", 120}, {"max", 86'400}};
    document["cross"] = Array{"close.mode==soft => format==open",
                              Object{{"rule", "close.mode==soft => window_s>=10"}, {"code", "E_CROSS_CLOSE"}}};
    const RuleBounds market = *bounds_from(document, rules);
    const CheckedPatch soft =
        check_patch(Array{replace("/close/mode", "soft"), replace("/close/window_s", 60)}, rules, market);
    ASSERT_TRUE(soft.is_valid());
    const auto read = core::rules_from(soft.effective);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->close_mode, core::CloseMode::soft);
    EXPECT_EQ(soft.effective_sha256, core::rules_hash(*read)) << "the name of a rule set is the same everywhere";
    EXPECT_EQ(check_patch(Array{replace("/close/mode", "soft")}, rules, market).result(), "E_CROSS_CLOSE");
    EXPECT_EQ(
        check_patch(Array{replace("/close/mode", "soft"), replace("/close/window_s", 60), replace("/format", "sealed")},
                    rules, market)
            .result(),
        "E_CROSS_FORMAT");
}

TEST(Patch, OfAWholeMemberLeavesNothingBelowIt) {
    Value document = some_bounds();
    document["paths"]["/close"]["type"] = "string";
    document["cross"] = Array{};
    const RuleBounds odd = *bounds_from(document, some_rules());
    EXPECT_EQ(
        check_patch(Array{replace("/close", "never"), replace("/close/mode", "soft")}, some_rules(), odd).result(),
        "E_PATH_UNKNOWN");
}

RC_GTEST_PROP(Patch, IsWithinItsBoundsWhenItIsAllowed, ()) {
    const auto operations = *rc::gen::container<std::vector<std::tuple<int, int, std::int64_t>>>(
        rc::gen::tuple(rc::gen::inRange(0, 5), rc::gen::inRange(0, 5), rc::gen::inRange<std::int64_t>(-10, 2'000)));
    const char* paths[] = {"/close/mode", "/close/window_s", "/close/extension_s", "/round/duration_s", "/award/mode"};
    Array patch;
    for (const auto& [path, kind, number] : operations)
        patch.push_back(replace(paths[path], kind == 0 ? Value("soft") : kind == 1 ? Value("hard") : Value(number)));
    const CheckedPatch checked = check_patch(patch, some_rules(), bounds());
    if (!checked.is_valid()) {
        RC_ASSERT(checked.effective.is_null());
        return;
    }
    RC_ASSERT(operations.size() <= 4U);
    RC_ASSERT(checked.effective.at("award") == some_rules().at("award"));
    const std::int64_t duration = *checked.effective.at("round").at("duration_s").as_integer();
    const std::int64_t extension = *checked.effective.at("close").at("extension_s").as_integer();
    RC_ASSERT(duration >= 120 && duration + 2 * extension <= 1'800);
    RC_ASSERT(checked.effective_sha256 == sha256_of(checked.effective));
}

} // namespace
} // namespace parley::lab::design
