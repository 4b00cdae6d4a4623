#include "loadtest/scenarios/offers.hpp"

#include "loadtest/client/crowd.hpp"
#include "loadtest/client/side_by_side.hpp"
#include "loadtest/measure/since.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace parley::load {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t shops_per_request = 8; // where there are many requests; a hot one has all

std::string key_of(std::size_t number) {
    std::string digits = std::to_string(number);
    return "load-offer-" + std::string(12 - std::min<std::size_t>(12, digits.size()), '0') + digits;
}

// Every offer has a price of its own, so that a push can be told from the others by it.
struct Offered {
    std::int64_t first_price = 0;
    std::vector<Clock::time_point> due; // by how far the price is below the first
    std::vector<bool> pushed;
    std::size_t price_at = 0; // in the last push

    std::size_t begin(Clock::time_point when) {
        due.push_back(when);
        pushed.push_back(false);
        return due.size() - 1;
    }
    std::int64_t price(std::size_t number) const { return first_price - static_cast<std::int64_t>(number); }
    /// The offer that a push is about; nothing for other pushes and for those that were heard before.
    std::optional<std::size_t> take(std::string_view text) {
        // Pushes are alike: a million a second are not searched where the last one had it.
        constexpr std::string_view member = "\"price\":";
        if (text.substr(std::min(price_at, text.size()), member.size()) != member)
            price_at = text.find(member);
        const std::size_t at = price_at;
        if (at == std::string_view::npos)
            return std::nullopt;
        std::int64_t price = 0;
        std::from_chars(text.data() + at + member.size(), text.data() + text.size(), price);
        const std::int64_t number = first_price - price;
        if (number < 0 || number >= static_cast<std::int64_t>(due.size()))
            return std::nullopt;
        const auto place = static_cast<std::size_t>(number);
        if (pushed[place])
            return std::nullopt;
        pushed[place] = true;
        return place;
    }
};

std::vector<std::size_t> requests_of(std::size_t shop, const OffersPlan& plan) {
    if (plan.requests <= shops_per_request)
        return {0};
    std::vector<std::size_t> own;
    for (std::size_t i = shop % shops_per_request; i < plan.requests; i += shops_per_request)
        own.push_back(i);
    return own;
}

struct Run {
    const OffersTown& town;
    const OffersPlan& plan;
    OffersResult& result;
    Offered& offered;
    Clock::time_point begin, end;
};

// The next offer's due time, from the plan's clock and not from how long the last answer took.
awaitable<std::optional<std::size_t>> next_offer(Run& run, asio::steady_timer& timer) {
    Clock::time_point due = Clock::now();
    if (run.plan.rate) {
        const double seconds = static_cast<double>(run.offered.due.size()) / *run.plan.rate;
        due = run.begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    }
    if (due >= run.end)
        co_return std::nullopt;
    const std::size_t number = run.offered.begin(due);
    if (due > Clock::now()) {
        timer.expires_at(due);
        co_await timer.async_wait(asio::use_awaitable);
    }
    co_return number;
}

awaitable<void> bid(asio::io_context& context, std::uint16_t port, Run& run, std::size_t shop) {
    HttpConnection line(context, port);
    asio::steady_timer timer(context);
    const std::vector<std::size_t> own = requests_of(shop, run.plan);
    for (std::size_t turn = 0;; ++turn) {
        const auto number = co_await next_offer(run, timer);
        if (!number)
            co_return;
        const Call call{.method = "POST",
                        .path = "/v1/intents/" + run.town.buyers[own[turn % own.size()]].intent + "/offers",
                        .session = run.town.shops[shop].session,
                        .idempotency_key = key_of(static_cast<std::size_t>(run.offered.price(*number))),
                        .body = "{\"price\":" + std::to_string(run.offered.price(*number)) +
                                ",\"attributes\":{\"delivery_days\":14},\"message\":\"Made in our own workshop.\"}"};
        ++run.result.asked;
        try {
            const Answer answer = co_await line.call(call);
            run.result.answer_us.add(micros_since(run.offered.due[*number]));
            ++(answer.is_ok() ? run.result.answered : run.result.refused);
        } catch (const boost::system::system_error&) {
            ++run.result.failed;
        }
    }
}

} // namespace

awaitable<OffersTown> open_offers_town(asio::io_context& context, World& world, std::size_t shops,
                                       std::size_t requests) {
    Town town(context, world);
    OffersTown out;
    out.shops = co_await town.open_shops(shops);
    out.buyers = co_await town.post_requests(requests);
    // Every request asks its shops first, which is not what is measured.
    co_await settle(context, world);
    co_return out;
}

awaitable<void> settle(asio::io_context& context, const World& world) {
    for (asio::steady_timer timer(context); !world.is_settled();) {
        timer.expires_after(std::chrono::milliseconds(200));
        co_await timer.async_wait(asio::use_awaitable);
    }
}

awaitable<OffersResult> make_offers(asio::io_context& context, World& world, OffersTown& town, OffersPlan plan) {
    OffersResult result;
    Offered offered{town.next_price, {}, {}};
    Crowd crowd(context, world.port(), [&](std::size_t, std::string_view text) {
        if (const auto number = offered.take(text))
            result.push_us.add(micros_since(offered.due[*number]));
    });
    for (std::size_t i = 0; i < plan.requests * plan.listeners; ++i) {
        const Buyer& buyer = town.buyers[i % plan.requests];
        co_await crowd.join(buyer.session, {"{\"subscribe\":\"intent/" + buyer.intent + "\"}"});
    }
    asio::steady_timer subscribed(context, std::chrono::milliseconds(500)); // their answers are no pushes
    co_await subscribed.async_wait(asio::use_awaitable);
    const std::uint64_t told_before = crowd.messages();

    const CpuMeter meter(world);
    const auto begin = Clock::now();
    Run run{town,   plan,
            result, offered,
            begin,  begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(plan.seconds))};
    std::vector<awaitable<void>> bidders;
    for (std::size_t shop = 0; shop < plan.shops; ++shop)
        bidders.push_back(bid(context, world.port(), run, shop));
    co_await side_by_side(context, std::move(bidders));
    const std::chrono::duration<double> took = Clock::now() - begin;
    asio::steady_timer last_pushes(context, std::chrono::milliseconds(200));
    co_await last_pushes.async_wait(asio::use_awaitable);
    result.deliveries = crowd.messages() - told_before;
    town.next_price -= static_cast<std::int64_t>(offered.due.size());
    result.per_second = static_cast<double>(result.answered) / took.count();
    result.cpu = meter.spent();
    co_return result;
}

Report report_of(const OffersResult& result) {
    return {{"asked", result.asked},
            {"answered", result.answered},
            {"refused", result.refused},
            {"failed", result.failed},
            {"offers_per_s", result.per_second},
            {"answer_us", summary_of(result.answer_us)},
            {"push_us", summary_of(result.push_us)},
            {"cpu_s", report_of(result.cpu)}};
}

} // namespace parley::load
