// decide(state, command, now) -> events | refusal. The whole market is this function: no clock, no randomness, no I/O.
#pragma once

#include "core/command.hpp"
#include "core/refusal.hpp"
#include "core/state.hpp"

namespace parley::core {

struct Decision {
    std::vector<Record> records;  // to append; empty when nothing is to happen
    State state;                  // after them; as it was when nothing is to happen
    KeyUse use;                   // what to answer; a repeat of the same key gets the same
    std::int64_t own_seq = 0;     // of the command's own first event, which what was due may precede; 0: it made none
    std::optional<Instant> hold;  // not before then: decide again on the state of that moment
    std::optional<KeyUse> repeat; // done before with this key; answer as then
};

/// Decides one command. `now` is the shell's clock; an event is stamped max(previous at, received_at), and a transition
/// that was due is stamped with its scheduled time and decided first. A command received at or after a running round's
/// close is held until closes_at + settle. Fails with the first refusal in the order of RefusalCode that applies.
Result<Decision> decide(const State& state, const Envelope& envelope, Instant now);

/// Why these words may not stand where everybody reads them: they name a way to reach somebody, and `found` says which.
std::optional<Refusal> names_contacts(const std::string& text);

} // namespace parley::core
