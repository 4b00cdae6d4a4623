// What was said to whom, and how far it was read. No fast test stands on these ports: they run on PostgreSQL alone.
#include "adapters/postgres/read_marks.hpp"
#include "adapters/postgres/said.hpp"
#include "worlds.hpp"

namespace parley::test {
namespace {

using app::SaidTurn;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr core::Instant now{core::seconds(1'000'000)};

TEST(SaidPort, TheSameWordsReachSoManyAndNoMore) {
    InPostgres world;
    postgres::PostgresSaid said(world.sessions());
    const auto takes = [&](std::uint64_t who, const std::string& words, std::uint64_t where, core::Instant since) {
        return run(said.take(business(who), words, intent(where), now, since, 2));
    };
    EXPECT_EQ(takes(1, "a", 1, now), SaidTurn::noted);
    EXPECT_EQ(takes(1, "a", 1, now), SaidTurn::repeated);
    EXPECT_EQ(takes(1, "a", 2, now), SaidTurn::noted);
    EXPECT_EQ(takes(1, "a", 3, now), SaidTurn::refused);
    EXPECT_EQ(takes(1, "a", 2, now), SaidTurn::repeated) << "who heard it hears it again";
    EXPECT_EQ(takes(1, "b", 3, now), SaidTurn::noted) << "other words";
    EXPECT_EQ(takes(2, "a", 3, now), SaidTurn::noted) << "another business";
    run(said.give_back(business(1), "a", intent(2)));
    EXPECT_EQ(takes(1, "a", 3, now), SaidTurn::noted) << "nobody heard them there after all";
    EXPECT_EQ(takes(1, "a", 4, now + 1), SaidTurn::noted) << "what was said before does not count";
}

TEST(ReadMarksPort, AMarkOnlyRisesAndIsOfOneReaderAndThread) {
    InPostgres world;
    postgres::PostgresReadMarks marks(world.sessions());
    EXPECT_THAT(run(marks.marks(intent(1), 0)), IsEmpty());
    run(marks.mark(intent(1), 0, 2, 5));
    run(marks.mark(intent(1), 0, 2, 3));
    run(marks.mark(intent(1), 0, 0, 1));
    run(marks.mark(intent(1), 2, 2, 9));
    run(marks.mark(intent(2), 0, 2, 8));
    EXPECT_THAT(run(marks.marks(intent(1), 0)), ElementsAre(Pair(0, 1), Pair(2, 5)));
    run(marks.mark(intent(1), 0, 2, 6));
    EXPECT_THAT(run(marks.marks(intent(1), 0)), ElementsAre(Pair(0, 1), Pair(2, 6)));
}

} // namespace
} // namespace parley::test
