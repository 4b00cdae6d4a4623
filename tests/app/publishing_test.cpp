// From the end of an experiment to its finding: who may publish what, what is said of how it went, and that nothing
// private leaves.
#include "app/experiment_book.hpp"
#include "app/publishing.hpp"
#include "app/sector_ends.hpp"
#include "wire/study_json.hpp"

#include "app_world.hpp"
#include "experiment_documents.hpp"
#include "support/fakes/fake_experiments.hpp"
#include "support/fakes/fake_findings.hpp"
#include "support/fakes/fake_studies.hpp"

#include <boost/asio/thread_pool.hpp>

#include <set>

namespace parley::app::test {
namespace {

using lab::analyse::Stage;
using lab::design::ExperimentState;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using Kind = ExperimentNo::Kind;

constexpr core::Micros day = core::seconds(86'400);

class ThePublisher : public ::testing::Test {
protected:
    core::Instant now = t0;
    RuleBook rules = furniture_rules();
    parley::test::FakeExperiments store;
    parley::test::FakeFindings findings{store};
    parley::test::FakeStudies told;
    ExperimentRegister entries{store, rules, [this] { return now; }};
    boost::asio::thread_pool background{1};
    std::vector<ReleaseDraft> drafts;
    std::uint8_t drawn = 0;
    Publishing publishing{{store, told, findings, rules, background.get_executor(), [this] { return now; },
                           [this] {
                               std::array<std::uint8_t, 32> bytes{};
                               bytes[0] = ++drawn;
                               return bytes;
                           },
                           wire::analysis_json,
                           [this](const ReleaseDraft& draft) {
                               drafts.push_back(draft);
                               return "zip of " + draft.finding.version;
                           }}};

    template <class T>
    static T run(awaitable<T> work) {
        return parley::test::run(std::move(work));
    }
    void runs(const std::string& key = "sealed-1", const std::string& sector = "furniture/tables") {
        ASSERT_TRUE(run(entries.enter(a_document(rules, key, sector), "ada")));
        step(ExperimentDeed::start, "ada", "", key);
    }
    void step(ExperimentDeed deed, const std::string& by = "ada", const std::string& why = "",
              const std::string& key = "sealed-1") {
        ASSERT_TRUE(run(entries.take_step(key, deed, by, why)));
    }
    /// So many requests of each arm, each of a buyer of its own.
    void played(std::int64_t count, const std::string& sector = "furniture/tables") {
        for (const std::string arm : {"open", "sealed"}) {
            for (const Stage stage : {Stage::assigned, Stage::round_opened})
                told.rows.reached.push_back({arm, stage, 0, false, count});
            for (std::int64_t i = 0; i < count; ++i) {
                const std::string name = arm + std::to_string(i);
                lab::release::PrivateFact one{{},      "buyer-" + name, {"shop-1", "shop-2", "shop-3"},
                                              "Leeds", "2026-W48",      "250-500"};
                one.fact.unit = "intent:" + name;
                one.fact.sector = sector;
                one.fact.invited = 3;
                one.fact.offers = one.fact.bids = 1 + i % 3;
                one.fact.first_ms = 30'000 + 1'003 * i;
                one.fact.end_ms = one.fact.duration_ms = 120'000;
                told.rows.rows.push_back({arm, false, std::move(one)});
            }
        }
    }
    AnalysisAnswer analyse(const std::string& by = "ada", const std::string& key = "sealed-1",
                           const std::string& why = "") {
        return run(publishing.analyse(key, by, why));
    }
    PublicationAnswer publish(const std::string& by = "grace",
                              PublicationWish wish = {"sealed-tables", "Sealed?", {}, ""},
                              const std::string& key = "sealed-1") {
        return run(publishing.publish(key, std::move(wish), by));
    }
    template <class Answer>
    static std::pair<Kind, std::string> no_of(const Answer& answer) {
        return answer ? std::pair(Kind::unknown, std::string("it was done"))
                      : std::pair(answer.error().kind, answer.error().pointer);
    }
    StoredExperiment stored(const std::string& key = "sealed-1") { return *run(store.find(key)); }
    std::vector<std::string> types() {
        std::vector<std::string> types;
        for (const auto& one : run(store.log("sealed-1")))
            types.push_back(*one.event.at("type").as_string());
        return types;
    }
};

TEST_F(ThePublisher, OnlyWhatIsOverIsAnalysedAndOnlyWhatIsAnalysedIsPublished) {
    EXPECT_EQ(no_of(analyse()).first, Kind::unknown);
    EXPECT_EQ(no_of(analyse()).second, "");
    runs();
    EXPECT_EQ(no_of(analyse()).first, Kind::not_now);
    EXPECT_EQ(no_of(publish()).first, Kind::not_analysed);
    step(ExperimentDeed::stop);
    EXPECT_EQ(no_of(publish()).first, Kind::not_analysed);
    EXPECT_EQ(stored().state, ExperimentState::stopped);
    ASSERT_TRUE(analyse());
    EXPECT_EQ(stored().state, ExperimentState::analysed);
    ASSERT_TRUE(publish());
    EXPECT_EQ(stored().state, ExperimentState::published);
    const auto twice = publish();
    EXPECT_EQ(no_of(twice).first, Kind::not_analysed) << "it is published already";
    EXPECT_EQ(twice.error().detail, "it is published, and has to be analysed again, with a reason, before it is "
                                    "released again");
    EXPECT_THAT(types(), ElementsAre("registered", "start", "stop", "analysed", "published"));
    EXPECT_FALSE(lab::design::first_break(run(store.log("sealed-1"))));
}

TEST_F(ThePublisher, WhoeverRegisteredOrAnalysedItDoesNotPublishIt) {
    runs();
    step(ExperimentDeed::stop);
    ASSERT_TRUE(analyse("mary"));
    EXPECT_EQ(no_of(publish("ada")).first, Kind::second_person) << "registered it";
    EXPECT_EQ(no_of(publish("mary")).first, Kind::second_person) << "analysed it";
    for (const char* same : {"Ada", " ada", "ad\u0430", "ada\u200b"})
        EXPECT_EQ(no_of(publish(same)).first, Kind::second_person) << "one name to whoever reads it: " << same;
    EXPECT_THAT(run(findings.releases()), IsEmpty());
    const auto finding = publish("grace");
    ASSERT_TRUE(finding);
    EXPECT_EQ(finding->proposed_by, "mary");
    EXPECT_EQ(finding->published_by, "grace");
}

TEST_F(ThePublisher, AllWhoAnalysedItAreNamed) {
    runs();
    step(ExperimentDeed::stop);
    EXPECT_THAT(analysts_in(run(store.log("sealed-1"))), IsEmpty());
    ASSERT_TRUE(analyse("mary"));
    ASSERT_TRUE(analyse("ada"));
    ASSERT_TRUE(analyse("mary"));
    EXPECT_THAT(analysts_in(run(store.log("sealed-1"))), ElementsAre("mary", "ada"));
    ASSERT_TRUE(publish());
    std::vector<std::string> people;
    for (const ReleaseDraft::Person& one : drafts.front().people)
        people.push_back(one.name + ' ' + one.role);
    EXPECT_THAT(people, ElementsAre("ada projectLeader", "mary dataCurator", "ada dataCurator", "grace dataManager"));
}

TEST_F(ThePublisher, WhatIsPublishedIsTheAnalysisOfTheRowsThatAreReleased) {
    runs();
    played(40);
    step(ExperimentDeed::stop);
    const auto analysed = analyse();
    ASSERT_TRUE(analysed);
    EXPECT_THAT(analysed->analysis.analysis, HasSubstr("\"requests\": 40"));
    const auto finding = publish();
    ASSERT_TRUE(finding);
    EXPECT_FALSE(finding->is_withheld);
    ASSERT_THAT(drafts, SizeIs(1));
    const auto& study = drafts.front().release.study;
    EXPECT_THAT(study.facts, SizeIs(80));
    EXPECT_EQ(drafts.front().analysis, wire::analysis_json(study, lab::analyse::analyse(study)));
    const auto texts = run(findings.find("sealed-tables"));
    ASSERT_TRUE(texts);
    EXPECT_EQ(texts->analysis, drafts.front().analysis);
    EXPECT_EQ(texts->finding.sha256, digest::hex(digest::sha256("zip of 1.0.0")));
    EXPECT_EQ(texts->prereg, core::canonical(stored().document));
    for (const auto& fact : study.facts) {
        EXPECT_THAT(fact.unit, Not(HasSubstr("intent:")));
        EXPECT_EQ(fact.first_ms.value_or(0) % 1'000, 0) << "to the second";
    }
    EXPECT_THAT(texts->analysis, AllOf(Not(HasSubstr("buyer-")), Not(HasSubstr("Leeds"))));
}

TEST_F(ThePublisher, AStudyOfFewHasNoRows) {
    runs();
    played(2);
    step(ExperimentDeed::stop);
    ASSERT_TRUE(analyse());
    const auto finding = publish();
    ASSERT_TRUE(finding);
    EXPECT_TRUE(finding->is_withheld);
    EXPECT_THAT(drafts.front().release.study.facts, IsEmpty());
}

TEST_F(ThePublisher, WhatBecomesOfTheRowsIsToldBefore) {
    const auto outlook = [&] { return run(publishing.rows_outlook(stored())); };
    runs();
    played(2);
    step(ExperimentDeed::stop);
    EXPECT_EQ(outlook(), std::nullopt) << "it is not analysed";
    ASSERT_TRUE(analyse());
    EXPECT_EQ(outlook(), (lab::release::RowsOutlook{4, 4, true}));
    told.rows = {};
    played(40);
    EXPECT_EQ(outlook(), (lab::release::RowsOutlook{80, 0, false}));
    ASSERT_TRUE(publish());
    EXPECT_EQ(outlook(), std::nullopt) << "it is published";
}

TEST_F(ThePublisher, TwoReleasesShareNoNames) {
    runs();
    played(20);
    step(ExperimentDeed::stop);
    ASSERT_TRUE(analyse());
    ASSERT_TRUE(publish());
    now = now + day;
    EXPECT_EQ(no_of(analyse()), std::pair(Kind::invalid, std::string("/why"))) << "nobody said why";
    const auto again = analyse("ada", "sealed-1", "complaints have come in");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->experiment.state, ExperimentState::published) << "its first release is read meanwhile";
    EXPECT_THAT(again->analysis.analysis, HasSubstr("after it was published: complaints have come in."));
    const auto second = publish();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->version, "1.1.0");
    EXPECT_THAT(drafts.back().release.study.deviations,
                ElementsAre(HasSubstr("Stopped on"), HasSubstr("Analysed again on")));
    EXPECT_EQ(no_of(publish()).first, Kind::not_analysed) << "there is nothing new to release";
    EXPECT_THAT(second->change, HasSubstr("analysed again. The verdict is the same."));
    ASSERT_THAT(drafts, SizeIs(2));
    ASSERT_THAT(drafts[1].older, SizeIs(1));
    EXPECT_EQ(drafts[1].older.front().version, "1.0.0");
    std::set<std::string> names;
    for (const ReleaseDraft& draft : drafts)
        for (const auto& fact : draft.release.study.facts)
            EXPECT_TRUE(names.insert(fact.unit).second) << fact.unit;
    EXPECT_THAT(newest_releases(run(findings.releases())), ElementsAre(*second));
}

TEST_F(ThePublisher, APublicationSaysWhereItCannotBeTaken) {
    runs();
    step(ExperimentDeed::stop);
    ASSERT_TRUE(analyse());
    const auto at = [&](PublicationWish wish) { return no_of(publish("grace", std::move(wish))).second; };
    for (const char* slug : {"", "ab", "Sealed", "-sealed", "sealed-", "sealed--tables", "sealed/tables"})
        EXPECT_EQ(at({slug, "Sealed?", {}, ""}), "/slug") << slug;
    EXPECT_EQ(at({std::string(65, 'a'), "Sealed?", {}, ""}), "/slug");
    EXPECT_EQ(at({"sealed", " ", {}, ""}), "/title");
    EXPECT_EQ(at({"sealed", "two\nlines", {}, ""}), "/title");
    EXPECT_EQ(at({"sealed", "Sealed?", {"furniture/tables", "garden"}, ""}), "/rounds_end_in/1");
    ASSERT_TRUE(publish());
    ASSERT_TRUE(analyse("ada", "sealed-1", "a mistake was found"));
    EXPECT_EQ(at({"other-slug", "Sealed?", {}, ""}), "/slug") << "it has one";
    runs("sealed-2", "garden");
    step(ExperimentDeed::stop, "ada", "", "sealed-2");
    ASSERT_TRUE(analyse("ada", "sealed-2"));
    EXPECT_EQ(no_of(publish("grace", {"sealed-tables", "Sealed?", {}, ""}, "sealed-2")).second, "/slug");
}

TEST_F(ThePublisher, RoundsEndWhereTheFindingSaysSo) {
    runs("sealed-1", "furniture");
    step(ExperimentDeed::kill, "watch", "guardrail");
    ASSERT_TRUE(analyse());
    ASSERT_TRUE(publish("grace", {"sealed-tables", "Sealed?", {"furniture/tables"}, ""}));
    EXPECT_THAT(run(findings.ended_sectors()), ElementsAre(SectorEnd{"furniture/tables", "sealed-tables", now}));
    SectorEnds ends(findings);
    EXPECT_FALSE(ends.of("furniture/tables"));
    run(ends.refresh());
    const auto known = ends.known();
    EXPECT_TRUE(ends.of("furniture/tables"));
    EXPECT_TRUE(ends.of("furniture/tables/oak"));
    EXPECT_FALSE(ends.of("furniture/chairs"));
    EXPECT_FALSE(ends.of("furniture"));
    run(ends.refresh());
    EXPECT_EQ(ends.known(), known) << "nothing changed";
}

TEST_F(ThePublisher, RoundsDoNotEndByAFindingWithoutHarm) {
    runs();
    played(40);
    step(ExperimentDeed::kill, "ada", "I do not like it");
    ASSERT_TRUE(analyse());
    const PublicationWish wish{"sealed-tables", "Sealed?", {"furniture/tables"}, ""};
    const auto refused = publish("grace", wish);
    EXPECT_EQ(no_of(refused), std::pair(Kind::invalid, std::string("/rounds_end_in")));
    EXPECT_THAT(refused.error().detail, HasSubstr("does not show that rounds do harm"));
    EXPECT_THAT(run(findings.ended_sectors()), IsEmpty());
    // The same rounds, but for most sealed ones without an offer.
    for (auto& row : told.rows.rows)
        if (row.arm == "sealed" && row.fact.fact.unit > "intent:sealed15") {
            row.fact.fact.offers = row.fact.fact.bids = 0;
            row.fact.fact.first_ms.reset();
        }
    ASSERT_TRUE(publish("grace", wish));
    EXPECT_THAT(run(findings.ended_sectors()), SizeIs(1));
}

TEST_F(ThePublisher, RoundsDoNotEndByASimulatedFinding) {
    runs();
    played(40);
    for (auto& one : told.rows.reached)
        one.simulated = true;
    for (auto& one : told.rows.rows)
        one.simulated = true;
    step(ExperimentDeed::kill, "watch", "guardrail");
    ASSERT_TRUE(analyse());
    const auto refused = publish("grace", {"sealed-tables", "Sealed?", {"furniture/tables"}, ""});
    EXPECT_EQ(no_of(refused), std::pair(Kind::invalid, std::string("/rounds_end_in")));
    EXPECT_THAT(refused.error().detail, HasSubstr("simulated"));
    EXPECT_TRUE(publish());
}

TEST_F(ThePublisher, WhatWasDoneOtherwiseIsSaid) {
    runs();
    step(ExperimentDeed::pause, "watch", "sample_ratio");
    step(ExperimentDeed::resume);
    step(ExperimentDeed::pause, "ada", "the shops are on holiday");
    step(ExperimentDeed::resume);
    step(ExperimentDeed::stop, "ada", "no money left");
    EXPECT_THAT(deviations_in(stored(), run(store.log("sealed-1"))),
                ElementsAre(AllOf(HasSubstr("Paused on"), HasSubstr("not of the sizes")),
                            AllOf(HasSubstr("Paused on"), HasSubstr("by hand: the shops are on holiday.")),
                            AllOf(HasSubstr("Stopped on"), HasSubstr("by hand"), HasSubstr(": no money left."))));
    const auto analysed = analyse();
    ASSERT_TRUE(analysed);
    EXPECT_THAT(analysed->analysis.analysis, HasSubstr("the shops are on holiday"));
}

TEST_F(ThePublisher, AnEndThatWasRegisteredIsNoDeviation) {
    runs();
    step(ExperimentDeed::stop, "watch", "size_reached");
    EXPECT_THAT(deviations_in(stored(), run(store.log("sealed-1"))), IsEmpty());
}

TEST_F(ThePublisher, WhatWasEndedForHarmStaysSoOnceItIsPublished) {
    runs();
    step(ExperimentDeed::kill, "watch", "guardrail");
    ExperimentBook book{store, rules};
    run(book.refresh());
    EXPECT_TRUE(book.has_ended_for_harm("sealed-1"));
    ASSERT_TRUE(analyse());
    ASSERT_TRUE(publish());
    run(book.refresh());
    EXPECT_TRUE(book.has_ended_for_harm("sealed-1")) << "requests that wait must not get its arms back";
    Value next = a_document(rules);
    next["version"] = 2;
    next["supersedes"] = stored().sha256;
    const auto again = run(entries.enter(std::move(next), "ada"));
    ASSERT_FALSE(again);
    EXPECT_THAT(again.error().detail, HasSubstr("ended for harm"));
}

TEST_F(ThePublisher, WhatNobodyPublishesIsOverdueAfterNinetyDays) {
    runs();
    step(ExperimentDeed::stop);
    const auto keys = [&] {
        std::vector<std::string> keys;
        for (const StoredExperiment& one : overdue_findings(run(store.all()), run(findings.releases()), now))
            keys.push_back(one.key);
        return keys;
    };
    now = now + (overdue_after - 1);
    EXPECT_THAT(keys(), IsEmpty());
    now = now + 1;
    EXPECT_THAT(keys(), ElementsAre("sealed-1"));
    ASSERT_TRUE(analyse());
    EXPECT_THAT(keys(), ElementsAre("sealed-1")) << "a drawer is no publication";
    ASSERT_TRUE(publish());
    EXPECT_THAT(keys(), IsEmpty());
    ASSERT_TRUE(analyse("ada", "sealed-1", "complaints have come in"));
    EXPECT_THAT(keys(), IsEmpty()) << "an older release is out";
}

} // namespace
} // namespace parley::app::test
