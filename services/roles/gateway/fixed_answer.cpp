#include "roles/gateway/fixed_answer.hpp"

#include "digest/digest.hpp"

#include <algorithm>

namespace parley::roles {

namespace {

constexpr std::size_t tag_digits = 32; // of 64: enough for nothing to meet by chance

bool names(std::string_view if_none_match, std::string_view etag) {
    while (!if_none_match.empty()) {
        const std::size_t comma = std::min(if_none_match.find(','), if_none_match.size());
        std::string_view one = http::trimmed(if_none_match.substr(0, comma));
        if (one.starts_with("W/"))
            one.remove_prefix(2); // If-None-Match compares weakly (RFC 9110, 13.1.2)
        if (one == "*" || one == etag)
            return true;
        if_none_match.remove_prefix(std::min(comma + 1, if_none_match.size()));
    }
    return false;
}

} // namespace

FixedAnswer::FixedAnswer(std::string content_type, std::string body, std::string cache_control)
    : content_type_(std::move(content_type)), cache_control_(std::move(cache_control)),
      etag_('"' + digest::hex(digest::sha256(body)).substr(0, tag_digits) + '"'),
      body_(std::make_shared<const std::string>(std::move(body))) {}

http::Response FixedAnswer::answer(const http::Request& request) const {
    const auto known = request.header("if-none-match");
    http::Response response(known && names(*known, etag_) ? 304 : 200);
    response.set("ETag", etag_);
    response.set("Cache-Control", cache_control_);
    if (response.status == 200) {
        response.set("Content-Type", content_type_);
        response.shared_body = body_;
    }
    return response;
}

} // namespace parley::roles
