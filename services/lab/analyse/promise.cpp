#include "lab/analyse/promise.hpp"

#include "lab/analyse/metrics.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <string>

namespace parley::lab::analyse {

namespace {

using core::Value;
using design::DesignFault;
using Fault = std::optional<DesignFault>;

constexpr std::size_t title_max = 200, id_max = 64, text_max = 1'000; // characters
constexpr std::int64_t units_max = 1'000'000;                         // of an arm
constexpr std::int64_t bp_per_one = 10'000;
constexpr std::int64_t days_per_week = 7;

std::string text_in(const Value& object, std::string_view name) {
    const auto* text = object.at(name).as_string();
    return text != nullptr ? *text : std::string();
}

std::int64_t number_in(const Value& object, std::string_view name) {
    const auto* number = object.at(name).as_integer();
    return number != nullptr ? *number : 0;
}

const Value::Array& list_in(const Value& object, std::string_view name) {
    static const Value::Array none;
    const auto* list = object.at(name).as_array();
    return list != nullptr ? *list : none;
}

/// Line breaks, other control characters, and characters that turn the direction of the words around them. UTF-8.
bool breaks_a_line(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
        const unsigned one = byte(i), two = byte(i + 1), three = byte(i + 2);
        const bool is_control = one < 0x20 || one == 0x7F || (one == 0xC2 && two >= 0x80 && two < 0xA0);
        // U+2028 to U+202E, and U+2066 to U+2069.
        const bool is_turning = one == 0xE2 && ((two == 0x80 && three >= 0xA8 && three <= 0xAE) ||
                                                (two == 0x81 && three >= 0xA6 && three <= 0xA9));
        if (is_control || is_turning)
            return true;
    }
    return false;
}

Fault fault_of_line(const std::string& text, std::size_t max, std::string pointer) {
    if (text.find_first_not_of(' ') == std::string::npos)
        return DesignFault{std::move(pointer), "must not be blank"};
    if (breaks_a_line(text))
        return DesignFault{std::move(pointer),
                           "must be one line without control characters or ones that turn the direction of text"};
    const auto characters =
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    if (static_cast<std::size_t>(characters) > max)
        return DesignFault{std::move(pointer), "must be at most " + std::to_string(max) + " characters"};
    return std::nullopt;
}

/// The largest difference of two arms that the metric can have, in bp of its unit.
std::int64_t widest_bp(const Metric& metric) {
    if (metric.unit == "share" || metric.unit == "complaints")
        return bp_per_one;
    return metric.unit == "seconds" ? 900 * bp_per_one : 100 * bp_per_one;
}

DesignFault unknown_metric(std::string pointer) {
    return {std::move(pointer), "is not a metric that experiments are judged by (GET /v1/lab/metrics)"};
}

Fault fault_of_hypotheses(const Value& document) {
    std::set<std::string> ids;
    std::int64_t widest = std::numeric_limits<std::int64_t>::max();
    const Value::Array& hypotheses = list_in(document, "hypotheses");
    for (std::size_t i = 0; i < hypotheses.size(); ++i) {
        const std::string at = "/hypotheses/" + std::to_string(i);
        const std::string id = text_in(hypotheses[i], "id");
        if (auto fault = fault_of_line(id, id_max, at + "/id"))
            return fault;
        if (!ids.insert(id).second)
            return DesignFault{at + "/id", "is another hypothesis's already"};
        if (auto fault = fault_of_line(text_in(hypotheses[i], "text"), text_max, at + "/text"))
            return fault;
        const Metric* metric = metric_named(text_in(hypotheses[i], "metric"));
        if (metric == nullptr)
            return unknown_metric(at + "/metric");
        if (text_in(hypotheses[i], "role") == "primary")
            widest = std::min(widest, widest_bp(*metric));
    }
    if (number_in(document, "mde_bp") > widest)
        return DesignFault{"/mde_bp", "must be at most " + std::to_string(widest) +
                                          ": the primary metric cannot differ by more between two arms"};
    return std::nullopt;
}

Fault fault_of_guardrails(const Value& document) {
    std::set<std::string> names;
    const Value::Array& guardrails = list_in(document, "guardrails");
    for (std::size_t i = 0; i < guardrails.size(); ++i) {
        const std::string at = "/guardrails/" + std::to_string(i);
        const std::string name = text_in(guardrails[i], "metric");
        const Metric* metric = metric_named(name);
        if (metric == nullptr)
            return unknown_metric(at + "/metric");
        if (!names.insert(name).second)
            return DesignFault{at + "/metric", "is another guardrail's already"};
        if (metric->better != Direction::two_sided &&
            text_in(guardrails[i], "direction") != core::name_of(metric->better))
            return DesignFault{at + "/direction", "must be " + std::string(core::name_of(metric->better)) + ", where " +
                                                      name + " is better: harm is the other way"};
        // With a margin near all that can happen, no harm would end anything.
        if (const std::int64_t most = widest_bp(*metric) / 2; number_in(guardrails[i], "margin_bp") > most)
            return DesignFault{at + "/margin_bp", "must be at most " + std::to_string(most) +
                                                      ": a larger margin would let nearly any harm pass"};
    }
    return std::nullopt;
}

Fault fault_of_size(const design::Prereg& prereg, std::size_t sectors) {
    const std::int64_t wanted = number_in(prereg.document, "n_per_arm");
    if (wanted > units_max)
        return DesignFault{"/n_per_arm", "must be at most " + std::to_string(units_max)};
    const std::int64_t per_week = number_in(prereg.document.at("switchback"), "slots_per_week");
    if (prereg.unit != design::Unit::slot || prereg.arms.empty() || per_week < 1)
        return std::nullopt;
    const std::int64_t slots =
        per_week * number_in(prereg.document, "max_days") / days_per_week * static_cast<std::int64_t>(sectors);
    if (const std::int64_t most = slots / static_cast<std::int64_t>(prereg.arms.size()); wanted > most)
        return DesignFault{"/n_per_arm", "must be at most " + std::to_string(most) +
                                             ": no more slots of each arm fit "
                                             "into max_days"};
    return std::nullopt;
}

} // namespace

std::optional<DesignFault> fault_in_promise(const design::Prereg& prereg, std::size_t sectors) {
    if (auto fault = fault_of_line(text_in(prereg.document, "title"), title_max, "/title"))
        return fault;
    for (std::size_t i = 0; i < prereg.arms.size(); ++i)
        if (const std::string& title = prereg.arms[i].title; !title.empty())
            if (auto fault = fault_of_line(title, title_max, "/arms/" + std::to_string(i) + "/title"))
                return fault;
    if (auto fault = fault_of_hypotheses(prereg.document))
        return fault;
    if (auto fault = fault_of_guardrails(prereg.document))
        return fault;
    return fault_of_size(prereg, sectors);
}

} // namespace parley::lab::analyse
