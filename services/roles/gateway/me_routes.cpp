// A person and what is held about it: who this browser is, what was agreed to, everything at once to take away, and
// being forgotten as a whole.

#include "app/secrets.hpp"
#include "core/view_values.hpp"
#include "roles/gateway/acting.hpp"
#include "roles/gateway/held.hpp"
#include "roles/gateway/matters.hpp"
#include "roles/gateway/router.hpp"
#include "wire/requests.hpp"
#include "wire/rights_requests.hpp"
#include "wire/wish_requests.hpp"

#include <algorithm>
#include <limits>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr int intents_shown = 50;
constexpr int intents_max = 1'000; // erased at once; whoever has more is erased in several rounds
constexpr int all_intents = std::numeric_limits<int>::max();

// --- who this browser is ---------------------------------------------------------------------------------------

asio::awaitable<core::Value> principal_value(const Services& services, app::SessionPrincipal one) {
    core::Value item;
    item["id"] = core::to_text(one.principal);
    item["kind"] = core::name_of(one.kind);
    item["business"] = nullptr;
    if (one.kind == app::PrincipalKind::business) {
        const core::BusinessId id = app::business_of(one.principal);
        if (const auto business = co_await services.businesses.find(id)) {
            item["business"]["id"] = core::to_text(id);
            item["business"]["name"] = business->name;
            item["business"]["confirmed"] = business->confirmed_at.has_value();
        }
    }
    co_return item;
}

/// A person at several seats is there once for each.
asio::awaitable<void> add_principal(const Services& services, const Caller& caller, app::SessionPrincipal one,
                                    core::Value& list) {
    bool has_seat = false;
    for (const app::Seat& seat : caller.seats) {
        if (seat.person != one.principal)
            continue;
        has_seat = true;
        core::Value item =
            co_await principal_value(services, {app::principal_of(seat.business), app::PrincipalKind::business});
        item["id"] = core::to_text(one.principal);
        item["kind"] = core::name_of(one.kind);
        item["role"] = core::name_of(seat.role);
        item["name"] = seat.name;
        list.push_back(std::move(item));
    }
    if (has_seat)
        co_return;
    core::Value item = co_await principal_value(services, one);
    if (caller.researcher && caller.researcher->id == one.principal) {
        item["role"] = core::name_of(caller.researcher->role);
        item["name"] = caller.researcher->name;
    }
    list.push_back(std::move(item));
}

/// A person with several addresses has one list, and the wishes of whichever address has some.
asio::awaitable<void> tell_wishes(const Services& services, std::vector<core::PrincipalId> consumers,
                                  core::Value& body) {
    std::vector<app::PreferredBusiness> preferred;
    app::MailWishes mail;
    for (const core::PrincipalId& consumer : consumers) {
        for (app::PreferredBusiness& one : co_await services.wishes.preferred(consumer))
            if (std::ranges::find(preferred, one.business, &app::PreferredBusiness::business) == preferred.end())
                preferred.push_back(std::move(one));
        if (mail == app::MailWishes{})
            mail = co_await services.wishes.mail(consumer);
    }
    body["preferred"] = wire::preferred_value(preferred);
    body["mail_wishes"] = wire::mail_wishes_value(mail);
}

asio::awaitable<http::Response> me(const Services& services, Call call) {
    core::Value body;
    for (const char* list : {"principals", "addresses", "intents", "consents", "complaints", "preferred"})
        body[list] = core::Value::Array{};
    body["mail_wishes"] = nullptr;
    for (const app::SessionPrincipal& one : call.caller.principals)
        co_await add_principal(services, call.caller, one, body["principals"]);
    const auto consumers = consumers_of(call.caller);
    if (consumers.empty())
        co_return json_response(200, body);
    for (const core::PrincipalId& one : consumers)
        if (const auto contact = co_await services.accounts.contact_of(one))
            body["addresses"].push_back(contact->email);
    for (const app::ListedIntent& intent : co_await services.listings.intents_of(consumers, intents_shown)) {
        core::Value item;
        item["id"] = core::to_text(intent.id);
        item["title"] = intent.summary.at("title");
        item["state"] = intent.state;
        body["intents"].push_back(std::move(item));
    }
    for (const app::ConsentRecord& one : co_await services.rights.consents(consumers))
        body["consents"].push_back(consent_value(one, services.clock()));
    body["complaints"] = matters_value(co_await services.oversight.matters_of(consumers, app::matters_shown));
    co_await tell_wishes(services, consumers, body);
    co_return json_response(200, body);
}

asio::awaitable<http::Response> withdraw(const Services& services, Call call) {
    const auto consumers = signed_in_consumers(call);
    const auto [purpose, channel] = take(wire::read_withdrawal(call.request.body));
    const auto given = co_await services.rights.consents(consumers);
    const auto is_meant = [&](const app::ConsentRecord& one) {
        return one.purpose == purpose && one.channel == channel;
    };
    if (std::ranges::none_of(given, is_meant))
        fail(problem(404, "consent_unknown", "You never agreed to that here, so there is nothing to take back."));
    for (const core::PrincipalId& one : consumers) {
        if (channel == "push") {
            co_await services.accounts.withdraw_push(one, purpose, "page", services.clock());
            co_await forget_idle_browsers(services, one);
        } else {
            co_await services.accounts.withdraw_consent(one, purpose, "page", services.clock());
        }
    }
    core::Value body;
    body["done"] = true;
    co_return json_response(200, body);
}

// --- everything at once ----------------------------------------------------------------------------------------

core::Value file_value(const app::PersonFile& file) {
    core::Value body;
    for (const char* list : {"sessions", "links", "reports", "mails"})
        body[list] = core::Value::Array{};
    for (const app::HeldSession& one : file.sessions) {
        core::Value item;
        item["made_at"] = core::to_rfc3339(one.made_at);
        item["expires_at"] = core::to_rfc3339(one.expires_at);
        body["sessions"].push_back(std::move(item));
    }
    for (const app::HeldLink& one : file.links) {
        core::Value item;
        item["purpose"] = one.purpose;
        item["made_at"] = core::to_rfc3339(one.made_at);
        item["expires_at"] = core::to_rfc3339(one.expires_at);
        item["used_at"] = core::time_or_null(one.used_at);
        body["links"].push_back(std::move(item));
    }
    for (const app::HeldReport& one : file.reports) {
        core::Value item;
        item["intent_id"] = core::to_text(one.intent);
        item["about"] = one.about;
        item["text"] = one.text;
        item["at"] = core::to_rfc3339(one.at);
        body["reports"].push_back(std::move(item));
    }
    for (const app::HeldMail& one : file.mails) {
        core::Value item;
        item["message_id"] = one.message_id;
        item["state"] = one.state;
        item["at"] = core::to_rfc3339(one.at);
        body["mails"].push_back(std::move(item));
    }
    return body;
}

/// The people that the caller is at seats of businesses; what was done there belongs to the business.
std::vector<core::PrincipalId> seated_people(const Call& call) {
    return call.caller.of_kind(app::PrincipalKind::seat);
}

/// Buyers and people at seats; a problem for anybody else.
std::vector<core::PrincipalId> signed_in_people(const Call& call) {
    auto people = seated_people(call);
    if (people.empty())
        return signed_in_consumers(call);
    for (const core::PrincipalId& consumer : consumers_of(call.caller))
        people.push_back(consumer);
    return people;
}

asio::awaitable<core::Value> seats_value(const Services& services, const Call& call) {
    core::Value list = core::Value::Array{};
    for (const app::Seat& seat : call.caller.seats) {
        const auto business = co_await services.businesses.find(seat.business);
        core::Value item;
        item["business"]["id"] = core::to_text(seat.business);
        item["business"]["name"] = business ? business->name : "";
        item["name"] = seat.name;
        item["role"] = core::name_of(seat.role);
        item["shown"] = seat.shown;
        item["invited_at"] = core::to_rfc3339(seat.invited_at);
        item["joined_at"] = core::time_or_null(seat.joined_at);
        list.push_back(std::move(item));
    }
    co_return list;
}

asio::awaitable<http::Response> export_me(const Services& services, Call call) {
    const auto consumers = signed_in_people(call);
    std::vector<core::IntentId> intents;
    core::Value requests = core::Value::Array{};
    for (const app::ListedIntent& intent : co_await services.listings.intents_of(consumers, all_intents)) {
        intents.push_back(intent.id);
        if (auto picture = co_await services.market.look(intent.id, app::Viewer{consumers, std::nullopt}))
            requests.push_back(std::move(picture->view));
    }
    core::Value body = file_value(co_await services.rights.file(consumers, std::move(intents)));
    body["made_at"] = core::to_rfc3339(services.clock());
    body["seats"] = co_await seats_value(services, call);
    body["requests"] = std::move(requests);
    body["people"] = core::Value::Array{};
    for (const core::PrincipalId& one : consumers) {
        const app::Contact contact = (co_await services.accounts.contact_of(one)).value_or(app::Contact{});
        core::Value item;
        item["id"] = core::to_text(one);
        item["email"] = contact.email;
        item["name"] = contact.name;
        item["phone"] = contact.phone;
        item["browsers"] = browsers_value(co_await services.push_subscriptions.of(one));
        item["preferred"] = wire::preferred_value(co_await services.wishes.preferred(one));
        item["mail_wishes"] = wire::mail_wishes_value(co_await services.wishes.mail(one));
        item["preferred_first"] = core::Value::Array{};
        for (const core::IntentId& intent : co_await services.wishes.asking_preferred(one))
            item["preferred_first"].push_back(core::to_text(intent));
        body["people"].push_back(std::move(item));
    }
    body["consents"] = core::Value::Array{};
    for (const app::ConsentRecord& one : co_await services.rights.consents(consumers))
        body["consents"].push_back(evidence_value(one, services.clock()));
    body["complaints"] = matters_value(co_await services.oversight.matters_of(consumers, app::matters_shown));
    http::Response response = json_response(200, body);
    response.set("Content-Disposition", "attachment; filename=\"parley.json\"");
    co_return response;
}

// --- being forgotten -------------------------------------------------------------------------------------------

asio::awaitable<void> erase_intent(const Services& services, core::IntentId intent, core::Instant received_at) {
    core::Envelope envelope;
    envelope.command = core::Erase{};
    envelope.sender.kind = core::SenderKind::buyer;
    envelope.received_at = received_at;
    const app::Answer done = co_await services.market.submit(intent, std::move(envelope));
    if (!done)
        fail(wire::problem_of(done.error()));
}

/// Erases every request of these, whatever is posted meanwhile, and gives those that were.
asio::awaitable<core::Value> erase_requests(const Services& services, std::vector<core::PrincipalId> consumers,
                                            std::string report_hash, core::Instant received_at) {
    core::Value erased = core::Value::Array{};
    for (;;) {
        const auto found = co_await services.listings.intents_of(consumers, intents_max);
        if (found.empty())
            co_return erased;
        std::vector<core::IntentId> intents;
        for (const app::ListedIntent& intent : found)
            intents.push_back(intent.id);
        co_await services.rights.add_report(report_hash, intents);
        for (const core::IntentId& intent : intents) {
            co_await erase_intent(services, intent, received_at);
            erased.push_back(core::to_text(intent));
        }
    }
}

/// The requests go first, while it is still known whose they are: whoever is interrupted can ask again. What was posted
/// before the person was forgotten and came after that look goes too.
asio::awaitable<http::Response> erase_me(const Services& services, Call call) {
    const auto consumers = signed_in_people(call);
    take(wire::read_empty(call.request.body));
    const std::string token = app::draw_token(services.random);
    const std::string report = app::secret_hash(token);
    core::Value erased = co_await erase_requests(services, consumers, report, call.received_at());
    for (const core::PrincipalId& one : seated_people(call))
        co_await services.seats.forget(one, services.clock());
    for (const app::Seat& seat : call.caller.seats)
        services.seat_watch.end(seat.id);
    for (const core::PrincipalId& one : consumers) {
        co_await services.accounts.withdraw_consent(one, "", "erased", services.clock());
        co_await services.rights.forget(one);
    }
    const core::Value late = co_await erase_requests(services, consumers, report, call.received_at());
    for (const core::Value& one : *late.as_array())
        erased.push_back(one);
    if (!call.caller.session.empty())
        co_await services.accounts.end_session(app::secret_hash(call.caller.session));
    core::Value body;
    body["erased"] = std::move(erased);
    body["report"] = token;
    http::Response response = json_response(200, body);
    response.set("Set-Cookie", session_cookie(services.settings, ""));
    co_return response;
}

} // namespace

void add_me_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("GET", "/v1/me", me);
    add("GET", "/v1/me/export", export_me);
    add("POST", "/v1/me/withdrawals", withdraw);
    add("POST", "/v1/me/erase", erase_me);
}

} // namespace parley::roles
