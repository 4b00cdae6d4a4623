#include "adapters/push/services.hpp"

#include <algorithm>

namespace parley::push {

namespace {

constexpr std::size_t endpoint_max = 1'000;
constexpr std::string_view secure = "https://";
constexpr std::string_view here = "http://127.0.0.1:";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_host(std::string_view host) {
    const auto of_host = [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '.'; };
    return host.find('.') != std::string_view::npos && host.front() != '.' && host.back() != '.' &&
           std::ranges::all_of(host, of_host) &&
           !std::ranges::all_of(host, [](char c) { return is_digit(c) || c == '.'; });
}
bool is_port(std::string_view port) {
    return !port.empty() && port.size() <= 5 && std::ranges::all_of(port, is_digit);
}

} // namespace

std::vector<std::string> usual_services() {
    return {"fcm.googleapis.com", "updates.push.services.mozilla.com", "*.notify.windows.com", "web.push.apple.com"};
}

bool is_service(std::string_view entry) {
    if (entry.starts_with(here))
        return is_port(entry.substr(here.size()));
    return is_host(entry.starts_with("*.") ? entry.substr(2) : entry);
}

std::optional<std::string> origin_on_list(std::string_view endpoint, const std::vector<std::string>& list) {
    const bool visible = std::ranges::all_of(endpoint, [](char c) { return c > ' ' && c < '\x7f' && c != '\\'; });
    if (endpoint.size() > endpoint_max || !visible)
        return std::nullopt;
    const std::size_t scheme = endpoint.starts_with(secure) ? secure.size() : endpoint.starts_with(here) ? 7 : 0;
    const std::size_t slash = endpoint.find('/', scheme);
    if (scheme == 0 || slash == std::string_view::npos)
        return std::nullopt;
    const std::string_view origin = endpoint.substr(0, slash);
    const auto permits = [&](const std::string& entry) {
        if (entry.starts_with(here))
            return origin == entry;
        if (!origin.starts_with(secure))
            return false;
        const std::string_view host = origin.substr(secure.size());
        if (entry.starts_with("*."))
            return is_host(host) && host.size() > entry.size() - 1 && host.ends_with(std::string_view(entry).substr(1));
        return host == entry;
    };
    return std::ranges::any_of(list, permits) ? std::optional<std::string>(origin) : std::nullopt;
}

} // namespace parley::push
