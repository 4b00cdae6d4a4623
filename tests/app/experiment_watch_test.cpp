// What ends a running experiment by itself, and that what is seen stands in its log.
#include "app/experiment_watch.hpp"
#include "runtime/log.hpp"

#include "app_world.hpp"
#include "experiment_documents.hpp"
#include "support/fakes/fake_experiments.hpp"
#include "support/fakes/fake_studies.hpp"

#include <boost/asio/thread_pool.hpp>

namespace parley::app::test {
namespace {

using lab::analyse::Stage;
using lab::design::ExperimentState;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class TheWatch : public ::testing::Test {
protected:
    TheWatch() {
        EXPECT_TRUE(parley::test::run(entries.enter(a_document(rules), "ada")));
        EXPECT_TRUE(parley::test::run(entries.take_step("sealed-1", ExperimentDeed::start, "ada")));
    }
    core::Instant now = t0;
    RuleBook rules = furniture_rules();
    parley::test::FakeExperiments store;
    parley::test::FakeStudies told;
    ExperimentRegister entries{store, rules, [this] { return now; }};
    boost::asio::thread_pool background{1};
    ExperimentWatch watch{{store, told, entries, background.get_executor(), [this] { return now; }}};

    /// So many requests of each arm, of which the first `empty` got no offer.
    void played(std::int64_t open, std::int64_t sealed, std::int64_t empty_open = 0, std::int64_t empty_sealed = 0) {
        told.rows = {};
        const auto add = [&](const std::string& arm, std::int64_t count, std::int64_t empty) {
            for (const Stage stage : {Stage::assigned, Stage::round_opened})
                told.rows.reached.push_back({arm, stage, 0, false, count});
            for (std::int64_t i = 0; i < count; ++i) {
                lab::analyse::Fact fact;
                fact.unit = "intent:" + arm + std::to_string(i);
                fact.sector = "furniture/tables";
                fact.invited = 4;
                fact.end_ms = fact.duration_ms = 600'000;
                if (i >= empty) {
                    fact.offers = fact.bids = 1 + i % 3;
                    fact.first_ms = 30'000 + 1'000 * (i % 7);
                }
                PrivateRows::Row row;
                row.arm = arm;
                row.fact.fact = fact;
                told.rows.rows.push_back(row);
            }
        };
        add("open", open, empty_open);
        add("sealed", sealed, empty_sealed);
    }
    ExperimentState look() {
        parley::test::run(watch.look());
        return parley::test::run(store.all()).front().state;
    }
    std::vector<std::string> types() {
        std::vector<std::string> types;
        for (const auto& one : parley::test::run(store.log("sealed-1")))
            types.push_back(*one.event.at("type").as_string());
        return types;
    }
    std::string ended_by() { return parley::test::run(store.all()).front().ended_by; }
};

TEST_F(TheWatch, LetsRunWhatIsWell) {
    EXPECT_EQ(look(), ExperimentState::running) << "nothing was played yet";
    played(60, 58, 3, 2);
    EXPECT_EQ(look(), ExperimentState::running);
    EXPECT_EQ(told.asked.since, t0);
    EXPECT_THAT(types(), ElementsAre("registered", "start"));
}

TEST_F(TheWatch, EndsForHarm) {
    played(150, 150, 2, 120);
    EXPECT_EQ(look(), ExperimentState::killed);
    EXPECT_EQ(ended_by(), "killed");
    const auto log = parley::test::run(store.log("sealed-1"));
    EXPECT_EQ(*log.back().event.at("why").as_string(), "guardrail");
    EXPECT_EQ(*log.back().event.at("by").as_string(), "watch");
}

TEST_F(TheWatch, PausesWhereTheArmsAreOfTheWrongSizesForTwoHours) {
    played(40, 100);
    EXPECT_EQ(look(), ExperimentState::running);
    EXPECT_EQ(look(), ExperimentState::running);
    EXPECT_THAT(types(), ElementsAre("registered", "start", "sample_ratio_alarm")) << "told once an hour";
    now = now + core::seconds(3'600);
    EXPECT_EQ(look(), ExperimentState::paused);
    EXPECT_THAT(types(), ElementsAre("registered", "start", "sample_ratio_alarm", "sample_ratio_alarm", "pause"));
    ASSERT_TRUE(parley::test::run(entries.take_step("sealed-1", ExperimentDeed::resume, "ada")));
    EXPECT_EQ(look(), ExperimentState::running) << "somebody looked into it";
}

TEST_F(TheWatch, AnHourWithoutAnAlarmBreaksTheRow) {
    played(40, 100);
    look();
    now = now + core::seconds(2 * 3'600);
    EXPECT_EQ(look(), ExperimentState::running);
}

TEST_F(TheWatch, StopsAtTheRegisteredSizeOrDay) {
    played(200, 199);
    EXPECT_EQ(look(), ExperimentState::running);
    played(200, 200);
    EXPECT_EQ(look(), ExperimentState::stopped);
    EXPECT_EQ(ended_by(), "size_reached");
}

TEST_F(TheWatch, StopsWhenTheDaysAreOver) {
    now = t0 + core::seconds(28LL * 86'400 - 1);
    EXPECT_EQ(look(), ExperimentState::running);
    now = t0 + core::seconds(28LL * 86'400);
    EXPECT_EQ(look(), ExperimentState::stopped);
    EXPECT_EQ(ended_by(), "max_days");
}

TEST_F(TheWatch, SaysWhatItDidAndNothingThatItDidNot) {
    static std::string lines;
    lines.clear();
    runtime::set_log_sink([](std::string_view line) { lines += line; });
    played(200, 200);
    // It is ended by hand between the look and the step.
    store.meanwhile = [&] {
        EXPECT_TRUE(parley::test::run(entries.take_step("sealed-1", ExperimentDeed::stop, "ada", "enough")));
    };
    EXPECT_EQ(look(), ExperimentState::stopped);
    EXPECT_EQ(ended_by(), "enough");
    EXPECT_THAT(lines, Not(HasSubstr("experiment_stopped")));
    EXPECT_THAT(lines, HasSubstr("experiment_step_not_taken"));
    ASSERT_TRUE(parley::test::run(entries.enter(a_document(rules, "sealed-2", "garden"), "ada")));
    ASSERT_TRUE(parley::test::run(entries.take_step("sealed-2", ExperimentDeed::start, "ada")));
    told.rows = {};
    now = now + core::seconds(28LL * 86'400);
    parley::test::run(watch.look());
    runtime::set_log_sink(nullptr);
    EXPECT_EQ(parley::test::run(store.find("sealed-2"))->state, ExperimentState::stopped);
    EXPECT_THAT(lines, HasSubstr("\"event\":\"experiment_stopped\",\"experiment\":\"sealed-2\""));
}

} // namespace
} // namespace parley::app::test
