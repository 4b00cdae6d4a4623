// Whole scenarios, and what holds for each: the order of a file says nothing beyond (time, place in it), and a log of a
// replay is a log that gives its state and its hash again.
#include "core/replay.hpp"

#include "core/market_builders.hpp"

#include <algorithm>
#include <numeric>

namespace parley::core {
namespace {

using namespace testing;

std::int64_t number(std::int64_t low, std::int64_t past_high) {
    return *rc::gen::inRange<std::int64_t>(low, past_high);
}
template <class T>
T one_of(std::initializer_list<T> values) {
    return *rc::gen::elementOf(std::vector<T>(values));
}

ScenarioCommand place(const std::string& by, Minor price, Instant when, const std::string& id) {
    PlaceOffer offer;
    offer.price = price;
    return {when, by, id, offer};
}

Scenario one_round(const Rules& rules) {
    Scenario scenario;
    scenario.plan.rounds = {{rules, 0, {}}};
    scenario.opens_at = t0;
    return scenario;
}

Rules sealed(std::int64_t duration_s) {
    Rules rules;
    rules.format = Format::sealed;
    rules.duration_s = duration_s;
    return rules;
}

std::string winner_of(const Replay& replay) {
    const RoundState& last = *replay.state.round();
    return last.ranking.empty() ? "" : replay.names[static_cast<std::size_t>(last.ranking.front() - 1)];
}

std::string code_of(const std::optional<Refusal>& refusal) {
    return refusal ? std::string(name_of(refusal->code)) : "accepted";
}

TEST(Replay, OffersCountFromTheOpeningToJustBeforeTheClose) {
    Scenario scenario = one_round(sealed(600));
    scenario.commands = {place("early", 1, at_us(-1, 999'999), "1"), place("first", 50, at(0), "2"),
                         place("last", 40, at_us(599, 999'999), "3"), place("late", 30, at(600), "4")};
    const Replay result = replay(scenario);
    EXPECT_EQ(code_of(result.outcomes[0]), "round_not_open");
    EXPECT_EQ(code_of(result.outcomes[1]), "accepted");
    EXPECT_EQ(code_of(result.outcomes[2]), "accepted");
    EXPECT_EQ(code_of(result.outcomes[3]), "round_closed");
    EXPECT_EQ(winner_of(result), "last");
}

TEST(Replay, ARoundWithoutOffersEndsWhereItsRulesSay) {
    Scenario scenario = one_round(Rules{});
    scenario.commands = {place("late", 30, at(900), "1")};
    const Replay result = replay(scenario);
    EXPECT_EQ(*result.state.round()->closed_at, at(900));
    EXPECT_NE(code_of(result.outcomes[0]), "accepted");
    EXPECT_EQ(winner_of(result), "");
}

TEST(Replay, TheSameIdDoesItsDeedOnce) {
    Scenario scenario = one_round(Rules{});
    scenario.commands = {place("a", 50, at(1), "1"), place("a", 50, at(2), "1"), place("a", 49, at(3), "1"),
                         place("b", 60, at(4), "1")};
    const Replay result = replay(scenario);
    EXPECT_EQ(code_of(result.outcomes[1]), "accepted");
    EXPECT_EQ(code_of(result.outcomes[2]), "key_reused");
    EXPECT_EQ(code_of(result.outcomes[3]), "accepted") << "ids are each bidder's own";
    EXPECT_EQ(result.state.ranking.size(), 2U);
}

TEST(Replay, UnderOtherRulesTheSamePeopleComeToAnotherEnd) {
    Scenario scenario = one_round(Rules{});
    scenario.commands = {place("a", 50, at(1), "1"), place("b", 40, at(2), "2"), place("a", 30, at(3), "3")};
    EXPECT_EQ(winner_of(replay(scenario)), "a");
    Rules second = sealed(600);
    second.pricing = Pricing::second_price;
    scenario.plan = {{{second, 0, {}}}};
    const Replay counterfactual = replay(scenario);
    EXPECT_EQ(winner_of(counterfactual), "a");
    EXPECT_EQ(std::get<RoundClosed>(counterfactual.log.back().event).pays, 40);
}

TEST(Replay, AProxyWithoutAnOpeningAsksTheCeilingOrInASealedRoundItsFloor) {
    Scenario scenario = one_round(Rules{});
    scenario.budget = 60'000;
    scenario.commands = {{at(1), "a", "1", ScenarioAuto{30'000, {}, {}}}};
    EXPECT_EQ(replay(scenario).state.bidder(1)->offer->price, 60'000);
    scenario.plan = {{{sealed(600), 0, {}}}};
    EXPECT_EQ(replay(scenario).state.bidder(1)->offer->price, 30'000);
}

// --- for every scenario ----------------------------------------------------------------------------------------

Rules random_rules() {
    Rules rules;
    rules.format = one_of({Format::open, Format::sealed, Format::rising_clock, Format::falling_clock});
    rules.duration_s = number(60, 300);
    if (rules.format == Format::open)
        rules.close_mode = one_of({CloseMode::hard, CloseMode::soft});
    rules.window_s = rules.extension_s = number(0, 60);
    rules.lead_min = one_of<Minor>({0, 50});
    rules.own_min = one_of<Minor>({0, 20});
    rules.ties = one_of({Ties::earlier, Ties::refuse});
    rules.clock = {rules.format == Format::falling_clock ? 3'000 : 500, number(50, 400), number(8, 40), 0};
    return rules;
}

Scenario random_scenario() {
    Scenario scenario = one_round(random_rules());
    if (number(0, 2) == 0)
        scenario.plan.rounds.push_back({random_rules(), number(0, 30), {}});
    if (number(0, 2) == 0)
        scenario.budget = number(500, 3'000);
    for (std::int64_t i = 0, count = number(1, 40); i < count; ++i) {
        ScenarioCommand command =
            place("b" + std::to_string(number(1, 7)), number(400, 3'000), at(number(-5, 600)), std::to_string(i));
        const auto kind = number(0, 10);
        if (kind < 2)
            command.command = Accept{};
        else if (kind < 3)
            command.command = WithdrawOffer{};
        else if (kind < 4)
            command.command = ScenarioAuto{number(400, 2'000), {}, {}};
        scenario.commands.push_back(std::move(command));
    }
    return scenario;
}

RC_GTEST_PROP(EveryReplay, TakesCommandsByTimeAndPlaceAlone, ()) {
    Scenario scenario = random_scenario();
    const Replay first = replay(scenario);
    // Any other order in the file that keeps equal times as they are.
    std::vector<std::size_t> order(scenario.commands.size());
    std::iota(order.begin(), order.end(), 0);
    for (std::size_t i = order.size(); i > 1; --i)
        std::swap(order[i - 1], order[static_cast<std::size_t>(number(0, static_cast<std::int64_t>(i)))]);
    for (std::size_t i = 0; i < order.size(); ++i)
        for (std::size_t j = i + 1; j < order.size(); ++j)
            if (order[j] < order[i] && scenario.commands[order[j]].at == scenario.commands[order[i]].at)
                std::swap(order[i], order[j]);
    Scenario shuffled = scenario;
    // Bidders keep their numbers: they are named in the file's order.
    for (const std::string& name : first.names)
        shuffled.bidders.push_back({name, {}, {}, {}});
    for (std::size_t i = 0; i < order.size(); ++i)
        shuffled.commands[i] = scenario.commands[order[i]];
    const Replay second = replay(shuffled);
    RC_ASSERT(second.log_hash == first.log_hash);
    for (std::size_t i = 0; i < order.size(); ++i)
        RC_ASSERT(code_of(second.outcomes[i]) == code_of(first.outcomes[order[i]]));
}

RC_GTEST_PROP(EveryReplay, OfEqualTimesInASealedRoundOnlyEqualPricesKnowTheOrder, ()) {
    Scenario scenario = one_round(sealed(600));
    for (std::int64_t i = 0; i < 6; ++i)
        scenario.commands.push_back(place("b" + std::to_string(i), number(1, 8), at(number(1, 3)), std::to_string(i)));
    for (const ScenarioCommand& command : scenario.commands)
        scenario.bidders.push_back({command.by, {}, {}, {}});
    const auto ranked = [](const Replay& replay) {
        std::vector<std::pair<Minor, BidderNo>> all;
        for (const BidderNo bidder : replay.state.ranking)
            all.emplace_back(replay.state.bidder(bidder)->offer->price, bidder);
        return all;
    };
    auto forward = ranked(replay(scenario));
    std::reverse(scenario.commands.begin(), scenario.commands.end());
    auto backward = ranked(replay(scenario));
    for (std::size_t i = 0; i < forward.size(); ++i)
        RC_ASSERT(forward[i].first == backward[i].first);
    std::sort(forward.begin(), forward.end());
    std::sort(backward.begin(), backward.end());
    RC_ASSERT(forward == backward);
}

RC_GTEST_PROP(EveryReplay, HasALogThatGivesItsStateAndItsHashAgain, ()) {
    const Replay result = replay(random_scenario());
    State state;
    digest::Sha256 hash{};
    for (const Record& record : result.log) {
        const WrittenEvent written = write_event(record.event, record.seq, Entropy{});
        hash =
            chain(hash, chained_value(record.seq, record.at, record.received_at, type_of(record.event), written.body));
        const auto read = read_event(type_of(record.event), written.body, written.parts);
        RC_ASSERT(read.has_value());
        evolve(state, Record{record.seq, record.at, record.received_at, record.command_key, *read});
    }
    RC_ASSERT(digest::hex(hash) == result.log_hash);
    RC_ASSERT(portrait(state) == portrait(result.state));
}

} // namespace
} // namespace parley::core
