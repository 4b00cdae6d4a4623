// The home of the intents of one reactor. It keeps the ones in use in memory with their logs, decides their commands
// one after another, commits what was decided in one append, and only then answers and tells. Nothing here is shared.
#pragma once

#include "app/log_codec.hpp"
#include "app/market.hpp"
#include "runtime/task_group.hpp"

#include <deque>

namespace parley::app {

class IntentHome {
public:
    IntentHome(Market& market, std::size_t reactor);
    ~IntentHome();

    boost::asio::awaitable<Answer> submit(core::IntentId intent, core::Envelope envelope, std::string seat);
    boost::asio::awaitable<std::shared_ptr<const core::State>> state(core::IntentId intent);
    boost::asio::awaitable<std::optional<Picture>> look(core::IntentId intent, Viewer viewer);
    boost::asio::awaitable<std::optional<FeedKey>> subscribe(core::IntentId intent, Viewer viewer,
                                                             std::optional<std::int64_t> after,
                                                             std::shared_ptr<Sink> sink, std::size_t reactor);
    void unsubscribed(const core::IntentId& intent, const FeedKey& key, std::size_t reactor);
    boost::asio::awaitable<std::optional<PushMessage>> topic_push(TopicRef ref);
    boost::asio::awaitable<void> committed_elsewhere(Committed run);
    boost::asio::awaitable<void> reconcile();
    boost::asio::awaitable<bool> erase_request(core::IntentId intent);
    void drop_idle();

private:
    struct Waiting;
    struct Live;
    struct Batch;
    using LivePtr = std::shared_ptr<Live>;

    LivePtr find(const core::IntentId& intent);
    boost::asio::awaitable<void> load(LivePtr live);
    /// Reads on from where memory stands; tells the listeners what is new.
    boost::asio::awaitable<void> catch_up(LivePtr live);
    boost::asio::awaitable<IntentLog> read_on(core::IntentId intent, std::int64_t from);
    void forget_cached(const core::IntentId& intent);
    void extend(LivePtr live, const std::vector<StoredEvent>& events, const std::vector<StoredPart>& parts);
    /// What erasure took out of the ledger is not kept in memory or in the cache either.
    void forget_erased(Live& live);
    boost::asio::awaitable<bool> erase_request_of(LivePtr live);
    void kick(LivePtr live);
    boost::asio::awaitable<void> work(LivePtr live);
    Batch decide_waiting(Live& live);
    /// Shows each record of the batch with the state after it.
    template <class See>
    static void each_step(const core::State& before, const Batch& batch, See see);
    boost::asio::awaitable<void> commit(LivePtr live, Batch& batch);
    void retire(Live& live, const CapacityClaim& claim);
    void settle(LivePtr live, Batch& batch, EncodedRun run);
    void pass_on(Committed run);
    void hold(LivePtr live, std::shared_ptr<Waiting> waiting, core::Instant until);
    void tell(const LivePtr& live, const core::State& after, const core::Record& record);
    boost::asio::awaitable<void> read_contact(LivePtr live);
    boost::asio::awaitable<std::optional<core::Audience>> audience_for(LivePtr live, Viewer viewer);
    PushMessage message(const Live& live, const core::State& after, const core::Record& record,
                        const core::Audience& audience, core::Push push) const;
    core::Value experiment_value(const core::State& state) const;
    core::Value dressed(const Live& live, const core::State& state, const core::Audience& audience,
                        core::Value view) const;

    Market& market_;
    const MarketParts& parts_;
    std::size_t reactor_;
    runtime::TaskGroup tasks_;
    std::map<core::IntentId, LivePtr> live_;
    core::Instant next_drop_;
};

} // namespace parley::app
