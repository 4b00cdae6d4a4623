#include "core/rules.hpp"

#include <gtest/gtest.h>

namespace parley::core {
namespace {

/// A document with one member; "a/b" is member b of object a.
Value with(std::string_view path, Value member) {
    Value document = Value::Object{};
    const auto slash = path.find('/');
    if (slash == std::string_view::npos)
        document[path] = std::move(member);
    else
        document[path.substr(0, slash)][path.substr(slash + 1)] = std::move(member);
    return document;
}

std::string pointer_of_error(const Value& document) {
    const auto rules = rules_from(document);
    return rules ? "(no error)" : rules.error().pointer;
}

/// DESIGN 3.1 as printed.
Value printed() {
    Value rules;
    rules["format"] = "open";
    rules["pricing"] = "pay_as_bid";
    rules["visibility"] = "rank";
    rules["duration_s"] = 900;
    rules["close"] = Value::Object{{"mode", "soft"},       {"window_s", 120},          {"extension_s", 120},
                                   {"max_total_s", 1'800}, {"trigger", "lead_change"}, {"rank", 1}};
    rules["step"] = Value::Object{
        {"own_bp", 0}, {"own_min", 0}, {"lead_bp", 100}, {"lead_min", 100}, {"lead_scope", "taking_lead"}};
    rules["max_drop_bp"] = 5'000;
    rules["max_revisions"] = 20;
    rules["self_outbid"] = false;
    rules["allow_raise"] = false;
    rules["ceiling"] = Value::Object{{"enforce", false}, {"show_budget", true}};
    rules["ties"] = "earlier";
    rules["turns"] =
        Value::Object{{"rounds", 3}, {"first_pause_s", 300}, {"pause_s", 120}, {"turn_s", 120}, {"announce_s", 120}};
    rules["clock"] = Value::Object{{"start", 0}, {"change", 0}, {"every_s", 5}, {"stop", 0}};
    rules["scoring"] = Value::Array{Value::Object{{"attribute", "delivery_days"}, {"minor_per_unit", 200}}};
    rules["buyer_sees"] = "live";
    rules["invite"] = Value::Object{{"count", 8},
                                    {"strategy", "best_fit"},
                                    {"top_up_after_s", 300},
                                    {"min_reachable", 3},
                                    {"newcomer_ppm", 250'000}};
    rules["attention"] = Value::Object{{"max_offers", 5}};
    rules["award"] = Value::Object{{"mode", "buyer_choice"}, {"decision_window_s", 86'400}, {"confirm_s", 86'400}};
    return rules;
}

TEST(Rules, AnAbsentRuleIsNeutral) {
    const auto rules = rules_from(Value::Object{});
    ASSERT_TRUE(rules);
    EXPECT_EQ(*rules, Rules{});
    EXPECT_EQ(rules->close_mode, CloseMode::hard);
    EXPECT_EQ(rules->own_min + rules->lead_min + rules->own_bp + rules->lead_bp, 0);
    EXPECT_EQ(rules->max_drop_bp + rules->max_revisions + rules->max_total_s, 0);
    EXPECT_TRUE(rules->self_outbid && rules->allow_raise && !rules->ceiling_enforce);
}

TEST(Rules, ReadTheDocumentOfTheDesign) {
    const auto rules = rules_from(printed());
    ASSERT_TRUE(rules) << rules.error().pointer << ' ' << rules.error().detail;
    EXPECT_EQ(rules->visibility, Visibility::rank);
    EXPECT_EQ(rules->close_mode, CloseMode::soft);
    EXPECT_EQ(rules->max_total_s, 1'800);
    EXPECT_EQ(rules->lead_bp, 100);
    EXPECT_EQ(rules->max_drop_bp, 5'000);
    EXPECT_FALSE(rules->self_outbid);
    EXPECT_EQ(rules->scoring, (std::vector<ScoringTerm>{{"delivery_days", 200}}));
    EXPECT_EQ(rules->newcomer_ppm, 250'000);
    EXPECT_EQ(rules->max_offers, 5);
    EXPECT_EQ(rules->turns, (TurnRules{3, 300, 120, 120, 120}));
    EXPECT_EQ(rules->clock, (ClockRules{0, 0, 5, 0}));
}

TEST(Rules, ReadWhatTheyWrite) {
    const Rules rules = *rules_from(printed());
    EXPECT_EQ(*rules_from(to_value(rules)), rules);
    EXPECT_EQ(canonical(to_value(*rules_from(to_value(rules)))), canonical(to_value(rules)));
}

TEST(Rules, HaveAHashThatStays) {
    // Written down once, by another program, from the canonical form: a change here is a change of every stored hash.
    EXPECT_EQ(rules_hash(Rules{}), "39c36c9cda25953f56bf6b9374786ce1565cedbe4842f0a498a7de719a6a3c81");
    Rules other;
    other.duration_s = 901;
    EXPECT_NE(rules_hash(other), rules_hash(Rules{}));
}

TEST(Rules, SealedShowsPricesAtTheCloseUnlessToldOtherwise) {
    EXPECT_EQ(rules_from(with("format", "sealed"))->buyer_sees, BuyerSees::at_close);
    Value live = with("format", "sealed");
    live["buyer_sees"] = "live";
    EXPECT_EQ(rules_from(live)->buyer_sees, BuyerSees::live);
    EXPECT_EQ(rules_from(with("format", "open"))->buyer_sees, BuyerSees::live);
}

TEST(Rules, AnErrorNamesThePlace) {
    EXPECT_EQ(pointer_of_error("rules"), "");
    EXPECT_EQ(pointer_of_error(with("format", "english")), "/format");
    EXPECT_EQ(pointer_of_error(with("format", 3)), "/format");
    EXPECT_EQ(pointer_of_error(with("duration_s", "900")), "/duration_s");
    EXPECT_EQ(pointer_of_error(with("self_outbid", 0)), "/self_outbid");
    EXPECT_EQ(pointer_of_error(with("close", 1)), "/close");
    EXPECT_EQ(pointer_of_error(with("close/window_s", -1)), "/close/window_s");
    EXPECT_EQ(pointer_of_error(with("close/rank", 0)), "/close/rank");
    EXPECT_EQ(pointer_of_error(with("step/lead_bp", 10'001)), "/step/lead_bp");
    EXPECT_EQ(pointer_of_error(with("step/lead_scope", "all")), "/step/lead_scope");
    EXPECT_EQ(pointer_of_error(with("invite/strategy", "nearest")), "/invite/strategy");
    EXPECT_EQ(pointer_of_error(with("award/mode", "automatic")), "/award/mode");
    EXPECT_EQ(pointer_of_error(with("turns/turn_s", 0)), "/turns/turn_s");
    EXPECT_EQ(pointer_of_error(with("clock/every_s", 0)), "/clock/every_s");
    EXPECT_EQ(pointer_of_error(with("scoring", 1)), "/scoring");
    EXPECT_EQ(pointer_of_error(with("scoring", Value::Array{Value::Object{{"minor_per_unit", 1}}})),
              "/scoring/0/attribute");
    EXPECT_EQ(rules_from(with("format", "x"), "/plan/rounds/1/rules").error().pointer, "/plan/rounds/1/rules/format");
}

TEST(Rules, AMisspeltRuleIsNeverSilentlyNeutral) {
    EXPECT_EQ(pointer_of_error(with("max_revision", 3)), "/max_revision");
    EXPECT_EQ(pointer_of_error(with("close/windows_s", 3)), "/close/windows_s");
    EXPECT_EQ(pointer_of_error(with("clock/tick", 3)), "/clock/tick");
    EXPECT_EQ(pointer_of_error(Value::Object{{"a/b~c", 1}}), "/a~1b~0c");
}

TEST(Rules, LimitsAreInclusive) {
    EXPECT_TRUE(rules_from(with("duration_s", 1)));
    EXPECT_FALSE(rules_from(with("duration_s", 0)));
    EXPECT_TRUE(rules_from(with("duration_s", 31'622'400)));
    EXPECT_FALSE(rules_from(with("duration_s", 31'622'401)));
    EXPECT_TRUE(rules_from(with("max_drop_bp", 10'000)));
    EXPECT_FALSE(rules_from(with("max_drop_bp", 10'001)));
    EXPECT_TRUE(rules_from(with("scoring", Value::Array(16, Value::Object{{"attribute", "a"}}))));
    EXPECT_FALSE(rules_from(with("scoring", Value::Array(17, Value::Object{{"attribute", "a"}}))));
}

TEST(Rules, FormatsForbidWhatWouldBreakThem) {
    Value open_second = with("pricing", "second_price");
    EXPECT_EQ(pointer_of_error(open_second), "/pricing");
    open_second["format"] = "sealed";
    EXPECT_TRUE(rules_from(open_second));
    Value sealed_soft = with("close/mode", "soft");
    sealed_soft["format"] = "sealed";
    EXPECT_EQ(pointer_of_error(sealed_soft), "/close/mode");
    Value soft_turns = with("close/mode", "soft");
    soft_turns["format"] = "turns";
    EXPECT_EQ(pointer_of_error(soft_turns), "/close/mode");
}

Value clock(const char* format, Minor start, Minor change, Minor stop, std::int64_t every_s = 5) {
    Value rules = with("format", format);
    rules["clock"] = Value::Object{{"start", start}, {"change", change}, {"every_s", every_s}, {"stop", stop}};
    return rules;
}

TEST(Rules, AClockGoesSomewhereAndArrives) {
    EXPECT_EQ(pointer_of_error(with("format", "rising_clock")), "/clock/start");
    EXPECT_EQ(pointer_of_error(clock("rising_clock", 0, 1, 0)), "/clock/start");
    EXPECT_EQ(pointer_of_error(clock("rising_clock", 1, 0, 0)), "/clock/change");
    EXPECT_EQ(pointer_of_error(clock("rising_clock", 2, 1, 1)), "/clock/stop");
    EXPECT_EQ(pointer_of_error(clock("rising_clock", 2, 1, 2)), "(no error)");
    EXPECT_EQ(pointer_of_error(clock("falling_clock", 2, 1, 3)), "/clock/stop");
    EXPECT_EQ(pointer_of_error(clock("falling_clock", 2, 1, 2)), "(no error)");
    EXPECT_EQ(pointer_of_error(clock("falling_clock", 366, 1, 0, 86'400)), "(no error)");
    EXPECT_EQ(pointer_of_error(clock("falling_clock", 367, 1, 0, 86'400)), "/clock");
    EXPECT_EQ(pointer_of_error(clock("open", 0, 0, 0)), "(no error)") << "an open round has no clock";
}

TEST(Rules, AClockShowsEachPriceItCanReach) {
    const Rules rising = *rules_from(clock("rising_clock", 100, 30, 180));
    EXPECT_EQ(clock_levels(rising), 3) << "100, 130, 160; 190 would pass the stop";
    EXPECT_EQ(clock_price(rising, 2), 160);
    const Rules falling = *rules_from(clock("falling_clock", 100, 30, 0));
    EXPECT_EQ(clock_levels(falling), 4) << "100, 70, 40, 10; nothing is sold for less than 1";
    EXPECT_EQ(clock_price(falling, 3), 10);
    Value endless = clock("rising_clock", 100, 30, 0);
    endless["duration_s"] = 11;
    EXPECT_EQ(clock_levels(*rules_from(endless)), 3) << "5 s + 5 s + 1 s";
}

TEST(Plan, ReadsWhatItWrites) {
    Plan plan;
    plan.rounds.push_back({*rules_from(printed()), 0, {}});
    plan.rounds.push_back({Rules{}, 60, {AdmitMode::best, 3}});
    plan.rounds.push_back({Rules{}, 0, {AdmitMode::winner, 0}});
    const auto read = plan_from(to_value(plan));
    ASSERT_TRUE(read) << read.error().pointer;
    EXPECT_EQ(*read, plan);
}

TEST(Plan, AnErrorNamesThePlace) {
    const auto pointer = [](Value round) {
        const auto plan = plan_from(Value::Object{{"rounds", Value::Array{Value::Object{}, std::move(round)}}});
        return plan ? "(no error)" : plan.error().pointer;
    };
    EXPECT_EQ(pointer(with("rules", with("format", "x"))), "/rounds/1/rules/format");
    EXPECT_EQ(pointer(with("starts_after_s", -1)), "/rounds/1/starts_after_s");
    EXPECT_EQ(pointer(with("admit", "some")), "/rounds/1/admit");
    EXPECT_EQ(pointer(with("admit", Value::Object{})), "/rounds/1/admit");
    EXPECT_EQ(pointer(with("admit/best", 0)), "/rounds/1/admit/best");
    EXPECT_EQ(pointer(with("admit", Value::Object{{"best", 1}, {"winner", true}})), "/rounds/1/admit");
    EXPECT_EQ(pointer(with("admits", "all")), "/rounds/1/admits");
    EXPECT_EQ(pointer(with("admit", "all")), "(no error)");
    Value first;
    first["rounds"] = Value::Array{with("admit/best", 3)};
    const auto nobody = plan_from(first);
    ASSERT_FALSE(nobody) << "nobody comes out of a round before the first";
    EXPECT_EQ(nobody.error().pointer, "/rounds/0/admit");
    EXPECT_EQ(plan_from(Value::Object{}).error().pointer, "/rounds");
    EXPECT_EQ(plan_from(Value::Object{{"rounds", Value::Array{}}}).error().pointer, "/rounds");
    EXPECT_EQ(plan_from(Value::Object{{"rounds", Value::Array(6, Value::Object{})}}).error().pointer, "/rounds");
    EXPECT_TRUE(plan_from(Value::Object{{"rounds", Value::Array(5, Value::Object{})}}));
}

TEST(Score, IsThePricePlusWhatQualitiesAreWorth) {
    Rules rules;
    rules.scoring = {{"delivery_days", 200}, {"warranty_years", -1'000}};
    EXPECT_EQ(score_of(rules, 34'700, {{"delivery_days", 3}, {"warranty_years", 2}}), 34'700 + 600 - 2'000);
    EXPECT_EQ(score_of(rules, 34'700, {{"colour", 9}}), 34'700);
    EXPECT_EQ(score_of(rules, 100, {{"warranty_years", 2}}), -1'900);
}

TEST(Score, SaturatesInsteadOfWrapping) {
    Rules rules;
    rules.scoring = {{"a", price_max}};
    EXPECT_EQ(score_of(rules, 1, {{"a", std::numeric_limits<std::int64_t>::max()}}), std::numeric_limits<Minor>::max());
    EXPECT_EQ(score_of(rules, 1, {{"a", std::numeric_limits<std::int64_t>::min()}}), std::numeric_limits<Minor>::min());
}

} // namespace
} // namespace parley::core
