#include "roles/gateway/feed_response.hpp"

#include "adapters/http/response_head.hpp"
#include "roles/gateway/etag.hpp"
#include "roles/gateway/indexing.hpp"

#include <algorithm>

namespace parley::roles {

namespace {

/// 304 for who has it, by its tag, else by its time (RFC 9110, 13.2.2). The time has whole seconds, so it is only told
/// when its second is over: what changes after that has another.
http::Response unless_read(const http::Request& request, http::Response response, core::Instant changed,
                           core::Instant now) {
    const core::Micros second = changed.us / core::micros_per_s;
    if (second < now.us / core::micros_per_s)
        response.set("Last-Modified", http::http_date(second));
    const auto since = request.header("if-modified-since");
    const bool by_time =
        !request.header("if-none-match") && since && response.has("last-modified") && *since == http::http_date(second);
    response = unless_known(request, std::move(response));
    if (by_time) {
        response.status = 304;
        response.body.clear();
        std::erase_if(response.headers, [](const http::Header& header) {
            return http::equals_ignoring_case(header.name, "content-type");
        });
    }
    return response;
}

} // namespace

http::Response feed_response(const http::Request& request, FeedText feed, core::Instant now) {
    http::Response response(200, feed.type, std::move(feed.text));
    response.set("Cache-Control", "no-cache");
    if (!feed.may_be_indexed)
        response.set("X-Robots-Tag", not_indexed);
    return unless_read(request, std::move(response), feed.changed_at, now);
}

} // namespace parley::roles
