#include "loadtest/scenarios/recover.hpp"

#include "loadtest/world/copies.hpp"
#include "runtime/deadline.hpp"

#include <nlohmann/json.hpp>

namespace parley::load {

namespace {

constexpr int round_s = 60;                     // of those that end
constexpr std::int64_t before_first_ms = 1'000; // the node is killed so long before the first of them ends
constexpr std::int64_t patience_ms = 30'000;    // after the last should have ended

// Requests with rounds of a minute, spread over some seconds as they come in.
World::Environment with_short_rounds() {
    World::Environment environment = unlimited();
    environment["PARLEY_RULES_PATCH"] = nlohmann::json{{"duration_s", round_s}, {"close", {{"mode", "hard"}}}}.dump();
    return environment;
}

std::int64_t now_ms(const World& world) {
    return std::stoll(world.sql("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"));
}

std::string list_of(const std::vector<Buyer>& buyers) {
    std::string list;
    for (const Buyer& buyer : buyers)
        list += (list.empty() ? "'" : ",'") + buyer.intent + "'";
    return "(" + list + ")";
}

} // namespace

awaitable<RecoverResult> measure_recovery(asio::io_context& context, World& world, RecoverPlan plan) {
    RecoverResult result;
    world.stop_node();
    result.empty_s = world.start_node(unlimited());
    Town town(context, world);
    Progress progress("recover");
    {
        const auto buyers = co_await town.post_requests(1);
        progress.say("copying a request " + std::to_string(plan.requests) + " times");
        copy_request(world, buyers.front().intent, plan.requests, 6);
    }
    world.stop_node();
    world.start_node(with_short_rounds());
    progress.say("posting " + std::to_string(plan.ending) + " requests whose rounds end soon");
    const auto drafts = co_await town.draft_requests(plan.ending);
    std::vector<Buyer> ending;
    HttpConnection line(context, world.port());
    for (const Draft& draft : drafts) {
        co_await runtime::sleep_for(std::chrono::milliseconds(10'000 / plan.ending));
        ending.push_back(Town::confirmed(draft, co_await line.call(Town::confirmation(draft))));
    }
    // What is due, as it was promised before the node was gone.
    world.sql("CREATE TABLE load_due AS SELECT intent_id, next_due, NULL::bigint AS seen_at FROM intent_head WHERE "
              "intent_id IN " +
              list_of(ending));
    const std::int64_t first = std::stoll(world.sql("SELECT min(next_due) / 1000 FROM load_due"));
    const std::int64_t last = std::stoll(world.sql("SELECT max(next_due) / 1000 FROM load_due"));
    const std::int64_t wait = first - before_first_ms - now_ms(world);
    co_await runtime::sleep_for(std::chrono::milliseconds(std::max<std::int64_t>(0, wait)));
    world.stop_node(SIGKILL);
    progress.say("starting again");
    result.full_s = world.start_node(with_short_rounds());
    // The log has the times of the rounds; when each end was written is seen by looking again and again.
    const std::string see =
        "UPDATE load_due d SET seen_at = (extract(epoch FROM clock_timestamp()) * 1000000)::bigint WHERE seen_at IS "
        "NULL "
        "AND EXISTS (SELECT FROM intent_event e WHERE e.intent_id = d.intent_id AND e.type IN ('round_closed', "
        "'round_extended'))";
    do {
        co_await runtime::sleep_for(std::chrono::milliseconds(50));
        world.sql(see);
        result.ended = std::stoul(world.sql("SELECT count(seen_at) FROM load_due"));
    } while (result.ended < plan.ending && now_ms(world) < last + patience_ms);
    result.latest_ms = std::stod(world.sql("SELECT coalesce(max(seen_at - next_due), 0) / 1000.0 FROM load_due"));
    world.sql("DROP TABLE load_due");
    co_return result;
}

Report report_of(const RecoverResult& result) {
    return {{"empty_start_s", result.empty_s},
            {"start_with_requests_s", result.full_s},
            {"rounds_ended", result.ended},
            {"latest_end_ms", result.latest_ms}};
}

} // namespace parley::load
