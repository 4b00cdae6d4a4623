#include "adapters/webhook/shown.hpp"

#include "runtime/utf8.hpp"

#include <algorithm>

namespace parley::webhook {

// ASCII as it is, whole characters of UTF-8 but for those that steer how text is shown.
std::string shown(std::string_view bytes) {
    std::string text;
    while (!bytes.empty() && text.size() < shown_max) {
        const auto first = static_cast<unsigned char>(bytes.front());
        std::size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
        length = std::min(length, bytes.size());
        const std::string_view one = bytes.substr(0, length);
        const bool steers = first == 0xC2 && length == 2 && static_cast<unsigned char>(one[1]) < 0xA0;
        const bool turns = first == 0xE2 && length == 3 &&
                           (static_cast<unsigned char>(one[1]) == 0x80 || static_cast<unsigned char>(one[1]) == 0x81);
        if (first == '\t' || first == '\n' || first == '\r') {
            text += ' ';
        } else if (first < 0x80) {
            text += first >= 0x20 && first < 0x7F ? bytes.front() : '?';
        } else if (!steers && !turns && first != 0xEF && runtime::is_utf8(one)) {
            text += one;
        } else {
            text += '?';
            if (!runtime::is_utf8(one))
                length = 1;
        }
        bytes.remove_prefix(length);
    }
    return text;
}

} // namespace parley::webhook
