#include "app/market.hpp"

#include "app/intent_home.hpp"
#include "app/log_check.hpp"
#include "app/log_codec.hpp"
#include "runtime/error.hpp"

#include <boost/asio/co_spawn.hpp>

namespace parley::app {

namespace asio = boost::asio;

Market::Market(MarketParts parts) : parts_(std::move(parts)), branches_(parts_.reactors.size()) {
    for (std::size_t reactor = 0; reactor < parts_.reactors.size(); ++reactor)
        homes_.push_back(std::make_unique<IntentHome>(*this, reactor));
}

Market::~Market() = default;

IntentHome& Market::home_of(const core::IntentId& intent) {
    return *homes_[parts_.reactors.home_of(std::hash<core::IntentId>{}(intent))];
}

std::size_t Market::here() const {
    const auto current = parts_.reactors.current();
    return current.value_or(0);
}

asio::awaitable<Answer> Market::submit(core::IntentId intent, core::Envelope envelope, std::string seat) {
    if (!takes(envelope.command))
        throw runtime::Unavailable("this node takes no offers now");
    const auto executor = parts_.reactors.home_executor(std::hash<core::IntentId>{}(intent));
    co_return co_await asio::co_spawn(executor, home_of(intent).submit(intent, std::move(envelope), std::move(seat)),
                                      asio::use_awaitable);
}

asio::awaitable<std::optional<Picture>> Market::look(core::IntentId intent, Viewer viewer) {
    const auto executor = parts_.reactors.home_executor(std::hash<core::IntentId>{}(intent));
    co_return co_await asio::co_spawn(executor, home_of(intent).look(intent, std::move(viewer)), asio::use_awaitable);
}

asio::awaitable<std::shared_ptr<const core::State>> Market::state(core::IntentId intent) {
    const auto executor = parts_.reactors.home_executor(std::hash<core::IntentId>{}(intent));
    co_return co_await asio::co_spawn(executor, home_of(intent).state(intent), asio::use_awaitable);
}

asio::awaitable<std::optional<IntentLog>> Market::public_log(core::IntentId intent) {
    const IntentLog log = co_await parts_.ledger.read(intent, 0);
    core::State state;
    for (const core::Record& record : decode_run(intent, log.events, log.parts))
        core::evolve(state, record);
    if (core::public_until(state) == 0)
        co_return std::nullopt;
    co_return app::public_log(state, log);
}

asio::awaitable<std::optional<FeedKey>>
Market::subscribe(core::IntentId intent, Viewer viewer, std::optional<std::int64_t> after, std::shared_ptr<Sink> sink) {
    const std::size_t reactor = here();
    const auto executor = parts_.reactors.home_executor(std::hash<core::IntentId>{}(intent));
    co_return co_await asio::co_spawn(
        executor, home_of(intent).subscribe(intent, std::move(viewer), after, std::move(sink), reactor),
        asio::use_awaitable);
}

void Market::unsubscribe(core::IntentId intent, const FeedKey& key, const Sink* sink) {
    const std::size_t reactor = here();
    if (!branches_[reactor].detach(key, sink))
        return;
    IntentHome& home = home_of(intent);
    parts_.reactors.post(parts_.reactors.home_of(std::hash<core::IntentId>{}(intent)),
                         [&home, intent, key, reactor] { home.unsubscribed(intent, key, reactor); });
}

asio::awaitable<std::optional<PushMessage>> Market::topic_push(TopicRef ref) {
    const auto executor = parts_.reactors.home_executor(std::hash<core::IntentId>{}(ref.intent));
    co_return co_await asio::co_spawn(executor, home_of(ref.intent).topic_push(ref), asio::use_awaitable);
}

asio::awaitable<bool> Market::erase_request(core::IntentId intent) {
    const auto executor = parts_.reactors.home_executor(std::hash<core::IntentId>{}(intent));
    co_return co_await asio::co_spawn(executor, home_of(intent).erase_request(intent), asio::use_awaitable);
}

asio::awaitable<void> Market::drop_idle() {
    for (std::size_t reactor = 0; reactor < homes_.size(); ++reactor) {
        auto drop = [](IntentHome& home) -> asio::awaitable<void> {
            home.drop_idle();
            co_return;
        };
        co_await asio::co_spawn(parts_.reactors.executor(reactor), drop(*homes_[reactor]), asio::use_awaitable);
    }
}

asio::awaitable<bool> Market::tick(core::IntentId intent) {
    core::Envelope envelope;
    envelope.command = core::Tick{};
    envelope.received_at = parts_.clock();
    const Answer answer = co_await submit(intent, std::move(envelope));
    co_return answer && answer->events > 0;
}

void Market::committed_elsewhere(Committed run) {
    IntentHome& home = home_of(run.intent);
    const auto executor = parts_.reactors.home_executor(std::hash<core::IntentId>{}(run.intent));
    asio::co_spawn(executor, home.committed_elsewhere(std::move(run)), [](std::exception_ptr) {
        // The sweep of reconcile() reads again what could not be read now.
    });
}

asio::awaitable<void> Market::reconcile() {
    for (std::size_t reactor = 0; reactor < homes_.size(); ++reactor)
        co_await asio::co_spawn(parts_.reactors.executor(reactor), homes_[reactor]->reconcile(), asio::use_awaitable);
}

} // namespace parley::app
