// A market from beginning to end in virtual time: a scenario of who did what when goes through `decide` as it would
// have live, under any rules. Real auctions are checked with it, closed intents are tried under other rules, and a log
// of it is a log like any other.
#pragma once

#include "core/decide.hpp"

namespace parley::core {

struct ScenarioBidder {
    std::string name;
    std::optional<Minor> initial_price; // where the first round is one of turns
    Instant initial_at;
    Attributes initial_attributes;
};

/// A standing auto-offer; without an opening price it asks as much as it can expect to get: in a sealed round its
/// floor, elsewhere the ceiling.
struct ScenarioAuto {
    Minor floor = 0;
    std::optional<Minor> opening;
    Attributes attributes;
};

struct ScenarioCommand {
    Instant at;
    std::string by;
    std::string id;
    std::variant<PlaceOffer, ScenarioAuto, Accept, WithdrawOffer, DropAutoOffer> command;
};

struct Scenario {
    Plan plan;
    std::string currency = "GBP";
    Instant opens_at; // of the first round; where that is one of turns, the first pause
    std::optional<Minor> budget;
    std::vector<ScenarioBidder> bidders;
    std::vector<ScenarioCommand> commands; // taken by (at, place in the list)
};

struct Replay {
    State state;
    std::vector<Record> log;
    std::vector<std::string> names;                 // of bidder n at n - 1
    std::vector<std::optional<Refusal>> outcomes;   // of the scenario's commands, in its order
    std::vector<std::optional<Refusal>> initial;    // of the bidders' initial offers, in the scenario's order
    std::map<std::int64_t, std::size_t> command_of; // the command that the event of this seq answers
    std::string log_hash;                           // of the last event, with salts of zeros
};

/// Plays a scenario until its last round is closed. The plan has at least one round; initial prices are given only
/// where its first is one of turns, and lie before `opens_at` by no more than a round may last.
Replay replay(const Scenario& scenario);

} // namespace parley::core
