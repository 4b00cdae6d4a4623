// What search engines may keep of this server. Nothing, unless its operator says so; then the public pages, and never
// what is simulated.
#pragma once

#include "roles/settings.hpp"

#include <string>
#include <string_view>

namespace parley::roles {

inline constexpr const char* not_indexed = "noindex, nofollow"; // a robots rule, for the header and the meta tag

/// Whether the page at this path may be kept, so far as its path can tell.
bool may_be_indexed(const Settings& settings, std::string_view path);

/// The answer to GET /robots.txt (RFC 9309).
std::string robots_text(const Settings& settings);

} // namespace parley::roles
