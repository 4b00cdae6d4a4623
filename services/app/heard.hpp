// What pushes showed, for the acknowledgements that come back: noted once of all who listen, so that a push to a
// thousand costs no more than one to one, and of each listener only what it missed.
#pragma once

#include "core/ids.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace parley::app {

/// What a message shows whoever hears it, read once for all of them.
struct Shown {
    bool an_offer = false;             // if only that there is one
    std::vector<core::OfferId> offers; // that can be read; in secret their buyer sees no more than that they are there
    std::optional<core::IntentId> intent; // that it names
};

/// What is seen by whoever acknowledges.
struct Seen {
    bool latest = false;            // there is nothing behind it
    bool an_offer = false;          // for the first time
    std::set<core::OfferId> offers; // that could be read for the first time
    std::set<core::IntentId> intents;
};

/// The pushes of one topic to one audience, in the order of their numbers.
class ShownLog {
public:
    void add(std::int64_t seq, const Shown& shown);
    /// Adds to `seen` what was shown behind `after` and up to `to`.
    void collect(std::int64_t after, std::int64_t to, Seen& seen) const;
    std::int64_t last_seq() const { return last_seq_; } // 0 before the first

private:
    std::int64_t last_seq_ = 0;
    std::vector<std::int64_t> with_an_offer_;
    std::map<core::OfferId, std::int64_t> offers_;   // the first in which each could be read
    std::map<std::int64_t, core::IntentId> intents_; // the latest
};

/// What one listener of a topic has heard.
class Heard {
public:
    /// Of what was told to all who listen this one has heard what is behind `from`.
    void begin(std::shared_ptr<const ShownLog> told, std::int64_t from);
    void missed(std::int64_t seq, const Shown& shown) { missed_.add(seq, shown); }
    /// All up to `seq` is seen now, as far as it was told.
    Seen acknowledge(std::int64_t seq);

private:
    std::shared_ptr<const ShownLog> told_; // to all who listen
    std::int64_t from_ = 0;
    ShownLog missed_;
    std::int64_t seen_to_ = 0;
    bool offer_seen_ = false;
};

} // namespace parley::app
