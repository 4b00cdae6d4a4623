// Studies as files: read back as they were, refused with the place of what is wrong, and analysed to the numbers that
// were published for the miniature data set.
#include "wire/shared_data.hpp"
#include "wire/study_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>

namespace parley::wire {
namespace {

using Json = nlohmann::json;

Json a_registration() {
    return Json::parse(R"({"schema": "parley.prereg/1", "key": "offers-01", "title": "Do more shops make offers?",
        "version": 1, "hypotheses": [{"id": "H1", "text": "They do", "metric": "offers_per_intent",
        "direction": "increase", "role": "primary"}], "sectors": ["furniture", "bicycles"], "unit": "intent",
        "pilot": true, "arms": [{"key": "now", "weight_ppm": 500000}, {"key": "new", "weight_ppm": 500000}],
        "coverage_ppm": 1000000, "alpha_ppm": 50000, "power_ppm": 800000, "mde_bp": 3000, "n_per_arm": 200,
        "max_days": 28, "correction": "holm", "guardrails": [{"metric": "zero_offer_rate", "direction": "decrease",
        "margin_bp": 300}], "analysis": ["difference_in_means"]})");
}

Json a_fact(const std::string& unit, int arm, int offers) {
    return {{"unit", unit},
            {"sector", "furniture"},
            {"arm", arm},
            {"epoch", 0},
            {"invited", 8},
            {"opened", 6},
            {"offers", offers},
            {"bids", offers},
            {"late_bids", 0},
            {"first_ms", nullptr},
            {"end_ms", 900'000},
            {"duration_ms", 900'000},
            {"best_ref_ppm", 0},
            {"best_budget_ppm", nullptr},
            {"has_ref", true},
            {"has_budget", false},
            {"cancelled", false},
            {"awarded", false},
            {"lowest_awarded", false},
            {"converted", false},
            {"complaints", 0}};
}

Json a_study() {
    Json study{{"schema", "parley.study/1"},
               {"prereg", a_registration()},
               {"started_at", "2026-03-02T09:00:00Z"},
               {"ended_at", nullptr},
               {"ended_by", "size_reached"},
               {"deviations", {"A sector began late."}},
               {"simulated", true},
               {"stages",
                {{{"stage", "assigned"}, {"epoch", 0}, {"arm", 0}, {"units", 40}},
                 {{"stage", "assigned"}, {"epoch", 0}, {"arm", 1}, {"units", 41}}}},
               {"facts", Json::array()}};
    const std::string hash(64, '0');
    study["prereg"]["base_rules_sha256"] = study["prereg"]["bounds_sha256"] = hash;
    for (int i = 0; i < 80; ++i)
        study["facts"].push_back(a_fact("u" + std::to_string(i), i % 2, (i * 7 + i % 2 * 3) % 5));
    study["facts"][0]["first_ms"] = 17;
    return study;
}

/// The places of all faults, in order.
std::vector<std::string> faults_after(const std::function<void(Json&)>& change) {
    Json study = a_study();
    change(study);
    const auto read = study_from(study.dump());
    std::vector<std::string> places;
    if (!read)
        for (const FieldError& fault : read.error())
            places.push_back(fault.pointer);
    return places;
}

using Places = std::vector<std::string>;

TEST(StudyJson, IsReadBackAsItWas) {
    const std::string text = a_study().dump();
    const auto study = study_from(text);
    ASSERT_TRUE(study) << study.error().front().pointer;
    EXPECT_EQ(study->facts.size(), 80U);
    EXPECT_EQ(study->facts[0].first_ms, 17);
    EXPECT_EQ(study->facts[1].first_ms, std::nullopt);
    EXPECT_EQ(study->facts[0].best_ref_ppm, 0);
    EXPECT_EQ(study->stages[1].units, 41);
    EXPECT_TRUE(study->simulated);
    EXPECT_FALSE(study->ended_at);
    const std::string written = study_json(*study);
    EXPECT_EQ(Json::parse(written), a_study());
    EXPECT_EQ(study_json(*study_from(written)), written);
}

TEST(StudyJson, NamesThePlaceOfWhatIsWrong) {
    EXPECT_EQ(faults_after([](Json&) {}), Places{});
    EXPECT_EQ(faults_after([](Json& it) { it["schema"] = "parley.study/2"; }), Places{"/schema"});
    EXPECT_EQ(faults_after([](Json& it) { it.erase("prereg"); }), Places{"/prereg"});
    EXPECT_EQ(faults_after([](Json& it) { it["prereg"]["unit"] = "street"; }), Places{"/prereg/unit"});
    EXPECT_EQ(faults_after([](Json& it) { it["prereg"]["mde_bp"] = 1.5; }), Places{"/prereg/mde_bp"});
    EXPECT_EQ(faults_after([](Json& it) { it.erase("facts"); }), Places{"/facts"});
    EXPECT_EQ(faults_after([](Json& it) { it.erase("simulated"); }), Places{"/simulated"});
    EXPECT_EQ(faults_after([](Json& it) { it["fact"] = 1; }), Places{"/fact"});
    EXPECT_EQ(faults_after([](Json& it) { it["started_at"] = "yesterday"; }), Places{"/started_at"});
    EXPECT_EQ(faults_after([](Json& it) { it["stages"][1]["stage"] = "seen"; }), Places{"/stages/1/stage"});
    EXPECT_EQ(faults_after([](Json& it) { it["stages"][1]["arm"] = 2; }), Places{"/stages/1/arm"});
    EXPECT_EQ(faults_after([](Json& it) { it["facts"][3] = 1; }), Places{"/facts/3"});
    EXPECT_EQ(faults_after([](Json& it) { it["facts"][3]["arm"] = 2; }), Places{"/facts/3/arm"});
    EXPECT_EQ(faults_after([](Json& it) { it["facts"][3]["offers"] = 1.5; }), Places{"/facts/3/offers"});
    EXPECT_EQ(faults_after([](Json& it) { it["facts"][3]["invited"] = -1; }), Places{"/facts/3/invited"});
    EXPECT_EQ(faults_after([](Json& it) { it["facts"][3]["frist_ms"] = 1; }), Places{"/facts/3/frist_ms"});
    const Json members = a_fact("u", 0, 1);
    for (const auto& [name, member] : members.items())
        if (name != "first_ms" && name != "best_budget_ppm" && name != "best_ref_ppm")
            EXPECT_EQ(faults_after([&](Json& it) { it["facts"][3].erase(name); }), Places{"/facts/3/" + name});
    EXPECT_FALSE(study_from("{"));
    EXPECT_FALSE(study_from("[]"));
}

TEST(StudyJson, RefusesWhatContradictsItself) {
    const std::pair<const char*, Json> contradictions[] = {
        {"opened", 9},       {"late_bids", 100},       {"offers", 100},
        {"converted", true}, {"lowest_awarded", true}, {"best_budget_ppm", 900'000}};
    for (const auto& [name, value] : contradictions)
        EXPECT_EQ(faults_after([&](Json& it) { it["facts"][5][name] = value; }),
                  Places{std::string("/facts/5/") + name});
    EXPECT_EQ(faults_after([](Json& it) { it["facts"][5]["has_ref"] = false; }), Places{"/facts/5/best_ref_ppm"});
}

/// The first thing in the document that is no number where one should be: nlohmann writes NaN and infinity as null.
bool is_null_anywhere(const Json& value, const std::vector<std::string>& allowed) {
    if (value.is_object()) {
        for (const auto& [name, member] : value.items())
            if (member.is_null() ? std::ranges::find(allowed, name) == allowed.end()
                                 : is_null_anywhere(member, allowed))
                return true;
        return false;
    }
    return value.is_array() && std::ranges::any_of(value, [&](const Json& item) {
               return item.is_null() || is_null_anywhere(item, allowed);
           });
}

TEST(AnalysisJson, SaysWhatTheAnalysisSays) {
    const std::string text = a_study().dump();
    const auto answered = answer_analyse(text);
    ASSERT_TRUE(answered);
    const Json analysis = Json::parse(*answered);
    EXPECT_EQ(analysis.at("schema"), "parley.analysis/1");
    EXPECT_EQ(analysis.at("experiment").at("prereg_sha256"), study_from(text)->prereg.sha256);
    EXPECT_EQ(analysis.at("sizes")[1].at("reached").at("assigned"), 41);
    const Json& arm = analysis.at("hypotheses")[0].at("arms")[0];
    const lab::analyse::Analysis inner = lab::analyse::analyse(*study_from(text));
    const lab::analyse::Comparison& overall = inner.hypotheses[0].arms[0].overall;
    EXPECT_EQ(arm.at("overall").at("estimate").at("p").get<double>(), overall.estimate->p); // to the last bit
    EXPECT_EQ(arm.at("verdict"), inner.hypotheses[0].arms[0].verdict);
    EXPECT_EQ(arm.at("sectors")[1].at("estimate").at("uninformative"),
              "there is no request that counts for the metric");
    EXPECT_EQ(analysis.at("sample_ratio")[1].at("uninformative"), "no arm has a unit yet");
    EXPECT_FALSE(is_null_anywhere(analysis, {"sector", "se", "df", "effect", "ended_at", "capped_at", "horizon_s",
                                             "harm", "harm_at_least", "harm_at_most"}));
    EXPECT_EQ(*answer_analyse(text), *answered);
    EXPECT_FALSE(answer_analyse("{}"));
}

/// The facts of the miniature data set, by the definitions of the views.
Json fact_of(const Json& fixture, const Json& intent) {
    const std::string id = intent.at("id");
    const double window_s = std::min(30.0, 0.05 * intent.at("duration_s").get<double>());
    std::map<std::string, std::pair<double, std::int64_t>> standing; // by retailer: when, and at what price
    Json fact = a_fact(id, intent.at("arm"), 0);
    const auto ms = [](const Json& seconds) { return static_cast<std::int64_t>(seconds.get<double>() * 1'000); };
    fact["sector"] = intent.at("sector");
    fact["invited"] = intent.at("invited").size();
    fact["opened"] = intent.at("invited").size() - intent.at("not_opened").size();
    fact["end_ms"] = ms(intent.at("end_s"));
    fact["duration_ms"] = ms(intent.at("duration_s"));
    fact["cancelled"] = intent.at("ended") == "cancelled";
    fact["has_budget"] = !intent.at("budget_p").is_null();
    int bids = 0, late = 0;
    for (const Json& bid : fixture.at("bids")) {
        if (bid.at("intent") != id || !bid.at("valid").get<bool>() || bid.at("withdrawn").get<bool>())
            continue;
        const double at_s = bid.at("t_s");
        ++bids;
        late += at_s > intent.at("end_s").get<double>() - window_s ? 1 : 0;
        auto& last = standing[bid.at("retailer")];
        last = std::max(last, {at_s, bid.at("price_p").get<std::int64_t>()});
        if (fact.at("first_ms").is_null() || ms(at_s) < fact.at("first_ms").get<std::int64_t>())
            fact["first_ms"] = ms(at_s);
    }
    fact["bids"] = bids;
    fact["late_bids"] = late;
    fact["offers"] = standing.size();
    std::optional<std::int64_t> best;
    for (const auto& [retailer, last] : standing)
        best = std::min(best.value_or(last.second), last.second);
    fact["best_ref_ppm"] = nullptr;
    const auto ppm = [&](const Json& whole) {
        return std::llround(1e6 * static_cast<double>(*best) / whole.get<double>());
    };
    if (best) {
        fact["best_ref_ppm"] = ppm(intent.at("ref_p"));
        if (fact.at("has_budget").get<bool>())
            fact["best_budget_ppm"] = ppm(intent.at("budget_p"));
    }
    for (const Json& award : fixture.at("awards"))
        if (award.at("intent") == id) {
            fact["awarded"] = true;
            fact["converted"] = award.at("converted");
            fact["lowest_awarded"] = standing.at(award.at("retailer")).second == *best;
        }
    for (const Json& complaint : fixture.at("complaints"))
        if (complaint.at("intent") == id && complaint.at("days_after_award").get<int>() <= 14)
            fact["complaints"] = fact.at("complaints").get<int>() + 1;
    return fact;
}

TEST(Analysis, AgreesWithThePublishedMetrics) {
    const auto text = shared_data("metrics_fixture.json");
    if (!text)
        GTEST_SKIP() << "the published metrics are not here";
    const Json fixture = Json::parse(*text);
    Json study = a_study();
    study["facts"] = Json::array();
    for (const Json& intent : fixture.at("intents"))
        study["facts"].push_back(fact_of(fixture, intent));
    const auto read = study_from(study.dump());
    ASSERT_TRUE(read) << read.error().front().pointer << read.error().front().detail;
    const std::map<std::string, std::string> called{{"ttfo_rmst", "ttfo_rmst_900"},
                                                    {"invitation_seen_rate", "reach_open_rate"}};
    const Json& expected = fixture.at("expected");
    std::vector<const lab::analyse::Fact*> all, by_arm[2];
    std::map<std::string, std::vector<const lab::analyse::Fact*>> by_sector;
    for (const lab::analyse::Fact& fact : read->facts) {
        all.push_back(&fact);
        by_arm[fact.arm].push_back(&fact);
        by_sector[fact.sector].push_back(&fact);
    }
    const lab::analyse::Analysis analysis = lab::analyse::analyse(*read);
    for (const lab::analyse::MetricValues& values : analysis.values) {
        const std::string name(values.metric->name);
        const std::string key = called.contains(name) ? called.at(name) : name;
        // Prices are whole ppm in a study.
        const double tolerance = name.starts_with("best_discount") ? 1e-6 : 1e-9;
        const auto expect = [&](const std::string& slice, const lab::stats::Informative<double>& value) {
            ASSERT_TRUE(value) << name << ' ' << slice;
            EXPECT_NEAR(*value, expected.at(slice).at(key).get<double>(), tolerance) << name << ' ' << slice;
        };
        expect("all", lab::analyse::value_of(*values.metric, all, 900));
        for (const auto& [sector, facts] : by_sector)
            expect(sector, lab::analyse::value_of(*values.metric, facts, 900));
        expect("arm0", values.slices.at(0).arms.at(0));
        expect("arm1", values.slices.at(0).arms.at(1));
    }
}

} // namespace
} // namespace parley::wire
