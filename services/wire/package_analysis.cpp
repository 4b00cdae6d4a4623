#include "wire/package_analysis.hpp"

#include "wire/stats_document.hpp"
#include "wire/study_json.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace parley::wire {

namespace {

using Errors = std::vector<FieldError>;

constexpr double last_digits = 1e-9;
constexpr std::size_t differences_max = 50; // after which nobody reads on
constexpr const char* file_name = "analysis.json";

bool is_same_number(const StatsJson& one, const StatsJson& other) {
    if (one == other)
        return true;
    if (one.is_number_integer() && other.is_number_integer())
        return false;
    const auto a = one.get<double>(), b = other.get<double>();
    return std::abs(a - b) <= last_digits * std::max(std::abs(a), std::abs(b));
}

/// Walks through what was published and what was computed.
class Comparing {
public:
    void compare(const StatsJson& published, const StatsJson& computed, const StatsJson::json_pointer& at) {
        if (published.is_object() && computed.is_object())
            return compare_members(published, computed, at);
        if (published.is_array() && computed.is_array())
            return compare_items(published, computed, at);
        const bool is_same =
            published.is_number() && computed.is_number() ? is_same_number(published, computed) : published == computed;
        if (!is_same)
            fail(at, "says " + written(published) + ", where the rows give " + written(computed));
    }
    Errors take() {
        if (count_ > errors_.size())
            errors_.push_back({file_name, "other_analysis",
                               "differs at " + std::to_string(count_ - errors_.size()) + " more places"});
        return std::move(errors_);
    }

private:
    void compare_items(const StatsJson& published, const StatsJson& computed, const StatsJson::json_pointer& at) {
        if (published.size() != computed.size())
            return fail(at, "has " + std::to_string(published.size()) + " items, where the rows give " +
                                std::to_string(computed.size()));
        for (std::size_t i = 0; i < published.size(); ++i)
            compare(published[i], computed[i], at / i);
    }
    void compare_members(const StatsJson& published, const StatsJson& computed, const StatsJson::json_pointer& at) {
        std::set<std::string> names;
        for (const StatsJson* object : {&published, &computed})
            for (const auto& [name, unused] : object->items())
                names.insert(name);
        for (const std::string& name : names)
            if (!published.contains(name))
                fail(at / name, "is missing, where the rows give " + written(computed.at(name)));
            else if (!computed.contains(name))
                fail(at / name, "says " + written(published.at(name)) + ", which the rows do not give");
            else
                compare(published.at(name), computed.at(name), at / name);
    }
    void fail(const StatsJson::json_pointer& at, std::string detail) {
        if (++count_ <= differences_max)
            errors_.push_back({file_name + at.to_string(), "other_analysis", std::move(detail)});
    }
    static std::string written(const StatsJson& value) {
        constexpr std::size_t length_max = 200;
        std::string text = value.dump(-1, ' ', false, StatsJson::error_handler_t::replace);
        return value.is_structured() && text.size() > length_max ? value.is_array() ? "a list" : "an object" : text;
    }

    Errors errors_;
    std::size_t count_ = 0;
};

} // namespace

ReadFile<std::string> answer_package(const PackageFiles& files) {
    const auto study = study_from_package(files);
    if (!study)
        return study.error();
    const auto published = stats_document_in(files.at(file_name));
    if (!published) {
        FieldError fault = published.error();
        fault.pointer = file_name + std::string(fault.pointer.starts_with('/') ? "" : ", ") + fault.pointer;
        return Errors{std::move(fault)};
    }
    std::string text = analysis_json(*study, lab::analyse::analyse(*study));
    Comparing comparing;
    comparing.compare(*published, StatsJson::parse(text), StatsJson::json_pointer());
    Errors differences = comparing.take();
    if (!differences.empty())
        return differences;
    return ReadFile<std::string>(boost::system::in_place_value, std::move(text));
}

} // namespace parley::wire
