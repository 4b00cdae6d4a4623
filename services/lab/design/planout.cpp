#include "lab/design/planout.hpp"

#include "core/assert.hpp"
#include "core/money.hpp"
#include "digest/digest.hpp"

namespace parley::lab::design {

std::uint64_t h60(std::string_view bytes) {
    const digest::Sha1 hash = digest::sha1(bytes);
    std::uint64_t first_64_bits = 0;
    for (std::size_t i = 0; i < 8; ++i)
        first_64_bits = first_64_bits << 8 | hash[i];
    return first_64_bits >> 4;
}

std::int64_t ppm_of(std::uint64_t hash) {
    PARLEY_ASSERT(hash >> 60 == 0, "a hash has 60 bits");
    const auto parts = static_cast<unsigned __int128>(hash) * static_cast<std::uint64_t>(core::ppm_per_one);
    return static_cast<std::int64_t>(parts >> 60);
}

} // namespace parley::lab::design
