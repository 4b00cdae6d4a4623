// Names for things: 128 random bits, written as 26 lower-case characters of Crockford's base 32.
// The bits are drawn by the shell and handed in; the type says what kind of thing an id names.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace parley::core {

struct Id128 {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    friend constexpr auto operator<=>(const Id128&, const Id128&) = default;
    constexpr bool is_nil() const { return high == 0 && low == 0; }
};

template <class Tag>
struct Id : Id128 {
    friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

using IntentId = Id<struct IntentTag>;
using OfferId = Id<struct OfferTag>;
using BusinessId = Id<struct BusinessTag>;
using PrincipalId = Id<struct PrincipalTag>;

/// A bidder's number within one intent, from 1, in the order of invitation. It stands for the business everywhere in
/// the log; which business it is, is a part of the invitation.
using BidderNo = std::int64_t;

/// 26 characters of 0-9a-z without i, l, o, u.
std::string to_text(const Id128& id);

/// Reads what to_text writes; nothing for anything else, so that an id has one spelling.
std::optional<Id128> parse_id128(std::string_view text);

template <class AnyId>
std::optional<AnyId> parse_id(std::string_view text) {
    const auto bits = parse_id128(text);
    if (!bits)
        return std::nullopt;
    AnyId id;
    id.high = bits->high;
    id.low = bits->low;
    return id;
}

/// An id from 16 bytes that somebody else drew.
template <class AnyId>
AnyId id_from_bytes(const std::array<std::uint8_t, 16>& bytes) {
    AnyId id;
    for (std::size_t i = 0; i < 8; ++i) {
        id.high = id.high << 8 | bytes[i];
        id.low = id.low << 8 | bytes[i + 8];
    }
    return id;
}

} // namespace parley::core

template <class Tag>
struct std::hash<parley::core::Id<Tag>> {
    std::size_t operator()(const parley::core::Id<Tag>& id) const noexcept {
        return static_cast<std::size_t>(id.high ^ (id.low * 0x9E3779B97F4A7C15ULL));
    }
};
