// Reads WebSocket connections with Beast. A reader - a Beast stream, its buffer, the coroutine that reads - serves one
// connection at a time and goes to the next as soon as no message is half read: of ten thousand connections few have
// bytes to read at once, and one at rest costs no reader.
#pragma once

#include "runtime/asio.hpp"
#include "runtime/frame_queue.hpp"
#include "runtime/metrics.hpp"
#include "runtime/task_group.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace parley::ws {

// A connection as its reader sees it. Called on the connection's reactor.
class ReadSide {
public:
    virtual ~ReadSide() = default;

    virtual asio::ip::tcp::socket& socket() = 0;
    virtual std::size_t read_message_max() const = 0;
    virtual const std::string& subprotocol() const = 0;

    // What the reader has to say by itself: a handshake's answer, pongs, a close frame, after which nothing may follow.
    virtual void write(runtime::Frame bytes, runtime::FrameQueue::Sent sent) = 0;
    virtual void write_last(runtime::Frame close_frame, runtime::FrameQueue::Sent sent) = 0;

    virtual void refused() = 0; // the handshake failed
    // Each returns false when nothing more is to be read, by no reader that has read this: ended() follows.
    virtual bool opened() = 0;
    virtual bool message(std::string_view bytes, bool is_binary) = 0; // whole
    enum class Control { ping, pong, close };
    virtual void control(Control kind) = 0;
    // Returns when more may be read.
    virtual awaitable<void> ready_for_more() = 0;
    // The reader has gone, nothing is half read. Give the connection to Readers::read when bytes have come.
    virtual void rest() = 0;
    // The last call. The code is that of the peer's close frame, or what the failure is told as.
    virtual awaitable<void> ended(std::uint16_t code, bool peer_said_goodbye) = 0;
};

struct SpareReaders;

// The readers of one reactor.
class Readers {
public:
    // The gauge counts the readers there are.
    Readers(runtime::TaskGroup& tasks, runtime::Gauge& count);
    ~Readers();
    Readers(const Readers&) = delete;
    Readers& operator=(const Readers&) = delete;

    // Shakes hands - the request's head was read by somebody else - and reads.
    void open(std::shared_ptr<ReadSide> connection, std::string request_head);
    // Reads on: bytes have come for a connection at rest.
    void read(std::shared_ptr<ReadSide> connection);
    // Lets the spare readers end, and keeps none from now on: the task group can become empty.
    void keep_none();

    static constexpr std::size_t spare_at_most = 8;

private:
    runtime::TaskGroup& tasks_;
    std::shared_ptr<SpareReaders> spare_;
};

} // namespace parley::ws
