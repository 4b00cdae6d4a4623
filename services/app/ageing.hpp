// Nothing is kept for ever. Some weeks after its end a request is erased as its buyer could have it erased; of one that
// came to a deal its own words and place go then, and the deal's some months later. Sessions, answers kept for repeats,
// the words of complaints and the evidence of consents each have a time of their own. Every node may do it.
#pragma once

#include "app/market.hpp"
#include "app/ports/aged.hpp"

#include <chrono>

namespace parley::app {

struct AgeingParts {
    Market& market;
    Aged& aged;
    core::Micros request_life = core::seconds(30LL * 86'400);
    core::Micros talk_life = core::seconds(396LL * 86'400);
    core::Micros answered_life = core::seconds(396LL * 86'400);
    std::chrono::milliseconds every{600'000};
};

class Ageing {
public:
    explicit Ageing(AgeingParts parts) : parts_(parts) {}

    /// Works until cancelled.
    boost::asio::awaitable<void> run();
    boost::asio::awaitable<void> sweep();

private:
    boost::asio::awaitable<void> erase(std::vector<core::IntentId> intents);

    AgeingParts parts_;
};

} // namespace parley::app
