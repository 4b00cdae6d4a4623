#include "runtime/utf8.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace parley::runtime {

bool is_utf8(std::string_view bytes) noexcept {
    std::size_t at = 0;
    const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(bytes[index]); };
    while (at < bytes.size()) {
        if (bytes.size() - at >= 8) { // eight ASCII bytes at once
            std::uint64_t word = 0;
            std::memcpy(&word, bytes.data() + at, sizeof word);
            if ((word & 0x8080808080808080ULL) == 0) {
                at += 8;
                continue;
            }
        }
        const auto lead = byte(at);
        if (lead < 0x80) {
            ++at;
            continue;
        }
        // Table 3-7 of the Unicode standard: only the second byte's range depends on the lead.
        std::size_t length = 0;
        unsigned char low = 0x80;
        unsigned char high = 0xBF;
        if (lead >= 0xC2 && lead <= 0xDF) {
            length = 2;
        } else if (lead >= 0xE0 && lead <= 0xEF) {
            length = 3;
            low = lead == 0xE0 ? 0xA0 : 0x80;
            high = lead == 0xED ? 0x9F : 0xBF;
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            length = 4;
            low = lead == 0xF0 ? 0x90 : 0x80;
            high = lead == 0xF4 ? 0x8F : 0xBF;
        } else {
            return false;
        }
        if (bytes.size() - at < length || byte(at + 1) < low || byte(at + 1) > high) {
            return false;
        }
        for (std::size_t next = 2; next < length; ++next) {
            if ((byte(at + next) & 0xC0) != 0x80) {
                return false;
            }
        }
        at += length;
    }
    return true;
}

} // namespace parley::runtime
