// What a buyer wishes: the businesses to ask first, and when mails may come. Only the buyer changes it.

#include "roles/gateway/acting.hpp"
#include "roles/gateway/router.hpp"
#include "wire/wish_requests.hpp"

namespace parley::roles {

namespace asio = boost::asio;

namespace {

wire::Problem business_unknown() {
    return problem(404, "business_unknown", "There is no such business.");
}

core::BusinessId business_in(const Call& call) {
    const auto id = core::parse_id<core::BusinessId>(call.segments.at(0));
    if (!id)
        fail(business_unknown());
    return *id;
}

http::Response told(bool preferred) {
    core::Value body;
    body["preferred"] = preferred;
    return json_response(200, body);
}

asio::awaitable<http::Response> prefer(const Services& services, Call call) {
    const auto consumers = signed_in_consumers(call);
    take(wire::read_empty(call.request.body));
    const core::BusinessId id = business_in(call);
    const auto business = co_await services.businesses.find(id);
    if (!business || !app::is_here(*business))
        fail(business_unknown());
    for (const core::PrincipalId& one : consumers)
        if (!co_await services.wishes.prefer(one, id, services.clock()))
            fail(problem(409, "too_many_preferred", "As many businesses are preferred as can be; take one out first."));
    co_return told(true);
}

/// One that is gone can still be taken out.
asio::awaitable<http::Response> prefer_no_more(const Services& services, Call call) {
    const auto consumers = signed_in_consumers(call);
    const core::BusinessId id = business_in(call);
    for (const core::PrincipalId& one : consumers)
        co_await services.wishes.prefer_no_more(one, id);
    co_return told(false);
}

asio::awaitable<http::Response> put_mail_wishes(const Services& services, Call call) {
    const auto consumers = signed_in_consumers(call);
    const app::MailWishes wishes = take(wire::read_mail_wishes(call.request.body));
    for (const core::PrincipalId& one : consumers)
        co_await services.wishes.set_mail(one, wishes);
    co_return json_response(200, wire::mail_wishes_value(wishes));
}

} // namespace

void add_wish_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("PUT", "/v1/me/preferred/{}", prefer);
    add("DELETE", "/v1/me/preferred/{}", prefer_no_more);
    add("PUT", "/v1/me/mail-wishes", put_mail_wishes);
}

} // namespace parley::roles
