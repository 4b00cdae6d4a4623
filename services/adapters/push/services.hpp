// The push services that we call. A browser hands us an address to call, and anybody can pretend to be a browser: what
// is on the list is called, and nothing else (reliability 4.2).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::push {

/// "host", "*.host" for any name below it (both https on port 443), or "http://127.0.0.1:PORT" for a receiver on this
/// machine, for tests.
std::vector<std::string> usual_services();
/// Whether that can stand on the list.
bool is_service(std::string_view entry);

/// "https://host", the audience of what is signed for it; nothing for an address that must not be called.
std::optional<std::string> origin_on_list(std::string_view endpoint, const std::vector<std::string>& list);

} // namespace parley::push
