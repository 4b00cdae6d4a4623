#include "app/round_clock.hpp"

#include "runtime/again.hpp"
#include "runtime/deadline.hpp"
#include "runtime/log.hpp"
#include "runtime/task_group.hpp"

#include <boost/asio/co_spawn.hpp>

#include <limits>

namespace parley::app {

namespace asio = boost::asio;

namespace {

constexpr int rebuild_max = 1'000'000; // intents that wait for a deadline
constexpr core::Micros rebuild_lock = core::seconds(10);

} // namespace

asio::awaitable<void> RoundClock::tick(core::IntentId intent) {
    try {
        if (co_await market_.tick(intent))
            market_.parts().reach("tick_committed");
    } catch (const std::exception& error) {
        // The deadline stays in the ledger; the next claim or sweep finds it again.
        runtime::log_warning("tick_failed", {{"intent", core::to_text(intent)}, {"reason", error.what()}});
    }
}

/// All at the same time: one that has to wait holds nobody up, and the ledger gathers what they append.
asio::awaitable<void> RoundClock::tick_all(std::vector<core::IntentId> intents) {
    runtime::TaskGroup ticks(co_await asio::this_coro::executor);
    for (const core::IntentId& intent : intents)
        ticks.spawn("tick", tick(intent));
    co_await ticks.wait_until(runtime::Deadline::never());
}

asio::awaitable<void> RoundClock::rebuild() {
    const MarketParts& parts = market_.parts();
    const bool mine =
        co_await asio::co_spawn(parts.live_executor, parts.live.begin_rebuild(rebuild_lock), asio::use_awaitable);
    if (!mine)
        co_return;
    auto heads = co_await parts.ledger.due(core::Instant{std::numeric_limits<std::int64_t>::max()}, rebuild_max);
    runtime::log_info("clock_rebuilt", {{"deadlines", heads.size()}});
    co_await asio::co_spawn(parts.live_executor, parts.live.finish_rebuild(std::move(heads)), asio::use_awaitable);
}

asio::awaitable<void> RoundClock::run_claims() {
    const MarketParts& parts = market_.parts();
    for (;;) {
        bool busy = false;
        try {
            if (market_.is_taking()) {
                const DueClaim claim = co_await asio::co_spawn(
                    parts.live_executor, parts.live.claim_due(parts.clock(), pace_.lease, pace_.batch),
                    asio::use_awaitable);
                if (claim.clock_is_empty)
                    co_await rebuild();
                busy = claim.intents.size() == static_cast<std::size_t>(pace_.batch);
                if (!claim.intents.empty())
                    parts.reach("tick_claimed");
                co_await tick_all(claim.intents);
            }
        } catch (const std::exception& error) {
            runtime::log_warning("clock_failed", {{"reason", error.what()}});
        }
        if (!busy)
            co_await runtime::sleep_for(pace_.claim_every);
    }
}

asio::awaitable<void> RoundClock::run_sweep() {
    return runtime::again_and_again(pace_.sweep_every, "sweep_failed", [this] { return sweep(); });
}

asio::awaitable<void> RoundClock::sweep() {
    const MarketParts& parts = market_.parts();
    if (market_.is_taking()) {
        const auto heads = co_await parts.ledger.due(parts.clock() - pace_.overdue, pace_.batch);
        std::vector<core::IntentId> intents;
        for (const DueHead& head : heads)
            intents.push_back(head.intent);
        co_await tick_all(std::move(intents));
    }
    co_await market_.reconcile();
}

} // namespace parley::app
