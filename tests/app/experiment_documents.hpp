// A pre-registration, and the rules that it is for.
#pragma once

#include "app/experiment_rules.hpp"

#include <initializer_list>
#include <string>
#include <utility>

namespace parley::app::test {

using core::Value;

inline Value list(std::initializer_list<Value> items) {
    Value value = Value::Array{};
    for (const Value& item : items)
        value.push_back(item);
    return value;
}

inline Value object(std::initializer_list<std::pair<const char*, Value>> members) {
    Value value = Value::Object{};
    for (const auto& [name, member] : members)
        value[name] = member;
    return value;
}

inline Sector a_sector(const std::string& slug) {
    Sector sector;
    sector.slug = slug;
    return sector;
}

inline RuleBook furniture_rules() {
    return {{a_sector("furniture/tables"), a_sector("furniture/chairs"), a_sector("garden")}, {}};
}

/// Half of the tables have sealed rounds of two minutes.
inline Value a_document(const RuleBook& rules, const std::string& key = "sealed-1",
                        const std::string& sector = "furniture/tables") {
    const auto replace = [](const char* path, Value to) {
        return object({{"op", "replace"}, {"path", path}, {"value", std::move(to)}});
    };
    Value patch = list({replace("/format", "sealed"), replace("/visibility", "none"), replace("/close/mode", "hard"),
                        replace("/duration_s", 120)});
    return object(
        {{"schema", "parley.prereg/1"},
         {"key", key},
         {"title", "Do sealed rounds sell more tables?"},
         {"version", 1},
         {"hypotheses", list({object({{"id", "H1"},
                                      {"metric", "conversion_per_intent"},
                                      {"text", "More requests end in a sale"},
                                      {"direction", "increase"},
                                      {"role", "primary"}})})},
         {"sectors", list({sector})},
         {"unit", "intent"},
         {"pilot", true},
         {"arms", list({object({{"key", "open"}, {"weight_ppm", 500'000}, {"patch", list({})}}),
                        object({{"key", "sealed"}, {"weight_ppm", 500'000}, {"patch", patch}})})},
         {"coverage_ppm", 1'000'000},
         {"alpha_ppm", 50'000},
         {"power_ppm", 800'000},
         {"mde_bp", 500},
         {"n_per_arm", 200},
         {"max_days", 28},
         {"correction", "holm"},
         {"guardrails", list({object({{"metric", "zero_offer_rate"}, {"direction", "decrease"}, {"margin_bp", 300}})})},
         {"analysis", list({"difference_in_means"})},
         {"base_rules_sha256", lab::design::sha256_of(base_rules_of(sectors_of({sector}, rules), rules))},
         {"bounds_sha256", lab::design::sha256_of(rule_bounds_document())}});
}
} // namespace parley::app::test
