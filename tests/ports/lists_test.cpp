#include "worlds.hpp"

namespace parley::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Outcome = app::ListPosted::Outcome;

constexpr core::Instant now{1'700'000'000'000'000};
constexpr core::Micros hour = core::seconds(3'600);

template <class World>
class ListsPort : public testing::Test {
protected:
    app::Lists& lists() { return world_.lists(); }
    std::string purpose(std::uint64_t owner) { return "offers/" + core::to_text(business(owner)); }
    void reader(std::uint64_t number, std::uint64_t owner, std::optional<core::Instant> confirmed_at) {
        app::Consent consent;
        consent.principal = principal(number);
        consent.purpose = purpose(owner);
        consent.wording = "words-1";
        consent.wording_sha256 = "hash";
        consent.controller = core::to_text(business(owner));
        consent.requested_at = now;
        consent.confirmed_at = confirmed_at;
        run(world_.accounts().give_consent(std::move(consent)));
    }
    app::ListPosted post(std::uint64_t number, core::Instant at = now, int mails_max = 2, std::uint64_t owner = 1) {
        return run(
            lists().post({intent(number), business(owner), "Winter tables", "Oak.", at}, at - 24 * hour, mails_max));
    }
    std::vector<std::string> waiting(core::Instant at = now) {
        std::vector<std::string> readers;
        for (const app::OutboxJob& job : run(world_.outbox().claim(app::list_mail_job, at, hour, 100)))
            readers.push_back(job.target);
        return readers;
    }

    World world_;
};
TYPED_TEST_SUITE(ListsPort, Worlds, WorldNames);

TYPED_TEST(ListsPort, AMailGoesToThoseWhoConfirmedAndToNobodyElse) {
    this->reader(1, 1, now);
    this->reader(2, 1, std::nullopt);
    this->reader(3, 2, now);
    this->reader(4, 1, now);
    run(this->world_.accounts().withdraw_consent(principal(4), this->purpose(1), "unsubscribe", now));
    const app::ListPosted posted = this->post(1);
    EXPECT_EQ(posted.outcome, Outcome::posted);
    EXPECT_EQ(posted.readers, 1);
    EXPECT_THAT(this->waiting(), ElementsAre(core::to_text(principal(1))));
    const auto mail = run(this->lists().find(intent(1)));
    ASSERT_TRUE(mail);
    EXPECT_EQ(mail->subject, "Winter tables");
    EXPECT_EQ(mail->business, business(1));
    EXPECT_FALSE(run(this->lists().find(intent(2))));
}

TYPED_TEST(ListsPort, PostingAnIdAgainWritesNothing) {
    this->reader(1, 1, now);
    this->post(1);
    EXPECT_EQ(this->post(1).outcome, Outcome::posted);
    EXPECT_EQ(this->post(1).readers, 1);
    EXPECT_THAT(this->waiting(), SizeIs(1));
}

TYPED_TEST(ListsPort, AListWithoutReadersAndOneThatIsSpentAreRefused) {
    EXPECT_EQ(this->post(1).outcome, Outcome::no_readers);
    this->reader(1, 1, now);
    EXPECT_EQ(this->post(1).outcome, Outcome::posted);
    EXPECT_EQ(this->post(2, now + hour).outcome, Outcome::posted);
    EXPECT_EQ(this->post(3, now + 2 * hour).outcome, Outcome::too_many);
    this->reader(1, 2, now);
    EXPECT_EQ(this->post(4, now + 2 * hour, 2, 2).outcome, Outcome::posted) << "another business";
    EXPECT_EQ(this->post(3, now + 24 * hour).outcome, Outcome::posted) << "the first is out of the window";
    EXPECT_EQ(this->post(5, now + 24 * hour + 1).outcome, Outcome::too_many);
}

TYPED_TEST(ListsPort, AReaderHasSoManyTurnsOverAllLists) {
    this->reader(1, 1, now);
    this->reader(1, 2, now);
    this->post(1);
    this->post(2, now, 2, 2);
    this->post(3, now + hour);
    const auto turn = [&](std::uint64_t mail, core::Instant at, std::uint64_t who = 1) {
        return run(this->lists().take_turn(intent(mail), principal(who), at, at - 24 * hour, 2));
    };
    EXPECT_TRUE(turn(1, now));
    EXPECT_TRUE(turn(2, now + 1));
    EXPECT_FALSE(turn(3, now + hour));
    EXPECT_TRUE(turn(1, now + hour)) << "a turn that was taken stays taken";
    EXPECT_TRUE(turn(3, now + 24 * hour)) << "the first is out of the window";
    EXPECT_FALSE(turn(1, now, 9)) << "no reader of it";
}

TYPED_TEST(ListsPort, CountsReadersOnceAndShowsTheEvidenceOfEach) {
    this->reader(1, 1, now);
    this->reader(1, 1, now + 1);
    this->reader(2, 1, std::nullopt);
    this->reader(3, 1, now + 2);
    run(this->world_.accounts().withdraw_consent(principal(3), this->purpose(1), "unsubscribe", now + 3));
    this->reader(4, 2, now);
    this->post(1);
    const app::ListCounts counts = run(this->lists().counts(business(1), now + 4, now - 1));
    EXPECT_EQ(counts.readers, 1);
    EXPECT_EQ(counts.waiting, 1);
    EXPECT_EQ(counts.stopped, 1);
    EXPECT_EQ(counts.mails, 1);
    const auto evidence = run(this->lists().evidence(business(1), 10));
    ASSERT_THAT(evidence, SizeIs(3)) << "who never confirmed agreed to nothing";
    EXPECT_EQ(evidence[0].confirmed_at, now + 2);
    EXPECT_TRUE(evidence[0].withdrawn_at);
    EXPECT_EQ(evidence[2].confirmed_at, now);
    EXPECT_EQ(evidence[2].wording, "words-1");
    EXPECT_EQ(evidence[2].wording_sha256, "hash");
    EXPECT_FALSE(evidence[2].withdrawn_at);
    EXPECT_THAT(run(this->lists().evidence(business(1), 1)), SizeIs(1));
    EXPECT_THAT(run(this->lists().evidence(business(9), 1)), IsEmpty());
}

} // namespace
} // namespace parley::test
