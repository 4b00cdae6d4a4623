// What the command keys of one intent did. A state is copied for each decision and keys are never forgotten, so copies
// share what they hold: a copy costs a few pointers, whatever the number of keys.
#pragma once

#include "core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace parley::core {

/// What a command key did: enough to answer its repeat as the first time, and to see that a repeat is not the same.
struct KeyUse {
    std::string content_hash;
    std::int64_t seq = 0;        // of its first event
    std::int64_t caller_seq = 0; // the head of the sender's own stream after it
    Instant at;                  // as its sender was told
    Instant received_at;         // of the command
    bool first_offer = false;
};

/// By "sender/key".
class KeyUses {
public:
    const KeyUse* find(const std::string& key) const;
    /// Keeps the first use of a key.
    void remember(std::string key, KeyUse use);
    std::size_t size() const;
    template <class Visit>
    void each(Visit visit) const {
        for (const auto& level : levels_)
            for (const auto& entry : *level)
                visit(entry->key, entry->use);
    }

private:
    struct Entry {
        std::string key;
        KeyUse use;
    };
    using Level = std::vector<std::shared_ptr<const Entry>>; // by key

    // Each more than twice as long as the next, so that there are few: a new key begins a level of its own, and those
    // that have come near each other in length become one.
    std::vector<std::shared_ptr<const Level>> levels_;
};

} // namespace parley::core
