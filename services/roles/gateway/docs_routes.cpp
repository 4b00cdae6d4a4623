#include "roles/gateway/docs_routes.hpp"

#include "adapters/http/static_files.hpp"
#include "roles/gateway/fixed_answer.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace parley::roles {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

constexpr const char* cached_shortly = "public, max-age=300";

std::optional<std::string> text_of(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in || !fs::is_regular_file(path))
        return std::nullopt;
    return std::string(std::istreambuf_iterator<char>(in), {});
}

void add_file(Router& router, const std::string& path, const fs::path& file, const char* content_type,
              std::vector<http::Header> headers = {}) {
    auto text = text_of(file);
    if (!text)
        return;
    const auto fixed = std::make_shared<const FixedAnswer>(content_type, std::move(*text), cached_shortly);
    router.add("GET", path, [fixed, headers = std::move(headers)](Call call) -> asio::awaitable<http::Response> {
        http::Response response = fixed->answer(call.request);
        for (const http::Header& header : headers)
            response.set(header.name, header.value);
        co_return response;
    });
}

} // namespace

void add_docs_routes(Router& router, const Services& services) {
    const fs::path share(services.settings.share_dir);
    const fs::path proto = share / "proto";
    add_file(router, "/openapi.yaml", proto / "openapi.yaml", "text/yaml; charset=utf-8");
    add_file(router, "/asyncapi.yaml", proto / "asyncapi.yaml", "text/yaml; charset=utf-8");
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(proto / "schemas", none))
        if (entry.path().extension() == ".json")
            add_file(router, "/schemas/" + entry.path().filename().string(), entry.path(), "application/schema+json");
    const fs::path pages = share / "web" / "dist";
    for (const auto& [path, file] : {std::pair("/docs", "docs.html"), std::pair("/docs/problems", "problems.html")})
        add_file(router, path, pages / file, "text/html; charset=utf-8", http::page_security_headers());
    // Where the code of conduct was; mails lead there.
    router.add("GET", "/docs/conduct", [](Call) -> asio::awaitable<http::Response> {
        http::Response response(308);
        response.set("Location", "/conduct");
        co_return response;
    });
}

} // namespace parley::roles
