// A business leaves: nobody asks it any more and nothing is told to it, at once. What it promised stays, and with it
// who trades; its founder comes in to keep its word, and brings it back by registering again.

#include "app/leaving.hpp"
#include "core/view_values.hpp"
#include "roles/gateway/own_business.hpp"
#include "wire/requests.hpp"

namespace parley::roles {

namespace asio = boost::asio;

namespace {

/// Other nodes end theirs at their next look.
void end_lines(const Services& services, const std::vector<app::ApiKey>& keys, const std::vector<app::Seat>& seats) {
    for (const app::ApiKey& key : keys)
        services.key_watch.end(key.id);
    for (const app::Seat& seat : seats)
        services.seat_watch.end(seat.id);
}

/// Who trades is the buyer's to know as long as there is, or may yet be, a contract.
asio::awaitable<void> forget_words(const Services& services, core::BusinessId business, bool owes_its_name) {
    auto known = co_await services.businesses.find(business);
    if (!known || (known->story.empty() && (owes_its_name || known->trader.is_null())))
        co_return;
    known->story.clear();
    if (!owes_its_name)
        known->trader = {};
    co_await services.businesses.change(std::move(*known));
}

/// Each step leaves nothing to do where it was done before, so whoever is interrupted asks again.
asio::awaitable<http::Response> leave(const Services& services, Call call) {
    const core::Shop shop = (co_await own_business(services, call)).shop;
    const core::BusinessId business = shop.id;
    if (call.caller.is_key)
        fail(problem(403, "scope_missing", "A key cannot end the business that it is for."));
    take(wire::read_empty(call.request.body));
    // Whoever borrows a shop of the demonstration leaves it for the next.
    if (shop.simulated)
        fail(problem(409, "business_simulated", "A simulated business stays in the demonstration."));
    co_await services.businesses.leave(business, call.received_at());
    co_await services.matches.refresh();
    const auto keys = co_await services.api_keys.of(app::principal_of(business), services.clock());
    const auto seats = co_await services.seats.of_business(business);
    co_await services.profiles.forget(business);
    const app::BusinessForgotten gone = co_await services.rights.forget_business(business, services.clock());
    end_lines(services, keys, seats);
    // Last, when nothing of it acts any more that could offer again.
    const app::TakenBack taken =
        co_await app::take_back(services.market, services.listings, business, deed_of(call, business));
    co_await forget_words(services, business, gone.deals > 0 || taken.standing > 0);
    const auto left = co_await services.businesses.find(business);
    core::Value body;
    body["left_at"] = core::time_or_null(left ? left->left_at : std::nullopt);
    body["invitations_declined"] = taken.invitations;
    body["offers_withdrawn"] = taken.offers;
    body["offers_standing"] = taken.standing;
    body["auto_offers"] = gone.auto_offers;
    body["keys"] = gone.keys;
    body["webhooks"] = gone.webhooks;
    body["seats"] = gone.seats;
    body["readers"] = gone.readers;
    body["open_deals"] = gone.open_deals;
    co_return json_response(200, body);
}

} // namespace

void add_leave_routes(Router& router, const Services& services) {
    router.add("POST", "/v1/businesses/me/leave", [&services](Call call) { return leave(services, std::move(call)); });
}

} // namespace parley::roles
