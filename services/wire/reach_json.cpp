#include "wire/reach_json.hpp"

#include "wire/hours_json.hpp"

#include <algorithm>
#include <utility>

namespace parley::wire {

namespace {

constexpr std::size_t branches_max = 20, areas_max = 20, words_max = 30, requirements_max = 10, accepts_max = 20;

core::Value place_value(core::Point at) {
    core::Value value;
    value["lat_e6"] = std::int64_t{at.lat_e6};
    value["lon_e6"] = std::int64_t{at.lon_e6};
    return value;
}

core::Value branch_value(const core::Branch& branch, const std::string& name) {
    core::Value value;
    value["number"] = std::int64_t{branch.number};
    value["name"] = name;
    value["place"] = place_value(branch.place);
    value["radius_km"] = std::int64_t{branch.radius_km};
    value["areas"] = core::Value::Array{};
    for (const core::Area& area : branch.areas) {
        core::Value one;
        one["name"] = area.name;
        one["place"] = place_value(area.place);
        one["radius_km"] = std::int64_t{area.radius_km};
        value["areas"].push_back(std::move(one));
    }
    value["hours"] = hours_value(branch.hours);
    return value;
}

core::Value words_value(const std::vector<core::Phrase>& phrases) {
    core::Value value = core::Value::Array{};
    for (const core::Phrase& phrase : phrases)
        value.push_back(phrase.text);
    return value;
}

std::optional<core::Area> read_area(Body& body, const FindPlace& find_place) {
    const auto place = read_known_place(body, find_place, true);
    const auto name = body.line("name", 1, 80, false);
    const auto radius = body.integer("radius_km", 1, 1'000);
    if (!place || !radius)
        return std::nullopt;
    return core::Area{name.value_or(place->second), place->first, static_cast<std::int32_t>(*radius)};
}

/// `before`: the branch that it is, or none for a new one.
core::FurtherBranch read_branch(Body& body, const core::FurtherBranch* before, const FindPlace& find_place) {
    core::FurtherBranch branch = before != nullptr ? *before : core::FurtherBranch{};
    if (before == nullptr)
        branch.number = 0;
    if (auto place = read_known_place(body, find_place, before == nullptr)) {
        branch.place = place->first;
        branch.name = std::move(place->second);
    }
    branch.name = body.line("name", 1, 80, false).value_or(branch.name);
    branch.radius_km =
        static_cast<std::int32_t>(body.integer("radius_km", 1, 1'000, before == nullptr).value_or(branch.radius_km));
    if (body.is_given("areas"))
        branch.areas.clear();
    const auto add = [&](Body& areas, const std::string& index) {
        areas.object(
            index,
            [&](Body& area) {
                if (auto read = read_area(area, find_place))
                    branch.areas.push_back(std::move(*read));
            },
            true);
    };
    body.list("areas", 0, areas_max, add);
    read_hours(body, branch.hours);
    return branch;
}

void read_branches(Body& body, app::Business& business, const FindPlace& find_place) {
    core::Shop& shop = business.shop;
    std::vector<core::FurtherBranch> before = shop.further;
    before.push_back({static_cast<const core::Branch&>(shop), business.place_name});
    std::vector<core::FurtherBranch> now;
    const auto read = [&](Body& list, const std::string& index) {
        list.object(
            index,
            [&](Body& one) {
                const core::FurtherBranch* known = nullptr;
                if (const auto number = one.integer("number", 1, 1'000'000, false)) {
                    const auto same = [&](const core::FurtherBranch& branch) { return branch.number == *number; };
                    const auto found = std::ranges::find_if(before, same);
                    if (found == before.end() || std::ranges::any_of(now, same))
                        one.fail("number", "unknown_branch", "is no branch of yours, or there twice");
                    else
                        known = &*found;
                }
                now.push_back(read_branch(one, known, find_place));
            },
            true);
    };
    if (!body.is_given("branches"))
        return;
    body.list("branches", 1, branches_max, read);
    if (now.empty())
        return;
    for (core::FurtherBranch& branch : now)
        if (branch.number == 0)
            branch.number = ++shop.last_branch;
    static_cast<core::Branch&>(shop) = now.front();
    business.place_name = now.front().name;
    shop.further.assign(now.begin() + 1, now.end());
}

void read_words(Body& body, const char* name, std::vector<core::Phrase>& out) {
    if (!body.is_given(name))
        return;
    out.clear();
    const auto read = [&](Body& list, const std::string& index) {
        const auto text = list.text(index, 1, 40);
        if (!text)
            return;
        out.push_back(core::phrase_of(*text));
        if (out.back().stems.empty())
            list.fail(index, "no_word", "must hold a letter or a number");
    };
    body.list(name, 0, words_max, read);
}

void read_requirements(Body& body, std::vector<core::Requirement>& out) {
    if (!body.is_given("requirements"))
        return;
    out.clear();
    const auto read = [&](Body& list, const std::string& index) {
        list.object(
            index,
            [&](Body& one) {
                core::Requirement& requirement = out.emplace_back();
                requirement.question = one.text("question", 1, 40).value_or("");
                const auto accept = [&](Body& accepts, const std::string& at) {
                    if (auto answer = accepts.text(at, 1, 80))
                        requirement.accepts.push_back(std::move(*answer));
                };
                one.list("accepts", 1, accepts_max, accept, true);
            },
            true);
    };
    body.list("requirements", 0, requirements_max, read);
}

} // namespace

std::optional<std::pair<core::Point, std::string>> read_known_place(Body& body, const FindPlace& find_place,
                                                                    bool required) {
    std::optional<std::pair<core::Point, std::string>> known;
    body.object(
        "place",
        [&](Body& place) {
            PlaceRequest wanted;
            read_place(place, wanted);
            if (!wanted.point && wanted.name.empty())
                return; // which has been said
            if (const app::Place* found = find_place(wanted))
                known = {wanted.point.value_or(found->at), found->name};
            else
                place.fail("name", "unknown_place", "is no place that we know; give lat and lon");
        },
        required);
    return known;
}

void add_reach(const app::Business& business, core::Value& value) {
    const core::Shop& shop = business.shop;
    value["branches"] = core::Value::Array{};
    value["branches"].push_back(branch_value(shop, business.place_name));
    for (const core::FurtherBranch& branch : shop.further)
        value["branches"].push_back(branch_value(branch, branch.name));
    value["include_words"] = words_value(shop.include);
    value["exclude_words"] = words_value(shop.exclude);
    value["requirements"] = core::Value::Array{};
    for (const core::Requirement& requirement : shop.requirements) {
        core::Value one;
        one["question"] = requirement.question;
        one["accepts"] = core::Value::Array(requirement.accepts.begin(), requirement.accepts.end());
        value["requirements"].push_back(std::move(one));
    }
}

void read_reach(Body& body, app::Business& business, const FindPlace& find_place) {
    read_branches(body, business, find_place);
    read_words(body, "include_words", business.shop.include);
    read_words(body, "exclude_words", business.shop.exclude);
    read_requirements(body, business.shop.requirements);
}

} // namespace parley::wire
