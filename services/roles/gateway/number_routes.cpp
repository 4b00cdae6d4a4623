// A business's own numbers over HTTP: its funnel, how often its offers win, and its money as it counts it. The
// arithmetic is in core/guide; what each step means is said here once, for every reader.

#include "roles/gateway/query.hpp"
#include "roles/gateway/router.hpp"

#include "app/london.hpp"
#include "core/guide/funnel.hpp"
#include "core/guide/win_rates.hpp"
#include "core/view_values.hpp"
#include "wire/number_requests.hpp"

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr core::Micros day = core::seconds(86'400);
constexpr std::int64_t usual_days = 30;
constexpr core::Micros longest = 400 * day;

struct Step {
    core::FunnelStep step;
    const char* unit;
    const char* direction; // which way is better
    const char* means;
};
constexpr std::array<Step, core::funnel_steps> steps{{
    {core::FunnelStep::matched, "invitations", "more", "Requests that the business was invited to."},
    {core::FunnelStep::seen, "invitations", "more", "Its page showed the invitation, or it answered."},
    {core::FunnelStep::offered, "invitations", "more", "It made an offer; a revision is no new one."},
    {core::FunnelStep::opened, "invitations", "more",
     "The buyer's page showed the offer, or the buyer wrote, short-listed or chose."},
    {core::FunnelStep::shortlisted, "invitations", "more",
     "The buyer put the offer on the short list, or the sale was agreed."},
    {core::FunnelStep::accepted, "invitations", "more", "The buyer chose the offer and the business said yes."},
    {core::FunnelStep::fulfilled, "invitations", "more", "The buyer said that it bought, or showed its code."},
    {core::FunnelStep::repeat, "invitations", "more", "A sale to a buyer who had bought from the business before."},
}};

struct Asked {
    core::Span period;
    std::string sector;
};

Asked asked_in(const Services& services, const Call& call) {
    Query query(call.request);
    Asked asked;
    asked.period.to = query.instant("to").value_or(services.clock());
    asked.period.from = query.instant("from").value_or(asked.period.to - usual_days * day);
    asked.sector = query.text("sector", 1, 80).value_or("");
    if (asked.period.from >= asked.period.to)
        query.fail("from", "not_before", "must lie before to");
    else if (asked.period.to - asked.period.from > longest)
        query.fail("from", "too_long_ago", "must lie at most 400 days before to");
    query.done();
    return asked;
}

core::Value head_value(const Asked& asked) {
    core::Value body;
    body["from"] = core::to_rfc3339(asked.period.from);
    body["to"] = core::to_rfc3339(asked.period.to);
    body["sector"] = core::text_or_null(asked.sector);
    return body;
}

core::Value counts_value(const core::Funnel& funnel) {
    core::Value counts;
    for (const Step& step : steps)
        counts[std::string(core::name_of(step.step))] = funnel[static_cast<std::size_t>(step.step)];
    return counts;
}

core::Value parts_value(const std::vector<core::FunnelPart>& parts) {
    core::Value list = core::Value::Array{};
    for (const core::FunnelPart& part : parts) {
        core::Value one;
        one["key"] = part.key;
        one["counts"] = counts_value(part.funnel);
        list.push_back(std::move(one));
    }
    return list;
}

core::Value leads_value(const core::Leads& leads) {
    core::Value value;
    value["leads"] = leads.leads;
    value["sold"] = leads.sold;
    value["still_open"] = leads.still_open;
    value["sold_without"] = leads.sold_without;
    return value;
}

core::Value quality_value(const core::Quality& quality) {
    core::Value value;
    value["answerable"] = quality.answerable;
    value["answered"] = quality.answered;
    value["promises_judged"] = quality.promises_judged;
    value["promises_kept"] = quality.promises_kept;
    value["questions"] = quality.questions;
    value["questions_answered"] = quality.questions_answered;
    return value;
}

asio::awaitable<http::Response> get_funnel(const Services& services, Call call) {
    const core::BusinessId business = acting(call);
    const Asked asked = asked_in(services, call);
    const auto chances = co_await services.numbers.chances(business, asked.period, asked.sector);
    const core::Funnel funnel = core::funnel_of(chances);
    core::Value body = head_value(asked);
    body["quality"] = quality_value(core::quality_of(chances));
    body["steps"] = core::Value::Array{};
    for (const Step& step : steps) {
        core::Value one;
        one["step"] = core::name_of(step.step);
        one["unit"] = step.unit;
        one["direction"] = step.direction;
        one["means"] = step.means;
        one["count"] = funnel[static_cast<std::size_t>(step.step)];
        body["steps"].push_back(std::move(one));
    }
    body["leads"] = leads_value(core::leads_of(chances));
    body["by_sector"] = parts_value(core::funnels_by(chances, [](const core::Chance& one) { return one.sector; }));
    body["by_source"] = parts_value(core::funnels_by(
        chances, [](const core::Chance& one) { return std::string(core::name_of(core::source_of(one.buyer))); }));
    co_return json_response(200, body);
}

// --- win rates -------------------------------------------------------------------------------------------------

core::Value win_rate_value(const core::WinRate& rate) {
    core::Value value;
    value["group"] = rate.group;
    value["value"] = rate.value;
    value["offers"] = rate.offers;
    value["won"] = nullptr;
    value["low_ppm"] = nullptr;
    value["high_ppm"] = nullptr;
    if (rate.rate) {
        value["won"] = rate.rate->happened;
        value["low_ppm"] = rate.rate->low_ppm;
        value["high_ppm"] = rate.rate->high_ppm;
    }
    return value;
}

core::Value win_rates_value(const std::vector<core::WinRate>& rates) {
    core::Value list = core::Value::Array{};
    for (const core::WinRate& rate : rates)
        list.push_back(win_rate_value(rate));
    return list;
}

asio::awaitable<http::Response> get_win_rates(const Services& services, Call call) {
    const core::BusinessId business = acting(call);
    const Asked asked = asked_in(services, call);
    const auto chances = co_await services.numbers.chances(business, asked.period, asked.sector);
    const core::WinRates rates = core::win_rates_of(chances);
    core::Value body = head_value(asked);
    body["floor"] = core::win_floor;
    body["interval_ppm"] = core::rate_interval_ppm;
    body["all"] = win_rate_value(rates.all);
    body["attributes"] = win_rates_value(rates.attributes);
    body["positions"] = win_rates_value(rates.positions);
    body["lost_by"] = core::Value::Array{};
    for (const core::LostBand& band : rates.bands) {
        core::Value one;
        one["band"] = core::text_or_null(band.band);
        one["offers"] = band.offers;
        body["lost_by"].push_back(std::move(one));
    }
    body["lost_because"] = core::Value::Array{};
    for (const core::WhyLost& lost : rates.reasons) {
        core::Value one;
        one["reason"] = lost.reason;
        one["offers"] = lost.offers;
        body["lost_because"].push_back(std::move(one));
    }
    const core::MissedSales missed = core::missed_of(chances);
    body["missed"]["over"] = missed.over;
    body["missed"]["nobody_sold"] = missed.nobody_sold;
    body["missed"]["unanswered"] = missed.unanswered;
    body["missed"]["close"] = missed.close;
    co_return json_response(200, body);
}

// --- money as the business counts it ---------------------------------------------------------------------------

core::Value account_value(const core::MonthAccount& account) {
    core::Value value;
    value["hour_cost"] = core::number_or_null(account.hour_cost);
    value["cost"] = core::number_or_null(account.cost);
    value["goal_sales"] = core::number_or_null(account.goal_sales);
    value["goal_value"] = core::number_or_null(account.goal_value);
    value["channels"] = wire::channels_value(account.channels);
    return value;
}

core::Value channel_value(const core::ChannelReturn& channel) {
    core::Value value;
    value["name"] = core::text_or_null(channel.name);
    value["sales"] = channel.sales;
    value["cost"] = core::number_or_null(channel.cost);
    value["margin"] = core::number_or_null(channel.margin);
    value["cost_per_sale"] = core::number_or_null(channel.cost_per_sale);
    value["return_ppm"] = core::number_or_null(channel.return_ppm);
    return value;
}

core::Value takings_value(const core::Takings& takings) {
    core::Value value;
    value["sales"] = takings.sales;
    value["value"] = takings.value;
    value["with_margin"] = takings.with_margin;
    value["margin"] = takings.margin;
    value["with_minutes"] = takings.with_minutes;
    value["minutes"] = takings.minutes;
    value["repeat_sales"] = takings.repeat_sales;
    value["kept_buyers"] = takings.kept_buyers;
    value["cost_per_kept_buyer"] = core::number_or_null(takings.cost_per_kept_buyer);
    value["channels"] = core::Value::Array{};
    for (const core::ChannelReturn& channel : takings.channels)
        value["channels"].push_back(channel_value(channel));
    return value;
}

core::Value deals_value(const std::vector<core::Sold>& sold) {
    core::Value list = core::Value::Array{};
    for (const core::Sold& one : sold) {
        core::Value deal;
        deal["intent_id"] = core::to_text(one.intent);
        deal["sector"] = one.sector;
        deal["agreed_at"] = core::to_rfc3339(one.agreed_at);
        deal["price"] = one.price;
        deal["bought_before"] = one.bought_before;
        deal["margin"] = core::number_or_null(one.margin);
        deal["minutes"] = core::number_or_null(one.minutes);
        list.push_back(std::move(deal));
    }
    return list;
}

core::Value seats_value(const std::vector<app::SeatResult>& results) {
    core::Value list = core::Value::Array{};
    for (const app::SeatResult& result : results) {
        core::Value one;
        one["seat"] = nullptr;
        if (!result.seat.empty()) {
            one["seat"]["id"] = result.seat;
            one["seat"]["name"] = result.name;
        }
        one["offers"] = result.offers;
        one["sales"] = result.sales;
        one["value"] = result.value;
        one["goal_sales"] = core::number_or_null(result.goal.sales);
        one["goal_value"] = core::number_or_null(result.goal.value);
        list.push_back(std::move(one));
    }
    return list;
}

core::Span month_in(const Call& call) {
    const auto span = app::month_in_london(call.segments.at(0));
    if (!span)
        fail(problem(404, "not_found", "There is no such month; write it as 2026-11."));
    return *span;
}

asio::awaitable<core::Value> month_value(const Services& services, core::BusinessId business, std::string month,
                                         core::Span span) {
    const core::MonthAccount account = co_await services.numbers.month(business, month);
    const auto sold = co_await services.numbers.sold(business, {span.from, span.to}, account.currency);
    const auto seats = co_await services.numbers.seat_results(business, month, span, account.currency);
    core::Value body;
    body["month"] = account.month;
    body["from"] = core::to_rfc3339(span.from);
    body["to"] = core::to_rfc3339(span.to);
    body["currency"] = account.currency;
    body["account"] = account_value(account);
    body["takings"] = takings_value(core::takings_of(sold, account));
    body["seats"] = seats_value(seats);
    body["deals"] = deals_value(sold);
    co_return body;
}

asio::awaitable<http::Response> get_month(const Services& services, Call call) {
    const core::BusinessId business = acting(call);
    const core::Span span = month_in(call);
    Query(call.request).done();
    co_return json_response(200, co_await month_value(services, business, call.segments.at(0), span));
}

asio::awaitable<http::Response> put_month(const Services& services, Call call) {
    const core::BusinessId business = acting_though_suspended(call, "profile");
    core::MonthAccount account = take(wire::read_month_account(call.request.body));
    const core::Span span = month_in(call);
    account.month = call.segments.at(0);
    co_await services.numbers.account_month(business, std::move(account));
    co_return json_response(200, co_await month_value(services, business, call.segments.at(0), span));
}

asio::awaitable<http::Response> put_seat_goal(const Services& services, Call call) {
    const core::BusinessId business = acting_though_suspended(call, "profile");
    const app::SeatGoal goal = take(wire::read_seat_goal(call.request.body));
    const core::Span span = month_in(call);
    const std::string& month = call.segments.at(0);
    if (!co_await services.numbers.set_seat_goal(business, month, span, call.segments.at(1), goal))
        fail(problem(404, "seat_unknown", "There is no such seat in this team."));
    co_return json_response(200, co_await month_value(services, business, month, span));
}

asio::awaitable<http::Response> put_deal_account(const Services& services, Call call) {
    const core::BusinessId business = acting_though_suspended(call, "profile");
    const auto intent = core::parse_id<core::IntentId>(call.segments.at(0));
    const wire::DealAccountRequest said = take(wire::read_deal_account(call.request.body));
    if (!intent || !co_await services.numbers.account_deal(business, *intent, said.margin, said.minutes))
        fail(problem(404, "not_found", "This business has no such deal."));
    core::Value body;
    body["margin"] = core::number_or_null(said.margin);
    body["minutes"] = core::number_or_null(said.minutes);
    co_return json_response(200, body);
}

} // namespace

void add_number_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("GET", "/v1/businesses/me/funnel", get_funnel);
    add("GET", "/v1/businesses/me/win-rates", get_win_rates);
    add("GET", "/v1/businesses/me/months/{}", get_month);
    add("PUT", "/v1/businesses/me/months/{}", put_month);
    add("PUT", "/v1/businesses/me/months/{}/seats/{}", put_seat_goal);
    add("PUT", "/v1/businesses/me/deals/{}/account", put_deal_account);
}

} // namespace parley::roles
