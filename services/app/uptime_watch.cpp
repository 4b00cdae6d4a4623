#include "app/uptime_watch.hpp"

#include "app/log_codec.hpp"
#include "runtime/deadline.hpp"
#include "runtime/error.hpp"
#include "runtime/log.hpp"
#include "runtime/task_group.hpp"

#include <algorithm>
#include <limits>

namespace parley::app {

namespace asio = boost::asio;

namespace {

constexpr int intents_max = 1'000'000;

} // namespace

asio::awaitable<bool> UptimeWatch::clock_is_right() {
    // Half of the round trip is all that the comparison can be wrong by.
    const core::Instant before = market_.parts().clock();
    const core::Instant theirs = co_await uptime_.database_now();
    const core::Instant after = market_.parts().clock();
    const core::Micros ahead = before - theirs;
    const core::Micros behind = theirs - after;
    const bool right = ahead <= pace_.clock_skew_max && behind <= pace_.clock_skew_max;
    if (!right)
        runtime::log_error("clock_is_off", {{"ahead_us", ahead}, {"behind_us", behind}});
    co_return right;
}

/// Rounds that ran in the gap get it back before any tick or offer; the key makes it happen once per intent.
asio::awaitable<void> UptimeWatch::make_good(Outage outage) {
    runtime::log_warning("outage", {{"from", core::to_rfc3339(outage.from)}, {"to", core::to_rfc3339(outage.to)}});
    const auto heads =
        co_await market_.parts().ledger.due(core::Instant{std::numeric_limits<std::int64_t>::max()}, intents_max);
    // All at the same time, so that the ledger gathers what they append: meanwhile nobody can offer.
    std::exception_ptr failure;
    const auto note = [&failure](std::string_view, std::exception_ptr error) { failure = error; };
    runtime::TaskGroup claims(co_await asio::this_coro::executor, note);
    for (const DueHead& head : heads)
        claims.spawn("claim_outage", claim_for(head.intent, outage));
    co_await claims.wait_until(runtime::Deadline::never());
    if (failure)
        std::rethrow_exception(failure);
}

asio::awaitable<void> UptimeWatch::claim_for(core::IntentId intent, Outage outage) {
    core::Envelope envelope;
    envelope.command = core::ClaimOutage{outage.from, outage.to};
    envelope.key = "outage-" + std::to_string(outage.from.us);
    envelope.content_hash = std::to_string(outage.to.us);
    envelope.received_at = outage.to;
    try {
        const Answer answer = co_await market_.submit(intent, std::move(envelope));
        if (!answer)
            runtime::log_error("outage_refused",
                               {{"intent", core::to_text(intent)}, {"code", core::name_of(answer.error().code)}});
    } catch (const BrokenLog& error) {
        // Nothing goes on from that one, but the others must not stand still for it.
        runtime::log_error("log_is_broken", {{"reason", error.what()}});
    }
}

asio::awaitable<void> UptimeWatch::beat_once() {
    if (!co_await clock_is_right()) {
        market_.close_gates();
        co_return;
    }
    // Making good takes time in which nobody can offer; when that was long, it is an outage of its own.
    std::vector<core::Instant> made_good;
    for (bool found = true; found;) {
        found = false;
        for (const Outage& outage : co_await uptime_.claim_outages(market_.parts().clock(), pace_.tolerance)) {
            if (std::find(made_good.begin(), made_good.end(), outage.from) != made_good.end())
                continue;
            market_.close_gates();
            co_await make_good(outage);
            made_good.push_back(outage.from);
            found = true;
        }
    }
    const core::Instant now = market_.parts().clock();
    co_await uptime_.beat(node_, now);
    // After that much without a beat somebody may find an outage.
    market_.open_gates(now + pace_.tolerance);
}

asio::awaitable<void> UptimeWatch::run() {
    for (;;) {
        try {
            co_await beat_once();
        } catch (const std::exception& error) {
            // The gates close by themselves when the last beat is too old.
            runtime::log_warning("beat_failed", {{"reason", error.what()}});
        }
        co_await runtime::sleep_for(pace_.beat_every);
    }
}

} // namespace parley::app
