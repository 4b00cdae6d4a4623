#include "roles/gateway/etag.hpp"

#include "digest/digest.hpp"

namespace parley::roles {

namespace {

constexpr std::size_t tag_digits = 32; // of 64: enough for nothing to meet by chance

} // namespace

std::string etag_of(std::string_view body) {
    return '"' + digest::hex(digest::sha256(body)).substr(0, tag_digits) + '"';
}

http::Response unless_known(const http::Request& request, http::Response answer) {
    const std::string etag = etag_of(answer.body_view());
    answer.set("ETag", etag);
    const auto known = request.header("if-none-match");
    if (!known || !http::names_etag(*known, etag))
        return answer;
    http::Response unchanged(304);
    for (http::Header& header : answer.headers)
        if (!http::equals_ignoring_case(header.name, "content-type"))
            unchanged.headers.push_back(std::move(header));
    return unchanged;
}

} // namespace parley::roles
