#include "loadtest/scenarios/match.hpp"

#include "core/matching/index.hpp"
#include "loadtest/world/child.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>

namespace parley::load {

namespace {

using Clock = std::chrono::steady_clock;
using Random = std::mt19937_64;

constexpr int degree_e6 = 1'000'000;

std::int64_t nanos_since(Clock::time_point then) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - then).count();
}

// Places of the world, drawn by how many people live there, and sectors, of which the n-th is asked 1/n as often.
class Map {
public:
    explicit Map(const std::filesystem::path& root) {
        std::istringstream lines(run({"zcat", (root / "sql/seed/places.csv.gz").string()}));
        std::string line;
        std::getline(lines, line); // the names of the columns
        std::vector<double> people;
        while (std::getline(lines, line)) {
            std::vector<std::string> fields;
            std::istringstream rest(line);
            for (std::string field; std::getline(rest, field, ',');)
                fields.push_back(field);
            const std::size_t count = fields.size(); // a name in quotes may hold commas, so they are read from the end
            if (count < 7)
                throw std::runtime_error("places.csv.gz has a line of " + std::to_string(count) + " fields: " + line);
            places_.push_back({std::stoi(fields[count - 3]), std::stoi(fields[count - 2])});
            people.push_back(std::stod(fields[count - 1]) + 1);
        }
        std::ifstream file(root / "sql/seed/sectors.json");
        const auto document = nlohmann::json::parse(file);
        std::vector<double> weights;
        for (const auto& row : document.is_array() ? document : document.at("sectors")) {
            rows_.push_back({row.at("slug"), row.at("parent").is_null() ? "" : row.at("parent").get<std::string>()});
            if (rows_.back().parent.empty())
                continue;
            leaves_.push_back(rows_.back().slug);
            weights.push_back(1.0 / static_cast<double>(leaves_.size()));
        }
        if (places_.empty() || leaves_.empty())
            throw std::runtime_error("no places or no sectors in " + (root / "sql/seed").string());
        by_people_ = std::discrete_distribution<std::size_t>(people.begin(), people.end());
        by_demand_ = std::discrete_distribution<std::size_t>(weights.begin(), weights.end());
    }

    core::SectorTree sectors() const {
        auto tree = core::SectorTree::from_rows(rows_);
        if (!tree)
            throw std::runtime_error("the sector " + tree.error().slug + " cannot stand");
        return std::move(*tree);
    }
    // Within some kilometres of where the town is written down.
    core::Point place(Random& random) {
        std::normal_distribution<double> near(0, 0.08 * degree_e6);
        core::Point point = places_[by_people_(random)];
        point.lat_e6 =
            std::clamp(point.lat_e6 + static_cast<std::int32_t>(near(random)), -85 * degree_e6, 85 * degree_e6);
        point.lon_e6 =
            std::clamp(point.lon_e6 + static_cast<std::int32_t>(near(random)), -180 * degree_e6, 180 * degree_e6);
        return point;
    }
    const std::string& sector(Random& random) { return leaves_[by_demand_(random)]; }

private:
    std::vector<core::Point> places_;
    std::vector<core::SectorRow> rows_;
    std::vector<std::string> leaves_;
    std::discrete_distribution<std::size_t> by_people_, by_demand_;
};

core::Shop draw_shop(std::size_t number, Map& map, Random& random) {
    core::Shop shop;
    shop.id.high = number + 1;
    shop.id.low = random();
    shop.place = map.place(random);
    shop.radius_km = std::uniform_int_distribution<std::int32_t>(5, 60)(random);
    shop.nationwide = random() % 1'000 == 0;
    for (std::size_t n = 1 + random() % 3; n > 0; --n)
        shop.sectors.push_back(map.sector(random));
    shop.invitations = static_cast<std::int32_t>(random() % 100);
    shop.answered_ppm = static_cast<std::int32_t>(random() % 1'000'000);
    if (random() % 4 == 0)
        shop.budget_floor = static_cast<core::Minor>(random() % 50'000);
    return shop;
}

} // namespace

MatchResult measure_matching(const std::filesystem::path& root, MatchPlan plan) {
    Random random(plan.seed);
    Map map(root);
    core::MatchIndex index(map.sectors());
    MatchResult result;
    Progress progress("match");
    const auto begin = Clock::now();
    for (std::size_t i = 0; i < plan.subscriptions; ++i) {
        index.put(draw_shop(i, map, random));
        if (i % 10'000 == 0)
            progress.say(std::to_string(i) + " of " + std::to_string(plan.subscriptions) + " subscriptions");
    }
    result.build_s = static_cast<double>(nanos_since(begin)) / 1e9;
    auto draw_query = [&] {
        core::MatchQuery query;
        query.sector = map.sector(random);
        query.place = map.place(random);
        query.budget = static_cast<core::Minor>(random() % 200'000);
        return query;
    };
    std::size_t matches = 0;
    for (std::size_t i = 0; i < plan.requests; ++i) {
        const core::MatchQuery query = draw_query();
        const auto asked = Clock::now();
        const auto found = index.candidates(query, plan.best);
        result.match_ns.add(nanos_since(asked));
        matches += found.size();
    }
    result.matches_each = static_cast<double>(matches) / static_cast<double>(plan.requests);
    for (std::size_t i = 0; i < plan.changes; ++i) {
        core::Shop shop = draw_shop(random() % plan.subscriptions, map, random);
        const auto changed = Clock::now();
        index.put(std::move(shop));
        result.change_ns.add(nanos_since(changed));
    }
    return result;
}

Report report_of(const MatchResult& result) {
    return {{"build_s", result.build_s},
            {"matches_each", result.matches_each},
            {"match_ns", summary_of(result.match_ns)},
            {"change_ns", summary_of(result.change_ns)}};
}

} // namespace parley::load
