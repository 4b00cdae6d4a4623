// The waiting frames of one connection, without the connection: bounds, conflation and what the next gathered write
// holds. Pure and steppable, so that tests drive it without a socket or a clock. A frame is whole protocol bytes in a
// shared buffer: encoded once, queued as a pointer by any number of connections.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parley::runtime {

using Frame = std::shared_ptr<const std::string>;

struct OutboxLimits {
    std::size_t messages = 256;
    std::size_t bytes = 256 * 1024;
    std::size_t asked_messages = 2048; // what the reader asked for again: beside the two bounds above
    std::size_t asked_bytes = 8 * 1024 * 1024;
};

class FrameQueue {
public:
    enum class Pushed {
        queued,
        replaced, // an older waiting frame of the same key was dropped
        overflow, // refused: the bound is reached; nothing changed
    };
    using Sent = std::function<void(bool sent)>;

    explicit FrameQueue(OutboxLimits limits) : limits_(limits) {}

    // A key other than 0 makes the latest win: a waiting frame of that key is dropped and the new one goes last.
    // A single frame larger than the byte bound is taken when nothing else waits.
    Pushed push(Frame frame, std::uint64_t key = 0);
    // A frame of a backlog that the reader asked for. It has bounds of its own, so that a long backlog is not mistaken
    // for a slow reader, and drop_waiting() leaves it, so that whoever resumes always gets further.
    Pushed push_asked(Frame frame);
    // Control frames are not counted against the bounds and go before waiting data, in their own order.
    // `sent` is called with true when the last byte was taken by the kernel, false when the frame is dropped.
    void push_control(Frame frame, Sent sent = {});
    // The last frame of the connection: goes behind everything; nothing can be pushed afterwards.
    void push_last(Frame frame, Sent sent = {});

    // Fills `buffers` with what to write next, in order, at most `max_bytes` (at least one buffer if any waits).
    std::size_t gather(std::span<std::string_view> buffers, std::size_t max_bytes) const;
    // Takes away what the kernel accepted. Returns how many frames were completed.
    std::size_t consume(std::size_t bytes);

    // Drops the data frames that nobody asked for and of which no byte was sent. Returns how many.
    std::size_t drop_waiting();
    // Drops everything, telling each `sent(false)`.
    void clear();

    bool empty() const noexcept { return head_ == entries_.size(); }
    bool sealed() const noexcept { return sealed_; }
    std::size_t size() const noexcept { return entries_.size() - head_; }
    // Data frames that nobody asked for, and their unsent bytes: what the bounds are about.
    std::size_t messages() const noexcept { return live_.messages; }
    std::size_t bytes() const noexcept { return live_.bytes; }

private:
    enum class Kind { live, asked, control };
    struct Entry {
        Frame frame;
        std::uint64_t key = 0;
        Kind kind = Kind::live;
        std::unique_ptr<Sent> sent; // few ask for it
    };
    struct Waiting {
        std::size_t messages = 0;
        std::size_t bytes = 0;
    };
    // Where frames of a kind are counted; control frames are not.
    Waiting* waiting(Kind kind) noexcept;

    void insert(std::size_t at, Entry entry);
    void compact();

    OutboxLimits limits_;
    std::vector<Entry> entries_; // [head_, end) wait
    std::size_t head_ = 0;
    std::size_t offset_ = 0; // bytes of the head entry already sent
    Waiting live_;
    Waiting asked_;
    bool sealed_ = false;
};

} // namespace parley::runtime
