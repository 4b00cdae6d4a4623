// What everybody may look up: sectors, places, what the pages need to know of this node, and what a sentence is read
// as.

#include "roles/gateway/router.hpp"

#include "roles/gateway/draft_reader.hpp"
#include "roles/gateway/fixed_answer.hpp"
#include "roles/gateway/query.hpp"
#include "wire/requests.hpp"
#include "wire/value_json.hpp"

#include <mutex>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr std::size_t places_max = 10;
constexpr std::size_t place_query_max = 80; // code points

core::Value or_null(std::string_view text) {
    return text.empty() ? core::Value{} : core::Value(text);
}

core::Value list_or_empty(const core::Value& value) {
    return value.as_array() != nullptr ? value : core::Value(core::Value::Array{});
}

core::Value sector_value(const Services& services, const app::Sector& sector) {
    const auto* why = sector.details.at("rules_why").as_string();
    core::Value value;
    value["slug"] = sector.slug;
    value["name"] = sector.name;
    value["parent"] = or_null(sector.parent);
    value["kind"] = sector.kind;
    value["questions"] = list_or_empty(sector.details.at("questions"));
    value["rules"] = services.rules.rules_document(sector.slug);
    value["rules_why"] = why != nullptr ? core::Value(*why) : core::Value{};
    value["typical_budget"] = sector.details.at("typical_budget_minor");
    const auto end = services.lab.ends.of(sector.slug);
    value["rounds"] = end ? "ended" : "open";
    value["finding"] = end ? core::Value(end->finding) : core::Value{};
    return value;
}

std::string sectors_document(const Services& services) {
    core::Value data = core::Value::Array{};
    for (const app::Sector& sector : services.sectors)
        data.push_back(sector_value(services, sector));
    core::Value body;
    body["data"] = std::move(data);
    return wire::to_json(body);
}

/// The sectors change only with the database that a node reads at its start, and with those whose rounds are ended: the
/// text is made once for each of these.
class SectorsAnswer {
public:
    explicit SectorsAnswer(const Services& services) : services_(services) {}

    http::Response answer(const http::Request& request) { return now()->answer(request); }

private:
    std::shared_ptr<const FixedAnswer> now() {
        const auto ends = services_.lab.ends.known();
        const std::lock_guard lock(mutex_);
        if (!answer_ || made_for_ != ends) {
            answer_ = std::make_shared<const FixedAnswer>("application/json", sectors_document(services_),
                                                          "public, max-age=60");
            made_for_ = ends;
        }
        return answer_;
    }

    const Services& services_;
    std::mutex mutex_;
    std::shared_ptr<const app::SectorEnds::BySector> made_for_;
    std::shared_ptr<const FixedAnswer> answer_;
};

asio::awaitable<http::Response> find_places(const Services& services, Call call) {
    Query asked(call.request);
    const auto text = asked.text("q", 1, place_query_max, true); // how the name of a place begins
    asked.done();
    core::Value data = core::Value::Array{};
    for (const app::Place* place : services.places.search(*text, places_max)) {
        core::Value item;
        item["name"] = place->name;
        item["country"] = place->country;
        item["admin1"] = or_null(place->admin1);
        item["lat_e6"] = place->at.lat_e6;
        item["lon_e6"] = place->at.lon_e6;
        data.push_back(std::move(item));
    }
    core::Value body;
    body["data"] = std::move(data);
    co_return json_response(200, body);
}

asio::awaitable<http::Response> get_config(const Services& services, Call call) {
    // As the mail pages themselves: there are none for whoever is not on this machine.
    const bool mails =
        !services.settings.mail_dir.empty() && services.settings.local_limits && call.request.is_loopback;
    core::Value body;
    body["demo"] = services.settings.demo;
    body["server_time"] = core::to_rfc3339(services.clock());
    body["example"] = "solid oak dining table, up to 600 GBP, Leeds, by Friday";
    body["mail_url"] = mails ? core::Value("/dev/mail") : core::Value{};
    co_return json_response(200, body);
}

// --- drafts ----------------------------------------------------------------------------------------------------

void put_given_place(const Services& services, const wire::PlaceRequest& wanted, core::request::Draft& draft) {
    const app::Place* place = wanted.point ? services.places.nearest(*wanted.point) : services.places.find(wanted.name);
    if (place == nullptr)
        fail(wire::invalid_input({{"/place/name", "unknown_place", "is no place that we know; give lat and lon"}}));
    const core::Point at = wanted.point ? *wanted.point : place->at;
    draft.place = given(core::request::PlaceFound{place->name, place->country, at, place->population});
}

/// What the caller says counts more than what its text seems to say.
void put_given(const Services& services, const wire::DraftRequest& wanted, core::request::Draft& draft) {
    if (wanted.sector) {
        const app::Sector* sector = sector_named(services.sectors, *wanted.sector);
        if (sector == nullptr)
            fail(wire::invalid_input({{"/sector", "unknown_sector", "is no sector that we know"}}));
        draft.sectors = {{sector->slug, sector->name, core::ppm_per_one, {}}};
    }
    if (wanted.place)
        put_given_place(services, *wanted.place, draft);
    if (wanted.budget) {
        draft.budget = given(core::Money{wanted.budget->amount, wanted.budget->currency});
        draft.budget_per_unit = false;
    }
}

/// How many businesses would be asked, or null while the sector or the place is not known.
asio::awaitable<core::Value> reach_value(const Services& services, core::request::Draft draft, std::string text) {
    if (draft.sectors.empty() || !draft.place)
        co_return core::Value{};
    core::IntentCreated intent;
    intent.title = draft.title;
    intent.text = std::move(text); // some shops want certain words in it
    intent.sector = draft.sectors.front().slug;
    intent.exact = {draft.place->value.name, draft.place->value.point};
    if (draft.budget && !draft.budget_per_unit) { // What one of many costs says nothing about the whole.
        intent.budget = draft.budget->value.amount;
        intent.currency = draft.budget->value.currency;
    }
    const app::Reach reach = co_await services.admission.reach(intent);
    core::Value value;
    value["shops"] = static_cast<std::int64_t>(reach.shops);
    value["open_now"] = static_cast<std::int64_t>(reach.open_now);
    // A round that can open at once has no time to wait for.
    value["opens_at"] =
        reach.opens_at > services.clock() ? core::Value(core::to_rfc3339(reach.opens_at)) : core::Value{};
    co_return value;
}

asio::awaitable<http::Response> make_draft(const Services& services, Call call) {
    const wire::DraftRequest wanted = take(wire::read_draft(call.request.body));
    core::request::Draft draft = services.drafts.read(wanted.text, call.received_at());
    put_given(services, wanted, draft);
    core::Value body = draft_value(draft, services.sectors, text_begins_at(call.request.body, wanted.text));
    body["reach"] = co_await reach_value(services, std::move(draft), wanted.text);
    co_return json_response(200, body);
}

} // namespace

void add_reference_routes(Router& router, const Services& services) {
    const auto sectors = std::make_shared<SectorsAnswer>(services);
    router.add("GET", "/v1/sectors",
               [sectors](Call call) -> asio::awaitable<http::Response> { co_return sectors->answer(call.request); });
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("POST", "/v1/drafts", make_draft);
    add("GET", "/v1/places", find_places);
    add("GET", "/v1/config", get_config);
}

} // namespace parley::roles
