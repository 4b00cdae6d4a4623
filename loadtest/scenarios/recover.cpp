#include "loadtest/scenarios/recover.hpp"

namespace parley::load {

void copy_request(const World& world, const std::string& intent, std::size_t copies, int mark) {
    const std::string id = "'" + std::to_string(mark) + "' || lpad(n::text, 25, '0')";
    const std::string of = " FROM generate_series(1, " + std::to_string(copies) + ") AS n, ";
    const std::string where = " WHERE t.intent_id = '" + intent + "'";
    world.sql("INSERT INTO intent_head SELECT " + id +
              ", t.seq, t.state, t.sector, t.consumer_id, t.next_due, t.summary, t.is_public, t.created_at" + of +
              "intent_head t" + where);
    world.sql("INSERT INTO intent_event SELECT " + id + ", t.seq, t.at, t.received_at, t.type, t.body, '', t.hash" +
              of + "intent_event t" + where);
    world.sql("INSERT INTO intent_part SELECT " + id + ", t.seq, t.name, t.salt, t.value" + of + "intent_part t" +
              where);
    world.sql("ANALYZE intent_head, intent_event, intent_part");
}

awaitable<RecoverResult> measure_recovery(asio::io_context& context, World& world, RecoverPlan plan) {
    RecoverResult result;
    world.stop_node();
    result.empty_s = world.start_node(unlimited());
    Town town(context, world);
    const auto buyers = co_await town.post_requests(1);
    Progress progress("recover");
    progress.say("copying a request " + std::to_string(plan.requests) + " times");
    copy_request(world, buyers.front().intent, plan.requests, 6);
    world.stop_node(SIGKILL);
    progress.say("starting again");
    result.full_s = world.start_node(unlimited());
    co_return result;
}

Report report_of(const RecoverResult& result) {
    return {{"empty_start_s", result.empty_s}, {"start_with_requests_s", result.full_s}};
}

} // namespace parley::load
