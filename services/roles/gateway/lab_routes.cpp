// The lab over HTTP. Counts by sector, about nobody in particular.

#include "roles/gateway/lab_routes.hpp"

#include "roles/gateway/query.hpp"
#include "roles/gateway/router.hpp"

#include <array>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

struct Column {
    const char* name;
    const char* meaning;
    const char* unit;
    const char* formula;
    core::Value (*read)(const app::FunnelRow& row);
};

template <std::int64_t app::FunnelRow::* member>
core::Value count(const app::FunnelRow& row) {
    return row.*member;
}

core::Value median(const app::FunnelRow& row) {
    return row.median_first_offer_s ? core::Value(*row.median_first_offer_s) : core::Value{};
}

using Row = app::FunnelRow;

constexpr std::array<Column, 12> columns{{
    {"sector", "What was asked for.", "slug", "the sector that the buyer chose; one row for each that has an intent",
     [](const Row& row) { return core::Value(row.sector); }},
    {"intents", "Requests that were posted, confirmed or not.", "intents", "count of intents of the sector",
     count<&Row::intents>},
    {"confirmed", "Requests whose buyer followed the link or typed the code.", "intents",
     "count of intents with an event intent_confirmed", count<&Row::confirmed>},
    {"invited", "Invitations to businesses.", "invitations",
     "count of events invited; a business counts once for each intent that it was asked about", count<&Row::invited>},
    {"reached", "Requests that a business was told of.", "intents",
     "count of intents with a stage first_invite_delivered: a live page acknowledged an invitation, its mail left, or "
     "a "
     "standing offer took it",
     count<&Row::reached>},
    {"offers", "First offers; a revision is no new one.", "offers",
     "count of events offer_placed; those of a round that still hides how many there are count later",
     count<&Row::offers>},
    {"with_offer", "Requests that got at least one offer.", "intents", "count of intents whose offers > 0",
     count<&Row::with_offer>},
    {"seen", "Requests whose buyer has seen an offer.", "intents",
     "count of intents with a stage offer_seen (a live page of the buyer acknowledged an offer) or an event awarded; "
     "those of a round that still hides how many offers there are count later",
     count<&Row::seen>},
    {"awarded", "Requests whose buyer chose an offer.", "intents", "count of intents with an event awarded",
     count<&Row::awarded>},
    {"confirmed_awards", "Requests whose chosen business confirmed the sale.", "intents",
     "count of intents with an event award_confirmed", count<&Row::confirmed_awards>},
    {"no_offers", "Requests that ended without any offer.", "intents", "count of intents whose state is no_offers",
     count<&Row::no_offers>},
    {"median_first_offer_s", "How long the first offer took; empty where there is none.", "seconds",
     "over intents with an offer: the median (the lower of two) of first offer_placed minus first round_opened, in "
     "whole seconds, fractions cut",
     median},
}};

std::string cell_text(const core::Value& value) {
    if (const auto* number = value.as_integer())
        return std::to_string(*number);
    const auto* text = value.as_string();
    return text != nullptr ? *text : std::string();
}

asio::awaitable<std::vector<Row>> rows_for(const Services& services, const Call& call) {
    Query asked(call.request);
    const std::string simulated = asked.word("simulated", {"0", "1"}).value_or("0");
    asked.done();
    co_return co_await services.listings.funnel(simulated == "1");
}

asio::awaitable<http::Response> get_funnel(const Services& services, Call call) {
    const auto rows = co_await rows_for(services, call);
    co_return json_response(200, funnel_value(rows, services.clock()));
}

asio::awaitable<http::Response> get_funnel_csv(const Services& services, Call call) {
    const auto rows = co_await rows_for(services, call);
    http::Response response(200, "text/csv; charset=utf-8; header=present", funnel_csv(rows));
    response.set("Content-Disposition", "attachment; filename=\"parley-funnel.csv\"");
    response.set("Cache-Control", "no-store");
    co_return response;
}

asio::awaitable<http::Response> get_codebook(const Services&, Call) {
    co_return json_response(200, funnel_codebook());
}

} // namespace

core::Value funnel_value(const std::vector<app::FunnelRow>& rows, core::Instant as_of) {
    core::Value data = core::Value::Array{};
    for (const Row& row : rows) {
        core::Value item;
        for (const Column& column : columns)
            item[column.name] = column.read(row);
        data.push_back(std::move(item));
    }
    core::Value body;
    body["data"] = std::move(data);
    body["as_of"] = core::to_rfc3339(as_of);
    return body;
}

std::string csv_cell(std::string_view text) {
    std::string cell;
    if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
        cell += '\'';
    cell += text;
    if (cell.find_first_of(",\"\r\n") == std::string::npos)
        return cell;
    std::string quoted = "\"";
    for (const char c : cell) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::string funnel_csv(const std::vector<app::FunnelRow>& rows) {
    std::string csv;
    const auto line = [&csv](const auto& cell_of) {
        for (const Column& column : columns)
            csv.append(&column == columns.data() ? "" : ",").append(csv_cell(cell_of(column)));
        csv += "\r\n";
    };
    line([](const Column& column) { return std::string(column.name); });
    for (const Row& row : rows)
        line([&row](const Column& column) { return cell_text(column.read(row)); });
    return csv;
}

core::Value funnel_codebook() {
    core::Value data = core::Value::Array{};
    for (const Column& column : columns) {
        core::Value entry;
        entry["column"] = column.name;
        entry["meaning"] = column.meaning;
        entry["unit"] = column.unit;
        entry["formula"] = column.formula;
        data.push_back(std::move(entry));
    }
    core::Value body;
    body["table"] = "funnel";
    body["rows"] = "One row per sector, over all time. Intents of simulated buyers are left out unless simulated=1 is "
                   "asked for. Those of others count here whoever was asked; for an experiment a request is simulated "
                   "if a shop that was asked is, too.";
    body["data"] = std::move(data);
    return body;
}

void add_lab_routes(Router& router, const Services& services) {
    const auto add = [&](const char* pattern, auto handler) {
        router.add("GET", pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("/v1/lab/funnel", get_funnel);
    add("/v1/lab/funnel.csv", get_funnel_csv);
    add("/v1/lab/codebook", get_codebook);
}

} // namespace parley::roles
