#include "worlds.hpp"

namespace parley::test {
namespace {

using lab::design::chained;
using lab::design::ExperimentState;
using lab::design::LoggedEvent;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

app::StoredExperiment an_experiment(const std::string& key) {
    app::StoredExperiment one;
    one.key = key;
    one.document["title"] = "Does a soft close help?";
    one.sha256 = std::string(64, 'a');
    one.coverage_ppm = 50'000;
    return one;
}

core::Value event(const std::string& type) {
    core::Value value;
    value["type"] = type;
    return value;
}

template <class World>
class ExperimentsPort : public testing::Test {
protected:
    app::Experiments& experiments() { return world_.experiments(); }
    /// The next step of an experiment, with what it says of itself.
    app::ExperimentStep step_of(app::StoredExperiment next, const std::string& type) {
        const auto log = run(experiments().log(next.key));
        app::ExperimentStep step;
        step.seq = static_cast<std::int64_t>(log.size()) + 1;
        step.events = {chained(log, event(type))};
        step.next = std::move(next);
        return step;
    }
    World world_;
};
TYPED_TEST_SUITE(ExperimentsPort, Worlds, WorldNames);

TYPED_TEST(ExperimentsPort, IsStoredAndChangedWithItsLog) {
    EXPECT_EQ(run(this->experiments().changes()), 0);
    EXPECT_THAT(run(this->experiments().all()), IsEmpty());
    app::StoredExperiment one = an_experiment("soft-1");
    EXPECT_TRUE(run(this->experiments().store(this->step_of(one, "registered"))));
    EXPECT_THAT(run(this->experiments().all()), ElementsAre(one));
    one.state = ExperimentState::killed;
    one.version = 2;
    one.document["title"] = "Does it still?";
    one.sha256 = std::string(64, 'b');
    one.coverage_ppm = 1'000'000;
    one.epoch = 2;
    one.started_at = core::Instant{1'700'000'000'000'000};
    one.ended_at = core::Instant{1'700'000'000'000'001};
    one.ended_by = "guardrail";
    EXPECT_TRUE(run(this->experiments().store(this->step_of(one, "kill"))));
    EXPECT_THAT(run(this->experiments().all()), ElementsAre(one));
    EXPECT_EQ(run(this->experiments().changes()), 2);
    const auto log = run(this->experiments().log("soft-1"));
    ASSERT_THAT(log, SizeIs(2));
    EXPECT_EQ(log[1].event, event("kill"));
    EXPECT_FALSE(lab::design::first_break(log));
    EXPECT_THAT(run(this->experiments().log("other")), IsEmpty());
}

TYPED_TEST(ExperimentsPort, IsFoundByItsKeyAmongOthers) {
    EXPECT_FALSE(run(this->experiments().find("soft-1")));
    EXPECT_THAT(run(this->experiments().logs()), IsEmpty());
    app::StoredExperiment soft = an_experiment("soft-1"), hard = an_experiment("hard-1");
    hard.state = ExperimentState::stopped;
    hard.document["title"] = "Does a hard close help?";
    hard.started_at = core::Instant{1'700'000'000'000'000};
    hard.ended_at = core::Instant{1'700'000'000'000'001};
    hard.ended_by = "max_days";
    for (const auto& one : {soft, hard})
        ASSERT_TRUE(run(this->experiments().store(this->step_of(one, "registered"))));
    ASSERT_TRUE(run(this->experiments().store(this->step_of(soft, "start"))));
    EXPECT_EQ(run(this->experiments().find("soft-1")), soft);
    EXPECT_EQ(run(this->experiments().find("hard-1")), hard);
    EXPECT_FALSE(run(this->experiments().find("soft")));
    const auto logs = run(this->experiments().logs());
    ASSERT_THAT(logs, SizeIs(2));
    for (const auto& [key, log] : logs) {
        EXPECT_THAT(log, SizeIs(key == "soft-1" ? 2 : 1)) << key;
        EXPECT_FALSE(lab::design::first_break(log)) << key;
        EXPECT_EQ(log.front().event, event("registered")) << key;
    }
    EXPECT_EQ(logs.at("soft-1").back().event, event("start"));
}

TYPED_TEST(ExperimentsPort, OfTwoStepsAtOnceTheLaterOneIsNone) {
    app::StoredExperiment one = an_experiment("soft-1");
    run(this->experiments().store(this->step_of(one, "registered")));
    one.state = ExperimentState::running;
    const auto first = this->step_of(one, "start");
    one.state = ExperimentState::killed;
    auto second = this->step_of(one, "kill");
    second.releases_at = core::Instant{5};
    EXPECT_TRUE(run(this->experiments().store(first)));
    EXPECT_FALSE(run(this->experiments().store(second)));
    EXPECT_EQ(run(this->experiments().all()).front().state, ExperimentState::running);
    EXPECT_EQ(run(this->experiments().changes()), 2);
    EXPECT_THAT(run(this->experiments().log("soft-1")), SizeIs(2));
}

TYPED_TEST(ExperimentsPort, ASegmentIsOneExperimentsUntilItIsReleased) {
    using app::StoredHolding;
    const std::string space = "furniture/tables";
    auto taking = [&](const std::string& key, std::vector<std::pair<std::int64_t, std::int64_t>> ranges) {
        auto step = this->step_of(an_experiment(key), "registered");
        for (const auto& [first, last] : ranges)
            step.taken.push_back({space, first, last, key, std::nullopt});
        return run(this->experiments().store(std::move(step)));
    };
    auto released = [&](const std::string& key, std::int64_t at) {
        auto stop = this->step_of(an_experiment(key), "stop");
        stop.releases_at = core::Instant{at};
        return run(this->experiments().store(std::move(stop)));
    };
    EXPECT_TRUE(taking("one", {{7, 9}, {3, 3}}));
    EXPECT_FALSE(taking("two", {{4, 5}, {3, 3}})) << "not a part of it either";
    EXPECT_FALSE(taking("two", {{0, 9'999}}));
    EXPECT_THAT(run(this->experiments().all()), SizeIs(1));
    EXPECT_THAT(run(this->experiments().logs()), SizeIs(1));
    EXPECT_THAT(run(this->experiments().holdings()),
                ElementsAre(StoredHolding{space, 3, 3, "one", {}}, StoredHolding{space, 7, 9, "one", {}}));
    EXPECT_TRUE(released("one", 42));
    EXPECT_TRUE(taking("two", {{3, 4}, {8, 8}}));
    EXPECT_THAT(run(this->experiments().holdings()),
                ElementsAre(StoredHolding{space, 3, 4, "two", {}}, StoredHolding{space, 7, 7, "one", core::Instant{42}},
                            StoredHolding{space, 8, 8, "two", {}},
                            StoredHolding{space, 9, 9, "one", core::Instant{42}}));
    EXPECT_TRUE(released("two", 50));
    EXPECT_TRUE(taking("one", {{0, 9'999}})) << "the whole sector, its own old part included";
    EXPECT_THAT(run(this->experiments().holdings()), ElementsAre(StoredHolding{space, 0, 9'999, "one", {}}));
}

} // namespace
} // namespace parley::test
