// Whole server-to-client WebSocket frames (RFC 6455: unmasked, unfragmented) in shared buffers, so that a message to
// many is encoded once and queued as a pointer by every socket.
#pragma once

#include "runtime/frame_queue.hpp"

#include <cstdint>
#include <string_view>

namespace parley::ws {

using runtime::Frame;

Frame encode_text_frame(std::string_view text); // the text must be UTF-8
Frame encode_binary_frame(std::string_view bytes);
Frame encode_ping_frame(std::string_view payload = {});                // at most 125 bytes
Frame encode_close_frame(std::uint16_t code, std::string_view reason); // the reason is cut to 123 bytes at a character

} // namespace parley::ws
