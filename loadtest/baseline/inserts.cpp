#include "loadtest/baseline/inserts.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <regex>
#include <stdexcept>

namespace parley::load {

namespace {

constexpr int rows_per_statement = 100;

double transactions_per_second(const World& world, const std::string& script, int clients, double seconds) {
    const auto file = world.work_dir() / "insert.sql";
    std::ofstream(file) << script;
    const std::string told =
        run({"pgbench", "--no-vacuum", "--protocol=prepared", "--client=" + std::to_string(clients), "--jobs=1",
             "--time=" + std::to_string(std::lround(std::max(1.0, seconds))), "--file=" + file.string(),
             world.database_url()},
            {}, (world.work_dir() / "pgbench.log").string());
    std::smatch found;
    if (!std::regex_search(told, found, std::regex("tps = ([0-9.]+)")))
        throw std::runtime_error("pgbench said no tps: " + told);
    return std::stod(found[1]);
}

} // namespace

InsertRates measure_inserts(const World& world, std::int64_t row_bytes, double seconds_each) {
    world.sql("CREATE TABLE IF NOT EXISTS load_baseline (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "
              "intent_id text NOT NULL, seq bigint NOT NULL, body text NOT NULL)");
    const std::string row = "SELECT '0123456789abcdefghjkmnpqrs', n, repeat('x', " + std::to_string(row_bytes) +
                            ") FROM generate_series(1, ";
    const std::string into = "INSERT INTO load_baseline (intent_id, seq, body) ";
    const std::string single = into + row + "1) AS n;\n";
    const std::string multi = into + row + std::to_string(rows_per_statement) + ") AS n;\n";
    InsertRates best;
    for (int time = 0; time < 3; ++time) {
        best.one_client = std::max(best.one_client, transactions_per_second(world, single, 1, seconds_each));
        best.many_clients = std::max(best.many_clients, transactions_per_second(world, single, 64, seconds_each));
        best.multi_row =
            std::max(best.multi_row, rows_per_statement * transactions_per_second(world, multi, 1, seconds_each));
    }
    best.commit_ms = 1'000 / best.one_client;
    world.sql("DROP TABLE load_baseline");
    return best;
}

std::int64_t offer_row_bytes(const World& world) {
    return std::stoll(world.sql(
        "SELECT coalesce(avg(octet_length(e.body::text) + octet_length(e.command_key) + 32 + 16 + coalesce((SELECT "
        "sum(octet_length(p.value::text) + 16) FROM intent_part p WHERE (p.intent_id, p.seq) = (e.intent_id, e.seq)), "
        "0)), 0)::bigint FROM intent_event e WHERE e.type IN ('offer_placed', 'offer_revised')"));
}

} // namespace parley::load
