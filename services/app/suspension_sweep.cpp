#include "app/suspension_sweep.hpp"

namespace parley::app {

namespace asio = boost::asio;

SuspensionSweep::SuspensionSweep(SuspensionSweepParts parts)
    : parts_(parts), loop_(parts.executor, parts.outbox, parts.market.parts().clock,
                           {suspension_job, {}, [this](OutboxJob job) { return sweep(std::move(job)); }}) {}

asio::awaitable<void> SuspensionSweep::sweep(OutboxJob job) {
    co_await parts_.suspensions.refresh();
    const auto business = core::parse_id<core::BusinessId>(job.target);
    if (business && parts_.suspensions.of(*business)) {
        for (const core::IntentId& intent : co_await parts_.listings.asked_and_open(*business)) {
            core::Envelope envelope;
            envelope.command = core::SuspendBidder{*business};
            envelope.received_at = parts_.market.parts().clock();
            // A refusal says that the intent is over, and so is the matter.
            co_await parts_.market.submit(intent, std::move(envelope));
        }
    }
    co_await parts_.outbox.finish(job);
}

} // namespace parley::app
