// What was said before, for those whom it concerns now: the same words in other offers of a business, its other prices
// for the same item, and whether a request was asked before.

#include "roles/gateway/router.hpp"

namespace parley::roles {

namespace asio = boost::asio;

namespace {

/// Whose offers a view shows with their words: all to the buyer, once they are open, and its own to a bidder.
std::vector<core::BidderNo> shown_offers(const core::State& state, const core::Value& view) {
    std::vector<core::BidderNo> bidders;
    const auto add = [&](const core::Value& offer) {
        const auto* text = offer.at("offer_id").as_string();
        const auto id = text != nullptr ? core::parse_id<core::OfferId>(*text) : std::nullopt;
        const core::Bidder* bidder = id ? state.bidder_with(*id) : nullptr;
        if (bidder != nullptr && offer.at("state") != core::Value("hidden"))
            bidders.push_back(bidder->number);
    };
    if (const auto* offers = view.at("offers").as_array())
        for (const core::Value& offer : *offers)
            add(offer);
    add(view.at("me").at("offer"));
    return bidders;
}

asio::awaitable<http::Response> get_copies(const Services& services, Call call) {
    const core::IntentId intent = intent_in(call);
    const auto picture = co_await services.market.look(intent, viewer_of(call.caller, call.acting_for()));
    if (!picture)
        fail(wire::problem_of({core::RefusalCode::intent_unknown, {}}));
    auto bidders = shown_offers(*picture->state, picture->view);
    const auto copied = co_await services.copies.among(intent, picture->state, std::move(bidders), call.received_at());
    core::Value body;
    body["days"] = app::copies_days;
    body["data"] = core::Value::Array{};
    for (const app::CopiedOffer& one : copied) {
        core::Value offer;
        offer["offer_id"] = core::to_text(one.offer);
        offer["copies"] = one.copies;
        body["data"].push_back(std::move(offer));
    }
    co_return json_response(200, body);
}

asio::awaitable<http::Response> get_own_prices(const Services& services, Call call) {
    const core::IntentId intent = intent_in(call);
    const auto picture = co_await services.market.look(intent, viewer_of(call.caller, call.acting_for()));
    if (!picture)
        fail(wire::problem_of({core::RefusalCode::intent_unknown, {}}));
    auto bidders = shown_offers(*picture->state, picture->view);
    const auto lower =
        co_await services.own_prices.among(intent, picture->state, std::move(bidders), call.received_at());
    core::Value body;
    body["days"] = app::own_prices_days;
    body["data"] = core::Value::Array{};
    for (const app::LowerOffer& one : lower) {
        core::Value offer;
        offer["offer_id"] = core::to_text(one.offer);
        offer["price"] = one.lower.price;
        offer["at"] = core::to_rfc3339(one.lower.at);
        body["data"].push_back(std::move(offer));
    }
    co_return json_response(200, body);
}

core::Value asked_before_value(const std::vector<app::AskedBefore>& asked) {
    core::Value list = core::Value::Array{};
    for (const app::AskedBefore& group : asked) {
        core::Value one;
        one["end"] = core::name_of(group.end);
        one["requests"] = group.requests;
        list.push_back(std::move(one));
    }
    return list;
}

core::Value record_value(const app::BuyerRecord& buyer) {
    core::Value value;
    value["requests"] = buyer.requests;
    value["with_offers"] = buyer.with_offers;
    value["chose"] = buyer.chose;
    return value;
}

asio::awaitable<http::Response> get_history(const Services& services, Call call) {
    const core::IntentId intent = intent_in(call);
    const auto picture = co_await services.market.look(intent, viewer_of(call.caller, call.acting_for()));
    if (!picture)
        fail(wire::problem_of({core::RefusalCode::intent_unknown, {}}));
    const app::RequestHistory history = co_await services.repeats.of(intent, picture->state);
    // What a buyer made of other requests helps those who are asked to work for this one, and is for nobody else.
    const bool concerned = picture->audience.kind != core::AudienceKind::everybody && !picture->state->deal->erased;
    core::Value body;
    body["days"] = app::repeat_days;
    body["asked_before"] = asked_before_value(history.asked_before);
    body["buyer"] = concerned ? record_value(history.buyer) : core::Value{};
    co_return json_response(200, body);
}

} // namespace

void add_earlier_routes(Router& router, const Services& services) {
    router.add("GET", "/v1/intents/{}/copies",
               [&services](Call call) { return get_copies(services, std::move(call)); });
    router.add("GET", "/v1/intents/{}/own-prices",
               [&services](Call call) { return get_own_prices(services, std::move(call)); });
    router.add("GET", "/v1/intents/{}/history",
               [&services](Call call) { return get_history(services, std::move(call)); });
}

} // namespace parley::roles
