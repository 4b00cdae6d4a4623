#include "app/postback_signature.hpp"

#include "digest/digest.hpp"

#include <charconv>

namespace parley::app {

namespace {

constexpr std::string_view version = "v1,";
constexpr std::int64_t seconds_max = 100'000'000'000; // as microseconds it still fits

template <std::size_t N>
std::string_view bytes_of(const std::array<std::uint8_t, N>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), N};
}

} // namespace

std::string written_key(const PostbackSecret& secret) {
    return "whsec_" + digest::base64(bytes_of(secret));
}

bool is_recent(const SignedMessage& message, core::Instant now) {
    const std::string_view text = message.timestamp;
    std::int64_t sent = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), sent);
    if (error != std::errc() || end != text.data() + text.size() || sent < 0 || sent > seconds_max)
        return false;
    const core::Micros age = now - core::Instant{core::seconds(sent)};
    return age <= postback_tolerance && -age <= postback_tolerance;
}

bool is_signed_with(const PostbackSecret& secret, const SignedMessage& message) {
    std::string content(message.id);
    content.append(".").append(message.timestamp).append(".").append(message.body);
    const std::string expected = digest::base64(bytes_of(digest::hmac_sha256(bytes_of(secret), content)));
    bool found = false;
    std::string_view rest = message.signatures;
    while (!rest.empty()) {
        const std::size_t space = std::min(rest.find(' '), rest.size());
        const std::string_view one = rest.substr(0, space);
        if (one.starts_with(version) && digest::equal_constant_time(one.substr(version.size()), expected))
            found = true;
        rest.remove_prefix(std::min(space + 1, rest.size()));
    }
    return found;
}

} // namespace parley::app
