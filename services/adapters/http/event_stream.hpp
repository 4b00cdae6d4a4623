// Server-Sent Events: a response that stays open. Frames go through the same bounded outbox as WebSocket frames, so a
// frame encoded once serves every subscriber. The server sends a comment every 15 s and ends a stream after 30 min; the
// browser then reconnects with Last-Event-ID. Everything here happens on the connection's reactor.
#pragma once

#include "runtime/asio.hpp"
#include "runtime/frame_queue.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace parley::http {

// "id: ..", "event: ..", one "data: .." per line, empty line. id and event are left out when empty and must not
// contain line breaks.
runtime::Frame encode_event(std::string_view id, std::string_view event, std::string_view data);

class EventSink {
public:
    virtual ~EventSink() = default;

    // Queues a frame made by encode_event. After the stream has ended it does nothing.
    // A key other than 0: a frame of that key still waiting is replaced.
    virtual void send(runtime::Frame frame, std::uint64_t conflate_key = 0) = 0;
    void send(std::string_view id, std::string_view event, std::string_view data) {
        send(encode_event(id, event, data));
    }
    // Queues a frame of a backlog that the client asked for: a long one is not mistaken for a slow reader.
    virtual void send_asked(runtime::Frame frame) = 0;
    // Sends what waits, then ends the stream.
    virtual void close() = 0;
    virtual bool is_open() const = 0;
    virtual std::size_t queued_messages() const = 0;
    virtual asio::any_io_executor executor() const = 0;
    virtual const std::string& remote_address() const = 0;
};

class EventHandler {
public:
    virtual ~EventHandler() = default;
    // Keep the pointer until closed() at most: it must go on this reactor, before the reactor does.
    virtual void opened(std::shared_ptr<EventSink> sink) = 0;
    // The reader is too slow for the bound and its waiting frames were dropped. Send the present state and return
    // true, or return false to end the stream; the reader then resumes from its last id.
    virtual bool overflowed() { return false; }
    // Called exactly once after opened, when the client left, the lifetime is over or close() has drained.
    virtual void closed() = 0;
};

} // namespace parley::http
