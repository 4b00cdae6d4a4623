// What the people of a business tell each other about a request: notes, and whose lead it is. Only they ever see it.

#include "app/tasks.hpp"
#include "core/view_values.hpp"
#include "roles/gateway/held.hpp"
#include "roles/gateway/once.hpp"
#include "roles/gateway/query.hpp"
#include "wire/team_requests.hpp"

#include <algorithm>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr int leads_max = 200;

/// A request that the business was asked for; to it every other one is unknown.
struct Lead {
    core::BusinessId business;
    core::IntentId intent;
    app::LeadStage stage = app::LeadStage::fresh;
    bool erased = false;
};

asio::awaitable<Lead> lead_in(const Services& services, const Call& call) {
    const core::BusinessId business = acting(call);
    const core::IntentId intent = intent_in(call);
    const auto state = co_await services.market.state(intent);
    const core::Bidder* bidder = state && state->confirmed_at ? state->bidder_of(business) : nullptr;
    if (bidder == nullptr)
        fail(wire::problem_of({core::RefusalCode::intent_unknown, {}}));
    co_return Lead{business, intent, app::lead_stage(*state, *bidder), state->deal->erased};
}

/// Who writes has a name; a program has none.
std::string writer_of(const Call& call, const core::BusinessId& business) {
    std::string seat = seat_of(call, business);
    if (seat.empty())
        fail(problem(403, "scope_missing", "Notes and hand-overs are made by people, who sign in."));
    return seat;
}

core::Value step_value(const std::vector<Member>& members, const app::LeadStep& step) {
    core::Value item;
    item["n"] = step.n;
    item["from"] = member_value(members, step.from);
    item["to"] = member_value(members, step.to);
    item["stage"] = step.stage;
    item["at"] = core::to_rfc3339(step.at);
    return item;
}

core::Value note_value(const std::vector<Member>& members, const app::TeamNote& note) {
    core::Value item;
    item["id"] = note.id;
    item["by"] = member_value(members, note.seat);
    item["text"] = note.text;
    item["at"] = core::to_rfc3339(note.at);
    item["mentions"] = core::Value::Array{};
    for (const std::string& seat : note.mentions)
        item["mentions"].push_back(member_value(members, seat));
    return item;
}

asio::awaitable<http::Response> get_team_file(const Services& services, Call call) {
    const Lead lead = co_await lead_in(services, call);
    auto members = co_await members_of(services, lead.business);
    core::Value body = co_await team_file_value(services, std::move(members), lead.business, lead.intent);
    body["stage"] = core::name_of(lead.stage);
    co_return json_response(200, body);
}

asio::awaitable<http::Response> add_note(const Services& services, Call call) {
    const wire::NoteRequest wanted = take(wire::read_team_note(call.request.body));
    const Lead lead = co_await lead_in(services, call);
    const std::string writer = writer_of(call, lead.business);
    // Notes went with the request, and no later erasure would take what came after it.
    if (lead.erased)
        fail(wire::problem_of({core::RefusalCode::intent_unknown, {}}));
    const auto members = co_await members_of(services, lead.business);
    for (const std::string& seat : wanted.mentions)
        if (find_member(members, seat) == nullptr)
            fail(problem(404, "seat_unknown", "Somebody whom the note names is nobody in this team."));
    auto make = [&](std::string id) -> asio::awaitable<http::Response> {
        app::TeamNote note{id, lead.intent, lead.business, writer, wanted.text, services.clock(), wanted.mentions};
        co_await services.team.add_note(std::move(note));
        core::Value body;
        body["id"] = std::move(id);
        co_return json_response(201, body);
    };
    co_return co_await once(services, call, "notes/" + core::to_text(lead.business), make);
}

// --- whose lead it is ------------------------------------------------------------------------------------------

/// The signed statement of one hand-over. The same step gives the same one, on every node.
core::Value signed_step(const Services& services, const app::LeadStep& step) {
    return services.notary.hand_over({step.intent, step.business, step.n, step.from, step.to, step.stage, step.at});
}

asio::awaitable<http::Response> hand_over(const Services& services, Call call) {
    const std::string to = take(wire::read_lead_step(call.request.body));
    const Lead lead = co_await lead_in(services, call);
    const std::string from = writer_of(call, lead.business);
    const auto members = co_await members_of(services, lead.business);
    const Member* next = find_member(members, to);
    if (next == nullptr || !next->has_joined)
        fail(problem(404, "seat_unknown", "That is nobody who has joined this team."));
    auto make = [&](std::string) -> asio::awaitable<http::Response> {
        app::LeadStep step{lead.intent,     lead.business, 0, from, to, std::string(core::name_of(lead.stage)),
                           services.clock()};
        co_return json_response(201, signed_step(services, co_await services.team.hand_over(std::move(step))));
    };
    co_return co_await once(services, call, "hand-overs/" + core::to_text(lead.business), make);
}

asio::awaitable<http::Response> get_hand_over(const Services& services, Call call) {
    const Lead lead = co_await lead_in(services, call);
    const std::string& text = call.segments.at(1);
    const auto n = number_in(text);
    const auto history = co_await services.team.history(lead.business, lead.intent);
    const auto step = std::ranges::find(history, n, &app::LeadStep::n);
    if (step == history.end())
        fail(problem(404, "hand_over_unknown", "This lead was not handed over so often."));
    http::Response response = json_response(200, signed_step(services, *step));
    response.set("Content-Disposition", "attachment; filename=\"hand-over-" + text + ".json\"");
    co_return response;
}

/// Owner and stage of all that the business is at work on, so that the desk can show and filter them.
asio::awaitable<http::Response> list_leads(const Services& services, Call call) {
    const core::BusinessId business = acting(call);
    const auto intents = co_await services.team.at_work(business, leads_max);
    const auto members = co_await members_of(services, business);
    const auto owners = co_await services.team.owners(business, intents);
    core::Value data = core::Value::Array{};
    for (const core::IntentId& intent : intents) {
        const auto state = co_await services.market.state(intent);
        const core::Bidder* bidder = state ? state->bidder_of(business) : nullptr;
        if (bidder == nullptr)
            continue;
        const auto owner = owners.find(intent);
        core::Value item;
        item["intent_id"] = core::to_text(intent);
        item["stage"] = core::name_of(app::lead_stage(*state, *bidder));
        item["owner"] = owner == owners.end() ? core::Value{} : member_value(members, owner->second);
        data.push_back(std::move(item));
    }
    core::Value body;
    body["data"] = std::move(data);
    co_return json_response(200, body);
}

// --- whom the buyer deals with ---------------------------------------------------------------------------------

/// The seq of what the bidder, who has offered, said last: its offer, or its last message after that.
std::int64_t last_word_of(const core::State& state, const core::Bidder& bidder) {
    std::int64_t last = bidder.offer->seq;
    for (const core::Message& message : state.dialogue->thread(bidder.number).messages)
        if (message.by == core::Party::business)
            last = std::max(last, message.seq);
    return last;
}

/// For the buyer alone, who sees the offers at once too; of the others it is nobody's business.
asio::awaitable<http::Response> list_people(const Services& services, Call call) {
    const core::IntentId intent = intent_in(call);
    const auto picture = co_await services.market.look(intent, viewer_of(call.caller, call.acting_for()));
    if (!picture || picture->audience.kind != core::AudienceKind::buyer)
        fail(wire::problem_of({core::RefusalCode::intent_unknown, {}}));
    const core::State& state = *picture->state;
    std::vector<std::pair<std::string, std::int64_t>> words; // offer and last word of each bidder
    std::vector<std::int64_t> seqs;
    for (const core::Bidder& bidder : state.bidders)
        if (bidder.offer && !core::buyer_must_wait(state)) {
            words.emplace_back(core::to_text(bidder.offer->id), last_word_of(state, bidder));
            seqs.push_back(words.back().second);
        }
    core::Value body;
    body["data"] = core::Value::Array{};
    if (!seqs.empty()) {
        const auto names = co_await services.seats.speakers(intent, std::move(seqs));
        for (const auto& [offer, word] : words)
            if (const auto name = names.find(word); name != names.end()) {
                core::Value item;
                item["offer_id"] = offer;
                item["name"] = name->second;
                body["data"].push_back(std::move(item));
            }
    }
    co_return json_response(200, body);
}

} // namespace

asio::awaitable<core::Value> team_file_value(const Services& services, std::vector<Member> members,
                                             core::BusinessId business, core::IntentId intent) {
    core::Value body;
    body["owner"] = nullptr;
    for (const char* list : {"history", "notes", "acts"})
        body[list] = core::Value::Array{};
    for (const app::LeadStep& step : co_await services.team.history(business, intent)) {
        body["owner"] = member_value(members, step.to);
        body["history"].push_back(step_value(members, step));
    }
    for (const app::TeamNote& note : co_await services.team.notes(business, intent))
        body["notes"].push_back(note_value(members, note));
    for (const app::SeatAct& act : co_await services.seats.acts(business, intent)) {
        core::Value item;
        item["by"]["id"] = act.seat;
        item["by"]["name"] = core::text_or_null(act.name);
        item["what"] = act.what;
        item["at"] = core::to_rfc3339(act.at);
        body["acts"].push_back(std::move(item));
    }
    co_return body;
}

void add_team_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("GET", "/v1/intents/{}/team", get_team_file);
    add("POST", "/v1/intents/{}/notes", add_note);
    add("POST", "/v1/intents/{}/hand-overs", hand_over);
    add("GET", "/v1/intents/{}/hand-overs/{}", get_hand_over);
    add("GET", "/v1/businesses/me/leads", list_leads);
    add("GET", "/v1/intents/{}/people", list_people);
}

} // namespace parley::roles
