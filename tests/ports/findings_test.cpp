#include "worlds.hpp"

namespace parley::test {
namespace {

using lab::design::chained;
using lab::design::ExperimentState;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

app::FindingTexts a_finding(const std::string& slug, const std::string& version = "1.0.0") {
    app::FindingTexts texts;
    app::Finding& one = texts.finding;
    one.slug = slug;
    one.version = version;
    one.experiment = "soft-1";
    one.prereg_version = 2;
    one.prereg_sha256 = std::string(64, 'a');
    one.title = "Does a soft close help?";
    one.verdict = "Nothing was shown.";
    one.sectors = {"furniture/tables", "garden"};
    one.sha256 = std::string(64, 'b');
    one.change = "First release.";
    one.simulated = version == "1.0.0";
    one.is_withheld = version != "1.0.0";
    one.proposed_by = "ada";
    one.published_by = "grace";
    one.published_at = core::Instant{version == "1.0.0" ? 10 : 20};
    texts.analysis = R"({"schema":"parley.analysis/1"})";
    texts.prereg = R"({"key":"soft-1"})";
    return texts;
}

template <class World>
class FindingsPort : public testing::Test {
protected:
    app::Findings& findings() { return world_.findings(); }
    app::Experiments& experiments() { return world_.experiments(); }
    app::ExperimentStep step_of(ExperimentState state, const std::string& key = "soft-1") {
        const auto log = run(experiments().log(key));
        app::StoredExperiment one;
        one.key = key;
        one.state = state;
        one.document["title"] = "Does a soft close help?";
        one.sha256 = std::string(64, 'a');
        one.coverage_ppm = 50'000;
        core::Value event;
        event["type"] = core::name_of(state);
        app::ExperimentStep step;
        step.seq = static_cast<std::int64_t>(log.size()) + 1;
        step.events = {chained(log, event)};
        step.next = std::move(one);
        return step;
    }
    bool publish(app::FindingTexts texts, std::string package, std::vector<std::string> ends = {}) {
        return run(findings().publish(step_of(ExperimentState::published),
                                      {std::move(texts), std::move(package), std::move(ends)}));
    }
    World world_;
};
TYPED_TEST_SUITE(FindingsPort, Worlds, WorldNames);

TYPED_TEST(FindingsPort, AnAnalysisIsKeptWithItsStepOrNotAtAll) {
    EXPECT_EQ(run(this->findings().analysis_of("soft-1")), std::nullopt);
    const auto stale = this->step_of(ExperimentState::analysed);
    const app::KeptAnalysis first{"soft-1", 1, "{}", "ada", core::Instant{5}};
    EXPECT_TRUE(run(this->findings().keep_analysis(this->step_of(ExperimentState::analysed), first)));
    EXPECT_EQ(run(this->findings().analysis_of("soft-1")), first);
    EXPECT_EQ(run(this->experiments().all()).front().state, ExperimentState::analysed);
    app::KeptAnalysis second{"soft-1", 2, R"({"a":1})", "grace", core::Instant{6}};
    EXPECT_FALSE(run(this->findings().keep_analysis(stale, second)));
    EXPECT_EQ(run(this->findings().analysis_of("soft-1")), first);
    EXPECT_TRUE(run(this->findings().keep_analysis(this->step_of(ExperimentState::analysed), second)));
    EXPECT_EQ(run(this->findings().analysis_of("soft-1")), second);
    EXPECT_THAT(run(this->experiments().log("soft-1")), SizeIs(2));
}

TYPED_TEST(FindingsPort, AReleaseIsStoredWholeAndIsTheNewest) {
    EXPECT_THAT(run(this->findings().releases()), IsEmpty());
    EXPECT_EQ(run(this->findings().find("soft-close")), std::nullopt);
    const std::string bytes("PK\0\x03\xff", 5);
    EXPECT_TRUE(this->publish(a_finding("soft-close"), bytes));
    EXPECT_EQ(run(this->findings().find("soft-close")), a_finding("soft-close"));
    EXPECT_TRUE(this->publish(a_finding("soft-close", "1.1.0"), "other"));
    EXPECT_EQ(run(this->findings().find("soft-close")), a_finding("soft-close", "1.1.0"));
    EXPECT_THAT(run(this->findings().releases()),
                ElementsAre(a_finding("soft-close", "1.1.0").finding, a_finding("soft-close").finding));
    EXPECT_EQ(run(this->findings().package("soft-close", "1.0.0")), bytes);
    EXPECT_EQ(run(this->findings().package("soft-close", "1.1.0")), "other");
    EXPECT_EQ(run(this->findings().package("soft-close", "1.2.0")), std::nullopt);
}

TYPED_TEST(FindingsPort, WhatIsTakenIsRefusedAndChangesNothing) {
    const auto stale = this->step_of(ExperimentState::published);
    EXPECT_TRUE(this->publish(a_finding("soft-close"), "one"));
    EXPECT_FALSE(this->publish(a_finding("soft-close"), "two")) << "it has this version";
    EXPECT_FALSE(run(this->findings().publish(stale, {a_finding("other"), "three", {"garden"}})));
    EXPECT_EQ(run(this->findings().package("soft-close", "1.0.0")), "one");
    EXPECT_THAT(run(this->findings().releases()), SizeIs(1));
    EXPECT_THAT(run(this->findings().ended_sectors()), IsEmpty());
    EXPECT_THAT(run(this->experiments().log("soft-1")), SizeIs(1));
}

TYPED_TEST(FindingsPort, RoundsEndInSectorsUntilTheyAreReopened) {
    EXPECT_TRUE(this->publish(a_finding("soft-close"), "one", {"garden", "furniture/tables"}));
    const app::SectorEnd garden{"garden", "soft-close", core::Instant{10}};
    const app::SectorEnd tables{"furniture/tables", "soft-close", core::Instant{10}};
    EXPECT_THAT(run(this->findings().ended_sectors()), ElementsAre(tables, garden));
    EXPECT_TRUE(run(this->findings().reopen("garden", "grace", core::Instant{15})));
    EXPECT_FALSE(run(this->findings().reopen("garden", "grace", core::Instant{16})));
    EXPECT_FALSE(run(this->findings().reopen("pets", "grace", core::Instant{16})));
    EXPECT_THAT(run(this->findings().ended_sectors()), ElementsAre(tables));
    EXPECT_TRUE(this->publish(a_finding("soft-close", "1.1.0"), "two", {"garden"}));
    EXPECT_THAT(run(this->findings().ended_sectors()),
                ElementsAre(tables, app::SectorEnd{"garden", "soft-close", core::Instant{20}}));
}

TEST(FindingsInPostgres, StayAsTheyWereWritten) {
    InPostgres world;
    const auto is_refused = [&](const std::string& text) { EXPECT_ANY_THROW(world.database().execute(text)) << text; };
    core::Value event;
    event["type"] = "published";
    app::ExperimentStep step;
    step.next.key = "soft-1";
    step.next.sha256 = std::string(64, 'a');
    step.next.coverage_ppm = 1;
    step.events = {chained({}, event)};
    ASSERT_TRUE(run(world.findings().publish(step, {a_finding("soft-close"), "one", {"garden"}})));
    is_refused("UPDATE finding SET verdict = 'It works.'");
    is_refused("DELETE FROM finding");
    is_refused("DELETE FROM sector_rounds");
    is_refused("TRUNCATE experiment_analysis");
    EXPECT_EQ(run(world.findings().find("soft-close")), a_finding("soft-close"));
}

} // namespace
} // namespace parley::test
