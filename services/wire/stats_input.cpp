#include "wire/stats_input.hpp"

#include "lab/stats/variance_reduction.hpp"

#include <cmath>

namespace parley::wire {

namespace {

namespace stats = lab::stats;

const StatsJson nothing;

constexpr double whole_max = 9'007'199'254'740'992.0;

} // namespace

StatsInput::StatsInput(const StatsJson& value, std::string place, const StatsJson& cases, std::string& fault)
    : value_(&value), place_(std::move(place)), cases_(&cases), fault_(&fault) {
    if (!value.is_object() && fault.empty())
        fault = place_ + ": must be an object";
}

const StatsJson* StatsInput::member(std::string_view name, bool is_required) const {
    if (value_->is_object())
        if (const auto found = value_->find(std::string(name)); found != value_->end() && !found->is_null())
            return &*found;
    if (is_required)
        fail(name, "is required");
    return nullptr;
}

bool StatsInput::is_given(std::string_view name) const {
    return member(name, false) != nullptr;
}

void StatsInput::fail(std::string_view name, std::string_view what) const {
    if (fault_->empty())
        *fault_ = place_ + '/' + std::string(name) + ": " + std::string(what);
}

double StatsInput::number(std::string_view name, std::optional<double> fallback) const {
    const StatsJson* found = member(name, !fallback);
    if (found == nullptr)
        return fallback.value_or(0);
    if (!found->is_number())
        fail(name, "must be a number");
    return found->is_number() ? found->get<double>() : 0;
}

double StatsInput::whole(std::string_view name, double low, std::optional<double> fallback) const {
    const double value = number(name, fallback);
    if (value != std::floor(value) || value < low || value > whole_max) {
        fail(name, "must be a whole number, and not below " + StatsJson(low).dump());
        return low;
    }
    return value;
}

bool StatsInput::flag(std::string_view name, bool fallback) const {
    const StatsJson* found = member(name, false);
    if (found == nullptr)
        return fallback;
    if (found->is_boolean())
        return found->get<bool>();
    if (found->is_number() && (*found == 0 || *found == 1))
        return *found == 1;
    fail(name, "must be true or false, or 1 or 0");
    return fallback;
}

std::string StatsInput::text(std::string_view name, std::string_view fallback) const {
    const StatsJson* found = member(name, false);
    if (found == nullptr)
        return std::string(fallback);
    if (!found->is_string()) {
        fail(name, "must be text");
        return std::string(fallback);
    }
    return found->get<std::string>();
}

StatsJson StatsInput::label(std::string_view name) const {
    const StatsJson* found = member(name, false);
    return found != nullptr && (found->is_string() || found->is_number()) ? *found : StatsJson();
}

std::vector<double> StatsInput::numbers_of(const StatsJson& value, const std::string& name) const {
    std::vector<double> values;
    if (!value.is_array()) {
        fail(name, "must be an array of numbers");
        return values;
    }
    values.reserve(value.size());
    for (const StatsJson& item : value) {
        if (!item.is_number()) {
            fail(name + '/' + std::to_string(values.size()), "must be a number");
            return {};
        }
        values.push_back(item.get<double>());
    }
    return values;
}

std::vector<double> StatsInput::numbers(std::string_view name) const {
    const StatsJson* found = member(name, true);
    return found == nullptr ? std::vector<double>() : numbers_of(*found, std::string(name));
}

std::vector<std::vector<double>> StatsInput::number_rows(std::string_view name) const {
    std::vector<std::vector<double>> rows;
    const StatsJson* found = member(name, true);
    if (found == nullptr)
        return rows;
    if (!found->is_array())
        fail(name, "must be an array of arrays of numbers");
    else
        for (const StatsJson& row : *found)
            rows.push_back(numbers_of(row, std::string(name) + '/' + std::to_string(rows.size())));
    return rows;
}

std::vector<double> StatsInput::numbers_or_one(std::string_view name) const {
    const StatsJson* found = member(name, true);
    if (found != nullptr && found->is_number())
        return {found->get<double>()};
    return numbers(name);
}

StatsInput StatsInput::object(std::string_view name) const {
    const StatsJson* found = member(name, true);
    return {found != nullptr ? *found : nothing, place_ + '/' + std::string(name), *cases_, *fault_};
}

StatsInput StatsInput::object_or_this(std::string_view name) const {
    return is_given(name) ? object(name) : *this;
}

std::vector<StatsInput> StatsInput::objects(std::string_view name) const {
    std::vector<StatsInput> items;
    const StatsJson* found = member(name, true);
    if (found == nullptr)
        return items;
    if (!found->is_array()) {
        fail(name, "must be an array of objects");
        return items;
    }
    for (const StatsJson& item : *found)
        items.emplace_back(item, place_ + '/' + std::string(name) + '/' + std::to_string(items.size()), *cases_,
                           *fault_);
    return items;
}

StatsInput StatsInput::referred(std::string_view name) const {
    const std::string id = text(name, "");
    if (cases_->is_array())
        for (const StatsJson& one : *cases_)
            if (one.is_object() && one.contains("id") && one.at("id") == id && one.contains("input"))
                return {one.at("input"), "the input of " + id, *cases_, *fault_};
    fail(name, "there is no case " + id + " with an input in this file");
    return {nothing, place_, *cases_, *fault_};
}

stats::Arm StatsInput::arm(std::string_view name) const {
    if (const StatsJson* found = member(name, true); found == nullptr || found->is_array())
        return found == nullptr ? stats::Arm{} : stats::arm_of(stats::moments_of(numbers(name)));
    const StatsInput moments = object(name);
    const std::string kind = moments.text("kind", "SampleMeanStatistic");
    const double n = moments.whole("n", 0);
    if (kind == "RatioStatistic") {
        const auto ratio = stats::arm_of_ratio({{n, moments.number("m_sum"), moments.number("m_sum_squares"), 0},
                                                {n, moments.number("d_sum"), moments.number("d_sum_squares"), 0},
                                                moments.number("m_d_sum_of_products")});
        if (!ratio)
            fail(name, ratio.error().why);
        return ratio ? *ratio : stats::Arm{};
    }
    const double sum = moments.number("sum");
    if (kind == "ProportionStatistic") {
        if (sum < 0 || sum > n)
            moments.fail("sum", "must be from 0 to n");
        return stats::arm_of_shares(n, sum);
    }
    if (kind != "SampleMeanStatistic")
        moments.fail("kind", "must be SampleMeanStatistic, ProportionStatistic or RatioStatistic");
    return stats::arm_of({n, sum, moments.number("sum_squares"), moments.number("reference", 0)});
}

stats::PairMoments StatsInput::pair(std::string_view name, std::string_view y, std::string_view x) const {
    const StatsInput arm = object(name);
    const auto values = arm.numbers(y), others = arm.numbers(x);
    if (values.size() == others.size())
        return stats::pair_moments_of(values, others);
    arm.fail(x, "must have as many numbers as " + std::string(y));
    return {};
}

} // namespace parley::wire
