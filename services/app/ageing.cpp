#include "app/ageing.hpp"

#include "runtime/again.hpp"
#include "runtime/log.hpp"

namespace parley::app {

namespace asio = boost::asio;

namespace {

constexpr int requests_at_once = 100; // each is a commit of its own
constexpr int rows_at_once = 5'000;

} // namespace

asio::awaitable<void> Ageing::run() {
    // The next sweep finds what a failed one left.
    return runtime::again_and_again(parts_.every, "ageing_failed", [this] { return sweep(); });
}

asio::awaitable<void> Ageing::erase(std::vector<core::IntentId> intents) {
    for (const core::IntentId& intent : intents) {
        core::Envelope envelope;
        envelope.command = core::Erase{};
        envelope.sender.kind = core::SenderKind::system;
        envelope.received_at = parts_.market.parts().clock();
        if (!co_await parts_.market.submit(intent, std::move(envelope)))
            runtime::log_error("aged_request_stays", {{"intent", core::to_text(intent)}});
    }
}

asio::awaitable<void> Ageing::sweep() {
    co_await parts_.market.drop_idle();
    co_await erase(co_await parts_.aged.requests(parts_.request_life, requests_at_once));
    for (const core::IntentId& intent : co_await parts_.aged.requests_of_deals(parts_.request_life, requests_at_once))
        co_await parts_.market.erase_request(intent);
    co_await erase(co_await parts_.aged.deals(parts_.talk_life, requests_at_once));
    const AgedRows gone = co_await parts_.aged.take_rows(parts_.answered_life, rows_at_once);
    if (gone.sessions + gone.answers + gone.words + gone.consents > 0)
        runtime::log_info("aged_rows_taken", {{"sessions", gone.sessions},
                                              {"answers", gone.answers},
                                              {"words", gone.words},
                                              {"consents", gone.consents}});
}

} // namespace parley::app
