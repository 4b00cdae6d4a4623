#include "adapters/http/static_files.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace parley::http {

namespace fs = std::filesystem;

namespace {

struct Type {
    std::string_view extension;
    std::string_view type;
    bool compressible;
};

constexpr std::array<Type, 22> types{{
    {".html", "text/html; charset=utf-8", true},
    {".js", "text/javascript; charset=utf-8", true},
    {".mjs", "text/javascript; charset=utf-8", true},
    {".css", "text/css; charset=utf-8", true},
    {".json", "application/json", true},
    {".map", "application/json", true},
    {".webmanifest", "application/manifest+json", true},
    {".yaml", "application/yaml", true},
    {".yml", "application/yaml", true},
    {".svg", "image/svg+xml", true},
    {".txt", "text/plain; charset=utf-8", true},
    {".md", "text/markdown; charset=utf-8", true},
    {".csv", "text/csv; charset=utf-8", true},
    {".xml", "application/xml", true},
    {".ico", "image/vnd.microsoft.icon", false},
    {".png", "image/png", false},
    {".jpg", "image/jpeg", false},
    {".webp", "image/webp", false},
    {".avif", "image/avif", false},
    {".woff2", "font/woff2", false},
    {".wasm", "application/wasm", true},
    {".pdf", "application/pdf", false},
}};

const Type* type_of(std::string_view name) noexcept {
    const auto* found = std::find_if(types.begin(), types.end(), [name](const Type& one) {
        return name.size() >= one.extension.size() &&
               equals_ignoring_case(name.substr(name.size() - one.extension.size()), one.extension);
    });
    return found == types.end() ? nullptr : found;
}

// FNV-1a. The tag tells our own builds apart, nobody's hostile ones; the length joins it.
std::string etag_of(std::string_view content) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char character : content) {
        hash = (hash ^ static_cast<unsigned char>(character)) * 0x100000001b3ULL;
    }
    char text[48];
    std::snprintf(text, sizeof text, "%016llx-%zx", static_cast<unsigned long long>(hash), content.size());
    return text;
}

// Made at start, so that it can never be older than the file. nullptr when it would not save anything.
runtime::Frame gzip_of(const std::string& content) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::runtime_error("zlib cannot be initialised");
    }
    std::string packed(deflateBound(&stream, static_cast<uLong>(content.size())), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const int status = deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    if (status != Z_STREAM_END) {
        throw std::runtime_error("zlib cannot compress a page");
    }
    if (packed.size() + 128 >= content.size()) {
        return nullptr;
    }
    packed.shrink_to_fit();
    return std::make_shared<const std::string>(std::move(packed));
}

// The bundler names files app-1a2B3c4d.js: what such a name holds never changes.
bool is_hashed_asset(std::string_view path) {
    if (path.substr(0, 8) != "/assets/") {
        return false;
    }
    const auto dot = path.rfind('.');
    const auto dash = path.rfind('-', dot);
    if (dot == std::string_view::npos || dash == std::string_view::npos || dot - dash < 9) {
        return false;
    }
    const auto hash = path.substr(dash + 1, dot - dash - 1);
    return std::all_of(hash.begin(), hash.end(), [](char character) {
        return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
               (character >= 'a' && character <= 'z') || character == '_';
    });
}

std::string read_whole(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string content((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file.good() && !file.eof()) {
        throw std::runtime_error("cannot read " + path.string());
    }
    return content;
}

bool accepts_gzip(const Request& request) {
    auto rest = request.header("accept-encoding").value_or(std::string_view());
    while (!rest.empty()) {
        const auto comma = std::min(rest.find(','), rest.size());
        const auto item = trimmed(rest.substr(0, comma));
        const auto semicolon = std::min(item.find(';'), item.size());
        if (equals_ignoring_case(trimmed(item.substr(0, semicolon)), "gzip")) {
            const auto weight = trimmed(item.substr(std::min(semicolon + 1, item.size())));
            return weight.find_first_of("123456789") != std::string_view::npos || weight.empty();
        }
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    return false;
}

} // namespace

std::string_view content_type_of(std::string_view file_name) noexcept {
    const auto* type = type_of(file_name);
    return type == nullptr ? "application/octet-stream" : type->type;
}

std::vector<Header> page_security_headers() {
    return {
        {"Content-Security-Policy",
         "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
         "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
         "frame-ancestors 'none'; require-trusted-types-for 'script'"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"X-Frame-Options", "DENY"},
    };
}

std::vector<Header> api_security_headers() {
    return {
        {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"Cache-Control", "no-store"},
    };
}

StaticFiles::StaticFiles(const fs::path& root, StaticFilesOptions options)
    : page_headers_(options.page_headers.empty() ? page_security_headers() : std::move(options.page_headers)) {
    if (!fs::is_directory(root)) {
        throw std::runtime_error("the folder of web pages is missing: " + root.string());
    }
    std::size_t total = 0;
    for (auto entry = fs::recursive_directory_iterator(root); entry != fs::recursive_directory_iterator(); ++entry) {
        const auto name = entry->path().filename().string();
        if (name.front() == '.') {
            entry.disable_recursion_pending();
            continue;
        }
        if (entry->is_symlink() || !entry->is_regular_file()) {
            continue;
        }
        total += entry->file_size();
        if (total > options.max_total_bytes) {
            throw std::runtime_error("the folder of web pages is larger than " +
                                     std::to_string(options.max_total_bytes) + " bytes: " + root.string());
        }
        const auto path = "/" + fs::relative(entry->path(), root).generic_string();
        const auto content = read_whole(entry->path());
        const auto* type = type_of(name);
        File file;
        file.content_type = std::string(content_type_of(name));
        file.cache_control = is_hashed_asset(path) ? "public, max-age=31536000, immutable" : "no-cache";
        file.etag = etag_of(content);
        if (type != nullptr && type->compressible && content.size() >= 1024) {
            file.gzip = gzip_of(content);
        }
        file.body = std::make_shared<const std::string>(content);
        files_.emplace(path, std::move(file));
    }
    for (auto& [pattern, file] : options.pages) {
        const auto path = "/" + file;
        if (!files_.contains(path)) {
            throw std::runtime_error("the page for " + pattern + " is missing: " + (root / file).string());
        }
        if (pattern.size() >= 2 && pattern.substr(pattern.size() - 2) == "/*") {
            patterns_.emplace_back(pattern.substr(0, pattern.size() - 1), path);
        } else {
            exact_.emplace(pattern, path);
        }
    }
    std::sort(patterns_.begin(), patterns_.end(),
              [](const auto& left, const auto& right) { return left.first.size() > right.first.size(); });
}

const StaticFiles::File* StaticFiles::lookup(const std::string& path) const {
    if (const auto page = exact_.find(path); page != exact_.end()) {
        return &files_.at(page->second);
    }
    if (const auto file = files_.find(path); file != files_.end()) {
        return &file->second;
    }
    for (const auto& [prefix, file] : patterns_) {
        if (path.size() > prefix.size() && path.compare(0, prefix.size(), prefix) == 0) {
            return &files_.at(file);
        }
    }
    return nullptr;
}

std::optional<Response> StaticFiles::find(const Request& request) const {
    if (request.method != "GET" && request.method != "HEAD") {
        return std::nullopt;
    }
    const auto* file = lookup(request.path);
    if (file == nullptr) {
        return std::nullopt;
    }
    const bool packed = file->gzip != nullptr && accepts_gzip(request);
    const auto etag = "\"" + file->etag + (packed ? "-gz\"" : "\"");
    Response response(200);
    response.headers = page_headers_;
    response.set("ETag", etag).set("Cache-Control", file->cache_control);
    if (file->gzip != nullptr) {
        response.set("Vary", "Accept-Encoding");
    }
    if (const auto known = request.header("if-none-match"); known && names_etag(*known, etag)) {
        response.status = 304;
        return response;
    }
    response.set("Content-Type", file->content_type);
    if (packed) {
        response.set("Content-Encoding", "gzip");
    }
    response.shared_body = packed ? file->gzip : file->body;
    return response;
}

} // namespace parley::http
