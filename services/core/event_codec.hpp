// The two written forms of an event: the chained body, in which secrets are commitments, and the parts beside it.
// Writing needs salts, drawn by the shell; reading needs the parts, and an erased part reads as its empty value.
#pragma once

#include "core/event.hpp"
#include "digest/digest.hpp"

namespace parley::core {

/// A secret or personal part of an event before and after it has a salt.
struct Part {
    std::string name;
    digest::Salt salt{};
    Value value;
};

struct WrittenEvent {
    Value body;
    std::vector<Part> parts;
};

/// 32 random bytes that the shell draws for one append; every salt of the append is derived from them.
using Entropy = std::array<std::uint8_t, 32>;

/// The salt of one part: the first 16 bytes of SHA256(entropy || "seq/name").
digest::Salt salt_for(const Entropy& entropy, std::int64_t seq, std::string_view name);

/// Lower-case hex of SHA256(salt16 || canonical(value)).
std::string commitment(const digest::Salt& salt, const Value& value);

WrittenEvent write_event(const Event& event, std::int64_t seq, const Entropy& entropy);

/// Nothing when the type is unknown or the body is not what write_event makes. Missing parts are left empty.
std::optional<Event> read_event(std::string_view type, const Value& body, const std::vector<Part>& parts);

/// The value that is chained for one record: {"seq","at","received_at","type","body"}. Its command key stays outside:
/// it names the business, and the hash of what that sent would tell a sealed price to whoever tries them all.
Value chained_value(std::int64_t seq, Instant at, Instant received_at, std::string_view type, const Value& body);
/// Its canonical JSON, without making it first.
std::string chained_text(std::int64_t seq, Instant at, Instant received_at, std::string_view type, const Value& body);

/// hash_k = SHA256(hex(hash_{k-1}) || canonical(event_k)); hash_0 is 32 zero bytes (DESIGN 4).
digest::Sha256 chain(const digest::Sha256& previous, const std::string& chained_text);
digest::Sha256 chain(const digest::Sha256& previous, const Value& chained);

} // namespace parley::core
