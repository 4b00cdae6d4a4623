#include "roles/demo.hpp"

#include "runtime/deadline.hpp"
#include "runtime/log.hpp"
#include "wire/value_json.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr std::size_t rounds_at_once = 4;
constexpr core::Micros look_every = core::seconds(5);

core::Value requests_in(const Settings& settings) {
    std::ifstream file(std::filesystem::path(settings.share_dir) / "sql" / "seed" / "demo_town.json");
    std::stringstream text;
    text << file.rdbuf();
    const auto town = wire::parse_value(text.str());
    return town ? town->at("buyers") : core::Value{};
}

std::string text_of(const core::Value& value, const char* name) {
    const auto* text = value.at(name).as_string();
    return text != nullptr ? *text : std::string();
}

std::int64_t number_of(const core::Value& value, const char* name) {
    const auto* number = value.at(name).as_integer();
    return number != nullptr ? *number : 0;
}

void log_failure(std::exception_ptr error) {
    if (!error)
        return;
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& failure) {
        runtime::log_warning("demo_failed", {{"reason", failure.what()}});
    }
}

} // namespace

Demo::Demo(const Services& services, runtime::Reactors::Executor executor)
    : services_(services), executor_(executor), requests_(requests_in(services.settings)) {}

core::Micros Demo::drawn_between(core::Micros low, core::Micros high) const {
    const auto bytes = services_.random();
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 8; ++i)
        number = number << 8 | bytes[i];
    return low + static_cast<core::Micros>(number % static_cast<std::uint64_t>(high - low + 1));
}

asio::awaitable<void> Demo::run() {
    const auto* list = requests_.as_array();
    if (list == nullptr || list->empty())
        co_return;
    next_ = static_cast<std::size_t>(drawn_between(0, static_cast<core::Micros>(list->size()) - 1));
    for (;;) {
        try {
            app::ListQuery query;
            query.states = {"open"};
            query.limit = static_cast<int>(rounds_at_once);
            const auto open = co_await services_.listings.public_intents(std::move(query));
            if (services_.market.is_taking() && open.size() < rounds_at_once) {
                co_await post_one();
                continue;
            }
        } catch (const std::exception& error) {
            runtime::log_warning("demo_failed", {{"reason", error.what()}});
        }
        co_await runtime::sleep_for(std::chrono::microseconds(look_every));
    }
}

asio::awaitable<void> Demo::post_one() {
    const auto& list = *requests_.as_array();
    const core::Value& request = list[next_++ % list.size()];
    app::NewIntent wanted;
    core::IntentCreated& intent = wanted.intent;
    intent.title = text_of(request, "title");
    intent.text = text_of(request, "text");
    intent.sector = text_of(request, "sector");
    intent.exact.name = text_of(request, "place_name");
    intent.exact.at = {static_cast<std::int32_t>(number_of(request, "lat_e6")),
                       static_cast<std::int32_t>(number_of(request, "lon_e6"))};
    intent.coarse.name = intent.exact.name;
    intent.budget = number_of(request, "budget_minor");
    intent.start_now = true;
    wanted.email = "simulated@parley.invalid";
    wanted.name = "Simulated buyer";
    co_await services_.admission.post_simulated(std::move(wanted));
    // Rounds that all begin at once would all end at once.
    co_await runtime::sleep_for(std::chrono::microseconds(drawn_between(core::seconds(2), core::seconds(20))));
}

void Demo::committed(const app::Committed& run) {
    for (const app::StoredEvent& event : run.events) {
        if (event.type == core::Awarded::type)
            asio::co_spawn(executor_, after_award(run.intent), log_failure);
        if (event.type == core::RoundClosed::type)
            asio::co_spawn(executor_, after_close(run.intent), log_failure);
    }
}

asio::awaitable<void> Demo::after_award(core::IntentId intent) {
    co_await runtime::sleep_for(std::chrono::microseconds(drawn_between(core::seconds(2), core::seconds(6))));
    const auto state = co_await services_.market.state(intent);
    if (!state || state->lifecycle != core::Lifecycle::awarded)
        co_return;
    const core::Bidder& winner = *state->bidder(state->award->bidder);
    // A visitor who plays a shop makes its own offers and confirms for itself.
    if (!winner.business.simulated || !winner.offer->automatic)
        co_return;
    core::Envelope envelope;
    envelope.command = core::ConfirmAward{};
    envelope.sender = {core::SenderKind::business, winner.business.id};
    envelope.received_at = services_.clock();
    co_await services_.market.submit(intent, std::move(envelope));
}

asio::awaitable<void> Demo::after_close(core::IntentId intent) {
    const auto closed = co_await services_.market.state(intent);
    if (!closed || !closed->intent.simulated)
        co_return;
    co_await runtime::sleep_for(std::chrono::microseconds(drawn_between(core::seconds(5), core::seconds(30))));
    const auto state = co_await services_.market.state(intent);
    if (!state || state->lifecycle != core::Lifecycle::deciding || state->ranking.empty())
        co_return;
    core::Envelope envelope;
    envelope.command = core::Award{state->bidder(state->ranking.front())->offer->id, ""};
    envelope.sender.kind = core::SenderKind::buyer;
    envelope.received_at = services_.clock();
    co_await services_.market.submit(intent, std::move(envelope));
}

} // namespace parley::roles
