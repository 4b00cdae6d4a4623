#include "loadtest/targets.hpp"

#include "loadtest/baseline/inserts.hpp"
#include "loadtest/run_here.hpp"
#include "loadtest/scenarios/desks.hpp"
#include "loadtest/scenarios/fanout.hpp"
#include "loadtest/scenarios/idle.hpp"
#include "loadtest/scenarios/match.hpp"
#include "loadtest/scenarios/offers.hpp"
#include "loadtest/scenarios/recover.hpp"
#include "loadtest/world/copies.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace parley::load {

namespace {

enum class Side { at_least, at_most };

constexpr double raw_send_us_max = 6; // above it the machine is too slow for the comparison to say anything
constexpr double seconds_each = 4;
constexpr std::size_t many = 256;
constexpr std::size_t few_stored = 1'000, many_stored = 1'000'000; // requests

// The runs of every target, in the order in which they were first measured.
class Board {
public:
    void note(const std::string& name, Side side, double goal, double value) {
        const auto found = std::ranges::find(targets_, name, &Target::name);
        Target& target = found == targets_.end() ? targets_.emplace_back(Target{name, side, goal, {}}) : *found;
        target.runs.push_back(value);
    }
    Report report() const {
        Report all = Report::array();
        for (const Target& target : targets_) {
            std::vector<double> sorted = target.runs;
            std::ranges::sort(sorted);
            const double median = sorted[sorted.size() / 2];
            const bool below = target.side == Side::at_most;
            std::string goal = nlohmann::json(target.goal).dump();
            all.push_back({{"name", target.name},
                           {"value", median},
                           {"goal", (below ? "<= " : ">= ") + goal},
                           {"holds", std::isfinite(median) && (below ? median <= target.goal : median >= target.goal)},
                           {"runs", target.runs}});
        }
        return {{"targets", std::move(all)}};
    }

private:
    struct Target {
        std::string name;
        Side side;
        double goal;
        std::vector<double> runs;
    };
    std::vector<Target> targets_;
};

double ms(std::int64_t micros) {
    return static_cast<double>(micros) / 1'000;
}

template <class Run>
void repeat(const std::string& what, int runs, Run run) {
    Progress progress("targets");
    for (int n = 1; n <= runs; ++n) {
        progress.say(what + ", run " + std::to_string(n) + " of " + std::to_string(runs));
        run();
    }
}

awaitable<bool> offers_run(asio::io_context& context, World& world, OffersTown& town, Board& board) {
    OffersPlan plan;
    plan.seconds = seconds_each;
    plan.requests = many;
    const OffersResult closed = co_await make_offers(context, world, town, plan);
    plan.rate = closed.per_second / 2;
    co_await settle(context, world);
    const OffersResult half = co_await make_offers(context, world, town, plan);
    plan.rate.reset();
    plan.requests = 1;
    co_await settle(context, world);
    const OffersResult hot = co_await make_offers(context, world, town, plan);
    co_await settle(context, world);
    const InsertRates inserts = measure_inserts(world, offer_row_bytes(world), 2);
    board.note("offers over single-row inserts at 64 clients", Side::at_least, 1.0,
               closed.per_second / inserts.many_clients);
    board.note("offers over multi-row inserts", Side::at_least, 0.5, closed.per_second / inserts.multi_row);
    board.note("offers on one request over offers on many", Side::at_least, 0.5, hot.per_second / closed.per_second);
    board.note("median answer at half load over one commit", Side::at_most, 3,
               ms(half.answer_us.at(0.5)) / inserts.commit_ms);
    board.note("p99 of the push after p99 of the answer, ms", Side::at_most, 5,
               ms(half.push_us.at(0.99)) - ms(half.answer_us.at(0.99)));
    co_return true;
}

awaitable<bool> fanout_run(asio::io_context& context, World& world, OffersTown& town, Board& board) {
    bool is_comparable = true;
    for (const auto& [name, rooms] : {std::pair("one room of 1000", 1), std::pair("100 rooms of ten", 100)}) {
        FanoutPlan plan;
        plan.rooms = static_cast<std::size_t>(rooms);
        plan.events = rooms > 1 ? 3'000 : 300;
        const FanoutResult ours = co_await make_fanout(context, world, town, plan);
        const double raw = co_await raw_send_us(context, plan, ours.frame_bytes);
        if (rooms == 1) { // where the sends of a turn keep the receiver awake
            board.note("raw loop, us per send", Side::at_most, raw_send_us_max, raw);
            is_comparable = raw <= raw_send_us_max;
        }
        const double over = !is_comparable || ours.missing > 0 ? NAN : ours.us_per_delivery / raw;
        board.note(std::string("CPU per delivery over the raw loop, ") + name, Side::at_most, 1.15, over);
    }
    OffersPlan plan;
    plan.requests = 1;
    plan.seconds = seconds_each;
    plan.rate = 1'000;
    plan.listeners = 0;
    const OffersResult control = co_await make_offers(context, world, town, plan);
    plan.listeners = 1'000;
    const OffersResult busy = co_await make_offers(context, world, town, plan);
    const double raw = co_await raw_send_us(context, {.events = 300}, 400);
    const auto expected = busy.answered * 1'000;
    const double each = (busy.cpu.parley - control.cpu.parley) * 1e6 / static_cast<double>(busy.deliveries);
    board.note("CPU per delivery over the raw loop, 1000 a second to 1000", Side::at_most, 0.5, each / raw);
    board.note("p99 of the push there, ms", Side::at_most, 40, ms(busy.push_us.at(0.99)));
    board.note("lost there", Side::at_most, 0, static_cast<double>(expected) - static_cast<double>(busy.deliveries));
    co_return true;
}

// What a market that has everything costs is measured on a world of its own for each run.
void desks_run(const WorldOptions& options, Board& board) {
    asio::io_context context(1);
    World world(options);
    const DesksResult desks = run_here(
        context, [&]() -> awaitable<DesksResult> { co_return co_await reach_desks(context, world, DesksPlan{}); });
    const bool all = desks.failed == 0 && desks.heard == desks.invited;
    board.note("confirmation to the desks of the first wave, p99, ms", Side::at_most, 250,
               all ? ms(desks.last_us.at(0.99)) : NAN);
}

void recover_run(const WorldOptions& options, Board& board) {
    asio::io_context context(1);
    World world(options);
    const RecoverPlan plan;
    const RecoverResult result = run_here(
        context, [&]() -> awaitable<RecoverResult> { co_return co_await measure_recovery(context, world, plan); });
    board.note("start after kill -9 with 100000 open requests, s", Side::at_most, 3, result.full_s);
    board.note("the latest end of a round after it, ms", Side::at_most, 1'000,
               result.ended == plan.ending ? result.latest_ms : NAN);
}

// Offers a second with many requests stored, over the same with few, in one world.
void flat_runs(const WorldOptions& options, int runs, Board& board) {
    asio::io_context context(1);
    World world(options);
    world.start_node(unlimited());
    // Posted before there is any shop, so that its copies are short.
    const std::vector<Buyer> stored = run_here(
        context, [&]() -> awaitable<std::vector<Buyer>> { co_return co_await Town(context, world).post_requests(1); });
    copy_request(world, stored.front().intent, few_stored, 6);
    OffersTown town = run_here(
        context, [&]() -> awaitable<OffersTown> { co_return co_await open_offers_town(context, world, 64, many); });
    OffersPlan plan;
    plan.seconds = seconds_each;
    const auto rates = [&](const std::string& stored_now) {
        std::vector<double> all;
        repeat("offers with " + stored_now, runs, [&] {
            all.push_back(run_here(context, [&]() -> awaitable<OffersResult> {
                              co_return co_await make_offers(context, world, town, plan);
                          }).per_second);
        });
        return all;
    };
    const std::vector<double> with_few = rates("few requests stored");
    copy_request(world, stored.front().intent, many_stored, 7);
    const std::vector<double> with_many = rates("many requests stored");
    for (std::size_t n = 0; n < with_few.size(); ++n)
        board.note("offers with 1000000 stored requests over 1000", Side::at_least, 0.9, with_many[n] / with_few[n]);
}

void matching_runs(const WorldOptions& options, int runs, Board& board) {
    repeat("matching", runs, [&] {
        const MatchResult match = measure_matching(options.root, {});
        board.note("matching 1000000 subscriptions, p99, us", Side::at_most, 200,
                   static_cast<double>(match.match_ns.at(0.99)) / 1'000);
        board.note("a changed subscription, p99, ms", Side::at_most, 50,
                   static_cast<double>(match.change_ns.at(0.99)) / 1e6);
    });
}

void start_runs(const WorldOptions& options, int runs, Board& board) {
    World world(options);
    repeat("start", runs, [&] {
        board.note("empty start to ready, s", Side::at_most, 0.3, world.start_node(unlimited()));
        world.stop_node();
    });
}

void live_runs(const WorldOptions& options, int runs, Board& board) {
    asio::io_context context(1);
    World world(options);
    world.start_node(unlimited());
    OffersTown town = run_here(
        context, [&]() -> awaitable<OffersTown> { co_return co_await open_offers_town(context, world, 64, many); });
    repeat("offers and fan-out", runs, [&] {
        run_here(context, [&]() -> awaitable<bool> { co_return co_await offers_run(context, world, town, board); });
        run_here(context, [&]() -> awaitable<bool> { co_return co_await fanout_run(context, world, town, board); });
    });
}

void desks_runs(const WorldOptions& options, int runs, Board& board) {
    repeat("desks", runs, [&] { desks_run(options, board); });
}

void recover_runs(const WorldOptions& options, int runs, Board& board) {
    repeat("recover", runs, [&] { recover_run(options, board); });
}

void idle_runs(const WorldOptions& options, int runs, Board& board) {
    World world(options);
    World::Environment roomy = unlimited();
    roomy["PARLEY_CONNECTIONS"] = "20000";
    repeat("idle", runs, [&] {
        asio::io_context context(1);
        world.start_node(roomy);
        const IdleResult idle = run_here(context, [&]() -> awaitable<IdleResult> {
            co_return co_await hold_idle(context, world, {.sockets = 9'000});
        });
        board.note("memory of an idle socket, bytes", Side::at_most, 4'096, idle.bytes_each);
        world.stop_node();
    });
}

struct Part {
    std::string name;
    void (*measure)(const WorldOptions& options, int runs, Board& board);
};

const std::vector<Part>& parts() {
    static const std::vector<Part> all = {{"matching", matching_runs}, {"start", start_runs},     {"live", live_runs},
                                          {"desks", desks_runs},       {"recover", recover_runs}, {"stored", flat_runs},
                                          {"idle", idle_runs}};
    return all;
}

} // namespace

std::vector<std::string> target_parts() {
    std::vector<std::string> names;
    for (const Part& part : parts())
        names.push_back(part.name);
    return names;
}

Report measure_targets(const WorldOptions& options, int runs, const std::vector<std::string>& only) {
    Board board;
    for (const Part& part : parts()) {
        if (!only.empty() && std::ranges::find(only, part.name) == only.end())
            continue;
        part.measure(options, runs, board);
    }
    return board.report();
}

} // namespace parley::load
