#include "runtime/frame_queue.hpp"

#include "runtime/assert.hpp"

#include <algorithm>
#include <utility>

namespace parley::runtime {

namespace {

std::unique_ptr<FrameQueue::Sent> kept(FrameQueue::Sent sent) {
    return sent ? std::make_unique<FrameQueue::Sent>(std::move(sent)) : nullptr;
}

} // namespace

FrameQueue::Waiting* FrameQueue::waiting(Kind kind) noexcept {
    switch (kind) {
    case Kind::live:
        return &live_;
    case Kind::asked:
        return &asked_;
    case Kind::control:
        break;
    }
    return nullptr;
}

FrameQueue::Pushed FrameQueue::push(Frame frame, std::uint64_t key) {
    ensure(frame != nullptr, "a frame is never null");
    if (sealed_) {
        return Pushed::queued; // the connection says goodbye already: nothing can follow the last frame
    }
    const auto size = frame->size();
    auto replaced = entries_.end();
    std::size_t freed_messages = 0;
    std::size_t freed_bytes = 0;
    if (key != 0) {
        const auto first = entries_.begin() + static_cast<std::ptrdiff_t>(head_ + (offset_ > 0 ? 1 : 0));
        replaced = std::find_if(first, entries_.end(), [key](const Entry& entry) { return entry.key == key; });
        if (replaced != entries_.end()) {
            freed_messages = 1;
            freed_bytes = replaced->frame->size();
        }
    }
    const auto left = live_.messages - freed_messages;
    const bool too_many = left + 1 > limits_.messages;
    const bool too_large = left > 0 && live_.bytes - freed_bytes + size > limits_.bytes;
    if (too_many || too_large) {
        return Pushed::overflow;
    }
    if (freed_messages > 0) {
        entries_.erase(replaced);
        live_.messages -= freed_messages;
        live_.bytes -= freed_bytes;
    }
    entries_.push_back(Entry{std::move(frame), key, Kind::live, nullptr});
    ++live_.messages;
    live_.bytes += size;
    return freed_messages > 0 ? Pushed::replaced : Pushed::queued;
}

FrameQueue::Pushed FrameQueue::push_asked(Frame frame) {
    ensure(frame != nullptr, "a frame is never null");
    if (sealed_) {
        return Pushed::queued;
    }
    const auto size = frame->size();
    if (asked_.messages + 1 > limits_.asked_messages ||
        (asked_.messages > 0 && asked_.bytes + size > limits_.asked_bytes)) {
        return Pushed::overflow;
    }
    entries_.push_back(Entry{std::move(frame), 0, Kind::asked, nullptr});
    ++asked_.messages;
    asked_.bytes += size;
    return Pushed::queued;
}

void FrameQueue::insert(std::size_t at, Entry entry) {
    entries_.insert(entries_.begin() + static_cast<std::ptrdiff_t>(at), std::move(entry));
}

void FrameQueue::push_control(Frame frame, Sent sent) {
    ensure(frame != nullptr, "a frame is never null");
    if (sealed_) {
        if (sent) {
            sent(false);
        }
        return;
    }
    auto at = head_ + (offset_ > 0 ? 1 : 0);
    while (at < entries_.size() && entries_[at].kind == Kind::control) {
        ++at;
    }
    insert(at, Entry{std::move(frame), 0, Kind::control, kept(std::move(sent))});
}

void FrameQueue::push_last(Frame frame, Sent sent) {
    ensure(frame != nullptr, "a frame is never null");
    if (sealed_) {
        if (sent) {
            sent(false);
        }
        return;
    }
    sealed_ = true;
    entries_.push_back(Entry{std::move(frame), 0, Kind::control, kept(std::move(sent))});
}

std::size_t FrameQueue::gather(std::span<std::string_view> buffers, std::size_t max_bytes) const {
    std::size_t count = 0;
    std::size_t total = 0;
    for (auto at = head_; at < entries_.size() && count < buffers.size(); ++at) {
        std::string_view bytes = *entries_[at].frame;
        if (at == head_) {
            bytes.remove_prefix(offset_);
        }
        if (count > 0 && total + bytes.size() > max_bytes) {
            break;
        }
        total += bytes.size();
        buffers[count++] = bytes;
    }
    return count;
}

std::size_t FrameQueue::consume(std::size_t bytes) {
    std::size_t completed = 0;
    std::vector<std::unique_ptr<Sent>> told; // called last: they may push, drop or clear
    while (head_ < entries_.size()) {
        auto& entry = entries_[head_];
        const auto left = entry.frame->size() - offset_;
        const auto taken = std::min(left, bytes);
        bytes -= taken;
        auto* counted = waiting(entry.kind);
        if (counted != nullptr) {
            counted->bytes -= taken;
        }
        if (taken < left) {
            offset_ += taken;
            break;
        }
        if (counted != nullptr) {
            --counted->messages;
        }
        if (entry.sent) {
            told.push_back(std::move(entry.sent));
        }
        entry.frame.reset();
        offset_ = 0;
        ++head_;
        ++completed;
    }
    ensure(bytes == 0, "no more is consumed than was gathered");
    compact();
    for (const auto& sent : told) {
        (*sent)(true);
    }
    return completed;
}

void FrameQueue::compact() {
    if (head_ == entries_.size()) {
        entries_.clear();
        head_ = 0;
        if (entries_.capacity() > 64) {
            entries_.shrink_to_fit(); // an idle connection keeps no room for a burst long gone
        }
    } else if (head_ >= 32 && head_ * 2 >= entries_.size()) {
        entries_.erase(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(head_));
        head_ = 0;
    }
}

std::size_t FrameQueue::drop_waiting() {
    const auto first = entries_.begin() + static_cast<std::ptrdiff_t>(head_ + (offset_ > 0 ? 1 : 0));
    std::size_t dropped = 0;
    const auto last = std::remove_if(first, entries_.end(), [&](const Entry& entry) {
        if (entry.kind != Kind::live) {
            return false;
        }
        ++dropped;
        live_.bytes -= entry.frame->size();
        return true;
    });
    entries_.erase(last, entries_.end());
    live_.messages -= dropped;
    compact();
    return dropped;
}

void FrameQueue::clear() {
    auto entries = std::exchange(entries_, {});
    const auto first = std::exchange(head_, 0);
    offset_ = 0;
    live_ = {};
    asked_ = {};
    for (auto at = first; at < entries.size(); ++at) {
        if (entries[at].sent) {
            (*entries[at].sent)(false);
        }
    }
}

} // namespace parley::runtime
