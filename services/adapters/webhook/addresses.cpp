#include "adapters/webhook/addresses.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace parley::webhook {

namespace asio = boost::asio;

namespace {

struct Range {
    std::uint32_t first;
    int bits;
};

// IANA's registry of special IPv4 addresses, multicast and what is reserved.
constexpr auto special = std::to_array<Range>({
    {0x00000000, 8},  // this network
    {0x0A000000, 8},  // private
    {0x64400000, 10}, // shared by a provider's customers
    {0x7F000000, 8},  // loopback
    {0xA9FE0000, 16}, // link-local
    {0xAC100000, 12}, // private
    {0xC0000000, 24}, // protocol assignments
    {0xC0000200, 24}, // documentation
    {0xC0586300, 24}, // 6to4 relays
    {0xC0A80000, 16}, // private
    {0xC6120000, 15}, // benchmarks
    {0xC6336400, 24}, // documentation
    {0xCB007100, 24}, // documentation
    {0xE0000000, 4},  // multicast
    {0xF0000000, 4},  // reserved, and the broadcast address
});

bool is_global_v4(const asio::ip::address_v4& address) {
    const std::uint32_t bits = address.to_uint();
    return std::none_of(special.begin(), special.end(), [&](const Range& range) {
        return bits >> (32 - range.bits) == range.first >> (32 - range.bits);
    });
}

// Of IPv6 only 2000::/3 is given out; within it some ranges are for protocols or wrap an IPv4 address.
bool is_global_v6(const asio::ip::address_v6& address) {
    const auto bytes = address.to_bytes();
    const auto pair = [&](std::size_t at) { return static_cast<unsigned>(bytes[at] << 8 | bytes[at + 1]); };
    if (bytes[0] >> 5 != 1)
        return false; // ::1, v4-mapped, 64:ff9b::/96, fc00::/7, fe80::/10, ff00::/8
    if (pair(0) == 0x2001 && (pair(2) < 0x0200 || pair(2) == 0x0DB8))
        return false; // 2001::/23 for protocols, Teredo among them, and documentation
    return pair(0) != 0x2002 && !(pair(0) == 0x3FFF && bytes[2] < 0x10); // 6to4, documentation
}

} // namespace

bool is_global(const asio::ip::address& address) {
    return address.is_v4() ? is_global_v4(address.to_v4()) : is_global_v6(address.to_v6());
}

} // namespace parley::webhook
