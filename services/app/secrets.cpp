#include "app/secrets.hpp"

#include <cstdio>

namespace parley::app {

namespace {

std::string_view as_text(const std::array<std::uint8_t, 32>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace

std::string draw_token(const RandomBytes& random) {
    const auto bytes = random();
    return digest::base64url(as_text(bytes));
}

std::string draw_code(const RandomBytes& random) {
    const auto bytes = random();
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 8; ++i)
        number = number << 8 | bytes[i];
    char text[16];
    std::snprintf(text, sizeof text, "%08llu", static_cast<unsigned long long>(number % 100'000'000));
    return text;
}

std::string secret_hash(std::string_view secret) {
    return digest::hex(digest::sha256(secret));
}

std::string code_hash(std::string_view subject, std::string_view code) {
    return secret_hash(std::string(subject) + '/' + std::string(code));
}

} // namespace parley::app
