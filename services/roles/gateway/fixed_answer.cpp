#include "roles/gateway/fixed_answer.hpp"

#include "roles/gateway/etag.hpp"

namespace parley::roles {

FixedAnswer::FixedAnswer(std::string content_type, std::string body, std::string cache_control)
    : content_type_(std::move(content_type)), cache_control_(std::move(cache_control)), etag_(etag_of(body)),
      body_(std::make_shared<const std::string>(std::move(body))) {}

http::Response FixedAnswer::answer(const http::Request& request) const {
    const auto known = request.header("if-none-match");
    http::Response response(known && http::names_etag(*known, etag_) ? 304 : 200);
    response.set("ETag", etag_);
    response.set("Cache-Control", cache_control_);
    if (response.status == 200) {
        response.set("Content-Type", content_type_);
        response.shared_body = body_;
    }
    return response;
}

} // namespace parley::roles
