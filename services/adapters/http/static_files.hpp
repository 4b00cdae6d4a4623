// The built web pages, read into memory once: a request can name only what was found then, so no path escapes the
// folder. Strong ETags with 304, a gzip variant made at start for who accepts it, hashed assets are cached for ever,
// and every answer carries the security headers of a page.
#pragma once

#include "adapters/http/message.hpp"

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace parley::http {

struct StaticFilesOptions {
    // Request path -> file below the root. A pattern that ends in "/*" matches everything below:
    // {"/desk/*","desk.html"}. Exact paths win, then files by their own path, then the longest pattern.
    std::vector<std::pair<std::string, std::string>> pages;
    std::vector<Header> page_headers; // default: page_security_headers()
    std::size_t max_total_bytes = 64 * 1024 * 1024;
};

// CSP of reliability rules (own scripts and styles only, trusted types), nosniff, no referrer, same-origin opener,
// no framing.
std::vector<Header> page_security_headers();
// For JSON answers: a CSP that allows nothing, nosniff, no referrer, no-store unless set otherwise.
std::vector<Header> api_security_headers();

class StaticFiles {
public:
    // Throws std::runtime_error naming the path when the folder cannot be read, is too large, or a page's file is
    // missing. Symbolic links and hidden files are left out.
    StaticFiles(const std::filesystem::path& root, StaticFilesOptions options = {});

    // The answer to GET or HEAD of a known path; nullopt when there is no such file (or another method).
    std::optional<Response> find(const Request& request) const;
    std::size_t files() const noexcept { return files_.size(); }

private:
    struct File {
        std::string content_type;
        std::string cache_control;
        std::string etag;
        runtime::Frame body;
        runtime::Frame gzip;
    };
    const File* lookup(const std::string& path) const;

    std::map<std::string, File> files_; // by request path, "/assets/app-1a2b3c4d.js"
    std::map<std::string, std::string> exact_;
    std::vector<std::pair<std::string, std::string>> patterns_; // longest first
    std::vector<Header> page_headers_;
};

std::string_view content_type_of(std::string_view file_name) noexcept;

} // namespace parley::http
