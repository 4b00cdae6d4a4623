#include "worlds.hpp"

namespace parley::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

constexpr core::Micros tolerance = core::seconds(5);

core::Instant at_second(std::int64_t second) {
    return core::Instant{1'700'000'000'000'000} + core::seconds(second);
}

template <class World>
class UptimePort : public testing::Test {
protected:
    /// Each outage as its seconds.
    std::vector<std::pair<std::int64_t, std::int64_t>> claim(std::int64_t second) {
        std::vector<std::pair<std::int64_t, std::int64_t>> outages;
        for (const app::Outage& outage : run(world_.uptime().claim_outages(at_second(second), tolerance)))
            outages.emplace_back((outage.from - at_second(0)) / core::seconds(1),
                                 (outage.to - at_second(0)) / core::seconds(1));
        return outages;
    }
    void beat(const std::string& node, std::int64_t second) { run(world_.uptime().beat(node, at_second(second))); }

    World world_;
};
TYPED_TEST_SUITE(UptimePort, Worlds, WorldNames);

TYPED_TEST(UptimePort, TheVeryFirstStartIsNoOutage) {
    EXPECT_THAT(this->claim(0), IsEmpty());
}

TYPED_TEST(UptimePort, AShortGapIsNoOutage) {
    this->beat("a", 0);
    EXPECT_THAT(this->claim(5), IsEmpty());
    EXPECT_THAT(run(this->world_.uptime().claim_outages(at_second(5) + 1, tolerance)), SizeIs(1))
        << "to the microsecond";
}

TYPED_TEST(UptimePort, AGapWithoutAnybodysBeatIsOne) {
    this->beat("a", 0);
    this->beat("b", 10);
    this->beat("b", 9); // late on the way; the latest counts
    EXPECT_THAT(this->claim(16), ElementsAre(Pair(10, 16)));
}

TYPED_TEST(UptimePort, IsRecordedOnceAndGivenToWhoeverComesBeforeTheNextBeat) {
    this->beat("a", 0);
    EXPECT_THAT(this->claim(60), ElementsAre(Pair(0, 60)));
    EXPECT_THAT(this->claim(62), ElementsAre(Pair(0, 60))) << "one outage, whoever asks";
    this->beat("a", 62);
    EXPECT_THAT(this->claim(63), IsEmpty()) << "somebody takes offers again";
    this->beat("a", 100);
    EXPECT_THAT(this->claim(110), ElementsAre(Pair(100, 110)));
}

TYPED_TEST(UptimePort, ThatWhoFoundItDiedIsAnOutageOfItsOwn) {
    this->beat("a", 0);
    EXPECT_THAT(this->claim(60), ElementsAre(Pair(0, 60)));
    EXPECT_THAT(this->claim(120), ElementsAre(Pair(0, 60), Pair(60, 120))) << "none is lost, none counts twice";
    EXPECT_THAT(this->claim(121), ElementsAre(Pair(0, 60), Pair(60, 120)));
    this->beat("b", 121);
    EXPECT_THAT(this->claim(122), IsEmpty());
}

TYPED_TEST(UptimePort, TellsTheClockInMicroseconds) {
    const core::Micros apart = run(this->world_.uptime().database_now()) - system_now();
    EXPECT_LT(std::abs(apart), core::seconds(2));
}

} // namespace
} // namespace parley::test
