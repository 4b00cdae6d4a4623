// What buyers wish existed, by sector, and what businesses of that sector say to it.

#include "roles/gateway/router.hpp"

#include "roles/gateway/acting.hpp"
#include "roles/gateway/draft_reader.hpp"
#include "roles/gateway/idea_cursor.hpp"
#include "roles/gateway/own_business.hpp"
#include "roles/gateway/query.hpp"
#include "wire/talk_requests.hpp"

#include <algorithm>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr int ideas_max = 100;

core::Value answer_value(const app::IdeaAnswer& answer) {
    core::Value value;
    value["business"]["id"] = core::to_text(answer.business);
    value["business"]["name"] = answer.name;
    value["text"] = answer.text;
    value["at"] = core::to_rfc3339(answer.at);
    return value;
}

/// Whose idea it was is nobody's to know; its intent is named, for that is what an answer is sent to.
core::Value idea_value(const app::SectorIdea& idea) {
    core::Value value;
    value["intent_id"] = core::to_text(idea.intent);
    value["idea"] = idea.number;
    value["sector"] = idea.sector;
    value["text"] = idea.text;
    value["at"] = core::to_rfc3339(idea.at);
    value["answers"] = core::Value::Array{};
    for (const app::IdeaAnswer& answer : idea.answers)
        value["answers"].push_back(answer_value(answer));
    return value;
}

asio::awaitable<http::Response> page_of(const Services& services, const Call& call, std::vector<std::string> sectors) {
    Query asked(call.request);
    const auto limit = static_cast<int>(asked.integer("limit", 1, ideas_max).value_or(20));
    const auto cursor = asked.text("cursor", 1, 80);
    asked.done();
    const auto after = cursor ? idea_place(*cursor) : std::nullopt;
    if (cursor && !after)
        fail(bad_cursor());
    const app::IdeaPage page = co_await services.ideas.of_sectors(std::move(sectors), limit, after);
    core::Value body;
    body["data"] = core::Value::Array{};
    for (const app::SectorIdea& idea : page.ideas)
        body["data"].push_back(idea_value(idea));
    body["next_cursor"] = page.older_from ? core::Value(idea_cursor(*page.older_from)) : core::Value{};
    co_return json_response(200, body);
}

asio::awaitable<http::Response> list_ideas(const Services& services, Call call) {
    std::string slug = call.segments.front();
    for (std::size_t i = 1; i < call.segments.size(); ++i)
        slug += '/' + call.segments[i];
    if (sector_named(services.sectors, slug) == nullptr)
        fail(problem(404, "not_found", "There is no such sector."));
    co_return co_await page_of(services, call, {std::move(slug)});
}

/// Of the sectors that the business sells in.
asio::awaitable<http::Response> list_own_ideas(const Services& services, Call call) {
    const auto self = co_await services.businesses.find(acting_though_suspended(call, "read"));
    if (!self)
        fail(wire::problem_of({core::RefusalCode::not_yours, {}}));
    co_return co_await page_of(services, call, self->shop.sectors);
}

[[noreturn]] void idea_unknown() {
    fail(problem(404, "idea_unknown", "There is no such idea."));
}

struct IdeaName {
    core::IntentId intent;
    std::int64_t number = 0;
};

/// Names of nothing get the answer that an idea which is not there gets.
IdeaName idea_in(const Call& call) {
    const auto intent = core::parse_id<core::IntentId>(call.segments.at(0));
    const auto number = number_in(call.segments.at(1));
    if (!intent || !number)
        idea_unknown();
    return {*intent, *number};
}

/// A business sells in a sector if that, or one above it, is among its own.
bool sells_in(const app::Business& business, std::string_view sector) {
    return std::ranges::any_of(business.shop.sectors, [&](const std::string& own) {
        return sector == own || (sector.starts_with(own) && sector[own.size()] == '/');
    });
}

asio::awaitable<http::Response> answer_idea(const Services& services, Call call) {
    const core::BusinessId business = acting_with(call, "offers");
    const auto [intent, number] = idea_in(call);
    std::string words = take(wire::read_words(call.request.body));
    require_no_contacts(words);
    const auto state = co_await services.market.state(intent);
    const auto self = co_await services.businesses.find(business);
    if (!state || !state->confirmed_at || state->deal->erased)
        idea_unknown();
    if (!self || !sells_in(*self, state->intent.sector))
        fail(wire::problem_of({core::RefusalCode::not_invited, {}}));
    const core::Instant at = call.received_at();
    if (!co_await services.ideas.answer(intent, number, business, words, at))
        idea_unknown();
    co_return json_response(200, answer_value({business, self->name, std::move(words), at}));
}

} // namespace

void add_idea_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("GET", "/v1/sectors/{}/ideas", list_ideas);
    add("GET", "/v1/sectors/{}/{}/ideas", list_ideas);
    add("GET", "/v1/businesses/me/ideas", list_own_ideas);
    add("POST", "/v1/intents/{}/ideas/{}/answer", answer_idea);
}

} // namespace parley::roles
