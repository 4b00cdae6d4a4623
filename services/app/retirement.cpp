#include "app/retirement.hpp"

#include "app/consequences.hpp"

namespace parley::app {

namespace asio = boost::asio;

Retirement::Retirement(RetirementParts parts)
    : parts_(parts), loop_(parts.executor, parts.outbox, parts.market.parts().clock,
                           {capacity_job, {}, [this](OutboxJob job) { return retire(std::move(job)); }}) {}

asio::awaitable<void> Retirement::retire(OutboxJob job) {
    const auto business = core::parse_id<core::BusinessId>(job.target);
    const std::string* group = job.body.at("group").as_string();
    const Capacity capacity =
        business && group != nullptr ? co_await parts_.ledger.capacity(*business, *group) : Capacity{};
    if (capacity.used >= capacity.slots && business && group != nullptr) {
        for (const core::IntentId& intent : co_await parts_.listings.asked_and_open(*business)) {
            core::Envelope envelope;
            envelope.command = core::RetireOffer{*business, *group};
            envelope.received_at = parts_.market.parts().clock();
            // A refusal says that the intent is over, and so is the matter.
            co_await parts_.market.submit(intent, std::move(envelope));
        }
    }
    co_await parts_.outbox.finish(job);
}

} // namespace parley::app
