// Intents over HTTP: posting, looking, offering, choosing. Each handler reads, asks the market once and writes.

#include "roles/gateway/router.hpp"

#include "app/consequences.hpp"
#include "app/secrets.hpp"
#include "app/told_arm.hpp"
#include "roles/gateway/acting.hpp"
#include "roles/gateway/campaigns.hpp"
#include "roles/gateway/draft_reader.hpp"
#include "roles/gateway/etag.hpp"
#include "roles/gateway/forecast_token.hpp"
#include "roles/gateway/offering.hpp"
#include "roles/gateway/once.hpp"
#include "roles/gateway/photos.hpp"
#include "roles/gateway/query.hpp"
#include "roles/gateway/referrals.hpp"
#include "runtime/error.hpp"
#include "wire/experiment_json.hpp"
#include "wire/log_json.hpp"
#include "wire/requests.hpp"
#include "wire/talk_requests.hpp"

#include <algorithm>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

std::optional<app::ShownForecast> forecast_shown(const Services& services, const wire::IntentRequest& wanted,
                                                 core::Instant now) {
    if (wanted.forecast.empty())
        return std::nullopt;
    auto shown = forecast_in(services.notary, wanted.forecast, now);
    if (!shown || shown->sector != wanted.sector)
        fail(wire::invalid_input({{"/forecast", "unknown_forecast", "is none that we gave for this sector today"}}));
    return shown;
}

constexpr int list_max = 100;
/// A request is told by the nearest place of this size: a hamlet would tell who asks.
constexpr std::int64_t town_population = 5'000;

core::NamedPlace placed(const Services& services, const wire::PlaceRequest& place) {
    core::NamedPlace found;
    if (place.point) {
        found.at = *place.point;
        const app::Place* near = services.places.nearest(found.at);
        found.name = place.name.empty() && near != nullptr ? near->name : place.name;
        return found;
    }
    const app::Place* named = services.places.find(place.name);
    if (named == nullptr)
        fail(wire::invalid_input({{"/place/name", "unknown_place", "is no place that we know; give lat and lon"}}));
    return {named->name, named->at};
}

core::IntentCreated intent_from(const Services& services, const wire::IntentRequest& wanted) {
    if (!services.rules.knows(wanted.sector))
        fail(wire::invalid_input({{"/sector", "unknown_sector", "is no sector that we know"}}));
    core::IntentCreated intent;
    intent.title = wanted.title;
    intent.text = wanted.text;
    intent.answers = wanted.answers;
    intent.sector = wanted.sector;
    intent.exact = placed(services, wanted.place);
    const app::Place* town = services.places.nearest(intent.exact.at, town_population);
    intent.coarse.name = town != nullptr ? town->name : intent.exact.name;
    if (wanted.budget) {
        intent.budget = wanted.budget->amount;
        intent.budget_sealed = wanted.budget->sealed;
        intent.currency = wanted.budget->currency;
    }
    intent.needed_by = wanted.needed_by;
    intent.start_now = wanted.start_now;
    intent.advice_first = wanted.advice_first;
    intent.experiments = wanted.experiments;
    return intent;
}

asio::awaitable<http::Response> post_intent(const Services& services, Call call) {
    const wire::IntentRequest wanted = take(wire::read_intent(call.request.body, call.received_at()));
    if (const auto act = services.suspensions.of_sector(wanted.sector))
        fail(suspended_problem(*act));
    if (const auto end = services.lab.ends.of(wanted.sector))
        fail(rounds_ended_problem(*end));
    auto make = [&](std::string id) -> asio::awaitable<http::Response> {
        app::NewIntent posted;
        posted.id = *core::parse_id<core::IntentId>(id);
        posted.intent = intent_from(services, wanted);
        posted.intent.photos = co_await used_photos(services, wanted.photos, std::nullopt, posted.id);
        posted.max_offers = wanted.max_offers;
        posted.email = wanted.email;
        posted.name = wanted.name;
        posted.asked_from = asked_from(call.request);
        posted.wishes = wanted.wishes;
        if (const auto shown = forecast_shown(services, wanted, call.received_at()))
            co_await services.hindsight.keep(posted.id, *shown);
        if (!co_await services.admission.post_intent(std::move(posted)))
            fail(problem(429, "too_many_mails", too_many_mails));
        co_await note_arrival(services, call, *core::parse_id<core::IntentId>(id), std::nullopt);
        co_await note_campaign(services, call, *core::parse_id<core::IntentId>(id));
        core::Value answer;
        answer["id"] = std::move(id);
        answer["state"] = "unconfirmed";
        co_return json_response(202, answer);
    };
    co_return co_await once(services, call, "intents/" + app::secret_hash(wanted.email), make);
}

asio::awaitable<http::Response> get_intent(const Services& services, Call call) {
    auto picture = co_await services.market.look(intent_in(call), viewer_of(call.caller, call.acting_for()));
    if (!picture)
        fail(wire::problem_of({core::RefusalCode::intent_unknown, {}}));
    co_return unless_known(call.request, json_response(200, picture->view));
}

/// Which arm the request is in, for those whom its round concerns; while it runs and ever after.
asio::awaitable<http::Response> get_experiment(const Services& services, Call call) {
    const auto picture = co_await services.market.look(intent_in(call), viewer_of(call.caller, call.acting_for()));
    if (!picture || picture->audience.kind == core::AudienceKind::everybody)
        fail(wire::problem_of({core::RefusalCode::intent_unknown, {}}));
    const std::string key = picture->state->intent.assignment.experiment;
    if (key.empty())
        fail(problem(404, "no_experiment", "This round runs under no published test."));
    const auto experiment = co_await services.lab.experiments.find(key);
    const auto told = app::told_arm(*picture->state, experiment ? &*experiment : nullptr);
    core::Value body;
    body["key"] = told->key;
    body["title"] = told->title;
    body["arm"] = told->arm;
    body["arm_title"] = told->arm_title;
    body["changes"] = wire::rule_changes_value(told->changes);
    co_return json_response(200, body);
}

/// The public log, by which anybody can check what happened (proto/rounds.md).
asio::awaitable<http::Response> get_log(const Services& services, Call call) {
    const core::IntentId intent = intent_in(call);
    auto log = co_await services.market.public_log(intent);
    if (!log)
        fail(wire::problem_of({core::RefusalCode::intent_unknown, {}}));
    const core::Value plan = log->events.front().body.at("plan");
    const wire::ExportedLog exported{intent, plan, std::move(*log)};
    http::Response response = json_response(200, wire::log_value(exported));
    response.set("Content-Disposition", "inline; filename=\"parley-" + core::to_text(intent) + ".json\"");
    co_return unless_known(call.request, std::move(response));
}

core::Value listed(const app::ListedIntent& intent) {
    core::Value item = intent.summary;
    item["id"] = core::to_text(intent.id);
    item["state"] = intent.state;
    item["created_at"] = core::to_rfc3339(intent.created_at);
    return item;
}

/// A cursor is the place of the last item in the order of the list: its time and its id.
std::string cursor_after(const app::ListedIntent& last) {
    return std::to_string(last.created_at.us) + '.' + core::to_text(last.id);
}

void go_on_after(std::string_view cursor, app::ListQuery& query) {
    const std::size_t dot = std::min(cursor.find('.'), cursor.size());
    const auto id = core::parse_id<core::IntentId>(cursor.substr(std::min(dot + 1, cursor.size())));
    const auto at = number_in(cursor.substr(0, dot));
    if (!id || at.value_or(0) <= 0)
        fail(bad_cursor());
    query.created_before = core::Instant{*at};
    query.id_before = *id;
}

asio::awaitable<http::Response> list_intents(const Services& services, Call call) {
    app::ListQuery query;
    Query asked(call.request);
    query.sector = asked.text("sector", 1, 80).value_or("");
    if (!query.sector.empty() && sector_named(services.sectors, query.sector) == nullptr)
        asked.fail("sector", "unknown_sector", "is no sector that we know");
    query.limit = static_cast<int>(asked.integer("limit", 1, list_max).value_or(20));
    query.states = {"open", "deciding"};
    query.near = asked.point("near");
    query.radius_km = static_cast<std::int32_t>(asked.integer("radius_km", 1, 1'000).value_or(50));
    const auto cursor = asked.text("cursor", 1, 80);
    asked.done();
    if (cursor)
        go_on_after(*cursor, query);
    const int limit = query.limit;
    const auto intents = co_await services.listings.public_intents(std::move(query));
    core::Value data = core::Value::Array{};
    for (const auto& intent : intents)
        data.push_back(listed(intent));
    core::Value answer;
    answer["data"] = std::move(data);
    answer["next_cursor"] =
        intents.size() == static_cast<std::size_t>(limit) ? core::Value(cursor_after(intents.back())) : core::Value{};
    co_return unless_known(call.request, json_response(200, answer));
}

// --- offers ----------------------------------------------------------------------------------------------------

core::Refusal waits_in_queue(const core::State& state, const core::BusinessId& business) {
    const auto place = std::ranges::find_if(state.queue, [&](const auto& one) { return one.business.id == business; });
    core::Refusal refusal{core::RefusalCode::no_slot_free, {}};
    refusal.details["ahead"] = static_cast<std::int64_t>(place - state.queue.begin());
    return refusal;
}

asio::awaitable<app::Answer> submit_as_business(const Services& services, core::IntentId intent,
                                                core::Envelope envelope, bool tied, std::string seat) {
    app::Answer answer = co_await services.market.submit(intent, envelope, seat);
    if (answer || answer.error().code != core::RefusalCode::not_invited)
        co_return answer;
    // It found a public intent by itself: if it matches it joins, or waits for the next free place. It may have
    // confirmed or widened its radius through another node a moment ago.
    co_await services.matches.refresh();
    const auto state = co_await services.market.state(intent);
    if (!state)
        co_return answer;
    auto wanted = co_await services.outreach.joining(envelope.sender.business, state);
    if (!wanted)
        co_return answer;
    wanted->tied_to_buyer = wanted->tied_to_buyer || (tied && !wanted->self.business.simulated);
    core::Envelope join;
    join.command = std::move(*wanted);
    join.sender = envelope.sender;
    join.received_at = envelope.received_at;
    const app::Answer joined = co_await services.market.submit(intent, std::move(join));
    if (!joined)
        co_return joined;
    const core::Bidder* bidder = joined->state->bidder_of(envelope.sender.business);
    if (bidder == nullptr)
        co_return waits_in_queue(*joined->state, envelope.sender.business);
    std::vector<app::Businesses::InvitationNote> notes{
        {bidder->business.id, intent, bidder->number, bidder->invited_at}};
    co_await noted(services.businesses.note_invitations(std::move(notes)));
    co_return co_await services.market.submit(intent, std::move(envelope), std::move(seat));
}

core::Command command_of(wire::OfferRequest& wanted, const Services& services, bool tied_to_buyer) {
    const auto id = app::draw_id<core::OfferId>(services.random);
    if (wanted.accept)
        return core::Accept{
            wanted.price, std::move(wanted.attributes), std::move(wanted.message), std::move(wanted.details), id,
            tied_to_buyer};
    core::PlaceOffer offer;
    offer.price = wanted.price;
    offer.attributes = std::move(wanted.attributes);
    offer.message = std::move(wanted.message);
    offer.details = std::move(wanted.details);
    offer.confirm = wanted.confirm;
    offer.new_id = id;
    offer.tied_to_buyer = tied_to_buyer;
    return offer;
}

/// A first offer of a limited business is counted before it is decided, and no more when it was refused.
asio::awaitable<app::Answer> submit_first_offer(const Services& services, core::IntentId intent,
                                                core::Envelope envelope, bool tied, std::string seat) {
    const core::BusinessId business = envelope.sender.business;
    const app::OfferTurn turn = co_await services.conduct.take_offer(business, intent);
    if (turn.refused)
        fail(throttled_problem(*turn.refused));
    app::Answer done = co_await submit_as_business(services, intent, std::move(envelope), tied, std::move(seat));
    // Another try that was refused meanwhile may have given back what both stood on.
    if (done && turn.counted)
        co_await services.conduct.take_offer(business, intent);
    if (done || !turn.counted)
        co_return done;
    // The same offer may have been sent twice at once, and the other one taken.
    const auto state = co_await services.market.state(intent);
    const core::Bidder* bidder = state ? state->bidder_of(business) : nullptr;
    if (bidder == nullptr || !bidder->offer)
        co_await services.conduct.give_offer_back(business, intent);
    co_return done;
}

} // namespace

asio::awaitable<http::Response> offer_of(const Services& services, Call call, core::BusinessId business,
                                         core::IntentId intent, wire::OfferRequest wanted) {
    idempotency_key(call, true);
    co_await require_trader(services, business);
    co_await require_conduct(services, business);
    const auto known = co_await services.market.state(intent);
    const bool tied = known && call.caller.holds(known->intent.consumer);
    // A simulated business has nobody behind it: in a demo anybody may sit at its desk.
    const core::Bidder* already = known ? known->bidder_of(business) : nullptr;
    const bool real = already == nullptr || !already->business.simulated;
    app::ReceiptFacts facts;
    facts.intent = intent;
    facts.price = wanted.price;
    facts.attributes = wanted.attributes;
    facts.message = wanted.message;
    facts.details = wanted.details;
    wanted.details.photos = co_await used_photos(services, std::move(wanted.photos), business, intent);
    core::Envelope envelope = business_envelope(call, business, command_of(wanted, services, tied && real));
    const bool first = already == nullptr || !already->offer;
    std::string seat = deed_of(call, business);
    app::Answer done =
        co_await (first ? submit_first_offer(services, intent, std::move(envelope), tied, std::move(seat))
                        : submit_as_business(services, intent, std::move(envelope), tied, std::move(seat)));
    if (!done)
        fail(wire::problem_of(done.error()));
    // A later revision is no new answer; a repeat of the first offer is told as the first, so the note is never lost.
    if (done->first_offer) {
        co_await noted(services.businesses.note_answer(business, intent));
        co_await note_arrival(services, call, intent, business);
    }
    const core::Bidder* bidder = done->state->bidder_of(business);
    core::Value answer;
    answer["offer_id"] = core::to_text(bidder->offer->id);
    answer["seq"] = done->caller_seq;
    answer["at"] = core::to_rfc3339(done->at);
    answer["rank"] = core::rank_told(*done->state, bidder->number);
    facts.offer = bidder->offer->id;
    facts.received_at = done->received_at;
    answer["receipt"] = services.notary.receipt(facts);
    co_return json_response(done->first_offer ? 201 : 200, answer);
}

namespace {

asio::awaitable<http::Response> place_offer(const Services& services, Call call) {
    const core::BusinessId business = acting_with(call, "offers");
    idempotency_key(call, true);
    const core::IntentId intent = intent_in(call);
    wire::OfferRequest wanted = take(wire::read_offer(call.request.body));
    co_return co_await offer_of(services, std::move(call), business, intent, std::move(wanted));
}

/// {"state","seq"}; who finds the question by itself joins, as with an offer.
asio::awaitable<http::Response> advise(const Services& services, Call call, std::string words) {
    const core::BusinessId business = acting_with(call, "offers");
    const core::IntentId intent = intent_in(call);
    const auto known = co_await services.market.state(intent);
    const bool tied = known && call.caller.holds(known->intent.consumer);
    core::Envelope envelope = business_envelope(call, business, core::GiveAdvice{std::move(words)});
    const app::Answer done =
        co_await submit_as_business(services, intent, std::move(envelope), tied, deed_of(call, business));
    if (!done)
        fail(wire::problem_of(done.error()));
    co_await noted(services.businesses.note_answer(business, intent));
    co_return json_response(200, state_answer(*done));
}

asio::awaitable<http::Response> give_advice(const Services& services, Call call) {
    const std::string words = take(wire::read_words(call.request.body));
    Addressed sent = addressed(call, words);
    Deed deed = [&services, &call, &words] { return advise(services, std::move(call), words); };
    co_return co_await to_one_buyer(services, std::move(sent), std::move(deed));
}

asio::awaitable<http::Response> withdraw_offer(const Services& services, Call call) {
    const auto offer = core::parse_id<core::OfferId>(call.segments.at(1));
    if (!offer)
        fail(wire::problem_of({core::RefusalCode::offer_unknown, {}}));
    co_return co_await as_business(services, std::move(call), core::WithdrawOffer{*offer});
}

asio::awaitable<http::Response> confirm_award(const Services& services, Call call) {
    take(wire::read_empty(call.request.body));
    co_return co_await as_business(services, std::move(call), core::ConfirmAward{});
}

asio::awaitable<http::Response> decline_invitation(const Services& services, Call call) {
    static const std::vector<std::string> reasons{"too_busy", "too_far", "not_our_thing", "budget_too_low", "other"};
    const std::string reason = take(wire::read_reason(call.request.body, reasons));
    const core::BusinessId business = acting_though_suspended(call, "offers");
    const core::IntentId intent = intent_in(call);
    http::Response response = co_await as_business(services, std::move(call), core::DeclineInvitation{reason});
    co_await noted(services.businesses.note_answer(business, intent));
    co_return response;
}

asio::awaitable<http::Response> explain_low_offer(const Services& services, Call call) {
    std::string words = take(wire::read_explanation(call.request.body));
    co_return co_await as_business(services, std::move(call), core::ExplainLowOffer{std::move(words)});
}

// --- the buyer -------------------------------------------------------------------------------------------------

asio::awaitable<http::Response> award(const Services& services, Call call) {
    const wire::AwardRequest wanted = take(wire::read_award(call.request.body));
    co_return co_await as_buyer(services, std::move(call), core::Award{wanted.offer_id, wanted.reason});
}

asio::awaitable<http::Response> ask_for_offers(const Services& services, Call call) {
    take(wire::read_empty(call.request.body));
    const auto state = co_await services.market.state(intent_in(call));
    core::AskForOffers wanted;
    if (state && co_await is_buyer_here(services, call)) {
        const app::Opening opening = co_await services.admission.opening(state->intent, call.received_at());
        wanted = {opening.at, opening.reachable};
    }
    co_return co_await as_buyer(services, std::move(call), wanted);
}

asio::awaitable<http::Response> close_early(const Services& services, Call call) {
    take(wire::read_empty(call.request.body));
    co_return co_await as_buyer(services, std::move(call), core::CloseEarly{});
}

asio::awaitable<http::Response> extend(const Services& services, Call call) {
    const wire::ExtensionRequest wanted = take(wire::read_extension(call.request.body));
    co_return co_await as_buyer(services, std::move(call), core::ExtendOnce{wanted.widen_km});
}

asio::awaitable<http::Response> decline_all(const Services& services, Call call) {
    const std::string reason = take(wire::read_reason(call.request.body));
    co_return co_await as_buyer(services, std::move(call), core::DeclineAll{reason});
}

asio::awaitable<http::Response> cancel(const Services& services, Call call) {
    const std::string reason = take(wire::read_reason(call.request.body));
    co_return co_await as_buyer(services, std::move(call), core::Cancel{reason});
}

} // namespace

void add_intent_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("POST", "/v1/intents", post_intent);
    add("GET", "/v1/intents", list_intents);
    add("GET", "/v1/intents/{}", get_intent);
    add("GET", "/v1/intents/{}/log", get_log);
    add("GET", "/v1/intents/{}/experiment", get_experiment);
    add("POST", "/v1/intents/{}/offers", place_offer);
    add("DELETE", "/v1/intents/{}/offers/{}", withdraw_offer);
    add("POST", "/v1/intents/{}/advice", give_advice);
    add("POST", "/v1/intents/{}/ask-for-offers", ask_for_offers);
    add("POST", "/v1/intents/{}/award", award);
    add("POST", "/v1/intents/{}/confirm-award", confirm_award);
    add("POST", "/v1/intents/{}/close", close_early);
    add("POST", "/v1/intents/{}/extend", extend);
    add("POST", "/v1/intents/{}/decline-all", decline_all);
    add("POST", "/v1/intents/{}/cancel", cancel);
    add("POST", "/v1/invitations/{}/decline", decline_invitation);
    add("POST", "/v1/intents/{}/explanation", explain_low_offer);
}

} // namespace parley::roles
