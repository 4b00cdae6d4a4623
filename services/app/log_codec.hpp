// Between the core's records and what the ledger keeps: bodies with commitments, parts with salts, and the hash chain.
#pragma once

#include "app/ports/ledger.hpp"
#include "core/event_codec.hpp"

#include <stdexcept>

namespace parley::app {

/// A stored log that cannot be read back is our mistake or somebody's tampering; either way nothing goes on from it.
class BrokenLog : public std::runtime_error {
public:
    BrokenLog(const core::IntentId& intent, std::int64_t seq, const std::string& why);
};

struct EncodedRun {
    std::vector<StoredEvent> events;
    std::vector<StoredPart> parts;
    digest::Sha256 head{}; // the hash of the last event
};

EncodedRun encode_run(const digest::Sha256& previous, const std::vector<core::Record>& records,
                      const core::Entropy& entropy);

/// Throws BrokenLog naming the seq. Parts that were erased are read as empty.
std::vector<core::Record> decode_run(const core::IntentId& intent, const std::vector<StoredEvent>& events,
                                     const std::vector<StoredPart>& parts);

} // namespace parley::app
