// What a business's own links brought, and all that it was asked for as rows for its customer list. Nothing here is
// about anybody but whom it made a deal with, and of those what the award released.

#include "roles/gateway/campaigns.hpp"
#include "roles/gateway/held.hpp"
#include "roles/gateway/query.hpp"

#include "app/tasks.hpp"
#include "runtime/log.hpp"
#include "wire/csv.hpp"

#include <array>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr std::size_t tag_max = 80;
constexpr int page_size = 100;
constexpr int tags_shown = 500;

/// What can be shown of it, or nothing.
std::string tag_text(std::string_view text) {
    std::string trimmed = wire::trimmed(text);
    return wire::code_points(trimmed) > tag_max || wire::unshowable(trimmed) ? "" : trimmed;
}

std::optional<app::CampaignArrival> arrival_in(std::string_view header) {
    app::CampaignArrival arrival;
    std::optional<core::BusinessId> shop;
    while (!header.empty()) {
        const std::string_view one = header.substr(0, header.find('&'));
        header.remove_prefix(std::min(one.size() + 1, header.size()));
        const auto equals = one.find('=');
        if (equals == std::string_view::npos)
            continue;
        const std::string_view name = one.substr(0, equals);
        const auto value = http::percent_decoded(one.substr(equals + 1), true);
        if (!value)
            continue;
        if (name == "shop")
            shop = core::parse_id<core::BusinessId>(*value);
        else if (name == "via")
            arrival.tag.via = tag_text(*value);
        else if (name == "utm_source")
            arrival.tag.source = tag_text(*value);
        else if (name == "utm_medium")
            arrival.tag.medium = tag_text(*value);
        else if (name == "utm_campaign")
            arrival.tag.campaign = tag_text(*value);
    }
    if (!shop || arrival.tag.is_empty())
        return std::nullopt;
    arrival.business = *shop;
    return arrival;
}

core::Value tag_value(const app::CampaignTag& tag) {
    core::Value value;
    value["via"] = tag.via;
    value["source"] = tag.source;
    value["medium"] = tag.medium;
    value["campaign"] = tag.campaign;
    return value;
}

asio::awaitable<http::Response> campaigns(const Services& services, Call call) {
    const core::BusinessId business = acting(call);
    core::Value body;
    body["data"] = co_await campaigns_value(services, business, tags_shown);
    co_return json_response(200, body);
}

/// As the business sees it now: what was erased is not here either.
core::Value row_value(const app::InvitedIntent& invited, const app::Picture& picture, const core::Bidder& bidder) {
    const core::Value& view = picture.view;
    const core::Value& offer = view.at("me").at("offer");
    const core::Value& buyer = view.at("buyer");
    core::Value value = tag_value(buyer.is_null() ? app::CampaignTag{} : invited.tag.value_or(app::CampaignTag{}));
    value["intent_id"] = core::to_text(invited.intent);
    value["invited_at"] = core::to_rfc3339(invited.invited_at);
    value["stage"] = core::name_of(app::lead_stage(*picture.state, bidder));
    value["disposition"] = view.at("me").at("disposition").at("disposition");
    value["state"] = view.at("state");
    value["sector"] = view.at("sector");
    value["title"] = view.at("title");
    value["place"] = view.at("place").at("name");
    value["currency"] = view.at("currency");
    value["price"] = offer.at("price");
    value["offered_at"] = offer.at("at");
    value["reason"] = view.at("me").at("disposition").at("reason");
    for (const char* detail : {"name", "email", "phone"})
        value[std::string("buyer_") + detail] = buyer.at(detail);
    return value;
}

struct Page {
    core::Value::Array rows;
    core::Value next_cursor;
};

asio::awaitable<Page> page_of(const Services& services, const Call& call) {
    Query asked(call.request);
    const auto cursor = asked.text("cursor", 1, 80);
    const auto limit = asked.integer("limit", 1, 100).value_or(page_size);
    asked.done();
    const core::BusinessId business = acting(call);
    const auto before = cursor ? core::parse_id<core::IntentId>(*cursor) : std::nullopt;
    if (cursor && !before)
        fail(bad_cursor());
    const auto invited = co_await services.campaigns.invited(business, before, static_cast<int>(limit));
    Page page;
    for (const app::InvitedIntent& one : invited) {
        const auto picture = co_await services.market.look(one.intent, app::Viewer{{}, business});
        if (const core::Bidder* bidder = picture ? picture->state->bidder_of(business) : nullptr)
            page.rows.push_back(row_value(one, *picture, *bidder));
    }
    if (invited.size() == static_cast<std::size_t>(limit))
        page.next_cursor = core::to_text(invited.back().intent);
    co_return page;
}

asio::awaitable<http::Response> invited_intents(const Services& services, Call call) {
    Page page = co_await page_of(services, call);
    core::Value body;
    body["data"] = std::move(page.rows);
    body["next_cursor"] = std::move(page.next_cursor);
    co_return json_response(200, body);
}

constexpr auto columns = std::to_array<const char*>(
    {"intent_id", "invited_at", "stage", "disposition", "state", "sector", "title", "place", "price", "currency",
     "offered_at", "reason", "via", "source", "medium", "campaign", "buyer_name", "buyer_email", "buyer_phone"});

std::string csv_cell(const core::Value& value) {
    if (const auto* number = value.as_integer())
        return std::to_string(*number);
    const auto* text = value.as_string();
    return text != nullptr ? wire::csv_text(*text) : "";
}

asio::awaitable<http::Response> invited_intents_as_table(const Services& services, Call call) {
    const Page page = co_await page_of(services, call);
    std::string table;
    const auto end_cell = [&](std::size_t at) { table += at + 1 < columns.size() ? "," : "\r\n"; };
    for (std::size_t at = 0; at < columns.size(); ++at) {
        table += columns[at];
        end_cell(at);
    }
    for (const core::Value& row : page.rows)
        for (std::size_t at = 0; at < columns.size(); ++at) {
            table += csv_cell(row.at(columns[at]));
            end_cell(at);
        }
    http::Response response(200, "text/csv; charset=utf-8", std::move(table));
    response.set("Cache-Control", "no-store");
    response.set("Content-Disposition", "attachment; filename=\"parley-intents.csv\"");
    if (const auto* cursor = page.next_cursor.as_string())
        response.set("Link", "</v1/businesses/me/intents.csv?cursor=" + *cursor + ">; rel=\"next\"");
    co_return response;
}

} // namespace

asio::awaitable<core::Value> campaigns_value(const Services& services, core::BusinessId business, int tags_max) {
    core::Value list = core::Value::Array{};
    for (const app::CampaignCount& count : co_await services.campaigns.counts(business, tags_max)) {
        core::Value one = tag_value(count.tag);
        one["requests"] = count.requests;
        one["deals"] = count.deals;
        list.push_back(std::move(one));
    }
    co_return list;
}

asio::awaitable<void> note_campaign(const Services& services, const Call& call, core::IntentId intent) {
    const auto header = call.request.header(campaign_header);
    auto arrival = header ? arrival_in(*header) : std::nullopt;
    if (!arrival)
        co_return;
    arrival->intent = intent;
    arrival->at = call.received_at();
    try {
        co_await services.campaigns.note(std::move(*arrival));
    } catch (const std::exception& error) {
        runtime::log_warning("campaign_lost", {{"reason", error.what()}});
    }
}

void add_campaign_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("GET", "/v1/businesses/me/campaigns", campaigns);
    add("GET", "/v1/businesses/me/intents", invited_intents);
    add("GET", "/v1/businesses/me/intents.csv", invited_intents_as_table);
}

} // namespace parley::roles
