// Markets in virtual time: a scenario, or what was said in an intent whose rounds are over, under any rules. Nothing is
// kept, and what costs more than a moment is for `parley replay` on one's own machine.

#include "roles/gateway/query.hpp"
#include "roles/gateway/router.hpp"

#include "app/log_codec.hpp"
#include "core/counterfactual.hpp"
#include "runtime/elsewhere.hpp"
#include "wire/scenario_json.hpp"

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr std::size_t bidders_max = 100;
constexpr std::size_t commands_max = 1'000;
constexpr std::int64_t yeses_max = 20'000; // of all clocks: on each level each bidder may say one

std::vector<wire::FieldError> too_much(const core::Scenario& scenario) {
    std::vector<wire::FieldError> faults;
    if (scenario.bidders.size() > bidders_max)
        faults.push_back({"/bidders", "too_many", "must be at most 100 here"});
    if (scenario.commands.size() > commands_max)
        faults.push_back({"/commands", "too_many", "must be at most 1000 here"});
    const auto voices = static_cast<std::int64_t>(scenario.bidders.size() + scenario.commands.size()) + 1;
    const std::vector<core::PlannedRound>& rounds = scenario.plan.rounds;
    for (std::size_t i = 0; i < rounds.size(); ++i) {
        const core::Format format = rounds[i].rules.format;
        const bool clock = format == core::Format::rising_clock || format == core::Format::falling_clock;
        if (!clock || core::clock_levels(rounds[i].rules) <= yeses_max / voices)
            continue;
        const std::string rules = rounds.size() == 1 ? "/rules" : "/plan/rounds/" + std::to_string(i) + "/rules";
        faults.push_back({rules + "/clock", "too_long", "must have fewer levels here for so many bidders"});
    }
    return faults;
}

/// Away from the reactors: a market that runs live must not wait for one that does not.
asio::awaitable<http::Response> played(const Services& services, core::Scenario scenario) {
    if (const auto faults = too_much(scenario); !faults.empty())
        fail(wire::invalid_input(faults));
    // Optional, for what is spawned has to be able to end without a value.
    const auto printed = *co_await runtime::elsewhere(services.background, [wanted = std::move(scenario)] {
        return std::optional(wire::replay_value(wanted, core::replay(wanted)));
    });
    if (!printed)
        fail(wire::invalid_input(printed.error()));
    co_return json_response(200, *printed);
}

asio::awaitable<http::Response> play_scenario(const Services& services, Call call) {
    auto scenario = wire::scenario_from(call.request.body);
    if (!scenario)
        fail(wire::invalid_input(scenario.error()));
    co_return co_await played(services, std::move(*scenario));
}

asio::awaitable<http::Response> play_intent(const Services& services, Call call) {
    const auto intent = core::parse_id<core::IntentId>(call.segments.at(0));
    const auto log = intent ? co_await services.market.public_log(*intent) : std::nullopt;
    if (!log)
        fail(wire::problem_of({core::RefusalCode::intent_unknown, {}}));
    auto plan = wire::plan_alone(call.request.body);
    if (!plan)
        fail(wire::invalid_input(plan.error()));
    const auto state = co_await services.market.state(*intent);
    // What is said while rounds run is not for all yet.
    if (!state || state->lifecycle == core::Lifecycle::open || state->first_opened == 0)
        fail(problem(409, "rounds_not_over", "What was said can be put under other rules when the rounds are over."));
    const auto records = app::decode_run(*intent, log->events, log->parts);
    co_return co_await played(services, core::scenario_of(records, std::move(*plan)));
}

} // namespace

void add_replay_routes(Router& router, const Services& services) {
    router.add("POST", "/v1/replay", [&services](Call call) { return play_scenario(services, std::move(call)); });
    router.add("POST", "/v1/intents/{}/replay",
               [&services](Call call) { return play_intent(services, std::move(call)); });
}

} // namespace parley::roles
