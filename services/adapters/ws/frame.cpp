#include "adapters/ws/frame.hpp"

#include "runtime/assert.hpp"

#include <string>

namespace parley::ws {

namespace {

constexpr unsigned char final_bit = 0x80;

void append_big_endian(std::string& out, std::uint64_t value, int bytes) {
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
        out += static_cast<char>(static_cast<unsigned char>(value >> shift));
    }
}

Frame encode(unsigned char opcode, std::string_view payload) {
    auto frame = std::make_shared<std::string>();
    frame->reserve(payload.size() + 10);
    *frame += static_cast<char>(static_cast<unsigned char>(final_bit | opcode));
    if (payload.size() < 126) {
        append_big_endian(*frame, payload.size(), 1);
    } else if (payload.size() <= 0xFFFF) {
        *frame += '\x7E';
        append_big_endian(*frame, payload.size(), 2);
    } else {
        *frame += '\x7F';
        append_big_endian(*frame, payload.size(), 8);
    }
    frame->append(payload);
    return frame;
}

} // namespace

Frame encode_text_frame(std::string_view text) {
    return encode(0x1, text);
}

Frame encode_binary_frame(std::string_view bytes) {
    return encode(0x2, bytes);
}

Frame encode_ping_frame(std::string_view payload) {
    runtime::ensure(payload.size() <= 125, "a control frame carries at most 125 bytes");
    return encode(0x9, payload);
}

Frame encode_close_frame(std::uint16_t code, std::string_view reason) {
    constexpr std::size_t longest = 123;
    if (reason.size() > longest) {
        auto end = longest;
        while (end > 0 && (static_cast<unsigned char>(reason[end]) & 0xC0U) == 0x80U) {
            --end; // not through the middle of a character
        }
        reason = reason.substr(0, end);
    }
    std::string payload;
    append_big_endian(payload, code, 2);
    payload.append(reason);
    return encode(0x8, payload);
}

} // namespace parley::ws
