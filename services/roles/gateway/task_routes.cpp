// What a business owes by when, as one list and as a calendar.

#include "app/secrets.hpp"
#include "app/tasks.hpp"
#include "core/view_values.hpp"
#include "roles/gateway/query.hpp"
#include "roles/gateway/team_people.hpp"
#include "wire/calendar.hpp"
#include "wire/requests.hpp"

#include <algorithm>
#include <limits>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr int at_work_max = 200;
constexpr int deals_max = 500;

// --- tasks -----------------------------------------------------------------------------------------------------

struct Listed {
    core::Value value;
    core::Instant by; // without a due time the oldest comes first, behind what is due
};

core::Value task_value(std::string id, std::string_view kind, const core::IntentId& intent, core::Value title,
                       core::Instant since, std::optional<core::Instant> due_at) {
    core::Value item;
    item["id"] = std::move(id);
    item["kind"] = kind;
    item["intent_id"] = core::to_text(intent);
    item["title"] = std::move(title);
    item["since"] = core::to_rfc3339(since);
    item["due_at"] = core::time_or_null(due_at);
    for (const char* member : {"promise", "what", "from"})
        item[member] = nullptr;
    return item;
}

core::Value title_of(const core::State& state) {
    return core::text_or_null(state.intent.title);
}

std::string task_id(const app::Task& task, const core::IntentId& intent) {
    std::string id = std::string(core::name_of(task.kind)) + '-' + core::to_text(intent);
    return task.promise == 0 ? id : id + '-' + std::to_string(task.promise);
}

void add_owed(const core::State& state, const core::Bidder& bidder, const core::IntentId& intent,
              std::vector<Listed>& out) {
    for (const app::Task& task : app::tasks_in(state, bidder)) {
        core::Value item = task_value(task_id(task, intent), core::name_of(task.kind), intent, title_of(state),
                                      task.since, task.due_at);
        if (task.promise != 0) {
            item["promise"] = task.promise;
            item["what"] = core::name_of(task.what);
        }
        out.push_back({std::move(item), task.due_at.value_or(task.since)});
    }
}

/// What colleagues told this seat: a note that names it, or a lead that is its own now.
asio::awaitable<void> add_news(const Services& services, core::BusinessId business, std::string seat,
                               std::vector<Listed>& out) {
    const auto members = co_await members_of(services, business);
    for (const app::TeamNews& one : co_await services.team.news(business, seat)) {
        const auto state = co_await services.market.state(one.intent);
        const bool is_note = !one.note.empty();
        std::string id =
            is_note ? "mention-" + one.note : "lead-" + core::to_text(one.intent) + '-' + std::to_string(one.step);
        core::Value item = task_value(std::move(id), is_note ? "mention" : "lead", one.intent,
                                      state ? title_of(*state) : core::Value{}, one.at, std::nullopt);
        item["from"] = member_value(members, one.from);
        out.push_back({std::move(item), one.at});
    }
}

asio::awaitable<http::Response> list_tasks(const Services& services, Call call) {
    const core::BusinessId business = acting(call);
    std::vector<Listed> tasks;
    for (const core::IntentId& intent : co_await services.team.at_work(business, at_work_max)) {
        const auto state = co_await services.market.state(intent);
        if (const core::Bidder* bidder = state ? state->bidder_of(business) : nullptr)
            add_owed(*state, *bidder, intent, tasks);
    }
    if (std::string seat = seat_of(call, business); !seat.empty())
        co_await add_news(services, business, std::move(seat), tasks);
    std::ranges::stable_sort(tasks, {}, &Listed::by);
    core::Value data = core::Value::Array{};
    for (Listed& task : tasks)
        data.push_back(std::move(task.value));
    core::Value body;
    body["data"] = std::move(data);
    co_return json_response(200, body);
}

/// "mention-NOTE" or "lead-INTENT-N"; what the log tells is done by doing it.
asio::awaitable<bool> mark_seen(const Services& services, core::BusinessId business, std::string seat,
                                std::string task) {
    constexpr std::string_view mention = "mention-", lead = "lead-";
    if (task.starts_with(mention))
        co_return co_await services.team.note_seen(std::move(seat), task.substr(mention.size()), services.clock());
    if (!task.starts_with(lead))
        co_return false;
    const std::size_t dash = task.find('-', lead.size());
    if (dash == std::string::npos)
        co_return false;
    const auto intent = core::parse_id<core::IntentId>(task.substr(lead.size(), dash - lead.size()));
    const auto n = number_in(std::string_view(task).substr(dash + 1));
    if (!intent || !n)
        co_return false;
    co_return co_await services.team.lead_taken(business, std::move(seat), *intent, *n, services.clock());
}

asio::awaitable<http::Response> task_seen(const Services& services, Call call) {
    const core::BusinessId business = acting(call);
    take(wire::read_empty(call.request.body));
    std::string seat = seat_of(call, business);
    if (seat.empty() || !co_await mark_seen(services, business, std::move(seat), call.segments.at(0)))
        fail(problem(404, "task_unknown", "There is no such task that one only has to see."));
    co_return http::Response(204);
}

// --- the calendar ----------------------------------------------------------------------------------------------

std::string summary_of(const core::State& state, const core::Promise& promise) {
    if (state.deal->erased || state.intent.title.empty())
        return "A promise";
    const char* what = promise.kind == core::PromiseKind::delivery ? "Delivery: " : "Promised: ";
    const bool done = promise.state == core::PromiseState::claimed || core::is_settled(promise);
    return (done ? "Done. " : "") + std::string(what) + state.intent.title;
}

/// Every promise with a day, in the order of the deal. Nothing of it names the buyer, and nothing that a person wrote
/// into a promise is in it.
void add_dates(const Services& services, core::BusinessId business, const core::IntentId& intent,
               const core::State& state, std::vector<wire::CalendarEvent>& out) {
    if (!state.award || !state.award->confirmed_at)
        return;
    const core::Bidder* bidder = state.bidder(state.award->bidder);
    if (bidder == nullptr || bidder->business.id != business)
        return;
    const std::string text = core::to_text(intent);
    for (const core::Promise& promise : state.deal->promises) {
        if (!promise.due_at)
            continue;
        wire::CalendarEvent event;
        event.uid = "promise-" + text + '-' + std::to_string(promise.number) + "@parley";
        event.changed_at = promise.changed_at;
        event.starts_at = *promise.due_at;
        event.summary = summary_of(state, promise);
        event.url = services.settings.public_url + "/desk/" + core::to_text(business) + '#' + text;
        event.cancelled = state.deal->erased || state.lifecycle == core::Lifecycle::cancelled;
        if (event.cancelled)
            event.changed_at = state.at;
        event.sequence = std::max<core::Micros>(event.changed_at - *state.award->confirmed_at, 0) / core::micros_per_s;
        out.push_back(std::move(event));
    }
}

asio::awaitable<http::Response> calendar(const Services& services, core::BusinessId business) {
    std::vector<wire::CalendarEvent> events;
    for (const core::IntentId& intent : co_await services.team.deals(business, deals_max))
        if (const auto state = co_await services.market.state(intent))
            add_dates(services, business, intent, *state, events);
    const auto known = co_await services.businesses.find(business);
    http::Response response(200, "text/calendar; charset=utf-8",
                            wire::calendar_of("Parley: " + (known ? known->name : ""), events));
    response.set("Cache-Control", "no-store");
    response.set("Content-Disposition", "attachment; filename=\"parley.ics\"");
    co_return response;
}

asio::awaitable<http::Response> own_calendar(const Services& services, Call call) {
    co_return co_await calendar(services, acting(call));
}

/// For programs that cannot sign in. Whoever has the address reads the dates and nothing else.
asio::awaitable<http::Response> calendar_by_link(const Services& services, Call call) {
    constexpr std::string_view suffix = ".ics";
    std::string token = call.segments.at(0);
    if (token.ends_with(suffix))
        token.resize(token.size() - suffix.size());
    const auto business = co_await services.team.calendar_of(app::secret_hash(token));
    if (!business)
        fail(problem(404, "calendar_unknown", "There is no calendar at this address any more."));
    co_return co_await calendar(services, *business);
}

/// Of one person, so that it ends with the seat.
std::string calendar_holder(const Call& call, const core::BusinessId& business) {
    std::string seat = seat_of(call, business);
    if (seat.empty())
        fail(problem(403, "scope_missing", "A calendar belongs to a person, who signs in."));
    return seat;
}

asio::awaitable<http::Response> get_calendar_link(const Services& services, Call call) {
    const core::BusinessId business = acting(call);
    const auto made = co_await services.team.calendar_made(business, calendar_holder(call, business));
    core::Value body;
    body["made_at"] = core::time_or_null(made);
    co_return json_response(200, body);
}

asio::awaitable<http::Response> make_calendar_link(const Services& services, Call call) {
    const core::BusinessId business = acting(call);
    take(wire::read_empty(call.request.body));
    const std::string token = app::draw_token(services.random);
    const core::Instant now = services.clock();
    co_await services.team.set_calendar(business, calendar_holder(call, business), app::secret_hash(token), now);
    core::Value body;
    body["url"] = services.settings.public_url + "/v1/calendars/" + token + ".ics";
    body["made_at"] = core::to_rfc3339(now);
    co_return json_response(201, body);
}

asio::awaitable<http::Response> drop_calendar_link(const Services& services, Call call) {
    const core::BusinessId business = acting(call);
    co_await services.team.drop_calendar(business, calendar_holder(call, business));
    co_return http::Response(204);
}

} // namespace

void add_task_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("GET", "/v1/businesses/me/tasks", list_tasks);
    add("POST", "/v1/businesses/me/tasks/{}/seen", task_seen);
    add("GET", "/v1/businesses/me/calendar.ics", own_calendar);
    add("GET", "/v1/businesses/me/calendar-link", get_calendar_link);
    add("POST", "/v1/businesses/me/calendar-link", make_calendar_link);
    add("DELETE", "/v1/businesses/me/calendar-link", drop_calendar_link);
    add("GET", "/v1/calendars/{}", calendar_by_link);
}

} // namespace parley::roles
