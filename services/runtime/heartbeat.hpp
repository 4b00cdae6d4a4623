// One coarse timer per reactor that looks at every connection ten times a second, instead of a timer per connection
// and request: deadlines, pings and stalled writers cost a comparison. Members leave by being destroyed.
#pragma once

#include "runtime/asio.hpp"

#include <boost/asio/execution_context.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

namespace parley::runtime {

class Heartbeat;

class HeartbeatMember {
public:
    // Joins the heartbeat of the executor's reactor; beats come on that thread.
    explicit HeartbeatMember(const asio::any_io_executor& executor);
    virtual ~HeartbeatMember();
    HeartbeatMember(const HeartbeatMember&) = delete;
    HeartbeatMember& operator=(const HeartbeatMember&) = delete;

    virtual void beat(std::chrono::steady_clock::time_point now) = 0;

private:
    friend class Heartbeat;
    Heartbeat* heartbeat_;
    std::size_t index_ = 0;
};

class Heartbeat : public asio::execution_context::service {
public:
    using key_type = Heartbeat;
    static asio::execution_context::id id;
    static constexpr std::chrono::milliseconds period{100};

    explicit Heartbeat(asio::execution_context& context);
    static Heartbeat& of(const asio::any_io_executor& executor);

    std::size_t size() const noexcept;

private:
    friend class HeartbeatMember;
    void shutdown() override;
    void join(HeartbeatMember& member, const asio::any_io_executor& executor);
    void leave(HeartbeatMember& member) noexcept;
    void arm();
    void beat_all();

    std::vector<HeartbeatMember*> members_; // nullptr where one left during a beat
    std::size_t holes_ = 0;
    bool beating_ = false;
    bool armed_ = false;
    std::unique_ptr<asio::steady_timer> timer_;
};

} // namespace parley::runtime
