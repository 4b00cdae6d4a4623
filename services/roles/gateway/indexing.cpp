#include "roles/gateway/indexing.hpp"

namespace parley::roles {

bool may_be_indexed(const Settings& settings, std::string_view path) {
    if (settings.indexing != "public")
        return false;
    return path == "/" || path.starts_with("/i/") || path.starts_with("/s/") || path.starts_with("/b/") ||
           path == "/docs" || path == "/conduct" || path == "/findings" || path.starts_with("/findings/") ||
           path.starts_with("/docs/");
}

std::string robots_text(const Settings& settings) {
    if (settings.indexing != "public")
        return "User-agent: *\nDisallow: /\n";
    // Of two rules the longer one holds; $ ends an address.
    return "User-agent: *\nDisallow: /\nAllow: /$\nAllow: /i/\nAllow: /s/\nAllow: /b/\nAllow: /docs\nAllow: "
           "/conduct\nAllow: /findings\nAllow: "
           "/assets/\n"
           "Allow: /favicon.svg\n";
}

} // namespace parley::roles
