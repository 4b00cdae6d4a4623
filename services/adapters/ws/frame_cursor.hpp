// Follows the bytes of a peer's frames and says where a message has ended. Whether the frames are valid is Beast's to
// find; the cursor only counts along (RFC 6455, section 5.2).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace parley::ws {

class FrameCursor {
public:
    void follow(std::string_view bytes) noexcept;
    // No frame and no message is open: the next byte begins one.
    bool between_messages() const noexcept { return left_ == 0 && head_size_ == 0 && !message_open_; }
    // Messages and control frames that have come, the open one included.
    std::uint64_t begun() const noexcept { return begun_; }

private:
    std::uint64_t begun_ = 0;
    std::uint64_t left_ = 0; // bytes of masking key and payload to come
    std::array<unsigned char, 10> head_{};
    std::uint8_t head_size_ = 0;
    bool message_open_ = false; // its final fragment has not begun
};

} // namespace parley::ws
