#include "loadtest/scenarios/desks.hpp"

#include "loadtest/client/crowd.hpp"
#include "loadtest/client/lines.hpp"
#include "loadtest/client/side_by_side.hpp"
#include "loadtest/world/copies.hpp"
#include "runtime/deadline.hpp"

#include <chrono>
#include <optional>
#include <unordered_map>

namespace parley::load {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds last_pushes{2};

struct Wave {
    Clock::time_point due;
    Clock::time_point last;
    std::uint64_t heard = 0;
};

std::int64_t micros(Clock::duration span) {
    return std::chrono::duration_cast<std::chrono::microseconds>(span).count();
}

// The request that a push to a desk invites to, or nothing for any other push.
std::optional<std::string> invited_to(std::string_view push) {
    constexpr std::string_view member = "\"intent_id\":\"";
    constexpr std::size_t id_size = 26;
    const std::size_t at = push.find(member);
    if (at == push.npos || push.find("\"type\":\"invited\"") == push.npos)
        return std::nullopt;
    return std::string(push.substr(at + member.size(), id_size));
}

World::Environment roomy(const DesksPlan& plan) {
    World::Environment environment = without_limits();
    environment["PARLEY_CONNECTIONS"] = std::to_string(plan.sockets + 2'000);
    return environment;
}

} // namespace

awaitable<DesksResult> reach_desks(asio::io_context& context, World& world, DesksPlan plan) {
    DesksResult result;
    Progress progress("desks");
    world.stop_node();
    world.start_node(roomy(plan));
    Town town(context, world);
    progress.say("opening " + std::to_string(plan.sockets) + " shops");
    const std::vector<Shop> shops = co_await town.open_shops(plan.sockets);
    const auto count = static_cast<std::size_t>(plan.rate * plan.seconds);
    const std::vector<Draft> drafts =
        co_await town.draft_requests(count, [&](std::size_t n) { return place_of_town(n % plan.towns); });
    progress.say("copying a shop until there are " + std::to_string(plan.businesses));
    world.stop_node();
    copy_shop(world, shops.front().id, plan.businesses - plan.sockets, 5);
    spread_shops(world, plan.towns);
    world.start_node(roomy(plan));

    std::unordered_map<std::string, Wave> waves;
    Crowd crowd(context, world.port(), [&](std::size_t, std::string_view text) {
        const auto intent = invited_to(text);
        const auto found = intent ? waves.find(*intent) : waves.end();
        if (found == waves.end())
            return;
        Wave& wave = found->second;
        wave.last = Clock::now();
        if (wave.heard++ == 0)
            result.first_us.add(micros(wave.last - wave.due));
    });
    for (std::size_t i = 0; i < shops.size(); ++i) {
        co_await crowd.join(shops[i].session, {"{\"subscribe\":\"desk\"}"});
        progress.say(std::to_string(i + 1) + " of " + std::to_string(shops.size()) + " desks");
    }
    co_await runtime::sleep_for(last_pushes);

    progress.say("confirming " + std::to_string(count) + " requests");
    const CpuMeter meter(world);
    Lines lines(context, world.port());
    const auto begin = Clock::now();
    auto confirm = [&](std::size_t n) -> awaitable<void> {
        const std::chrono::duration<double> after(static_cast<double>(n) / plan.rate);
        const auto due = begin + std::chrono::duration_cast<Clock::duration>(after);
        co_await runtime::sleep_until(runtime::Deadline::at(due));
        waves[drafts[n].id].due = due;
        ++result.asked;
        const Answer answer = co_await lines.call(Town::confirmation(drafts[n]));
        result.answer_us.add(micros(Clock::now() - due));
        ++(answer.is_ok() ? result.answered : result.failed);
    };
    std::vector<awaitable<void>> all;
    for (std::size_t n = 0; n < count; ++n)
        all.push_back(confirm(n));
    co_await side_by_side(context, std::move(all));
    co_await runtime::sleep_for(last_pushes);
    result.cpu = meter.spent();
    for (const auto& [intent, wave] : waves) {
        result.heard += wave.heard;
        if (wave.heard > 0)
            result.last_us.add(micros(wave.last - wave.due));
    }
    result.invited = std::stoull(
        world.sql("SELECT count(*) FROM intent_event WHERE type = 'invited' AND (body->>'wave')::bigint = 1"));
    co_return result;
}

Report report_of(const DesksResult& result) {
    return {{"asked", result.asked},
            {"answered", result.answered},
            {"failed", result.failed},
            {"invited", result.invited},
            {"heard", result.heard},
            {"answer_us", summary_of(result.answer_us)},
            {"first_desk_us", summary_of(result.first_us)},
            {"last_desk_us", summary_of(result.last_us)},
            {"cpu_s", report_of(result.cpu)}};
}

} // namespace parley::load
