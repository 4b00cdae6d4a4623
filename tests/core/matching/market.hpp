// A small market for the tests of matching: a tree of three levels, shops and queries at places where a grid can err.
#pragma once

#include "core/matching/fit.hpp"

#include <rapidcheck.h>

#include <algorithm>

namespace parley::core::testing {

inline constexpr Point leeds{53'799'700, -1'549'200};
inline constexpr Point york{53'957'600, -1'082'700};
inline constexpr Point london{51'507'400, -127'800};

inline const std::vector<SectorRow>& sector_rows() {
    static const std::vector<SectorRow> rows{{"furniture", ""},
                                             {"furniture/tables", "furniture"},
                                             {"furniture/tables/oak", "furniture/tables"},
                                             {"furniture/chairs", "furniture"},
                                             {"trades", ""},
                                             {"trades/plumbing", "trades"}};
    return rows;
}

inline SectorTree sector_tree() {
    return *SectorTree::from_rows(sector_rows());
}

inline BusinessId business(std::uint64_t number) {
    BusinessId id;
    id.low = number;
    return id;
}

/// A shop that sells tables in Leeds, 40 km around.
inline Shop table_shop(std::uint64_t number, Point place = leeds, std::int32_t radius_km = 40) {
    Shop shop;
    shop.id = business(number);
    shop.sectors = {"furniture/tables"};
    shop.place = place;
    shop.radius_km = radius_km;
    shop.invitations = 20;
    shop.answered_ppm = 500'000;
    return shop;
}

inline MatchQuery tables_in(Point place) {
    return {"furniture/tables", place, 60'000, false, 0};
}

/// Crowded where a mistake would show: towns, both sides of the date line, near and at the poles, around zero.
inline rc::Gen<Point> any_place() {
    const auto around = rc::gen::elementOf(std::vector<Point>{leeds,
                                                              york,
                                                              london,
                                                              {0, 0},
                                                              {-16'800'000, 179'950'000},
                                                              {65'000'000, -179'990'000},
                                                              {0, 180'000'000},
                                                              {88'900'000, 30'000'000},
                                                              {89'900'000, -120'000'000},
                                                              {-90'000'000, 0}});
    return rc::gen::map(
        rc::gen::tuple(around, rc::gen::inRange(-700'000, 700'001), rc::gen::inRange(-1'500'000, 1'500'001)),
        [](const std::tuple<Point, int, int>& drawn) {
            const auto& [base, lat, lon] = drawn;
            Point point{std::clamp(base.lat_e6 + lat, -90'000'000, 90'000'000), base.lon_e6 + lon};
            if (point.lon_e6 > 180'000'000)
                point.lon_e6 -= 360'000'000;
            if (point.lon_e6 < -180'000'000)
                point.lon_e6 += 360'000'000;
            return point;
        });
}

inline rc::Gen<std::string> any_slug() {
    return rc::gen::element<std::string>("furniture", "furniture/tables", "furniture/tables/oak", "furniture/chairs",
                                         "trades", "trades/plumbing", "unheard/of");
}

inline rc::Gen<std::vector<Area>> any_areas() {
    return rc::gen::exec([] {
        std::vector<Area> areas;
        for (int left = *rc::gen::element(0, 0, 1, 3); left > 0; --left)
            areas.push_back({"somewhere", *any_place(), *rc::gen::element(1, 10, 60, 400)});
        return areas;
    });
}

inline rc::Gen<std::vector<Phrase>> any_words() {
    return rc::gen::exec([] {
        std::vector<Phrase> words;
        for (int left = *rc::gen::element(0, 0, 0, 1, 2); left > 0; --left)
            words.push_back(phrase_of(*rc::gen::element<std::string>("oak", "dining tables", "shed", "sofas")));
        return words;
    });
}

/// What only some shops have: more branches, areas, words, requirements.
inline void add_wishes(Shop& shop) {
    shop.areas = *any_areas();
    for (int left = *rc::gen::element(0, 1, 3); left > 0; --left) {
        FurtherBranch branch;
        branch.number = ++shop.last_branch;
        branch.place = *any_place();
        branch.radius_km = *rc::gen::element(0, 5, 40, 200, 6'000);
        branch.areas = *any_areas();
        branch.name = "branch";
        shop.further.push_back(branch);
    }
    shop.include = *any_words();
    shop.exclude = *any_words();
    if (*rc::gen::arbitrary<bool>())
        shop.requirements = {{"material", {"oak", "pine"}}};
}

/// One of `ids` businesses, so that edits meet shops that are there already.
inline rc::Gen<Shop> any_shop(std::uint64_t ids) {
    return rc::gen::exec([ids] {
        Shop shop;
        shop.id = business(*rc::gen::inRange<std::uint64_t>(0, ids));
        for (int left = *rc::gen::inRange(0, 4); left > 0; --left)
            shop.sectors.push_back(*any_slug());
        shop.place = *any_place();
        shop.radius_km = *rc::gen::element(0, 1, 5, 20, 40, 80, 200, 1'000, 12'000);
        shop.nationwide = *rc::gen::inRange(0, 8) == 0;
        shop.budget_floor = *rc::gen::element<Minor>(0, 0, 10'000, 50'000, 50'001);
        shop.paused = *rc::gen::inRange(0, 8) == 0;
        shop.invitations = *rc::gen::element(0, 3, 9, 10, 11, 500);
        shop.answered_ppm = *rc::gen::inRange(0, 1'000'001);
        shop.daily_cap = *rc::gen::element(0, 0, 2);
        shop.invited_today = *rc::gen::inRange(0, 4);
        if (*rc::gen::inRange(0, 3) == 0)
            add_wishes(shop);
        return shop;
    });
}

inline rc::Gen<MatchQuery> any_query() {
    return rc::gen::exec([] {
        MatchQuery query;
        query.sector = *any_slug();
        query.place = *any_place();
        query.budget = *rc::gen::element<std::optional<Minor>>(std::nullopt, 5'000, 50'000, 90'000);
        query.budget_sealed = *rc::gen::arbitrary<bool>();
        query.extra_radius_km = *rc::gen::element(0, 0, 0, 1, 25, 100, 400, 3'000);
        query.stems = stems_of(*rc::gen::element<std::string>("", "An oak dining-table", "Two sheds", "a sofa"), "");
        if (*rc::gen::arbitrary<bool>())
            query.answers["material"] = *rc::gen::element<std::string>("oak", "walnut");
        return query;
    });
}

} // namespace parley::core::testing
