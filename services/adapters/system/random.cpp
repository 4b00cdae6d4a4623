#include "adapters/system/random.hpp"

#include <sodium.h>

#include <cstdlib>

namespace parley::system {

std::array<std::uint8_t, 32> random_bytes() {
    static const bool ready = sodium_init() >= 0;
    if (!ready)
        std::abort();
    std::array<std::uint8_t, 32> bytes;
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

} // namespace parley::system
