#include "adapters/postgres/parameters.hpp"
#include "adapters/postgres/seats.hpp"
#include "adapters/postgres/sql_text.hpp"
#include "adapters/postgres/team.hpp"
#include "worlds.hpp"

namespace parley::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class SeatsPort : public testing::Test {
protected:
    /// A person with an address of their own, and a seat that nobody has taken.
    app::Seat seat(std::uint64_t number, std::uint64_t of_business = 1) {
        app::Seat one;
        one.id = core::to_text(intent(number));
        one.business = business(of_business);
        one.person = run(world_.accounts().find_or_create(app::PrincipalKind::seat,
                                                          {"seat" + std::to_string(number) + "@example.org", "", ""},
                                                          principal(number), now_));
        one.role = app::SeatRole::seller;
        one.name = "Seat " + std::to_string(number);
        one.invited_at = now_ + static_cast<core::Micros>(number);
        return one;
    }
    app::Seat taken(std::uint64_t number, std::uint64_t of_business = 1) {
        app::Seat one = seat(number, of_business);
        EXPECT_EQ(run(seats_.invite(one, 9)), app::Invited::made);
        one.joined_at = now_;
        EXPECT_EQ(run(seats_.join(one.id, one.person, now_)), one);
        return one;
    }

    /// What somebody at that seat did to intent 50 for business 1.
    void did(std::int64_t seq, const std::string& seat) {
        auto job = [this, seq, seat](postgres::Session& session) {
            static constexpr postgres::Sql did = {"did", R"(
INSERT INTO seat_act (intent_id, seq, business_id, seat_id, what, at) VALUES ($1, $2, $3, $4, 'message_sent', $5))"};
            session.execute(did, postgres::Parameters()
                                     .text(core::to_text(intent(50)))
                                     .bigint(seq)
                                     .text(core::to_text(business(1)))
                                     .text(seat)
                                     .bigint(now_.us));
        };
        run(world_.sessions()->run(std::move(job)));
    }

    core::Instant now_ = system_now();
    InPostgres world_;
    postgres::PostgresSeats seats_{world_.sessions()};
    postgres::PostgresTeam team_{world_.sessions()};
};

TEST_F(SeatsPort, ASeatIsTakenByItsPersonAloneAndOnlyThenActs) {
    const app::Seat one = seat(1);
    EXPECT_EQ(run(seats_.invite(one, 9)), app::Invited::made);
    EXPECT_EQ(run(seats_.invite(one, 9)), app::Invited::there_already);
    EXPECT_THAT(run(seats_.of_people({one.person})), IsEmpty());
    EXPECT_FALSE(run(seats_.join(one.id, principal(77), now_)));
    ASSERT_TRUE(run(seats_.join(one.id, one.person, now_)));
    EXPECT_EQ(run(seats_.join(one.id, one.person, now_ + 5))->joined_at, now_) << "the first time counts";
    EXPECT_EQ(run(seats_.of_people({one.person})).size(), 1U);
}

TEST_F(SeatsPort, ATeamHasSoManySeatsAndEachPersonOne) {
    taken(1);
    app::Seat again = seat(1);
    again.id = core::to_text(intent(9));
    EXPECT_EQ(run(seats_.invite(again, 9)), app::Invited::there_already);
    EXPECT_EQ(run(seats_.invite(seat(2), 1)), app::Invited::too_many);
    EXPECT_EQ(run(seats_.invite(seat(3, 2), 1)), app::Invited::made) << "of another business";
}

TEST_F(SeatsPort, WhoIsRemovedHasNoSeatAndMayBeAskedAgain) {
    const app::Seat one = taken(1);
    run(team_.set_calendar(one.business, one.id, "hash", now_));
    EXPECT_FALSE(run(seats_.remove(business(2), one.id, now_)));
    EXPECT_TRUE(run(seats_.remove(one.business, one.id, now_)));
    EXPECT_FALSE(run(seats_.remove(one.business, one.id, now_)));
    EXPECT_THAT(run(seats_.of_people({one.person})), IsEmpty());
    EXPECT_THAT(run(seats_.gone({one.id, core::to_text(intent(5))})), ElementsAre(one.id));
    EXPECT_FALSE(run(team_.calendar_of("hash")));
    EXPECT_FALSE(run(seats_.change(one)));
    app::Seat again = seat(1);
    again.id = core::to_text(intent(9));
    EXPECT_EQ(run(seats_.invite(again, 9)), app::Invited::made);
}

TEST_F(SeatsPort, ForgettingAPersonTakesEachNameAndSeat) {
    const app::Seat one = taken(1), elsewhere = [&] {
        app::Seat other = seat(1, 2);
        other.id = core::to_text(intent(8));
        run(seats_.invite(other, 9));
        return other;
    }();
    run(seats_.forget(one.person, now_));
    EXPECT_THAT(run(seats_.of_business(one.business)), IsEmpty());
    EXPECT_THAT(run(seats_.gone({one.id, elsewhere.id})).size(), 2U);
}

TEST_F(SeatsPort, WhoSpokeIsNamedWhereTheNameIsShownAndThePersonIsThere) {
    app::Seat shown = taken(1);
    const app::Seat other = taken(2);
    did(5, shown.id);
    did(7, other.id);
    const auto speakers = [&] { return run(seats_.speakers(intent(50), {5, 7, 9})); };
    EXPECT_THAT(speakers(), IsEmpty());
    shown.shown = true;
    ASSERT_TRUE(run(seats_.change(shown)));
    EXPECT_THAT(speakers(), ElementsAre(Pair(5, shown.name)));
    EXPECT_THAT(run(seats_.speakers(intent(50), {7})), IsEmpty()) << "only what was asked for";
    EXPECT_THAT(run(seats_.speakers(intent(51), {5})), IsEmpty()) << "of this intent";
    ASSERT_TRUE(run(seats_.remove(shown.business, shown.id, now_)));
    EXPECT_THAT(speakers(), IsEmpty());
    EXPECT_EQ(run(seats_.acts(business(1), intent(50))).size(), 2U) << "the team itself reads who did it";
}

TEST_F(SeatsPort, TheNameOfWhoLeftGoesWithTheAddress) {
    const app::Seat one = taken(1), two = taken(2);
    did(5, one.id);
    did(7, two.id);
    ASSERT_TRUE(run(seats_.remove(one.business, one.id, now_)));
    const auto names = [&] {
        std::vector<std::string> found;
        for (const app::SeatAct& act : run(seats_.acts(business(1), intent(50))))
            found.push_back(act.name);
        return found;
    };
    EXPECT_THAT(names(), ElementsAre(one.name, two.name)) << "until the person is forgotten";
    EXPECT_EQ(run(world_.accounts().forget_unconfirmed(0)).contacts, 1);
    EXPECT_THAT(names(), ElementsAre("", two.name));
}

TEST_F(SeatsPort, ALeadGoesFromHandToHandAndIsNewsToItsOwnerAlone) {
    const app::Seat one = taken(1), two = taken(2);
    const auto hand = [&](const std::string& from, const std::string& to) {
        return run(team_.hand_over({intent(50), business(1), 0, from, to, "new", now_})).n;
    };
    EXPECT_EQ(hand(one.id, one.id), 1);
    EXPECT_THAT(run(team_.news(business(1), one.id)), IsEmpty());
    EXPECT_EQ(hand(one.id, two.id), 2);
    EXPECT_EQ(run(team_.news(business(1), two.id)).size(), 1U);
    EXPECT_EQ(run(team_.owners(business(1), {intent(50), intent(51)})).at(intent(50)), two.id);
    EXPECT_THAT(run(team_.owners(business(2), {intent(50)})), IsEmpty());
    EXPECT_FALSE(run(team_.lead_taken(business(1), one.id, intent(50), 2, now_))) << "it is not this one's";
    EXPECT_EQ(hand(two.id, one.id), 3);
    EXPECT_THAT(run(team_.news(business(1), two.id)), IsEmpty()) << "it has gone on";
    EXPECT_TRUE(run(team_.lead_taken(business(1), one.id, intent(50), 3, now_)));
    EXPECT_THAT(run(team_.news(business(1), one.id)), IsEmpty());
    EXPECT_EQ(run(team_.history(business(1), intent(50))).size(), 3U);
}

TEST_F(SeatsPort, ANoteIsKeptOnceAndToldToThoseWhomItNames) {
    const app::Seat one = taken(1), two = taken(2);
    const app::TeamNote note{core::to_text(intent(60)), intent(50), business(1), one.id, "Look", now_, {two.id}};
    run(team_.add_note(note));
    run(team_.add_note(note));
    EXPECT_THAT(run(team_.notes(business(1), intent(50))), ElementsAre(note));
    EXPECT_THAT(run(team_.notes(business(2), intent(50))), IsEmpty());
    ASSERT_EQ(run(team_.news(business(1), two.id)).size(), 1U);
    EXPECT_THAT(run(team_.news(business(1), one.id)), IsEmpty());
    EXPECT_FALSE(run(team_.note_seen(one.id, note.id, now_)));
    EXPECT_TRUE(run(team_.note_seen(two.id, note.id, now_)));
    EXPECT_THAT(run(team_.news(business(1), two.id)), IsEmpty());
}

TEST_F(SeatsPort, ACalendarIsFoundByItsLatestAddressAlone) {
    run(team_.set_calendar(business(1), "a", "first", now_));
    run(team_.set_calendar(business(1), "a", "second", now_ + 1));
    EXPECT_FALSE(run(team_.calendar_of("first")));
    EXPECT_EQ(run(team_.calendar_of("second")), business(1));
    EXPECT_EQ(run(team_.calendar_made(business(1), "a")), now_ + 1);
    run(team_.drop_calendar(business(1), "a"));
    EXPECT_FALSE(run(team_.calendar_of("second")));
}

} // namespace
} // namespace parley::test
