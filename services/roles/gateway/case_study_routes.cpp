// Case studies of sectors as JSON, for everybody and for a business of its own requests; and whether a business is
// named in those that everybody reads.

#include "roles/gateway/query.hpp"
#include "roles/gateway/router.hpp"

#include "app/public_request.hpp"
#include "app/wordings.hpp"
#include "core/guide/forecast_value.hpp"
#include "core/view_values.hpp"
#include "wire/requests.hpp"

#include <algorithm>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

core::Value spread_or_null(const std::optional<core::Spread>& spread) {
    return spread ? core::to_value(*spread) : core::Value{};
}

core::Value kept_value(const std::optional<core::Kept>& kept) {
    core::Value value;
    if (!kept)
        return value;
    value["judged"] = kept->judged;
    value["kept"] = kept->kept;
    return value;
}

core::Value study_value(const core::CaseStudy& study) {
    core::Value value;
    value["requests"] = study.requests;
    value["first_at"] = core::time_or_null(study.first_at);
    value["last_at"] = core::time_or_null(study.last_at);
    value["budgets"] = spread_or_null(study.budgets);
    value["offers"] = spread_or_null(study.offers);
    value["first_offer_s"] = spread_or_null(study.first_offer_s);
    value["price_gap_ppm"] = spread_or_null(study.price_gap_ppm);
    value["sold_for"] = spread_or_null(study.sold_for);
    value["ended"]["bought"] = study.bought;
    value["ended"]["no_offers"] = study.no_offers;
    value["ended"]["not_taken"] = study.not_taken;
    value["kept"] = kept_value(study.kept);
    value["asked_for"] = core::Value::Array{};
    for (const core::AskedFor& asked : study.asked_for) {
        core::Value one;
        one["question"] = asked.question;
        one["answer"] = asked.answer;
        one["requests"] = asked.requests;
        value["asked_for"].push_back(std::move(one));
    }
    return value;
}

core::Value quotes_value(const std::vector<app::SharedCase>& shared) {
    core::Value value = core::Value::Array{};
    for (const app::SharedCase& one : shared) {
        const app::PublicRequest request =
            app::public_request(one.request.id, one.request.summary, one.request.created_at);
        core::Value item;
        item["intent_id"] = core::to_text(request.id);
        item["title"] = request.title;
        item["area"] = request.area;
        item["words"] = request.shared.value_or("");
        item["sold_for"] = one.sold_for ? core::Value(*one.sold_for) : core::Value{};
        item["shop"] = core::text_or_null(one.shop);
        value.push_back(std::move(item));
    }
    return value;
}

struct Asked {
    std::string currency;
    bool simulated = false;
    std::optional<core::BusinessId> business;
};

Asked asked_in(const Call& call) {
    Query query(call.request);
    Asked asked;
    asked.currency = query.word("currency", wire::currencies).value_or("GBP");
    asked.simulated = query.word("simulated", {"0", "1"}).value_or("0") == "1";
    if (const auto id = query.id("business"))
        asked.business = core::BusinessId{*id};
    query.done();
    // What a business did in single requests is its own.
    if (asked.business && std::ranges::count(call.caller.businesses(), *asked.business) == 0)
        fail(call.caller.is_known()
                 ? problem(403, "not_your_business", "A study of one business is for that business alone.")
                 : problem(401, "sign_in_required", "Sign in as that business first."));
    return asked;
}

asio::awaitable<http::Response> get_study(const Services& services, Call call) {
    const std::string sector = call.segments.at(0) + '/' + call.segments.at(1);
    if (!services.rules.knows(sector))
        fail(problem(404, "not_found", "There is no such sector."));
    const Asked asked = asked_in(call);
    const app::CaseReport report =
        co_await services.hindsight.study(sector, asked.business, asked.currency, asked.simulated);
    core::Value body;
    body["sector"] = sector;
    body["business_id"] = asked.business ? core::Value(core::to_text(*asked.business)) : core::Value{};
    body["currency"] = asked.currency;
    body["simulated"] = asked.simulated;
    body["days"] = core::study_days;
    body["floor"] = core::study_floor;
    body["missing"] = report.missing;
    body["study"] = report.study ? study_value(*report.study) : core::Value{};
    body["quotes"] = quotes_value(report.shared);
    co_return json_response(200, body);
}

// --- whether a business is named -------------------------------------------------------------------------------

core::Value naming_value(app::ConsentState state) {
    core::Value body;
    body["state"] = core::name_of(state);
    body["wording"]["version"] = app::wording_of(app::WordingKind::case_studies).version;
    body["wording"]["sha256"] = app::wording_hash(app::WordingKind::case_studies);
    body["wording"]["text"] = app::words_for(app::WordingKind::case_studies);
    return body;
}

asio::awaitable<app::ConsentState> naming_of(const Services& services, core::BusinessId business) {
    co_return co_await services.accounts.consent_state(app::principal_of(business), app::case_studies_purpose,
                                                       services.clock());
}

asio::awaitable<http::Response> get_naming(const Services& services, Call call) {
    const core::BusinessId business = acting(call);
    co_return json_response(200, naming_value(co_await naming_of(services, business)));
}

asio::awaitable<http::Response> allow_naming(const Services& services, Call call) {
    const core::BusinessId business = acting_with(call, "profile");
    const std::string wording = take(wire::read_agreement(call.request.body));
    // Nobody agrees to words that were not shown.
    if (wording != app::wording_of(app::WordingKind::case_studies).version)
        fail(problem(409, "wording_changed", "These words are not in use any more. Show the new ones."));
    if (co_await naming_of(services, business) != app::ConsentState::confirmed) {
        const core::Instant now = services.clock();
        app::Consent consent = app::asked_consent(app::WordingKind::case_studies, app::principal_of(business),
                                                  app::case_studies_purpose, now);
        // Who is signed in has followed a mailed link already.
        consent.confirmed_at = now;
        consent.method = "signed_in";
        consent.asked_from = asked_from(call.request);
        co_await services.accounts.give_consent(std::move(consent));
    }
    co_return json_response(200, naming_value(app::ConsentState::confirmed));
}

asio::awaitable<http::Response> stop_naming(const Services& services, Call call) {
    const core::BusinessId business = acting_though_suspended(call, "profile");
    co_await services.accounts.withdraw_consent(app::principal_of(business), app::case_studies_purpose, "page",
                                                services.clock());
    co_return json_response(200, naming_value(co_await naming_of(services, business)));
}

} // namespace

void add_case_study_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("GET", "/v1/case-studies/{}/{}", get_study);
    add("GET", "/v1/businesses/me/case-studies", get_naming);
    add("POST", "/v1/businesses/me/case-studies", allow_naming);
    add("DELETE", "/v1/businesses/me/case-studies", stop_naming);
}

} // namespace parley::roles
