// Everything that a business keeps here, at once, to take away: what it entered and wrote, what was agreed to, and each
// request that it was asked for as it sees it now. For its owners.

#include "app/tasks.hpp"
#include "core/view_values.hpp"
#include "roles/gateway/held.hpp"
#include "roles/gateway/matters.hpp"
#include "roles/gateway/own_business.hpp"
#include "wire/business_json.hpp"
#include "wire/profile_json.hpp"
#include "wire/webhook_requests.hpp"
#include "wire/wish_requests.hpp"

#include <limits>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr int all = std::numeric_limits<int>::max();

// --- what it shows and what it is told by ------------------------------------------------------------------------

asio::awaitable<void> add_pages(const Services& services, core::BusinessId business, core::Value& body) {
    const app::Profile profile = co_await services.profiles.of(business);
    body["profile"]["published"] = profile.published;
    body["profile"]["blocks"] = wire::blocks_value(profile.blocks);
    body["posts"] = core::Value::Array{};
    for (const app::Post& post : co_await services.profiles.posts(business, all, std::nullopt))
        body["posts"].push_back(wire::post_value(post));
}

asio::awaitable<void> add_contact(const Services& services, core::PrincipalId owner, core::Value& body) {
    const app::Contact contact = (co_await services.accounts.contact_of(owner)).value_or(app::Contact{});
    body["email"] = contact.email;
    body["mail_wishes"] = wire::mail_wishes_value(co_await services.wishes.mail(owner));
    body["browsers"] = browsers_value(co_await services.push_subscriptions.of(owner));
    std::vector<core::PrincipalId> owners{owner};
    body["consents"] = core::Value::Array{};
    for (const app::ConsentRecord& one : co_await services.rights.consents(owners))
        body["consents"].push_back(evidence_value(one, services.clock()));
    body["matters"] = matters_value(co_await services.oversight.matters_of(std::move(owners), all));
}

asio::awaitable<void> add_webhooks(const Services& services, core::BusinessId business, core::Value& body) {
    body["webhooks"] = core::Value::Array{};
    for (const app::Webhook& webhook : co_await services.webhooks.of(business))
        body["webhooks"].push_back(wire::webhook_value(webhook, services.clock()));
}

// --- what it entered and wrote -------------------------------------------------------------------------------------

core::Value deal_value(const app::HeldDealAccount& one) {
    core::Value item;
    item["intent_id"] = core::to_text(one.intent);
    item["margin"] = core::number_or_null(one.margin);
    item["minutes"] = core::number_or_null(one.minutes);
    return item;
}

core::Value month_value(const app::HeldMonthAccount& one) {
    core::Value item;
    item["month"] = one.month;
    item["currency"] = one.currency;
    item["hour_cost"] = core::number_or_null(one.hour_cost);
    item["cost"] = core::number_or_null(one.cost);
    item["channels"] = one.channels;
    return item;
}

core::Value goal_value(const app::HeldGoal& one) {
    core::Value item;
    item["month"] = one.month;
    item["seat_id"] = core::text_or_null(one.seat);
    item["sales"] = core::number_or_null(one.sales);
    item["value"] = core::number_or_null(one.value);
    return item;
}

core::Value mail_value(const app::HeldListMail& one) {
    core::Value item;
    item["subject"] = one.subject;
    item["text"] = one.text;
    item["readers"] = one.readers;
    item["at"] = core::to_rfc3339(one.at);
    return item;
}

core::Value idea_answer_value(const app::HeldIdeaAnswer& one) {
    core::Value item;
    item["intent_id"] = core::to_text(one.intent);
    item["idea"] = one.idea;
    item["text"] = one.text;
    item["at"] = core::to_rfc3339(one.at);
    return item;
}

asio::awaitable<void> add_file(const Services& services, core::BusinessId business, core::Value& body) {
    const app::BusinessFile file = co_await services.rights.business_file(business);
    for (const char* list : {"deal_accounts", "months", "goals", "list_mails", "idea_answers"})
        body[list] = core::Value::Array{};
    for (const app::HeldDealAccount& one : file.deals)
        body["deal_accounts"].push_back(deal_value(one));
    for (const app::HeldMonthAccount& one : file.months)
        body["months"].push_back(month_value(one));
    for (const app::HeldGoal& one : file.goals)
        body["goals"].push_back(goal_value(one));
    for (const app::HeldListMail& one : file.list_mails)
        body["list_mails"].push_back(mail_value(one));
    for (const app::HeldIdeaAnswer& one : file.idea_answers)
        body["idea_answers"].push_back(idea_answer_value(one));
}

// --- what it was asked for -------------------------------------------------------------------------------------------

asio::awaitable<void> add_requests(const Services& services, core::BusinessId business, core::Value& body) {
    const auto members = co_await members_of(services, business);
    body["requests"] = core::Value::Array{};
    body["team_files"] = core::Value::Array{};
    const core::Instant soon = services.clock() + core::seconds(1);
    for (const auto& note : co_await services.businesses.invitations(business, soon, all)) {
        auto picture = co_await services.market.look(note.intent, app::Viewer{{}, business});
        const core::Bidder* bidder = picture ? picture->state->bidder_of(business) : nullptr;
        if (bidder == nullptr)
            continue;
        core::Value kept;
        kept["intent_id"] = core::to_text(note.intent);
        kept["file"] = co_await team_file_value(services, members, business, note.intent);
        kept["file"]["stage"] = core::name_of(app::lead_stage(*picture->state, *bidder));
        body["team_files"].push_back(std::move(kept));
        body["requests"].push_back(std::move(picture->view));
    }
}

asio::awaitable<http::Response> export_business(const Services& services, Call call) {
    const app::Business own = co_await own_business(services, call);
    if (call.caller.is_key)
        fail(problem(403, "scope_missing", "A key cannot take everything away; its people can."));
    const core::BusinessId business = own.shop.id;
    core::Value body;
    body["made_at"] = core::to_rfc3339(services.clock());
    body["business"] = wire::business_value(own);
    co_await add_contact(services, app::principal_of(business), body);
    co_await add_pages(services, business, body);
    body["auto_offers"] = co_await auto_offers_value(services, business, all);
    body["templates"] = co_await templates_value(services, business);
    body["playbooks"] = co_await playbooks_value(services, business, services.clock());
    body["team"] = co_await team_value(services, business, Addresses::joined);
    body["keys"] = co_await keys_value(services, business);
    co_await add_webhooks(services, business, body);
    body["campaigns"] = co_await campaigns_value(services, business, all);
    body["list"] = co_await reader_list_value(services, business, all);
    co_await add_file(services, business, body);
    body["conduct"] = co_await conduct_value(services, business);
    co_await add_requests(services, business, body);
    http::Response response = json_response(200, body);
    response.set("Content-Disposition", "attachment; filename=\"parley-business.json\"");
    co_return response;
}

} // namespace

void add_export_routes(Router& router, const Services& services) {
    router.add("GET", "/v1/businesses/me/export",
               [&services](Call call) { return export_business(services, std::move(call)); });
}

} // namespace parley::roles
