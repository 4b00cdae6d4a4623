// From a pre-registration to the arm of a request: what is refused, who is first, which arm whom gets, and that a kill
// reaches the next opening.
#include "app/experiment_book.hpp"
#include "app/experiment_register.hpp"
#include "app/experiment_study.hpp"
#include "app/told_arm.hpp"
#include "lab/design/assignment.hpp"

#include "app_world.hpp"
#include "experiment_documents.hpp"
#include "support/fakes/fake_experiments.hpp"
#include "support/fakes/fake_studies.hpp"

namespace parley::app::test {
namespace {

using lab::design::ExperimentState;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TheLab : public ::testing::Test {
protected:
    core::Instant now = t0;
    RuleBook rules = furniture_rules();
    parley::test::FakeExperiments store;
    ExperimentRegister entries{store, rules, [this] { return now; }};
    ExperimentBook book{store, rules};

    Value a_document(const std::string& key = "sealed-1", const std::string& sector = "furniture/tables") const {
        return test::a_document(rules, key, sector);
    }
    ExperimentAnswer enter(Value document) { return run(entries.enter(std::move(document), "ada")); }
    ExperimentAnswer step(const std::string& key, ExperimentDeed deed) {
        return run(entries.take_step(key, deed, "ada"));
    }
    template <class T>
    static T run(awaitable<T> work) {
        return parley::test::run(std::move(work));
    }
    /// "pointer detail" of what was not taken, or "".
    static std::string said(const ExperimentAnswer& answer) {
        return answer ? "" : answer.error().pointer + ' ' + answer.error().detail;
    }
    core::State a_request(const std::string& sector = "furniture/tables", std::optional<std::int64_t> wish = {}) {
        core::State state;
        state.intent.sector = sector;
        state.intent.plan = rules.plan_for(sector, wish);
        state.intent.consumer = the_buyer();
        return state;
    }
    std::optional<core::Treatment> treatment(std::uint64_t number, const core::State& state) {
        core::IntentId id;
        id.low = number;
        return book.treatment_of(id, state, now);
    }
    /// A request as its log makes it, when its arm was drawn.
    core::State confirmed(std::uint64_t number) {
        core::State state = a_request();
        const auto given = treatment(number, state);
        if (given)
            evolve(state, core::Replanned{core::ReplanCause::assigned, given->assignment, given->plan});
        return state;
    }
    static void evolve(core::State& state, core::Event event) {
        core::Record record;
        record.seq = state.seq + 1;
        record.event = std::move(event);
        core::evolve(state, record);
    }
    /// The number of a request that is in that arm.
    std::uint64_t arm_of(const std::string& arm) {
        std::uint64_t number = 0;
        while (treatment(number, a_request())->assignment.arm != arm)
            ++number;
        return number;
    }
    void runs(Value document) {
        const auto entered = enter(std::move(document));
        ASSERT_EQ(said(entered), "");
        ASSERT_EQ(said(step(entered->key, ExperimentDeed::start)), "");
        run(book.refresh());
    }
};

TEST_F(TheLab, WhatAnArmMayChangeFitsTheRulesOfEverySector) {
    EXPECT_EQ(said(enter(a_document())), "");
    const Value wrong = [&] {
        Value document = a_document("other");
        (*document["arms"].as_array())[1]["patch"].push_back(
            object({{"op", "replace"}, {"path", "/award/mode"}, {"value", "lowest"}}));
        return document;
    }();
    EXPECT_THAT(said(enter(wrong)), HasSubstr("/arms/1/patch/4"));
}

TEST_F(TheLab, ARegistrationThatDoesNotFitIsRefusedAtItsPlace) {
    const auto with = [&](const char* member, Value value) {
        Value document = a_document();
        document[member] = std::move(value);
        return said(enter(std::move(document)));
    };
    EXPECT_THAT(with("sectors", list({"boats"})), HasSubstr("/sectors must name sectors"));
    EXPECT_THAT(with("base_rules_sha256", std::string(64, 'a')), HasSubstr("/base_rules_sha256"));
    EXPECT_THAT(with("bounds_sha256", std::string(64, 'a')), HasSubstr("/bounds_sha256"));
    EXPECT_THAT(with("pilot", false), HasSubstr("/unit must be at least slot"));
    EXPECT_THAT(with("unit", "cluster"), HasSubstr("/unit must be intent, consumer or slot"));
    EXPECT_THAT(with("version", 2), HasSubstr("/supersedes"));
    EXPECT_THAT(with("n_per_arm", 1'000'000'000), HasSubstr("/n_per_arm must be at most 1000000"));
    EXPECT_THAT(run(store.all()), IsEmpty());
}

TEST_F(TheLab, WhatWouldBeRefusedIsWarnedOfBefore) {
    const auto warned = [&](const Value& document) {
        return run(entries.warnings_of(*lab::design::prereg_from(document)));
    };
    EXPECT_THAT(warned(a_document()), IsEmpty());
    runs(a_document());
    const auto key = warned(a_document());
    ASSERT_THAT(key, SizeIs(1)) << "its own sectors are no other's";
    EXPECT_EQ(key[0].code + ' ' + key[0].pointer, "key_taken /key");
    EXPECT_EQ(key[0].title, "Do sealed rounds sell more tables?");
    const auto sector = warned(a_document("other", "furniture"));
    ASSERT_THAT(sector, SizeIs(1)) << "chairs are free";
    EXPECT_EQ(sector[0].code + ' ' + sector[0].pointer, "sector_taken /sectors/0");
    EXPECT_EQ(sector[0].experiment + ' ' + sector[0].sector, "sealed-1 furniture/tables");
    EXPECT_EQ(sector[0].until, std::nullopt);
    EXPECT_THAT(said(enter(a_document("other", "furniture"))), HasSubstr(sector[0].detail));
    ASSERT_EQ(said(step("sealed-1", ExperimentDeed::stop)), "");
    EXPECT_EQ(warned(a_document("other"))[0].until, now + wash_out) << "it rests";
    now = now + wash_out;
    EXPECT_THAT(warned(a_document("other")), IsEmpty());
}

TEST_F(TheLab, ASectorHasOneArmForASlotOfTime) {
    constexpr core::Micros day = core::seconds(86'400);
    Value document = a_document("days");
    document["unit"] = "slot";
    document["n_per_arm"] = 14;
    document["pilot"] = false;
    document["switchback"] = object({{"slots_per_week", 7}, {"burn_in_s", 7'200}, {"min_run", 1}});
    runs(document);
    const core::Instant start = now;
    std::map<std::string, std::set<std::string>> arms_of_weekday;
    for (int n = 0; n < 14; ++n) {
        std::set<std::string> arms, units;
        for (std::uint64_t number = 1; number <= 20; ++number) {
            now = start + n * day + static_cast<core::Micros>(number) * (day / 21);
            const auto drawn = treatment(number, a_request());
            ASSERT_TRUE(drawn);
            arms.insert(drawn->assignment.arm);
            units.insert(drawn->assignment.unit);
        }
        EXPECT_EQ(units, (std::set{"slot:furniture/tables:" + std::to_string(n)}));
        ASSERT_EQ(arms.size(), 1U) << "one arm for all that a slot holds";
        arms_of_weekday[std::to_string(n % 7)].insert(*arms.begin());
    }
    for (const auto& [weekday, arms] : arms_of_weekday)
        EXPECT_EQ(arms.size(), 2U) << "a weekday sees both arms within two weeks";
}

TEST_F(TheLab, SlotsThatDoNotFitTheirRoundsAreRefused) {
    const auto with = [&](Value switchback, const char* member = "pilot", Value value = false) {
        Value document = a_document("days");
        document["unit"] = "slot";
        document["n_per_arm"] = 14;
        document["switchback"] = std::move(switchback);
        document[member] = std::move(value);
        return said(enter(std::move(document)));
    };
    const auto terms = [](std::int64_t slots, std::int64_t burn_in_s, std::int64_t run) {
        return object({{"slots_per_week", slots}, {"burn_in_s", burn_in_s}, {"min_run", run}});
    };
    EXPECT_THAT(with({}), HasSubstr("/switchback must say"));
    EXPECT_THAT(with(terms(7, 60, 1)),
                HasSubstr("/switchback/burn_in_s must be at least as long as the longest round"));
    EXPECT_THAT(with(terms(7, 90'000, 1)), HasSubstr("/switchback/burn_in_s must be shorter than a slot"));
    EXPECT_THAT(with(terms(11, 7'200, 1)), HasSubstr("/switchback/slots_per_week must be slots that fill a week"));
    EXPECT_THAT(with(terms(0, 7'200, 1)), HasSubstr("/switchback/slots_per_week"));
    EXPECT_THAT(with(terms(7, 7'200, 2)), HasSubstr("/switchback/min_run must divide"));
    EXPECT_THAT(with(object({{"slots", 7}})), HasSubstr("/switchback/slots is not a known member"));
    EXPECT_THAT(with(object({{"min_run", "one"}})), HasSubstr("/switchback/min_run must be a whole number"));
    EXPECT_THAT(with(terms(7, 7'200, 1), "coverage_ppm", 500'000),
                HasSubstr("/coverage_ppm must be 1000000 for slots"));
    Value uneven = a_document("days");
    uneven["unit"] = "slot";
    uneven["switchback"] = terms(7, 7'200, 1);
    (*uneven["arms"].as_array())[0]["weight_ppm"] = 400'000;
    (*uneven["arms"].as_array())[1]["weight_ppm"] = 600'000;
    EXPECT_THAT(said(enter(uneven)), HasSubstr("/arms/1/weight_ppm must be as large"));
    EXPECT_EQ(with(terms(7, 7'200, 1)), "");
}

TEST_F(TheLab, WhatIsPostedWhileASlotBurnsInIsNotCounted) {
    Value document = a_document("days");
    document["unit"] = "slot";
    document["n_per_arm"] = 14;
    document["switchback"] = object({{"slots_per_week", 7}, {"burn_in_s", 7'200}, {"min_run", 1}});
    runs(document);
    parley::test::FakeStudies studies;
    ASSERT_TRUE(run(read_study(studies, *run(store.find("days")))));
    EXPECT_EQ(studies.asked.since, now);
    EXPECT_EQ(studies.asked.slot, core::seconds(86'400));
    EXPECT_EQ(studies.asked.burn_in, core::seconds(7'200));
}

TEST_F(TheLab, ASectorIsOneExperimentsAtATimeAndRestsAfter) {
    EXPECT_EQ(said(enter(a_document("first", "furniture"))), "");
    EXPECT_THAT(said(enter(a_document("second"))), HasSubstr("another experiment has furniture/tables"));
    EXPECT_EQ(said(enter(a_document("elsewhere", "garden"))), "");
    ASSERT_EQ(said(step("first", ExperimentDeed::start)), "");
    ASSERT_EQ(said(step("first", ExperimentDeed::stop)), "");
    EXPECT_THAT(said(enter(a_document("second"))), HasSubstr("less than two weeks ago"));
    now = now + wash_out;
    EXPECT_EQ(said(enter(a_document("second"))), "");
}

TEST_F(TheLab, StepsComeInTheirOrderAndStandInTheLog) {
    EXPECT_THAT(said(step("sealed-1", ExperimentDeed::start)), HasSubstr("no such experiment"));
    enter(a_document());
    EXPECT_THAT(said(step("sealed-1", ExperimentDeed::resume)), HasSubstr("it is registered"));
    for (const ExperimentDeed deed : {ExperimentDeed::start, ExperimentDeed::pause, ExperimentDeed::resume})
        EXPECT_EQ(said(step("sealed-1", deed)), "");
    EXPECT_THAT(said(step("sealed-1", ExperimentDeed::raise_coverage)), HasSubstr("no further step"));
    EXPECT_EQ(said(step("sealed-1", ExperimentDeed::stop)), "");
    EXPECT_THAT(said(step("sealed-1", ExperimentDeed::start)), HasSubstr("it is stopped"));
    std::vector<std::string> types;
    const auto log = run(store.log("sealed-1"));
    for (const auto& one : log)
        types.push_back(*one.event.at("type").as_string());
    EXPECT_THAT(types, ElementsAre("registered", "start", "pause", "resume", "stop"));
    EXPECT_FALSE(lab::design::first_break(log));
}

TEST_F(TheLab, AStepThatWasDecidedOnWhatIsNoMoreIsNotTaken) {
    for (int readings = 0; readings < 2; ++readings) {
        const std::string key = "race-" + std::to_string(readings);
        ASSERT_EQ(said(enter(a_document(key, readings == 0 ? "furniture" : "garden"))), "");
        ASSERT_EQ(said(step(key, ExperimentDeed::start)), "");
        store.readings_before = readings;
        store.meanwhile = [&] { EXPECT_EQ(said(step(key, ExperimentDeed::kill)), ""); };
        EXPECT_NE(said(step(key, ExperimentDeed::stop)), "") << readings;
        EXPECT_EQ(run(store.find(key))->state, ExperimentState::killed) << readings;
    }
}

TEST_F(TheLab, WhatWasEndedForHarmComesBackUnderNoKeyOfItsOwn) {
    runs(a_document());
    ASSERT_EQ(said(step("sealed-1", ExperimentDeed::kill)), "");
    Value second = a_document();
    second["version"] = 2;
    second["supersedes"] = run(store.all()).front().sha256;
    EXPECT_THAT(said(enter(second)), HasSubstr("ended for harm"));
    run(book.refresh());
    EXPECT_TRUE(book.has_ended_for_harm("sealed-1"));
}

TEST_F(TheLab, AStopIsNoEndForHarmWhateverItsReasonSays) {
    runs(a_document());
    ASSERT_EQ(said(run(entries.take_step("sealed-1", ExperimentDeed::stop, "ada", "killed"))), "");
    const StoredExperiment stopped = run(store.all()).front();
    EXPECT_EQ(stopped.ended_by, "stopped");
    EXPECT_FALSE(has_ended_for_harm(stopped));
    run(book.refresh());
    EXPECT_FALSE(book.has_ended_for_harm("sealed-1"));
    EXPECT_EQ(*run(store.log("sealed-1")).back().event.at("why").as_string(), "killed") << "the words are kept";
    Value second = a_document();
    second["version"] = 2;
    second["supersedes"] = stopped.sha256;
    EXPECT_EQ(said(enter(second)), "") << "it may come back";
}

TEST_F(TheLab, ANewVersionSupersedesTheOneThatIsOver) {
    runs(a_document());
    Value second = a_document();
    second["version"] = 2;
    second["supersedes"] = run(store.all()).front().sha256;
    EXPECT_THAT(said(enter(second)), HasSubstr("still running"));
    ASSERT_EQ(said(step("sealed-1", ExperimentDeed::stop)), "");
    EXPECT_EQ(said(enter(second)), "") << "its own segments need no rest";
    EXPECT_EQ(run(store.all()).front().version, 2);
}

TEST_F(TheLab, ARequestGetsTheArmThatAnybodyCanRecompute) {
    EXPECT_FALSE(treatment(1, a_request())) << "nothing was ever read";
    runs(a_document());
    const std::string sha = run(store.all()).front().sha256;
    const lab::design::Split split{lab::design::salt_of("sealed-1", sha), 1'000'000, {500'000, 500'000}};
    std::map<std::string, int> arms;
    for (std::uint64_t i = 0; i < 400; ++i) {
        const auto given = treatment(i, a_request());
        ASSERT_TRUE(given);
        const auto drawn = lab::design::assign(split, given->assignment.unit);
        EXPECT_EQ(given->assignment.arm, drawn.arm == 0 ? "open" : "sealed");
        EXPECT_EQ(given->assignment.propensity_ppm, 500'000);
        const core::Rules& arm = given->plan.rounds.front().rules;
        EXPECT_EQ(arm.duration_s, drawn.arm == 0 ? 900 : 120);
        EXPECT_EQ(treatment(i, a_request())->assignment, given->assignment);
        ++arms[given->assignment.arm];
    }
    EXPECT_GT(arms["open"], 150);
    EXPECT_GT(arms["sealed"], 150);
}

TEST_F(TheLab, ABuyersWishForFewerOffersHoldsInEveryArm) {
    runs(a_document());
    for (std::uint64_t i = 0; i < 20; ++i) {
        const auto given = treatment(i, a_request("furniture/tables", 2));
        ASSERT_TRUE(given);
        EXPECT_EQ(given->plan.rounds.front().rules.max_offers, 2);
        EXPECT_EQ(given->plan.rounds.front().rules.invite_count, 2);
    }
}

TEST_F(TheLab, OtherSectorsOtherRulesAndPausesGiveNoArm) {
    runs(a_document());
    EXPECT_FALSE(treatment(1, a_request("garden")));
    core::State earlier = a_request();
    earlier.intent.plan.rounds.front().rules.duration_s = 901;
    EXPECT_FALSE(treatment(1, earlier)) << "posted under rules that nobody registered";
    step("sealed-1", ExperimentDeed::pause);
    run(book.refresh());
    EXPECT_FALSE(treatment(1, a_request()));
}

TEST_F(TheLab, WhoWantsNoExperimentIsInNone) {
    runs(a_document());
    for (std::uint64_t i = 0; i < 20; ++i) {
        core::State unwilling = a_request();
        unwilling.intent.experiments = false;
        EXPECT_TRUE(treatment(i, a_request()));
        EXPECT_FALSE(treatment(i, unwilling)) << "the same request, but for its buyer's wish";
    }
}

TEST_F(TheLab, WhoAsksIsToldTheArmAndWhatItChanges) {
    Value document = a_document();
    (*document["arms"].as_array())[1]["title"] = "Sealed for two minutes";
    runs(document);
    EXPECT_EQ(book.title_of("sealed-1"), "Do sealed rounds sell more tables?");
    EXPECT_EQ(book.title_of("unheard-of"), "unheard-of");
    std::map<std::string, ToldArm> told;
    for (std::uint64_t i = 0; i < 40; ++i) {
        const core::State state = confirmed(i);
        const auto stored = run(store.find("sealed-1"));
        const auto one = told_arm(state, &*stored);
        ASSERT_TRUE(one);
        told[one->arm] = *one;
    }
    ASSERT_THAT(told, SizeIs(2));
    EXPECT_THAT(told["open"].changes, IsEmpty());
    EXPECT_EQ(told["open"].arm_title, "open") << "it was registered without a title";
    EXPECT_EQ(told["sealed"].title, "Do sealed rounds sell more tables?");
    EXPECT_EQ(told["sealed"].arm_title, "Sealed for two minutes");
    EXPECT_THAT(told["sealed"].changes,
                ElementsAre(RuleChange{"/close/mode", "soft", "hard"}, RuleChange{"/duration_s", 900, 120},
                            RuleChange{"/format", "open", "sealed"}, RuleChange{"/visibility", "rank", "none"}))
        << "only what is another rule by it";
}

TEST_F(TheLab, WhichArmIsToldWhenTheExperimentIsOverAndWithoutItsWords) {
    runs(a_document());
    const core::State state = confirmed(arm_of("sealed"));
    ASSERT_EQ(said(step("sealed-1", ExperimentDeed::stop)), "");
    const auto stored = run(store.find("sealed-1"));
    EXPECT_EQ(told_arm(state, &*stored)->arm, "sealed");
    EXPECT_EQ(told_arm(state, &*stored)->changes.size(), 4U);
    EXPECT_EQ(told_arm(state, nullptr)->arm_title, "sealed") << "what changed is in the log";
    EXPECT_EQ(told_arm(state, nullptr)->changes.size(), 4U);
    EXPECT_FALSE(told_arm(a_request(), nullptr));
}

TEST_F(TheLab, AnEndForHarmIsToldAsWhatTheRoundRanUnder) {
    runs(a_document());
    const core::State waiting = confirmed(arm_of("sealed"));
    const core::Replanned ended{core::ReplanCause::ended, waiting.intent.assignment, *waiting.posted_plan};
    core::State never_opened = waiting;
    evolve(never_opened, ended);
    EXPECT_EQ(told_arm(never_opened, nullptr)->arm, "sealed");
    EXPECT_THAT(told_arm(never_opened, nullptr)->changes, IsEmpty()) << "it opens by the usual rules";
    core::State opened = waiting;
    opened.rounds.push_back({});
    opened.rounds.back().phase = core::RoundPhase::closed;
    opened.rounds.back().rules = waiting.intent.plan.rounds.front().rules;
    evolve(opened, ended);
    EXPECT_THAT(told_arm(opened, nullptr)->changes, SizeIs(4)) << "it ran by those of its arm";
}

TEST_F(TheLab, APersonIsInOneArm) {
    Value document = a_document();
    document["unit"] = "consumer";
    runs(document);
    const auto first = treatment(1, a_request());
    ASSERT_TRUE(first);
    EXPECT_THAT(first->assignment.unit, HasSubstr("consumer:"));
    EXPECT_EQ(first->assignment.unit.find(core::to_text(the_buyer())), std::string::npos);
    for (std::uint64_t i = 2; i < 20; ++i)
        EXPECT_EQ(treatment(i, a_request())->assignment, first->assignment);
}

TEST_F(TheLab, NothingIsReadAgainUntilSomethingChanged) {
    runs(a_document());
    store.asked = 0;
    run(book.refresh());
    EXPECT_EQ(store.asked, 1);
    EXPECT_FALSE(book.has_ended_for_harm("sealed-1"));
    step("sealed-1", ExperimentDeed::kill);
    EXPECT_FALSE(book.has_ended_for_harm("sealed-1"));
    run(book.refresh());
    EXPECT_TRUE(book.has_ended_for_harm("sealed-1"));
    store.is_away = true;
    EXPECT_THROW(run(book.refresh()), Unavailable);
    EXPECT_TRUE(book.has_ended_for_harm("sealed-1"));
}

} // namespace
} // namespace parley::app::test
