#include "loadtest/scenarios/mixed.hpp"

#include "loadtest/client/crowd.hpp"
#include "loadtest/client/lines.hpp"
#include "loadtest/client/side_by_side.hpp"
#include "loadtest/measure/since.hpp"
#include "runtime/deadline.hpp"

#include <array>
#include <chrono>
#include <cmath>
#include <numbers>
#include <optional>
#include <random>
#include <unordered_map>

namespace parley::load {

namespace {

using Clock = std::chrono::steady_clock;
using nlohmann::json;

constexpr std::size_t enough_offers = 3;   // after which a buyer chooses
constexpr std::chrono::seconds evening{3}; // for what the last buyers set going

/// How much of a day's buyers have come by the share `t` of it, both from 0 to 1: few at night, most at noon and in the
/// evening. The integral of 1 - 0.6 cos 2 pi t - 0.3 cos 4 pi t, which is nowhere below 0.1.
double arrived_by(double t) {
    constexpr double pi = std::numbers::pi;
    return t - 0.6 * std::sin(2 * pi * t) / (2 * pi) - 0.3 * std::sin(4 * pi * t) / (4 * pi);
}

double time_of_arrival(double share) {
    double from = 0, to = 1;
    for (int halved = 0; halved < 40; ++halved) {
        const double middle = (from + to) / 2;
        (arrived_by(middle) < share ? from : to) = middle;
    }
    return from;
}

struct Request {
    Clock::time_point due;
    std::string session;
    std::vector<std::string> ranking; // offers as the buyer was told, best first
    std::size_t offers = 0;
    bool chosen = false;
};

// One day, which ends when everybody has done what they had begun.
class Day {
public:
    Day(asio::io_context& context, World& world, const std::vector<Shop>& shops, MixedPlan plan)
        : context_(context), shops_(shops), plan_(plan), lines_(context, world.port()), random_(plan.seed),
          desks_(context, world.port(), [this](std::size_t shop, std::string_view text) { hear_shop(shop, text); }),
          buyers_(context, world.port(),
                  [this](std::size_t buyer, std::string_view text) { hear_buyer(buyer, text); }) {}

    awaitable<MixedResult> run(const std::vector<Draft>& drafts) {
        for (const Shop& shop : shops_)
            co_await desks_.join(shop.session, {"{\"subscribe\":\"desk\"}"});
        const auto begin = Clock::now();
        auto at_share = [&](double share) {
            const std::chrono::duration<double> after(time_of_arrival(share) * plan_.seconds);
            return begin + std::chrono::duration_cast<Clock::duration>(after);
        };
        std::vector<awaitable<void>> all;
        const auto buyers = static_cast<double>(drafts.size());
        for (std::size_t n = 0; n < drafts.size(); ++n)
            all.push_back(buy(drafts[n], at_share((static_cast<double>(n) + 0.5) / buyers)));
        const auto reads = static_cast<std::size_t>(plan_.reads_each * buyers);
        for (std::size_t n = 0; n < reads; ++n)
            all.push_back(read(n, at_share((static_cast<double>(n) + 0.5) / static_cast<double>(reads))));
        co_await side_by_side(context_, std::move(all));
        co_await runtime::sleep_for(evening);
        closed_ = true;
        while (under_way_ > 0)
            co_await runtime::sleep_for(std::chrono::milliseconds(50));
        if (failure_)
            std::rethrow_exception(failure_);
        co_return result_;
    }

private:
    /// Starts what somebody does, unless the day is over.
    void begin(awaitable<void> deed) {
        if (closed_)
            return;
        ++under_way_;
        asio::co_spawn(context_, std::move(deed), [this](std::exception_ptr thrown) {
            --under_way_;
            if (thrown)
                failure_ = thrown;
        });
    }

    /// Calls when it is due and counts what came of it; whether it was done.
    awaitable<std::optional<Answer>> call(Call call, Clock::time_point due, Histogram& told) {
        co_await runtime::sleep_until(runtime::Deadline::at(due));
        std::optional<Answer> answer;
        try {
            answer = co_await lines_.call(std::move(call));
        } catch (const boost::system::system_error&) {
            ++result_.failed;
            co_return std::nullopt;
        }
        told.add(micros_since(due));
        if (answer->is_ok())
            co_return answer;
        ++(answer->status >= 500 ? result_.failed : result_.refused);
        co_return std::nullopt;
    }

    awaitable<void> buy(const Draft& draft, Clock::time_point due) {
        requests_[draft.id].due = due;
        const auto answer = co_await call(Town::confirmation(draft), due, result_.confirm_us);
        if (!answer)
            co_return;
        ++result_.confirmed;
        const std::string session = Town::confirmed(draft, *answer).session;
        requests_[draft.id].session = session;
        listened_.push_back(draft.id); // in the order of the sockets
        co_await buyers_.join(session, {"{\"subscribe\":\"intent/" + draft.id + "\"}"});
    }

    awaitable<void> read(std::size_t n, Clock::time_point due) {
        static constexpr std::array pages{"/v1/intents", "/v1/sectors", "/", "/v1/heads"};
        if (co_await call({.path = pages[n % pages.size()]}, due, result_.read_us))
            ++result_.reads;
    }

    void hear_shop(std::size_t shop, std::string_view text) {
        const json push = json::parse(text, nullptr, false);
        const std::string type = push.value("type", "");
        if (type == "invited") {
            const std::string intent = push.at("data").at("intent_id");
            const auto found = requests_.find(intent);
            if (found == requests_.end())
                return;
            ++result_.invited;
            result_.desk_us.add(micros_since(found->second.due));
            begin(offer(shops_[shop], intent));
        } else if (type == "awarded") {
            begin(accept(shops_[shop], push.at("data").at("intent_id")));
        }
    }

    void hear_buyer(std::size_t buyer, std::string_view text) {
        const json push = json::parse(text, nullptr, false);
        const std::string type = push.value("type", "");
        if (type != "offer_placed" && type != "offer_revised")
            return;
        Request& request = requests_[listened_[buyer]];
        request.ranking = push.at("data").at("ranking").get<std::vector<std::string>>();
        request.offers += type == "offer_placed" ? 1 : 0;
        if (request.offers < enough_offers || request.chosen || request.ranking.empty())
            return;
        request.chosen = true;
        begin(choose(listened_[buyer], request));
    }

    /// People take a moment.
    Clock::time_point soon(int from_ms, int to_ms) {
        return Clock::now() + std::chrono::milliseconds(std::uniform_int_distribution<int>(from_ms, to_ms)(random_));
    }

    awaitable<void> offer(const Shop& shop, std::string intent) {
        const std::int64_t price = std::uniform_int_distribution<std::int64_t>(40'000, 60'000)(random_);
        Call placed{.method = "POST",
                    .path = "/v1/intents/" + intent + "/offers",
                    .session = shop.session,
                    .idempotency_key = key(),
                    .body = json{{"price", price}, {"attributes", {{"delivery_days", 14}}}}.dump()};
        if (!co_await call(placed, soon(200, 2'000), result_.offer_us))
            co_return;
        ++result_.offers;
        if (price % 2 == 0)
            co_return;
        placed.idempotency_key = key();
        placed.body = json{{"price", price * 95 / 100}, {"attributes", {{"delivery_days", 14}}}}.dump();
        if (co_await call(placed, soon(200, 1'000), result_.offer_us))
            ++result_.revisions;
    }

    std::string key() { return "load-mixed-" + std::to_string(plan_.seed) + "-" + std::to_string(++offers_made_); }

    awaitable<void> choose(std::string intent, const Request& request) {
        const auto due = soon(500, 1'500);
        co_await runtime::sleep_until(runtime::Deadline::at(due));
        const Call award{.method = "POST",
                         .path = "/v1/intents/" + intent + "/award",
                         .session = request.session,
                         .body = json{{"offer_id", request.ranking.front()}}.dump()};
        if (co_await call(award, due, result_.award_us))
            ++result_.awards;
    }

    awaitable<void> accept(const Shop& shop, std::string intent) {
        const Call yes{.method = "POST",
                       .path = "/v1/intents/" + intent + "/confirm-award",
                       .session = shop.session,
                       .body = "{}"};
        if (co_await call(yes, soon(200, 1'000), result_.award_us))
            ++result_.deals;
    }

    asio::io_context& context_;
    const std::vector<Shop>& shops_;
    MixedPlan plan_;
    Lines lines_;
    std::mt19937_64 random_;
    std::unordered_map<std::string, Request> requests_;
    std::vector<std::string> listened_;
    std::size_t offers_made_ = 0;
    std::size_t under_way_ = 0;
    bool closed_ = false;
    std::exception_ptr failure_;
    MixedResult result_;
    Crowd desks_, buyers_;
};

} // namespace

awaitable<MixedResult> live_a_day(asio::io_context& context, World& world, const std::vector<Shop>& shops,
                                  MixedPlan plan) {
    Town town(context, world);
    const std::vector<Draft> drafts = co_await town.draft_requests(plan.requests);
    const CpuMeter meter(world);
    Day day(context, world, shops, plan);
    MixedResult result = co_await day.run(drafts);
    result.cpu = meter.spent();
    co_return result;
}

Report report_of(const MixedResult& result) {
    return {{"confirmed", result.confirmed},
            {"invited", result.invited},
            {"offers", result.offers},
            {"revisions", result.revisions},
            {"awards", result.awards},
            {"deals", result.deals},
            {"reads", result.reads},
            {"refused", result.refused},
            {"failed", result.failed},
            {"confirm_us", summary_of(result.confirm_us)},
            {"desk_us", summary_of(result.desk_us)},
            {"offer_us", summary_of(result.offer_us)},
            {"award_us", summary_of(result.award_us)},
            {"read_us", summary_of(result.read_us)},
            {"cpu_s", report_of(result.cpu)}};
}

} // namespace parley::load
