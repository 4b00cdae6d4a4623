#include "loadtest/world/town.hpp"

#include "loadtest/client/side_by_side.hpp"

#include <nlohmann/json.hpp>

#include <stdexcept>

namespace parley::load {

namespace {

using nlohmann::json;

constexpr std::size_t lanes = 16; // connections at a time while people come in

json place_body(Place place) {
    return {{"lat", place.lat}, {"lon", place.lon}};
}

json shop_body(std::size_t n) {
    return {{"name", "Table makers " + std::to_string(n)},
            {"email", "shop" + std::to_string(n) + "@example.org"},
            {"place", place_body({})},
            {"sectors", {"furniture/tables"}},
            {"radius_km", 40},
            {"conduct", "conduct-2026-11"},
            {"trader",
             {{"kind", "company"},
              {"address", "1 Mill Lane, Leeds"},
              {"phone", "+44 113 496 0000"},
              {"register", "Companies House"},
              {"register_no", "01234567"},
              {"certified", true}}}};
}

json request_body(std::size_t n, Place place) {
    return {{"title", "Solid oak dining table"},
            {"text", "Solid oak, for eight people, delivered"},
            {"sector", "furniture/tables"},
            {"place", place_body(place)},
            {"budget", {{"amount", budget}, {"currency", "GBP"}, {"visibility", "sealed"}}},
            {"start", "now"},
            {"email", "buyer" + std::to_string(n) + "@example.org"}};
}

// A token has 43 characters of base64url; this one can be told from whom it is for.
std::string token_of(const std::string& subject) {
    return subject + std::string(43 - subject.size(), 'A');
}

json expect(const Answer& answer, const Call& call) {
    if (!answer.is_ok())
        throw std::runtime_error(std::string(call.method) + " " + call.path + ": " + std::to_string(answer.status) +
                                 " " + answer.body);
    return json::parse(answer.body);
}

} // namespace

std::string long_round_rules() {
    return json{{"duration_s", 86'400},
                {"close", {{"mode", "hard"}}},
                {"step", {{"own_bp", 0}, {"own_min", 0}, {"lead_bp", 0}, {"lead_min", 0}}},
                {"max_drop_bp", 0},
                {"max_revisions", 0},
                {"self_outbid", true},
                {"allow_raise", true},
                {"invite", {{"count", 64}, {"min_reachable", 0}}},
                {"attention", {{"max_offers", 0}}}}
        .dump();
}

World::Environment without_limits() {
    return {{"PARLEY_RATE_LIMITS", "offers=1000000/1000000,intents=1000000/1000000,businesses=1000000/1000000,"
                                   "confirmations=1000000/1000000"}};
}

World::Environment unlimited() {
    World::Environment environment = without_limits();
    environment["PARLEY_RULES_PATCH"] = long_round_rules();
    return environment;
}

template <class Deed>
awaitable<void> Town::each(std::size_t count, Deed deed) {
    auto lane = [&](std::size_t first) -> awaitable<void> {
        HttpConnection line(context_, world_.port());
        for (std::size_t i = first; i < count; i += lanes)
            co_await deed(line, i);
    };
    std::vector<awaitable<void>> all;
    for (std::size_t first = 0; first < std::min(lanes, count); ++first)
        all.push_back(lane(first));
    co_await side_by_side(context_, std::move(all));
}

awaitable<std::vector<Draft>> Town::introduce(std::size_t count, const char* path, Body body) {
    std::vector<Draft> drafts(count);
    const std::size_t first = people_;
    people_ += count;
    co_await each(count, [&](HttpConnection& line, std::size_t i) -> awaitable<void> {
        const Call call{.method = "POST", .path = path, .body = body(first + i).dump()};
        const std::string id = expect(co_await line.call(call), call).at("id");
        drafts[i] = {id, token_of(id)};
    });
    // Beside each link that was mailed, one whose token we know.
    world_.sql("INSERT INTO link SELECT encode(sha256(convert_to(rpad(subject, 43, 'A'), 'UTF8')), 'hex'), '', 0, "
               "code_expires_at, purpose, subject, principal_id, made_at, expires_at, NULL FROM link "
               "WHERE used_at IS NULL AND purpose IN ('confirm_intent', 'confirm_business') ON CONFLICT DO NOTHING");
    co_return drafts;
}

Call Town::confirmation(const Draft& draft) {
    return {.method = "POST", .path = "/v1/confirmations", .body = json{{"token", draft.token}}.dump()};
}

Buyer Town::confirmed(const Draft& draft, const Answer& answer) {
    return {draft.id, expect(answer, confirmation(draft)).at("session")};
}

awaitable<std::vector<std::string>> Town::confirm(const std::vector<Draft>& drafts) {
    std::vector<std::string> sessions(drafts.size());
    co_await each(drafts.size(), [&](HttpConnection& line, std::size_t i) -> awaitable<void> {
        sessions[i] = confirmed(drafts[i], co_await line.call(confirmation(drafts[i]))).session;
    });
    co_return sessions;
}

// Pairs of an id and its session, as a shop or as a buyer.
template <class Person>
awaitable<std::vector<Person>> Town::bring_in(std::vector<Draft> drafts) {
    const auto sessions = co_await confirm(drafts);
    std::vector<Person> people;
    for (std::size_t i = 0; i < drafts.size(); ++i)
        people.push_back({std::move(drafts[i].id), sessions[i]});
    co_return people;
}

awaitable<std::vector<Shop>> Town::open_shops(std::size_t count) {
    co_return co_await bring_in<Shop>(co_await introduce(count, "/v1/businesses", shop_body));
}

awaitable<std::vector<Buyer>> Town::post_requests(std::size_t count) {
    co_return co_await bring_in<Buyer>(co_await draft_requests(count));
}

awaitable<std::vector<Draft>> Town::draft_requests(std::size_t count, Where where) {
    const std::size_t first = people_;
    co_return co_await introduce(count, "/v1/intents", [first, where](std::size_t number) {
        return request_body(number, where ? where(number - first) : Place{});
    });
}

} // namespace parley::load
