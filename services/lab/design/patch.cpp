#include "lab/design/patch.hpp"

#include "lab/design/pointer.hpp"

#include <algorithm>

namespace parley::lab::design {

namespace {

using core::Value;

std::string at_operation(std::size_t i, std::string_view member = "") {
    return '/' + std::to_string(i) + (member.empty() ? "" : step_to(member));
}

bool is_of(RuleKind kind, const Value& value) {
    switch (kind) {
    case RuleKind::integer:
        return value.as_integer() != nullptr;
    case RuleKind::boolean:
        return value.as_bool() != nullptr;
    case RuleKind::string:
        return value.as_string() != nullptr;
    }
    return false;
}

std::string limits_of(const Bound& bound) {
    if (!bound.min)
        return "must be at most " + std::to_string(*bound.max);
    if (!bound.max)
        return "must be at least " + std::to_string(*bound.min);
    return "must lie between " + std::to_string(*bound.min) + " and " + std::to_string(*bound.max);
}

/// What is wrong with a value within its bound; the pointer is left empty.
std::optional<PatchFault> fault_in(const Value& value, const Bound& bound) {
    if (!is_of(bound.kind, value))
        return PatchFault{"E_TYPE", "", "must be of type " + std::string(core::name_of(bound.kind))};
    const auto* number = value.as_integer();
    if (number != nullptr && ((bound.min && *number < *bound.min) || (bound.max && *number > *bound.max)))
        return PatchFault{"E_RANGE", "", limits_of(bound)};
    if (!bound.choices.empty() && std::ranges::find(bound.choices, value) == bound.choices.end())
        return PatchFault{"E_ENUM", "", "must be one of " + core::canonical(bound.choices)};
    return std::nullopt;
}

/// Whether a place is never to be changed, a part of one that is, or has bounds and would take one with it.
bool is_forbidden(const std::string& path, bool has_bounds, const RuleBounds& bounds) {
    return std::ranges::any_of(bounds.never, [&](const std::string& never) {
        return is_within(path, never) || (has_bounds && is_within(never, path));
    });
}

/// The first thing that is wrong with one operation by itself. `replaced` are the places that those before it replace.
std::optional<PatchFault> fault_in(const Value& operation, std::size_t i, const Value& rules, const RuleBounds& bounds,
                                   std::set<std::string>& replaced) {
    const Value& op = operation.at("op");
    if (op != "replace" && op != "test")
        return PatchFault{"E_OP_FORBIDDEN", at_operation(i, operation.as_object() != nullptr ? "op" : ""),
                          "must be replace or test"};
    const auto* path = operation.at("path").as_string();
    const auto bound = path != nullptr ? bounds.paths.find(*path) : bounds.paths.end();
    if (path != nullptr && is_forbidden(*path, bound != bounds.paths.end(), bounds))
        return PatchFault{"E_PATH_FORBIDDEN", at_operation(i, "path"), "must not be changed by an experiment"};
    if (bound == bounds.paths.end() || find(rules, *path) == nullptr)
        return PatchFault{"E_PATH_UNKNOWN", at_operation(i, "path"), "must be a rule that has bounds"};
    if (!operation.as_object()->contains("value"))
        return PatchFault{"E_TYPE", at_operation(i, "value"), "is required"};
    if (op == "test")
        return std::nullopt;
    if (auto fault = fault_in(operation.at("value"), bound->second)) {
        fault->pointer = at_operation(i, "value");
        return fault;
    }
    if (!replaced.insert(*path).second)
        return PatchFault{"E_DUPLICATE_PATH", at_operation(i, "path"), "is replaced twice"};
    return std::nullopt;
}

} // namespace

CheckedPatch check_patch(const Value& patch, const Value& rules, const RuleBounds& bounds) {
    CheckedPatch checked;
    const auto* operations = patch.as_array();
    if (operations == nullptr) {
        checked.faults.push_back({"E_OP_FORBIDDEN", "", "must be a list of operations"});
        return checked;
    }
    std::set<std::string> replaced;
    for (std::size_t i = 0; i < operations->size(); ++i)
        if (auto fault = fault_in((*operations)[i], i, rules, bounds, replaced))
            checked.faults.push_back(std::move(*fault));
    if (!checked.is_valid())
        return checked;

    Value effective = rules;
    for (std::size_t i = 0; i < operations->size(); ++i) {
        const Value& operation = (*operations)[i];
        Value* place = find(effective, *operation.at("path").as_string());
        if (place == nullptr) // an operation before replaced what it was a part of
            checked.faults.push_back({"E_PATH_UNKNOWN", at_operation(i, "path"), "is no longer in the rules"});
        else if (operation.at("op") == "replace")
            *place = operation.at("value");
        else if (*place != operation.at("value"))
            checked.faults.push_back({"E_TEST_FAILED", at_operation(i, "value"), "is not what the rules have there"});
    }
    if (!checked.is_valid())
        return checked;

    for (const CrossRule& rule : bounds.cross)
        if (!rule.holds_for(effective))
            checked.faults.push_back({rule.code(), "", "breaks the rule " + rule.text()});
    if (checked.is_valid()) {
        checked.effective_sha256 = sha256_of(effective);
        checked.effective = std::move(effective);
    }
    return checked;
}

} // namespace parley::lab::design
