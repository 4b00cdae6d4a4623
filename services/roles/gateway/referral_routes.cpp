// Links that people pass on by themselves: one is made, one leads to its request, and whoever made it sees what it
// brought. Nothing is sent to anybody, and nobody's address is asked for.

#include "roles/gateway/referrals.hpp"

#include "app/secrets.hpp"
#include "runtime/log.hpp"
#include "wire/requests.hpp"

#include <algorithm>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

core::Value referral_value(const Services& services, const app::Credit& credit) {
    core::Value value;
    value["code"] = credit.referral.code;
    value["intent_id"] = core::to_text(credit.referral.intent);
    value["url"] = services.settings.public_url + "/r/" + credit.referral.code;
    value["made_at"] = core::to_rfc3339(credit.referral.made_at);
    value["sales"] = credit.sales;
    return value;
}

asio::awaitable<http::Response> make_link(const Services& services, Call call) {
    take(wire::read_empty(call.request.body));
    const core::IntentId intent = intent_in(call);
    const auto picture = co_await services.market.look(intent, {});
    if (!picture || picture->state->deal->erased)
        fail(wire::problem_of({core::RefusalCode::intent_unknown, {}}));
    app::Credit credit;
    credit.referral.code = core::to_text(app::draw_id<core::IntentId>(services.random));
    credit.referral.intent = intent;
    credit.referral.made_at = services.clock();
    // Of a key or a browser with several principals the first is the sharer: it only keeps them from their own links.
    if (call.caller.is_known())
        credit.referral.sharer = call.caller.principals.front().principal;
    co_await services.referrals.add(credit.referral);
    co_return json_response(201, referral_value(services, credit));
}

asio::awaitable<http::Response> see_link(const Services& services, Call call) {
    const std::string& code = call.segments.at(0);
    const auto credit = is_referral_code(code) ? co_await services.referrals.find(code) : std::nullopt;
    if (!credit)
        fail(problem(404, "not_found", "There is no such link."));
    co_return json_response(200, referral_value(services, *credit));
}

/// To the page of the request; the code goes with it, so that what is done from there can say where it came from.
asio::awaitable<http::Response> follow_link(const Services& services, Call call) {
    const std::string& code = call.segments.at(0);
    const auto credit = is_referral_code(code) ? co_await services.referrals.find(code) : std::nullopt;
    if (!credit)
        fail(problem(404, "not_found", "There is no such link."));
    http::Response response(302);
    response.set("Location", "/i/" + core::to_text(credit->referral.intent) + "?ref=" + code);
    co_return response;
}

} // namespace

bool is_referral_code(std::string_view text) {
    return core::parse_id<core::IntentId>(text).has_value();
}

asio::awaitable<void> note_arrival(const Services& services, const Call& call, core::IntentId intent,
                                   std::optional<core::BusinessId> business) {
    const auto code = call.request.header(referral_header);
    if (!code || !is_referral_code(*code))
        co_return;
    try {
        co_await services.referrals.note({std::string(*code), intent, business, call.received_at()});
    } catch (const std::exception& error) {
        runtime::log_warning("referral_lost", {{"reason", error.what()}});
    }
}

void add_referral_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("POST", "/v1/intents/{}/referrals", make_link);
    add("GET", "/v1/referrals/{}", see_link);
    add("GET", "/r/{}", follow_link);
}

} // namespace parley::roles
