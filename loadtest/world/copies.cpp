#include "loadtest/world/copies.hpp"

namespace parley::load {

namespace {

// Towns lie in rows of ten, half a degree apart, which is farther than a shop of this market delivers.
constexpr std::size_t in_a_row = 10;
constexpr double south = 50.5, west = -5.5, apart_north = 0.5, apart_east = 0.75;

std::string id_of_copy(int mark) {
    return "'" + std::to_string(mark) + "' || lpad(n::text, 25, '0')";
}

std::string each_of(std::size_t copies) {
    return " FROM generate_series(1, " + std::to_string(copies) + ") AS n, ";
}

} // namespace

void copy_request(const World& world, const std::string& intent, std::size_t copies, int mark) {
    const std::string id = id_of_copy(mark);
    const std::string of = each_of(copies);
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

void copy_shop(const World& world, const std::string& shop, std::size_t copies, int mark) {
    const std::string id = id_of_copy(mark);
    world.sql("INSERT INTO principal SELECT " + id + ", 'business', created_at" + each_of(copies) +
              "principal t WHERE t.id = '" + shop + "'");
    world.sql("INSERT INTO business SELECT copy.*" + each_of(copies) +
              "business t, jsonb_populate_record(t, jsonb_build_object('id', " + id +
              ", 'version', (SELECT latest FROM business_version) + n, 'name', 'Copy ' || n, 'invitations', 100, "
              "'answers', 5)) AS copy WHERE t.id = '" +
              shop + "'");
    world.sql("UPDATE business_version SET latest = (SELECT max(version) FROM business)");
    world.sql("ANALYZE principal, business");
}

void spread_shops(const World& world, std::size_t towns) {
    const std::string town = "((n - 1) % " + std::to_string(towns) + ")";
    const auto degrees = [](double from, double step, const std::string& steps) {
        return "round((" + std::to_string(from) + " + " + std::to_string(step) + " * (" + steps +
               ")) * 1000000)::bigint";
    };
    world.sql("UPDATE business SET lat_e6 = " + degrees(south, apart_north, town + " / " + std::to_string(in_a_row)) +
              " + n % 997, lon_e6 = " + degrees(west, apart_east, town + " % " + std::to_string(in_a_row)) +
              " FROM (SELECT id AS shop, row_number() OVER (ORDER BY answers, id) AS n FROM business) AS s "
              "WHERE business.id = s.shop");
}

Place place_of_town(std::size_t town) {
    return {south + apart_north * static_cast<double>(town / in_a_row),
            west + apart_east * static_cast<double>(town % in_a_row)};
}

} // namespace parley::load
