// What was read a moment ago, so that it is not read again for whoever asks next. Callable from any thread.
#pragma once

#include "core/time.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace parley::app {

inline constexpr std::size_t shelf_max = 1'000; // a shelf that is full is emptied, for all of it is read again soon

template <class Answer, class Key = std::string>
class Shelf {
public:
    /// What was put there after `not_before`, or null.
    std::shared_ptr<const Answer> find(const Key& key, core::Instant not_before) const {
        const std::lock_guard lock(mutex_);
        const auto found = kept_.find(key);
        return found != kept_.end() && found->second.at > not_before ? found->second.answer : nullptr;
    }

    void put(const Key& key, std::shared_ptr<const Answer> answer, core::Instant at) {
        const std::lock_guard lock(mutex_);
        if (kept_.size() >= shelf_max)
            kept_.clear();
        kept_[key] = {std::move(answer), at};
    }

private:
    struct Kept {
        std::shared_ptr<const Answer> answer;
        core::Instant at;
    };
    mutable std::mutex mutex_;
    std::map<Key, Kept> kept_;
};

} // namespace parley::app
