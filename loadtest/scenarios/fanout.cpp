#include "loadtest/scenarios/fanout.hpp"

#include "loadtest/client/crowd.hpp"
#include "loadtest/measure/process_cost.hpp"
#include "loadtest/measure/since.hpp"
#include "loadtest/world/child.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <stdexcept>

namespace parley::load {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds patience{2};
constexpr std::size_t events_in_a_turn = 20;

// Counts arrivals and wakes whoever waits for a number of them.
class Arrivals {
public:
    explicit Arrivals(asio::io_context& context) : timer_(context) {}

    void expect(std::size_t count) {
        missing_ = count;
        timer_.expires_at(Clock::time_point::max());
    }
    void arrived() {
        if (missing_ > 0 && --missing_ == 0)
            timer_.cancel();
    }
    /// Those that did not come in time.
    awaitable<std::size_t> wait() {
        if (missing_ > 0) {
            timer_.expires_after(patience);
            co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
        }
        co_return std::exchange(missing_, 0);
    }

private:
    asio::steady_timer timer_;
    std::size_t missing_ = 0;
};

// Requests that offers are made on, one after another, round and round.
struct Rooms {
    OffersTown& town;
    std::size_t first, count; // among the town's requests
    std::size_t turn = 0;

    Call next_offer() {
        const std::int64_t price = town.next_price--;
        return {.method = "POST",
                .path = "/v1/intents/" + town.buyers[first + turn++ % count].intent + "/offers",
                .session = town.shops.front().session,
                .idempotency_key = "load-fanout-" + std::to_string(price),
                .body = "{\"price\":" + std::to_string(price) + "}"};
    }
};

} // namespace

awaitable<FanoutResult> make_fanout(asio::io_context& context, World& world, OffersTown& town, FanoutPlan plan) {
    if (plan.rooms == 0 || plan.sockets % plan.rooms != 0 || plan.slow % plan.rooms != 0)
        throw std::runtime_error("rooms of one size: " + std::to_string(plan.sockets) + " sockets of which " +
                                 std::to_string(plan.slow) + " are slow, in " + std::to_string(plan.rooms) + " rooms");
    if (town.buyers.size() < 2 * plan.rooms)
        throw std::runtime_error("too few requests for " + std::to_string(plan.rooms) +
                                 " rooms and as many quiet ones");
    FanoutResult result;
    HttpConnection line(context, world.port());
    Arrivals arrivals(context);
    auto ask = [&](const Call& call) -> awaitable<void> {
        if (const Answer answer = co_await line.call(call); !answer.is_ok())
            throw std::runtime_error("POST " + call.path + ": " + answer.body);
    };
    // The last ones: what is measured on the first leaves them with a longer history.
    Rooms heard{town, town.buyers.size() - plan.rooms, plan.rooms};
    Rooms quiet{town, town.buyers.size() - 2 * plan.rooms, plan.rooms};
    // The first offer of each room is another kind of work than those that revise it.
    for (std::size_t room = 0; room < plan.rooms; ++room) {
        co_await ask(heard.next_offer());
        co_await ask(quiet.next_offer());
    }

    Crowd crowd(context, world.port(), [&](std::size_t, std::string_view text) {
        if (text.find("\"offer_revised\"") == text.npos)
            return;
        result.frame_bytes = text.size() + (text.size() < 126 ? 2 : 4);
        ++result.deliveries;
        arrivals.arrived();
    });
    for (std::size_t i = 0; i < plan.sockets; ++i) {
        const Buyer& buyer = town.buyers[heard.first + i % plan.rooms];
        co_await crowd.join(buyer.session, {"{\"subscribe\":\"intent/" + buyer.intent + "\"}"});
        if (i < plan.slow)
            crowd.stall(i);
    }
    asio::steady_timer settled(context, std::chrono::seconds(1)); // until all subscriptions are answered
    co_await settled.async_wait(asio::use_awaitable);

    const std::size_t listeners = (plan.sockets - plan.slow) / plan.rooms;
    double quiet_us = 0, heard_us = 0;
    const auto cpu_us = [&] { return cpu_seconds(world.node_pid()) * 1e6; };
    // In turns, so that what else the node does meanwhile is in both.
    for (std::size_t event = 0; event < plan.events;) {
        const std::size_t until = std::min(plan.events, event + events_in_a_turn);
        const double before = cpu_us();
        for (std::size_t n = event; n < until; ++n)
            co_await ask(quiet.next_offer());
        const double between = cpu_us();
        for (; event < until; ++event) {
            const auto begin = Clock::now();
            arrivals.expect(listeners);
            co_await ask(heard.next_offer());
            result.missing += co_await arrivals.wait();
            result.last_us.add(micros_since(begin));
        }
        quiet_us += between - before;
        heard_us += cpu_us() - between;
    }
    result.control_us = quiet_us / static_cast<double>(plan.events);
    result.us_per_delivery = (heard_us - quiet_us) / static_cast<double>(std::max<std::uint64_t>(1, result.deliveries));
    co_return result;
}

awaitable<double> raw_send_us(asio::io_context& context, FanoutPlan plan, std::size_t frame_bytes) {
    const std::string self = std::filesystem::canonical("/proc/self/exe").string();
    Child loop(
        {self, "raw-fanout", std::to_string(plan.sockets), std::to_string(frame_bytes), std::to_string(plan.rooms)}, {},
        "");
    const auto port = static_cast<std::uint16_t>(std::stoi(loop.line()));
    Arrivals arrivals(context);
    Crowd crowd(context, port, [&](std::size_t, std::string_view) { arrivals.arrived(); });
    for (std::size_t i = 0; i < plan.sockets; ++i)
        co_await crowd.join_raw();
    if (loop.line() != "ready")
        throw std::runtime_error("the raw loop is not ready");
    for (std::size_t event = 0; event < plan.events; ++event) {
        arrivals.expect(plan.sockets / plan.rooms);
        loop.say("!");
        if (co_await arrivals.wait() > 0)
            throw std::runtime_error("the raw loop lost a message");
    }
    loop.say_no_more();
    const std::string told = loop.line();
    co_return nlohmann::json::parse(told).at("cpu_us_per_send").get<double>();
}

Report report_of(const FanoutResult& result, double raw_us) {
    return {{"deliveries", result.deliveries},
            {"missing", result.missing},
            {"frame_bytes", result.frame_bytes},
            {"node_us_per_event_unheard", result.control_us},
            {"node_us_per_delivery", result.us_per_delivery},
            {"raw_us_per_send", raw_us},
            {"over_raw", result.us_per_delivery / raw_us},
            {"last_socket_us", summary_of(result.last_us)}};
}

} // namespace parley::load
