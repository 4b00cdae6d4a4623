#include "loadtest/scenarios/idle.hpp"

#include "loadtest/client/crowd.hpp"
#include "loadtest/measure/process_cost.hpp"

#include <chrono>

namespace parley::load {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t warm_up = 200; // sockets that come first, so that what the node keeps anyway is there already

awaitable<void> wait_for(asio::io_context& context, std::chrono::milliseconds span) {
    asio::steady_timer timer(context, span);
    co_await timer.async_wait(asio::use_awaitable);
}

} // namespace

awaitable<IdleResult> hold_idle(asio::io_context& context, World& world, IdlePlan plan) {
    const std::vector<std::string> said = plan.listening
                                              ? std::vector<std::string>{"{\"subscribe\":\"sector/furniture/tables\"}"}
                                              : std::vector<std::string>{};
    {
        Crowd first(context, world.port(), {});
        for (std::size_t i = 0; i < warm_up; ++i)
            co_await first.join("", said);
        co_await wait_for(context, std::chrono::milliseconds(500));
    }
    co_await wait_for(context, std::chrono::seconds(1));
    const auto before = private_bytes(world.node_pid());
    const auto begin = Clock::now();
    Crowd crowd(context, world.port(), {});
    Progress progress("idle");
    for (std::size_t i = 0; i < plan.sockets; ++i) {
        co_await crowd.join("", said);
        progress.say(std::to_string(i + 1) + " of " + std::to_string(plan.sockets) + " sockets");
    }
    IdleResult result{plan.sockets, 0, std::chrono::duration<double>(Clock::now() - begin).count()};
    co_await wait_for(context, std::chrono::seconds(2));
    result.bytes_each =
        static_cast<double>(private_bytes(world.node_pid()) - before) / static_cast<double>(plan.sockets);
    if (crowd.ended() > 0)
        throw std::runtime_error(std::to_string(crowd.ended()) + " of the sockets were closed by the node");
    co_return result;
}

Report report_of(const IdleResult& result) {
    return {{"sockets", result.sockets}, {"bytes_each", result.bytes_each}, {"opened_in_s", result.seconds}};
}

} // namespace parley::load
