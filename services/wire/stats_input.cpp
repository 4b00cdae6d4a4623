#include "wire/stats_input.hpp"

#include "lab/stats/variance_reduction.hpp"

#include <cmath>

namespace parley::wire {

namespace {

namespace stats = lab::stats;

const StatsJson nothing;

constexpr double whole_max = 9'007'199'254'740'992.0;
constexpr double rounding_of_sums = 1e-9;

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

double StatsInput::share(std::string_view name, std::optional<double> fallback) const {
    const double value = number(name, fallback);
    if (!(value >= 0 && value <= 1))
        fail(name, "must be from 0 to 1");
    return value;
}

double StatsInput::level(std::string_view name, std::optional<double> fallback) const {
    const double value = number(name, fallback);
    if (!stats::is_inside_unit(value))
        fail(name, "must lie between 0 and 1");
    return value;
}

double StatsInput::positive(std::string_view name, std::optional<double> fallback) const {
    const double value = number(name, fallback);
    if (!(value > 0))
        fail(name, "must be more than 0");
    return value;
}

double StatsInput::not_negative(std::string_view name, std::optional<double> fallback) const {
    const double value = number(name, fallback);
    if (!(value >= 0))
        fail(name, "must not be negative");
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

std::vector<double> StatsInput::numbers_within(std::string_view name, double low, double high) const {
    std::vector<double> values = numbers(name);
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!(values[i] >= low && values[i] <= high))
            fail(std::string(name) + '/' + std::to_string(i),
                 std::isfinite(high) ? "must be from " + StatsJson(low).dump() + " to " + StatsJson(high).dump()
                                     : "must not be below " + StatsJson(low).dump());
    return values;
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

stats::Moments StatsInput::moments(double n, const std::string& sum, const std::string& sum_squares) const {
    const stats::Moments read{n, number(sum), not_negative(sum_squares), 0};
    if (n < 1 && (read.sum != 0 || read.sum_squares != 0))
        fail(read.sum != 0 ? sum : sum_squares, "must be 0 where there is no unit");
    if (n < 1)
        return read;
    // The mean of squares is no less than the square of the mean (Cauchy and Schwarz), beyond the rounding of long
    // sums.
    const double least = read.sum / n * read.sum;
    if (least - read.sum_squares > rounding_of_sums * read.sum_squares)
        fail(sum_squares, "must not be below " + sum + "^2/n" +
                              (std::isfinite(least) ? ", which is " + StatsJson(least).dump() : std::string()));
    return read;
}

namespace {

/// Whether no values have such a sum of products: their correlation would be beyond 1.
bool is_beyond_correlation(const stats::PairMoments& pair) {
    const double y = pair.y.sum_squares - pair.y.sum / pair.y.n * pair.y.sum;
    const double x = pair.x.sum_squares - pair.x.sum / pair.x.n * pair.x.sum;
    const double product = pair.sum_products - pair.y.sum / pair.y.n * pair.x.sum;
    return product * product >
           (y + rounding_of_sums * pair.y.sum_squares) * (x + rounding_of_sums * pair.x.sum_squares);
}

} // namespace

stats::Arm StatsInput::arm(std::string_view name) const {
    if (const StatsJson* found = member(name, true); found == nullptr || found->is_array())
        return found == nullptr ? stats::Arm{} : stats::arm_of(stats::moments_of(numbers(name)));
    const StatsInput given = object(name);
    const std::string kind = given.text("kind", "SampleMeanStatistic");
    const double n = given.whole("n", 0);
    if (kind == "RatioStatistic") {
        const stats::PairMoments pair{given.moments(n, "m_sum", "m_sum_squares"),
                                      given.moments(n, "d_sum", "d_sum_squares"), given.number("m_d_sum_of_products")};
        if (is_beyond_correlation(pair))
            given.fail("m_d_sum_of_products", "is more than the sums of squares allow");
        const auto ratio = stats::arm_of_ratio(pair);
        if (!ratio)
            fail(name, ratio.error().why);
        return ratio ? *ratio : stats::Arm{};
    }
    if (kind == "ProportionStatistic") {
        const double sum = given.number("sum");
        if (sum < 0 || sum > n)
            given.fail("sum", "must be from 0 to n");
        return stats::arm_of_shares(n, sum);
    }
    if (kind != "SampleMeanStatistic")
        given.fail("kind", "must be SampleMeanStatistic, ProportionStatistic or RatioStatistic");
    stats::Moments moments = given.moments(n, "sum", "sum_squares");
    moments.reference = given.number("reference", 0);
    return stats::arm_of(moments);
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
