// The people of a business over HTTP: who they are, inviting, changing and removing them.

#include "app/secrets.hpp"
#include "core/view_values.hpp"
#include "roles/gateway/held.hpp"
#include "roles/gateway/once.hpp"
#include "roles/gateway/own_business.hpp"
#include "wire/team_requests.hpp"

#include <algorithm>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr int seats_max = 30;

[[noreturn]] void unknown_seat() {
    fail(problem(404, "seat_unknown", "There is no such seat in this team."));
}

asio::awaitable<core::Value> seat_value(const Services& services, app::Seat seat, bool with_address) {
    core::Value item;
    item["id"] = seat.id;
    item["name"] = seat.name;
    item["role"] = core::name_of(seat.role);
    item["shown"] = seat.shown;
    item["founder"] = false;
    item["invited_at"] = core::to_rfc3339(seat.invited_at);
    item["joined_at"] = core::time_or_null(seat.joined_at);
    item["email"] = nullptr;
    if (with_address)
        if (const auto contact = co_await services.accounts.contact_of(seat.person))
            item["email"] = contact->email;
    co_return item;
}

asio::awaitable<http::Response> list_team(const Services& services, Call call) {
    const core::BusinessId business = acting(call);
    const bool manages = !call.caller.is_key && !seat_refusal(call.caller, business, app::Right::own);
    const app::Seat* mine = call.caller.seat_in(business);
    const std::string me = seat_of(call, business);
    core::Value body;
    body["data"] = co_await team_value(services, business, manages ? Addresses::all : Addresses::none);
    body["me"] = core::text_or_null(me);
    body["role"] = mine != nullptr ? core::name_of(mine->role) : "owner";
    co_return json_response(200, body);
}

asio::awaitable<http::Response> invite(const Services& services, Call call) {
    // It mails people who know nothing of us yet, which a suspended business may not.
    const core::BusinessId business = acting_with(call, "offers");
    if (call.caller.is_key)
        fail(problem(403, "scope_missing", "A key cannot invite people."));
    const wire::SeatRequest wanted = take(wire::read_seat(call.request.body));
    // A name that is shown stands beside offers, which name no contacts either.
    require_no_contacts(wanted.name);
    auto make = [&](std::string id) -> asio::awaitable<http::Response> {
        if (!co_await services.admission.may_be_mailed(wanted.email))
            fail(problem(429, "too_many_mails", too_many_mails));
        app::Seat seat{id, business, {}, wanted.role, wanted.name, wanted.shown, services.clock(), std::nullopt};
        const app::Invited invited =
            co_await services.admission.invite_to_team(std::move(seat), wanted.email, seats_max);
        if (invited == app::Invited::there_already)
            fail(problem(409, "seat_taken", "Whoever has this address is in the team, or is asked already."));
        if (invited == app::Invited::too_many)
            fail(problem(409, "team_full", "A team has at most 30 seats."));
        core::Value body;
        body["id"] = std::move(id);
        co_return json_response(202, body);
    };
    co_return co_await once(services, call, "seats/" + core::to_text(business), make);
}

/// A seat of the business that is not the caller's own: nobody takes the last rights from themselves.
asio::awaitable<app::Seat> other_seat(const Services& services, const Call& call, core::BusinessId business) {
    if (call.caller.is_key)
        fail(problem(403, "scope_missing", "A key cannot change the team."));
    if (call.segments.at(0) == seat_of(call, business) || call.segments.at(0) == core::to_text(business))
        fail(problem(409, "own_seat", "Nobody changes or removes their own seat, and the founder always stays."));
    auto seats = co_await services.seats.of_business(business);
    const auto seat = std::ranges::find(seats, call.segments.at(0), &app::Seat::id);
    if (seat == seats.end())
        unknown_seat();
    co_return std::move(*seat);
}

asio::awaitable<http::Response> change_seat(const Services& services, Call call) {
    const core::BusinessId business = acting(call);
    app::Seat seat = co_await other_seat(services, call, business);
    const wire::SeatRequest wanted =
        take(wire::read_seat_change(call.request.body, {seat.name, "", seat.role, seat.shown}));
    if (wanted.name != seat.name)
        require_no_contacts(wanted.name);
    seat.name = wanted.name;
    seat.role = wanted.role;
    seat.shown = wanted.shown;
    if (!co_await services.seats.change(seat))
        unknown_seat();
    co_return json_response(200, co_await seat_value(services, std::move(seat), true));
}

asio::awaitable<http::Response> remove_seat(const Services& services, Call call) {
    const core::BusinessId business = acting(call);
    const app::Seat seat = co_await other_seat(services, call, business);
    if (!co_await services.seats.remove(business, seat.id, services.clock()))
        unknown_seat();
    services.seat_watch.end(seat.id);
    co_return http::Response(204);
}

} // namespace

asio::awaitable<core::Value> team_value(const Services& services, core::BusinessId business, Addresses shown) {
    const auto known = co_await services.businesses.find(business);
    core::Value founder;
    founder["id"] = core::to_text(business);
    founder["name"] = known ? known->name : "";
    founder["role"] = "owner";
    founder["shown"] = false;
    founder["founder"] = true;
    for (const char* member : {"invited_at", "joined_at", "email"})
        founder[member] = nullptr;
    core::Value list = core::Value::Array{};
    list.push_back(std::move(founder));
    for (app::Seat& seat : co_await services.seats.of_business(business)) {
        const bool with_address = shown == Addresses::all || (shown == Addresses::joined && seat.joined_at);
        list.push_back(co_await seat_value(services, std::move(seat), with_address));
    }
    co_return list;
}

asio::awaitable<std::vector<Member>> members_of(const Services& services, core::BusinessId business) {
    const auto known = co_await services.businesses.find(business);
    std::vector<Member> members{{core::to_text(business), known ? known->name : "", app::SeatRole::owner, true, true}};
    for (const app::Seat& seat : co_await services.seats.of_business(business))
        members.push_back({seat.id, seat.name, seat.role, false, seat.joined_at.has_value()});
    co_return members;
}

const Member* find_member(const std::vector<Member>& members, const std::string& id) {
    const auto found = std::ranges::find(members, id, &Member::id);
    return found == members.end() ? nullptr : &*found;
}

core::Value member_value(const std::vector<Member>& members, const std::string& id) {
    const Member* member = find_member(members, id);
    core::Value value;
    value["id"] = id;
    value["name"] = member != nullptr && !member->name.empty() ? core::Value(member->name) : core::Value{};
    return value;
}

void add_seat_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("GET", "/v1/businesses/me/team", list_team);
    add("POST", "/v1/businesses/me/team", invite);
    add("PATCH", "/v1/businesses/me/team/{}", change_seat);
    add("DELETE", "/v1/businesses/me/team/{}", remove_seat);
}

} // namespace parley::roles
