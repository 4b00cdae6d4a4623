// No fast test stands on this port: it runs on PostgreSQL alone.
#include "adapters/postgres/numbers.hpp"
#include "adapters/postgres/parameters.hpp"
#include "adapters/postgres/stages.hpp"
#include "stored_market.hpp"
#include "worlds.hpp"

namespace parley::test {
namespace {

using core::FunnelStep;
using core::testing::at;
using core::testing::business_id;
using core::testing::Market;
using testing::IsEmpty;
using testing::SizeIs;

constexpr core::Span all_time{{0}, {9'000'000'000'000'000}};

/// Fifteen hundred more deals like that of $1.
constexpr postgres::Sql many_deals = {"many_deals", R"(
WITH many AS (
    SELECT lpad(n::text, 26, '0') AS id FROM generate_series(5001, 6500) AS g (n)
), heads AS (
    INSERT INTO intent_head (intent_id, seq, state, sector, consumer_id, next_due, summary, is_public, created_at)
    SELECT m.id, h.seq, h.state, h.sector, h.consumer_id, NULL, h.summary, h.is_public, h.created_at
    FROM many m, intent_head h WHERE h.intent_id = $1
), events AS (
    INSERT INTO intent_event (intent_id, seq, at, received_at, type, body, command_key, hash)
    SELECT m.id, e.seq, e.at, e.received_at, e.type, e.body, e.command_key, e.hash
    FROM many m, intent_event e WHERE e.intent_id = $1 AND e.seq = 1
)
INSERT INTO deal (intent_id, business_id, bidder, agreed_at, sector, business_simulated, buyer_simulated)
SELECT m.id, d.business_id, d.bidder, d.agreed_at, d.sector, d.business_simulated, d.buyer_simulated
FROM many m, deal d WHERE d.intent_id = $1)"};

/// Two offered, the first was chosen and said yes.
Market sold() {
    Market market = core::testing::a_market()
                        .bidders(3)
                        .rules([](core::Rules& rules) { rules.visibility = core::Visibility::rank; })
                        .running();
    core::PlaceOffer best = Market::price_offer(1, 40'000);
    best.attributes["delivery_days"] = 3;
    EXPECT_EQ(market.offer(1, best, at(10)), "accepted");
    EXPECT_EQ(market.offer(2, 41'000, at(20)), "accepted");
    EXPECT_EQ(market.submit(Market::from_buyer(core::CloseEarly{}, at(30))), "accepted");
    EXPECT_EQ(market.award(1, at(40)), "accepted");
    EXPECT_EQ(market.confirm_award(1, at(50)), "accepted");
    return market;
}

class NumbersPort : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_EQ(run(world_.ledger().append(append_of(intent(1), market_))), app::AppendOutcome::committed);
    }
    core::Chance chance_of(core::BidderNo bidder, const std::string& sector = "") {
        const auto chances = run(numbers_.chances(business_id(bidder), all_time, sector));
        return chances.empty() ? core::Chance{} : chances.front();
    }

    InPostgres world_;
    postgres::PostgresNumbers numbers_{world_.sessions()};
    postgres::PostgresStages stages_{world_.sessions()};
    Market market_ = sold();
};

TEST_F(NumbersPort, AnInvitationTellsHowFarItCame) {
    const core::Chance won = chance_of(1), lost = chance_of(2), silent = chance_of(3);
    EXPECT_EQ(won.reached[static_cast<std::size_t>(FunnelStep::offered)], at(10));
    EXPECT_EQ(won.reached[static_cast<std::size_t>(FunnelStep::opened)], at(40)) << "chosen, so it was read";
    EXPECT_EQ(won.reached[static_cast<std::size_t>(FunnelStep::accepted)], at(50));
    EXPECT_FALSE(won.came_to(FunnelStep::fulfilled));
    EXPECT_EQ(won.delivery_days, 3);
    EXPECT_EQ(won.buyer.price, 40'000);
    EXPECT_TRUE(lost.came_to(FunnelStep::offered));
    EXPECT_FALSE(lost.came_to(FunnelStep::opened));
    EXPECT_EQ(lost.rank, 2);
    EXPECT_EQ(lost.band, "0-5");
    EXPECT_EQ(lost.disposition, core::Disposition::lost);
    EXPECT_TRUE(silent.came_to(FunnelStep::matched));
    EXPECT_FALSE(silent.came_to(FunnelStep::seen));
    EXPECT_FALSE(silent.disposition);
}

TEST_F(NumbersPort, AnOfferIsOpenedOnceItsBuyerHasSeenIt) {
    const core::OfferId second = market_.state.bidder(2)->offer->id;
    run(stages_.note_opened(intent(1), {second}, at(25)));
    run(stages_.note_opened(intent(1), {second, second}, at(29)));
    EXPECT_EQ(chance_of(2).reached[static_cast<std::size_t>(FunnelStep::opened)], at(25)) << "the first time counts";
}

TEST_F(NumbersPort, ATimeAndASectorCutTheInvitations) {
    const core::Instant invited = *chance_of(1).reached.front();
    const auto in = [&](core::Span period, const char* sector) {
        return run(numbers_.chances(business_id(1), period, sector));
    };
    EXPECT_THAT(in({invited, invited + 1}, "furniture/tables"), SizeIs(1));
    EXPECT_THAT(in({invited, invited + 1}, "furniture"), SizeIs(1));
    EXPECT_THAT(in({invited, invited + 1}, "furn"), IsEmpty());
    EXPECT_THAT(in({{0}, invited}, ""), IsEmpty()) << "its end is not in it";
}

TEST_F(NumbersPort, WhatIsEnteredIsOfADealAndOfItsBusiness) {
    EXPECT_TRUE(run(numbers_.account_deal(business_id(1), intent(1), 9'000, 30)));
    EXPECT_TRUE(run(numbers_.account_deal(business_id(1), intent(1), -5, std::nullopt)));
    EXPECT_FALSE(run(numbers_.account_deal(business_id(2), intent(1), 1, 1))) << "it made an offer and was not chosen";
    EXPECT_FALSE(run(numbers_.account_deal(business_id(1), intent(2), 1, 1))) << "there is no such deal";
    const auto deals = run(numbers_.sold(business_id(1), all_time, "GBP"));
    ASSERT_THAT(deals, SizeIs(1));
    EXPECT_EQ(deals[0].margin, -5);
    EXPECT_EQ(deals[0].minutes, std::nullopt);
    EXPECT_EQ(deals[0].price, 40'000);
    EXPECT_THAT(run(numbers_.sold(business_id(1), all_time, "EUR")), IsEmpty());
}

TEST_F(NumbersPort, NoDealOfAGoodMonthIsLeftOut) {
    auto job = [](postgres::Session& session) {
        session.execute(many_deals, postgres::Parameters().text(core::to_text(intent(1))));
    };
    run(world_.sessions()->run(std::move(job)));
    EXPECT_THAT(run(numbers_.sold(business_id(1), all_time, "GBP")), SizeIs(1'501));
}

TEST_F(NumbersPort, AMonthIsReplacedAsAWhole) {
    core::MonthAccount account{"2026-11", "EUR", 2'400, 1'000, {{"Leaflets", 1, 2, -3}}, 6, std::nullopt};
    run(numbers_.account_month(business_id(1), account));
    EXPECT_EQ(run(numbers_.month(business_id(1), "2026-11")), account);
    account.channels.clear();
    account.hour_cost = std::nullopt;
    account.goal_sales = std::nullopt;
    run(numbers_.account_month(business_id(1), account));
    EXPECT_EQ(run(numbers_.month(business_id(1), "2026-11")), account);
    core::MonthAccount none;
    none.month = "2026-11";
    EXPECT_EQ(run(numbers_.month(business_id(2), "2026-11")), none);
}

TEST_F(NumbersPort, WhatNoSeatIsNamedForIsTheFounders) {
    const auto results = [&](core::BidderNo bidder, core::Span period = all_time) {
        return run(numbers_.seat_results(business_id(bidder), "2026-11", period, "GBP"));
    };
    const auto founder = [](core::BidderNo bidder) { return core::to_text(business_id(bidder)); };
    using Results = std::vector<app::SeatResult>;
    EXPECT_EQ(results(1), (Results{{founder(1), "", 1, 1, 40'000, {}}}));
    EXPECT_EQ(results(2), (Results{{founder(2), "", 1, 0, 0, {}}})) << "an offer that was not chosen";
    EXPECT_EQ(results(1, {at(10) + 1, at(50)}), (Results{{founder(1), "", 0, 0, 0, {}}})) << "between offer and sale";
    const auto aim = [&](const std::string& seat, app::SeatGoal goal) {
        return run(numbers_.set_seat_goal(business_id(1), "2026-11", all_time, seat, goal));
    };
    EXPECT_TRUE(aim(founder(1), {3, 90'000}));
    EXPECT_TRUE(aim(founder(1), {4, std::nullopt}));
    EXPECT_FALSE(aim(founder(2), {4, std::nullopt})) << "another's";
    EXPECT_EQ(results(1), (Results{{founder(1), "", 1, 1, 40'000, {4, std::nullopt}}}));
    EXPECT_EQ(results(2)[0].goal, app::SeatGoal{});
}

TEST_F(NumbersPort, AReportIsMadeDueOnceAWeekForWhoAgreed) {
    const auto consent = [&](core::BusinessId who, bool confirmed) {
        app::Consent row;
        row.principal = app::principal_of(who);
        row.purpose = "report";
        row.wording = "report-2026-11";
        row.requested_at = at(1);
        if (confirmed)
            row.confirmed_at = at(1);
        run(world_.accounts().give_consent(std::move(row)));
    };
    consent(business_id(1), true);
    consent(business_id(2), false);
    const core::Instant monday = at(100), due = at(200);
    EXPECT_EQ(run(numbers_.schedule_reports(monday, due, at(2))), 1);
    EXPECT_EQ(run(numbers_.schedule_reports(monday, due, at(3))), 0) << "another node, or later";
    EXPECT_THAT(run(world_.outbox().claim("report_mail", at(199), core::seconds(5), 10)), IsEmpty());
    const auto jobs = run(world_.outbox().claim("report_mail", at(200), core::seconds(5), 10));
    ASSERT_THAT(jobs, SizeIs(1));
    EXPECT_EQ(jobs[0].target, core::to_text(business_id(1)));
    run(world_.accounts().withdraw_consent(app::principal_of(business_id(1)), "report", "page", at(4)));
    EXPECT_EQ(run(numbers_.schedule_reports(at(700), at(800), at(5))), 0) << "who stopped it gets no other";
}

} // namespace
} // namespace parley::test
