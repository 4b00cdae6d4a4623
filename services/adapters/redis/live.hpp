// LiveState on Redis: a cached log per intent, the round clock and the line between nodes (DESIGN 4). Two connections,
// one for commands and one that subscribes. Used on the thread of its executor alone, but for is_up() and counters().
// Nothing here is the truth and nothing here throws: without Redis it answers less.
//
// Keys, with the prefix of the settings (all of them expire after `ttl`):
//   <prefix>log:{INTENT}   list    one JSON object per event, index = seq - 1
//   <prefix>clock:due      zset    INTENT -> next deadline in microseconds; the member "epoch" marks it as complete
//   <prefix>clock:seq      hash    INTENT -> seq that set its deadline, so that an older run cannot set it back
//   <prefix>clock:rebuild  string  the lock of the one that rebuilds
//   <prefix>bucket:{NAME}  string  a rate limit
// and the channel <prefix>line.
#pragma once

#include "adapters/redis/client.hpp"
#include "app/ports/live.hpp"

#include <atomic>
#include <memory>

namespace parley::redis {

struct LiveSettings {
    std::string url;
    std::string node; // an id of this process, so that it leaves out what it published itself
    std::string prefix = "parley:";
    std::chrono::seconds ttl{2 * 24 * 3600};
    std::size_t publish_max = 64 * 1024; // bytes; a larger run is announced without its events
    std::chrono::milliseconds answer_within{500};
    std::chrono::milliseconds token_within{50};
    std::chrono::milliseconds oldest_in_flight{500};
    std::chrono::milliseconds ping_every{1'000};       // of the subscribing connection
    std::function<void(std::string_view)> crash_point; // called with "before_redis", "before_publish"
};

struct LiveCounters {
    std::atomic<std::uint64_t> commands{0}; // sent to Redis
    std::atomic<std::uint64_t> published{0};
    std::atomic<std::uint64_t> received{0}; // from other nodes
    std::atomic<std::uint64_t> gaps{0};     // cached logs dropped because a run did not continue them
    std::atomic<std::uint64_t> lost{0};     // commands without an answer
    std::atomic<std::uint64_t> reconnects{0};
};

class RedisLiveState final : public app::LiveState {
public:
    /// Throws std::invalid_argument for a URL that is none.
    RedisLiveState(asio::any_io_executor executor, LiveSettings settings, app::CommittedElsewhere committed_elsewhere,
                   app::LineRestored line_restored);
    /// On the executor's thread, or when it no longer runs.
    ~RedisLiveState() override;

    /// Begins to connect. The callbacks are called on the executor.
    void start();
    void stop();

    awaitable<app::IntentLog> cached(core::IntentId intent) override;
    /// With no events it only sets the deadline: for a tick that found nothing to do.
    void committed(app::Committed run) override;
    void forget(core::IntentId intent) override;
    awaitable<app::DueClaim> claim_due(core::Instant now, core::Micros lease, int limit) override;
    awaitable<bool> begin_rebuild(core::Micros lock) override;
    awaitable<void> finish_rebuild(std::vector<app::DueHead> heads) override;
    awaitable<std::optional<app::Tokens>> take_token(std::string bucket, int burst, int per_minute) override;
    /// Both connections are up.
    bool is_up() const override;

    const LiveCounters& counters() const;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

} // namespace parley::redis
