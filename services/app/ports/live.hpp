// The live side of the market: a cache of running intents, the round clock and the line between nodes. Every part of it
// may vanish at any moment without losing anything (DESIGN 4), so nothing here throws: it answers less, or nothing.
#pragma once

#include "app/ports/ledger.hpp"

#include <functional>

namespace parley::app {

/// A run of events of one intent that is durable; what other nodes and the cache are told.
struct Committed {
    core::IntentId intent;
    std::vector<StoredEvent> events; // consecutive seqs, at least one
    std::vector<StoredPart> parts;
    std::optional<core::Instant> next_due;
};

struct DueClaim {
    bool clock_is_empty = false; // the epoch key is gone: rebuild from the ledger
    std::vector<core::IntentId> intents;
};

/// What spending a token showed of its bucket.
struct Tokens {
    bool given = false;
    int left = 0;             // whole tokens that may be spent at once now
    core::Micros next_in = 0; // until a token may be spent; 0: now
    core::Micros full_in = 0; // until all are there again
};

class LiveState {
public:
    virtual ~LiveState() = default;

    /// The whole log of an intent if the cache has it from seq 1 without a gap, else an empty log.
    virtual boost::asio::awaitable<IntentLog> cached(core::IntentId intent) = 0;

    /// Pipelines cache, deadline and publication, in the order called. A cache that lacks the events before is dropped.
    virtual void committed(Committed run) = 0;

    /// Forgets an intent's cached log (erasure, or a cache found wrong).
    virtual void forget(core::IntentId intent) = 0;

    /// Takes at most `limit` intents whose deadline has passed, each for `lease`; nobody else gets them meanwhile.
    virtual boost::asio::awaitable<DueClaim> claim_due(core::Instant now, core::Micros lease, int limit) = 0;

    /// Puts these deadlines into the clock and marks it as rebuilt; an earlier deadline already there stays.
    /// `guard` is true for the one caller that may do so now (a short lock between nodes).
    virtual boost::asio::awaitable<bool> begin_rebuild(core::Micros lock) = 0;
    virtual boost::asio::awaitable<void> finish_rebuild(std::vector<DueHead> heads) = 0;

    /// Spends one token of a bucket that holds `burst` and refills `per_minute`, both at least 1. Nothing when the
    /// bucket cannot be reached: then the caller lets pass.
    virtual boost::asio::awaitable<std::optional<Tokens>> take_token(std::string bucket, int burst, int per_minute) = 0;

    virtual bool is_up() const = 0;
};

/// Called on the reactor that owns the live state for what other nodes committed; own publications are left out.
/// `intent` alone with an empty run means: something was missed, look at the ledger.
using CommittedElsewhere = std::function<void(Committed)>;
/// Called when the line between nodes was down: whatever was published meanwhile is unknown.
using LineRestored = std::function<void()>;

} // namespace parley::app
