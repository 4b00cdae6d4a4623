#include "adapters/ws/frame_cursor.hpp"

#include <algorithm>
#include <limits>

namespace parley::ws {

namespace {

constexpr unsigned final_bit = 0x80, mask_bit = 0x80, opcode_bits = 0x0F, length_bits = 0x7F, first_control = 0x8;

std::size_t head_bytes(unsigned short_length) {
    constexpr unsigned two_byte_length = 126, eight_byte_length = 127;
    return short_length == eight_byte_length ? 10 : short_length == two_byte_length ? 4 : 2;
}

} // namespace

void FrameCursor::follow(std::string_view bytes) noexcept {
    while (!bytes.empty()) {
        if (left_ > 0) {
            const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
            left_ -= taken;
            bytes.remove_prefix(taken);
            continue;
        }
        head_[head_size_++] = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        const std::size_t whole = head_size_ < 2 ? 2 : head_bytes(head_[1] & length_bits);
        if (head_size_ < whole) {
            continue;
        }
        std::uint64_t length = whole == 2 ? head_[1] & length_bits : 0;
        for (std::size_t at = 2; at < whole; ++at) {
            length = length << 8U | head_[at];
        }
        // Nobody sends so many; a sum that wrapped would look like a frame that has ended.
        constexpr std::uint64_t length_max = std::numeric_limits<std::uint64_t>::max() / 2;
        left_ = std::min(length, length_max) + ((head_[1] & mask_bit) != 0 ? 4 : 0);
        const bool is_data = (head_[0] & opcode_bits) < first_control;
        if (!is_data || !message_open_) {
            ++begun_;
        }
        if (is_data) {
            message_open_ = (head_[0] & final_bit) == 0;
        }
        head_size_ = 0;
    }
}

} // namespace parley::ws
