// No fast test stands on this port: it runs on PostgreSQL alone.
#include "adapters/postgres/conduct_log.hpp"
#include "worlds.hpp"

namespace parley::test {
namespace {

using app::ConductEvent;
using app::ConductKind;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class ConductLogPort : public testing::Test {
protected:
    static ConductEvent event(ConductKind kind, std::uint64_t number, std::optional<std::int64_t> seq,
                              std::int64_t at) {
        ConductEvent one;
        one.kind = kind;
        one.intent = intent(number);
        one.about = kind == ConductKind::report ? 1 : 0;
        one.seq = seq;
        one.at = {at};
        return one;
    }
    void note(std::uint64_t number, ConductEvent one) { run(log_.note(business(number), one)); }
    std::vector<ConductEvent> events(std::uint64_t number, std::int64_t since = 0) {
        return run(log_.events(business(number), {since}));
    }
    bool takes(std::uint64_t number, std::uint64_t where, std::int64_t at, std::int64_t since, std::int64_t limit) {
        return run(log_.take_offer(business(number), intent(where), {at}, {since}, limit));
    }

    InPostgres world_;
    postgres::PostgresConductLog log_{world_.sessions()};
};

TEST_F(ConductLogPort, AnEventIsNotedOnceAndComesOldestFirst) {
    note(1, event(ConductKind::promise_broken, 2, 7, 20));
    note(1, event(ConductKind::award_lapsed, 1, 5, 10));
    note(1, event(ConductKind::award_lapsed, 1, 5, 30));
    note(2, event(ConductKind::award_lapsed, 3, 5, 15));
    const auto found = events(1);
    ASSERT_THAT(found, SizeIs(2));
    EXPECT_EQ(found[0].kind, ConductKind::award_lapsed);
    EXPECT_EQ(found[0].at.us, 10) << "the first note stays";
    EXPECT_EQ(found[0].intent, intent(1));
    EXPECT_EQ(found[0].seq, 5);
    EXPECT_EQ(found[1].kind, ConductKind::promise_broken);
    EXPECT_FALSE(found[1].discounted);
    EXPECT_THAT(events(1, 10), SizeIs(1)) << "after that moment, not at it";
    const auto same = run(log_.event(found[1].id));
    ASSERT_TRUE(same);
    EXPECT_EQ(same->at.us, 20);
    EXPECT_FALSE(run(log_.event(9'999)));
}

TEST_F(ConductLogPort, WhatWasRefusedCountsOnceForEachBuyer) {
    note(1, event(ConductKind::bulk_message, 1, {}, 10));
    note(1, event(ConductKind::bulk_message, 1, {}, 20));
    note(1, event(ConductKind::bulk_message, 2, {}, 30));
    const auto found = events(1);
    ASSERT_THAT(found, SizeIs(2));
    EXPECT_EQ(found[0].seq, std::nullopt);
}

TEST_F(ConductLogPort, AReportCountsOnceItIsUpheldAndFromThen) {
    note(1, event(ConductKind::report, 1, 5, 10));
    EXPECT_THAT(events(1), IsEmpty());
    world_.database().execute(
        "INSERT INTO steward_act (act, subject, reasons, steward, at) VALUES ('uphold', 'report/" +
        core::to_text(intent(1)) + "/1', 'It was so', 'somebody', 40)");
    const auto found = events(1, 39);
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].at.us, 40);
}

TEST_F(ConductLogPort, SoManyNewOffersAreTakenAndNoMore) {
    EXPECT_TRUE(takes(1, 1, 100, 0, 2));
    EXPECT_TRUE(takes(1, 2, 110, 0, 2));
    EXPECT_FALSE(takes(1, 3, 120, 0, 2));
    EXPECT_TRUE(takes(1, 2, 130, 0, 2)) << "one that was counted is made again";
    EXPECT_TRUE(takes(2, 3, 120, 0, 2)) << "another business has its own";
    EXPECT_THAT(run(log_.offers_taken(business(1), {0})), ElementsAre(core::Instant{100}, core::Instant{110}));
    run(log_.give_offer_back(business(1), intent(2)));
    EXPECT_TRUE(takes(1, 3, 140, 0, 2)) << "it was not made after all";
    EXPECT_TRUE(takes(1, 4, 150, 100, 2)) << "the first is too old to count";
    EXPECT_THAT(run(log_.offers_taken(business(1), {140})), ElementsAre(core::Instant{150}));
}

TEST_F(ConductLogPort, TheVersionThatWasAcceptedLastHolds) {
    EXPECT_FALSE(run(log_.accepted(business(1))));
    const std::string who = core::to_text(business(1));
    world_.database().execute("INSERT INTO conduct_acceptance VALUES ('" + who + "', 'second', 'b', 20), ('" + who +
                              "', 'first', 'a', 10)");
    const auto accepted = run(log_.accepted(business(1)));
    ASSERT_TRUE(accepted);
    EXPECT_EQ(accepted->version, "second");
    EXPECT_EQ(accepted->at.us, 20);
}

} // namespace
} // namespace parley::test
