// The ledger: the one place where an intent's events become true. An append either commits as a whole at the expected
// version or changes nothing. Many waiting appends share one statement and one commit (DESIGN 4).
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"
#include "core/value.hpp"
#include "digest/digest.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parley::app {

/// One event as it is chained and stored. `body` never holds a secret or a personal datum: those are parts.
struct StoredEvent {
    std::int64_t seq = 0; // 1, 2, 3 ... per intent
    core::Instant at;
    core::Instant received_at;
    std::string type;
    core::Value body;
    std::string command_key; // "" where no command caused it; unique per intent otherwise
    digest::Sha256 hash{};   // DESIGN 4: SHA256(hex(previous) || canonical(event))
};

/// A secret or personal part of an event, kept beside the chain and erasable.
struct StoredPart {
    std::int64_t seq = 0;
    std::string name;
    digest::Salt salt{};
    core::Value value;
};

struct IntentLog {
    std::vector<StoredEvent> events; // ascending, gapless from the seq asked for
    std::vector<StoredPart> parts;
};

/// What must happen after a commit, committed with it. `kind` names the worker: "topic", "mail", "outreach", ... A
/// "push" that is due at once may be left out where its reader has no browser.
struct OutboxRow {
    std::string kind;
    std::string target;          // topic, address reference or intent, as the kind says
    std::int64_t intent_seq = 0; // the event that caused it
    core::Instant not_before;    // the worker leaves it alone until then
    core::Value body;
};

/// What can be asked about an intent without reading its log.
struct HeadFacts {
    std::string state; // core lifecycle name
    std::string sector;
    core::PrincipalId consumer;
    std::optional<core::Instant> next_due;
    core::Value summary; // for lists: public columns only
    bool is_public = false;
    core::Instant created_at;
};

/// A claim on one slot of a business's capacity group; an append that carries one goes alone in its own transaction.
/// Claiming twice for one intent takes one slot; `give_back` returns it (an award that lapsed). A group without a row
/// in capacity_group has no slots.
struct CapacityClaim {
    core::BusinessId business;
    std::string group;
    bool give_back = false;
};

/// How full a capacity group is; without a row it has no slots.
struct Capacity {
    std::int64_t slots = 0;
    std::int64_t used = 0;
};

/// A part that an append destroys, salt and all (erasure).
struct PartRef {
    std::int64_t seq = 0;
    std::string name;
};

/// Who of the business did what these events say: a seat or a key, by its id, and the first event of its command.
struct SeatDeed {
    std::int64_t seq = 0;
    core::BusinessId business;
    std::string seat;
};

struct Append {
    core::IntentId intent;
    std::int64_t expected_seq = 0;   // 0 makes the intent
    std::vector<StoredEvent> events; // empty: only checks that expected_seq still holds, unless something is erased
    std::vector<StoredPart> parts;
    std::vector<OutboxRow> outbox;
    HeadFacts head;
    std::vector<CapacityClaim> claims;
    std::vector<PartRef> erased; // deleted in the same commit; such an append goes alone, as one with claims does
    std::vector<core::BusinessId> deletions; // of an erasure: who saw the intent and has to delete what it kept
    core::Instant erased_at;                 // of an erasure
    std::vector<SeatDeed> deeds;             // written in the same commit
    bool is_aged_request = false; // the deal stays: its head's summary is written anew, though no event says so
};

enum class AppendOutcome {
    committed,
    conflict,       // somebody else wrote first: reload and decide again
    capacity_taken, // a claim's group is used up; nothing was written
};

/// A head whose next_due has passed, for the sweeper and for rebuilding the round clock.
struct DueHead {
    core::IntentId intent;
    std::int64_t seq = 0;
    core::Instant next_due;
};

class Ledger {
public:
    virtual ~Ledger() = default;

    /// Commits, or says why not. Throws runtime::Unavailable{not_done} when nothing was written, and
    /// {unknown} when the commit's answer was lost and could not be looked up either. An append that the store refuses
    /// for what it contains (a command key twice, text that is not UTF-8) throws {not retryable, not_done}.
    virtual boost::asio::awaitable<AppendOutcome> append(Append append) = 0;

    /// Events with seq > after, with their parts. An unknown intent gives an empty log.
    virtual boost::asio::awaitable<IntentLog> read(core::IntentId intent, std::int64_t after) = 0;

    /// The seqs of these intents' heads; unknown ones are left out.
    virtual boost::asio::awaitable<std::vector<DueHead>> heads(std::vector<core::IntentId> intents) = 0;

    virtual boost::asio::awaitable<Capacity> capacity(core::BusinessId business, std::string group) = 0;

    /// Heads with next_due <= before, oldest first, at most `limit`.
    virtual boost::asio::awaitable<std::vector<DueHead>> due(core::Instant before, int limit) = 0;
};

} // namespace parley::app
