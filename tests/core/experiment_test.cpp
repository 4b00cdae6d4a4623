// An arm's rules hold for the rounds of the request that it was given to; where an experiment is ended for harm, no
// further round opens under them, and one that runs goes on as it began.
#include "core/market_builders.hpp"
#include "core/verify.hpp"
#include "core/view.hpp"

#include <gmock/gmock.h>

namespace parley::core {
namespace {

using namespace testing;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Rules short_and_sealed() {
    Rules rules;
    rules.format = Format::sealed;
    rules.duration_s = 120;
    return rules;
}

Assignment in_arm() {
    return {"sealed-1", "sealed", "intent:1", 500'000};
}

Market treated(MarketBuilder builder) {
    Market market = builder.created();
    Treatment treatment{in_arm(), market.state.intent.plan};
    for (PlannedRound& round : treatment.plan.rounds)
        round.rules = short_and_sealed();
    EXPECT_EQ(market.submit(Market::from_buyer(Confirm{t0, 3, treatment}, at(-30))), "accepted");
    return market;
}

Envelope a_tick_after_the_end(Instant now) {
    Envelope tick = Market::from_system(Tick{}, now);
    tick.experiment_ended = true;
    return tick;
}

std::vector<std::string> faults_of(const std::vector<Record>& log) {
    std::vector<std::string> faults;
    for (const LogFault& fault : check_log(log, LogView::whole_log, {}).faults)
        faults.push_back(std::to_string(fault.seq) + ' ' + fault.what);
    return faults;
}

TEST(Experiment, ItsArmDecidesTheRulesOfTheRound) {
    Market market = treated(a_market());
    EXPECT_THAT(market.last_types(), ElementsAre("replanned", "intent_confirmed", "round_scheduled"));
    EXPECT_EQ(market.state.intent.assignment, in_arm());
    EXPECT_EQ(market.round().rules, short_and_sealed());
    EXPECT_EQ(market.round().rules_hash, rules_hash(short_and_sealed()));
    market.tick(t0);
    EXPECT_EQ(market.round().closes_at, at(120));
    EXPECT_THAT(faults_of(market.log), IsEmpty());
}

TEST(Experiment, WhoWantsNoneIsPutInNoArm) {
    Market market = treated(a_market().without_experiments());
    EXPECT_THAT(market.last_types(), ElementsAre("intent_confirmed", "round_scheduled"));
    EXPECT_EQ(market.state.intent.assignment.experiment, "");
    EXPECT_EQ(market.round().rules, market.state.intent.plan.rounds.front().rules);
    EXPECT_NE(market.round().rules, short_and_sealed());
    EXPECT_THAT(faults_of(market.log), IsEmpty());
}

TEST(Experiment, AfterItsEndNoRoundOpensUnderIt) {
    Market market = treated(a_market());
    const Rules posted = a_market().created().state.intent.plan.rounds.front().rules;
    ASSERT_EQ(market.submit(a_tick_after_the_end(t0)), "accepted");
    EXPECT_THAT(market.last_types(), ElementsAre("replanned", "round_opened"));
    EXPECT_EQ(market.round().rules, posted);
    EXPECT_EQ(market.round().rules_hash, rules_hash(posted));
    EXPECT_EQ(market.round().closes_at, at(600));
    EXPECT_EQ(market.state.intent.assignment, in_arm()) << "it is counted where it was put";
    EXPECT_THAT(faults_of(market.log), IsEmpty());
}

TEST(Experiment, ARoundThatRunsGoesOnAsItBeganAndTheNextHasThePostedRules) {
    Market market = treated(a_market().bidders(1).then(Rules{}));
    market.submit(Market::from_system(Invite{{Invitee{{business_id(1), "Oak", "", "", 0, true}, {}, 1, {}}}}, at(-20)));
    market.tick(t0);
    ASSERT_EQ(market.offer(1, 50'000, at(10)), "accepted");
    ASSERT_EQ(market.submit(a_tick_after_the_end(at(60)), at(60)), "accepted");
    EXPECT_THAT(market.last_types(), IsEmpty());
    EXPECT_EQ(market.round().rules, short_and_sealed());
    ASSERT_EQ(market.submit(a_tick_after_the_end(at(120)), at(121)), "accepted");
    EXPECT_THAT(market.last_types(), ElementsAre("round_closed", "round_scheduled", "replanned", "round_opened"));
    EXPECT_EQ(market.round().rules, Rules{});
    EXPECT_THAT(faults_of(market.log), IsEmpty());
}

TEST(Experiment, ItsEndIsNothingToARequestWithoutOne) {
    Market market = a_market().scheduled();
    ASSERT_EQ(market.submit(a_tick_after_the_end(t0)), "accepted");
    EXPECT_THAT(market.last_types(), ElementsAre("round_opened"));
}

TEST(Experiment, WhoFollowsTheRequestSeesTheRoundWithItsNewRules) {
    Market market = treated(a_market());
    market.submit(a_tick_after_the_end(t0));
    const Record& record = market.last.front();
    State after;
    for (const Record& one : market.log)
        if (one.seq <= record.seq)
            evolve(after, one);
    const auto pushes = view(after, record, Audience::of_everybody());
    ASSERT_EQ(pushes.size(), 1U);
    EXPECT_EQ(pushes.front().type, "round_scheduled");
    EXPECT_EQ(*pushes.front().data.at("round").at("rules").at("duration_s").as_integer(), 600);
}

/// The event of a log by its type, changed.
template <class Kind, class Change>
std::vector<Record> with(std::vector<Record> log, Change change) {
    for (Record& record : log)
        if (auto* event = std::get_if<Kind>(&record.event))
            change(*event);
    return log;
}

TEST(Experiment, ALogThatTellsOtherwiseIsFound) {
    Market market = treated(a_market());
    market.submit(a_tick_after_the_end(t0));
    const std::vector<Record>& log = market.log;
    const auto ended = [](auto change) {
        return [change](Replanned& event) {
            if (event.cause == ReplanCause::ended)
                change(event);
        };
    };
    EXPECT_THAT(faults_of(with<Replanned>(log, ended([](Replanned& e) { e.assignment.arm = "open"; }))),
                ElementsAre("5 it was posted with other rules, or is in another arm"));
    EXPECT_THAT(
        faults_of(with<Replanned>(log, ended([](Replanned& e) { e.plan.rounds[0].rules.ties = Ties::refuse; }))),
        ElementsAre("5 it was posted with other rules, or is in another arm"));
    EXPECT_THAT(faults_of(with<Replanned>(log, ended([](Replanned& e) { e.cause = ReplanCause::assigned; }))),
                ElementsAre("5 an arm is given once, before the intent is confirmed"));
    EXPECT_THAT(faults_of(with<Replanned>(log, ended([](Replanned& e) { e.plan.rounds.push_back({}); }))),
                ElementsAre("5 another plan has as many rounds"));
    const auto unwilling = with<IntentCreated>(log, [](IntentCreated& e) { e.experiments = false; });
    EXPECT_THAT(faults_of(unwilling), Contains("2 its buyer wanted no experiment"));
}

} // namespace
} // namespace parley::core
