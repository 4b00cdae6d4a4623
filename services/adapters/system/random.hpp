// Randomness fit for secrets, from libsodium.
#pragma once

#include <array>
#include <cstdint>

namespace parley::system {

/// 32 bytes; thread-safe. Aborts the process if the system has no randomness to give, for nothing is safe then.
std::array<std::uint8_t, 32> random_bytes();

} // namespace parley::system
