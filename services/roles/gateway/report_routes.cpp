// Whether a business gets a report of its week on Mondays. Off until it says yes to the words that it was shown.

#include "roles/gateway/router.hpp"

#include "app/wordings.hpp"
#include "wire/requests.hpp"

namespace parley::roles {

namespace asio = boost::asio;

namespace {

asio::awaitable<app::ConsentState> consent_of(const Services& services, core::BusinessId business) {
    co_return co_await services.accounts.consent_state(app::principal_of(business), app::report_purpose,
                                                       services.clock());
}

core::Value report_value(const Services& services, app::ConsentState state) {
    core::Value body;
    body["state"] = core::name_of(state);
    body["next_at"] = state == app::ConsentState::confirmed
                          ? core::Value(core::to_rfc3339(app::next_report(services.clock()).due))
                          : core::Value{};
    body["wording"]["version"] = app::wording_of(app::WordingKind::report).version;
    body["wording"]["sha256"] = app::wording_hash(app::WordingKind::report);
    body["wording"]["text"] = app::words_for(app::WordingKind::report);
    return body;
}

asio::awaitable<http::Response> get_report(const Services& services, Call call) {
    const core::BusinessId business = acting(call);
    co_return json_response(200, report_value(services, co_await consent_of(services, business)));
}

asio::awaitable<http::Response> ask_for_report(const Services& services, Call call) {
    const core::BusinessId business = acting_with(call, "profile");
    const std::string wording = take(wire::read_agreement(call.request.body));
    // Nobody agrees to words that were not shown.
    if (wording != app::wording_of(app::WordingKind::report).version)
        fail(problem(409, "wording_changed", "These words are not in use any more. Show the new ones."));
    if (co_await consent_of(services, business) != app::ConsentState::confirmed) {
        const core::Instant now = services.clock();
        app::Consent consent =
            app::asked_consent(app::WordingKind::report, app::principal_of(business), app::report_purpose, now);
        // Who is signed in has followed a mailed link already.
        consent.confirmed_at = now;
        consent.method = "signed_in";
        consent.asked_from = asked_from(call.request);
        co_await services.accounts.give_consent(std::move(consent));
    }
    co_await services.weekly_report.schedule();
    co_return json_response(200, report_value(services, app::ConsentState::confirmed));
}

asio::awaitable<http::Response> stop_report(const Services& services, Call call) {
    const core::BusinessId business = acting_though_suspended(call, "profile");
    co_await services.accounts.withdraw_consent(app::principal_of(business), app::report_purpose, "page",
                                                services.clock());
    co_return json_response(200, report_value(services, co_await consent_of(services, business)));
}

} // namespace

void add_report_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, auto handler) {
        router.add(method, "/v1/businesses/me/report",
                   [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("GET", get_report);
    add("POST", ask_for_report);
    add("DELETE", stop_report);
}

} // namespace parley::roles
