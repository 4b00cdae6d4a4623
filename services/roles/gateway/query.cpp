#include "roles/gateway/query.hpp"

#include "roles/gateway/router.hpp"
#include "wire/value_json.hpp"

#include <charconv>

namespace parley::roles {

namespace {

core::Value object_of(const http::Request& request) {
    core::Value values = core::Value::Object{};
    for (const auto& [name, value] : request.query)
        values[name] = value;
    return values;
}

/// Degrees through the reader of bodies, so that a coordinate means the same in both.
std::optional<std::int32_t> degrees(std::string_view text, int bound) {
    core::Value value;
    value["degrees"] = wire::decimal(text);
    std::vector<wire::FieldError> errors;
    return wire::Body(value, errors).degrees("degrees", bound);
}

} // namespace

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && number >= 0 ? std::optional(number)
                                                                                   : std::nullopt;
}

Query::Query(const http::Request& request) : values_(object_of(request)), body_(values_, errors_) {}

std::optional<std::int64_t> Query::integer(std::string_view name, std::int64_t low, std::int64_t high) {
    const core::Value* found = body_.member(name);
    if (found == nullptr)
        return std::nullopt;
    const std::string& text = *found->as_string();
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
        fail(name, "not_a_whole_number", "must be a whole number");
        return std::nullopt;
    }
    if (number < low || number > high) {
        fail(name, "out_of_range", "must lie between " + std::to_string(low) + " and " + std::to_string(high));
        return std::nullopt;
    }
    return number;
}

std::optional<core::Point> Query::point(std::string_view name) {
    const core::Value* found = body_.member(name);
    if (found == nullptr)
        return std::nullopt;
    const std::string_view text = *found->as_string();
    const std::size_t comma = std::min(text.find(','), text.size());
    const auto lat = degrees(text.substr(0, comma), 90);
    const auto lon = degrees(text.substr(std::min(comma + 1, text.size())), 180);
    if (!lat || !lon) {
        fail(name, "not_a_point", "must be two numbers of degrees: latitude,longitude");
        return std::nullopt;
    }
    return core::Point{*lat, *lon};
}

void Query::done() {
    body_.done();
    if (errors_.empty())
        return;
    wire::Problem bad = problem(400, "bad_query",
                                "The query: " + errors_.front().pointer.substr(1) + ' ' + errors_.front().detail + '.');
    bad.errors = std::move(errors_);
    roles::fail(std::move(bad));
}

} // namespace parley::roles
