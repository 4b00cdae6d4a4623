#include "wire/lab_cases.hpp"

#include "wire/lab_file.hpp"
#include "wire/value_json.hpp"

#include <algorithm>

namespace parley::wire {

namespace {

namespace design = lab::design;
using core::Value;
using Errors = std::vector<FieldError>;

/// A text that may be left out.
std::string text_or_nothing(const Value& member, const std::string& pointer, Errors& errors) {
    if (const auto* text = member.as_string())
        return *text;
    if (!member.is_null())
        errors.push_back({pointer, "not_a_text", "must be a text"});
    return {};
}

// --- assignment -------------------------------------------------------------------------------------------------

constexpr const char* assign_member = "/parley_assign_1";

design::Split split_from(const Value& section, Errors& errors) {
    design::Split split;
    if (const auto* salt = section.at("salt").as_string())
        split.salt = *salt;
    else
        errors.push_back({std::string(assign_member) + "/salt", "not_a_text", "must be a text"});
    if (const auto* coverage = section.at("coverage_ppm").as_integer())
        split.coverage_ppm = *coverage;
    else if (!section.at("coverage_ppm").is_null())
        errors.push_back({std::string(assign_member) + "/coverage_ppm", "not_whole", "must be a whole number"});
    if (const Value& weights = section.at("weight_ppm"); const auto* list = weights.as_array()) {
        split.weight_ppm.clear();
        for (std::size_t i = 0; i < list->size(); ++i)
            if (const auto* weight = (*list)[i].as_integer())
                split.weight_ppm.push_back(*weight);
            else
                errors.push_back({std::string(assign_member) + "/weight_ppm/" + std::to_string(i), "not_whole",
                                  "must be a whole number"});
    } else if (!weights.is_null()) {
        errors.push_back({std::string(assign_member) + "/weight_ppm", "not_a_list", "must be a list"});
    }
    if (!errors.empty())
        return split;
    if (const auto fault = design::fault_in(split))
        errors.push_back({assign_member + fault->pointer, "bad_split", fault->detail});
    return split;
}

// --- patches ----------------------------------------------------------------------------------------------------

/// A member that is hashed, and so has whole numbers only.
const Value& hashed_member(const Value& document, const std::string& name, Errors& errors) {
    const Value& member = document.at(name);
    if (members_of(member) == nullptr)
        errors.push_back({'/' + name, member.is_null() ? "required" : "not_an_object", "must be an object"});
    else if (const auto decimal = decimal_in(member, '/' + name))
        errors.push_back({*decimal, "not_whole", "must be a whole number"});
    return member;
}

void read_patches(const Value& list, const std::string& pointer, PatchCases& cases, Errors& errors) {
    each_object(list, pointer, false, errors, [&](const Value& one, const std::string& at) {
        const Value& patch = one.at("patch");
        if (patch.as_array() == nullptr)
            errors.push_back({at + "/patch", patch.is_null() ? "required" : "not_a_list", "must be a list"});
        cases.patches.push_back({text_or_nothing(one.at("name"), at + "/name", errors), patch, at + "/patch"});
    });
}

/// "<member> <old>-><new>" made in a document; false for any other text, or where the member is not the old value.
bool make_change(const std::string& change, Value& document) {
    const std::size_t space = change.find(' ');
    const std::size_t arrow = change.find("->");
    if (space == std::string::npos || arrow == std::string::npos || arrow < space)
        return false;
    const auto before = parse_value(std::string_view(change).substr(space + 1, arrow - space - 1));
    const auto after = parse_value(std::string_view(change).substr(arrow + 2));
    const std::string member = change.substr(0, space);
    if (!before || !after || document.as_object() == nullptr || !document.as_object()->contains(member) ||
        document.at(member) != *before)
        return false;
    document[member] = *after;
    return true;
}

void read_preregs(const Value& list, PatchCases& cases, Errors& errors) {
    std::optional<Value> before;
    each_object(list, "/prereg_cases", false, errors, [&](const Value& one, const std::string& at) {
        PreregCase read{text_or_nothing(one.at("name"), at + "/name", errors), std::nullopt, ""};
        const std::string change = text_or_nothing(one.at("change"), at + "/change", errors);
        if (one.as_object()->contains("document"))
            before = one.at("document");
        if (!before)
            errors.push_back({at + "/document", "required", "is required in the first case"});
        read.document = before;
        if (before && !change.empty() && !make_change(change, *read.document))
            errors.push_back({at + "/change", "no_such_change", "must be a member, its value -> and the new one"});
        if (const auto decimal = before ? decimal_in(*read.document) : std::nullopt) {
            read.decimal = *decimal;
            read.document.reset();
        }
        cases.preregs.push_back(std::move(read));
    });
}

void read_log(const Value& chain, PatchCases& cases, Errors& errors) {
    if (chain.is_null())
        return;
    each_object(chain.at("events"), "/log_chain/events", true, errors, [&](const Value& one, const std::string& at) {
        if (!one.as_object()->contains("event"))
            errors.push_back({at + "/event", "required", "is required"});
        if (const auto decimal = decimal_in(one.at("event"), at + "/event"))
            errors.push_back({*decimal, "not_whole", "must be a whole number"});
        cases.log.push_back({one.at("event"), text_or_nothing(one.at("prev"), at + "/prev", errors),
                             text_or_nothing(one.at("hash"), at + "/hash", errors)});
    });
}

Value patch_value(const PatchCase& one, const design::CheckedPatch& checked) {
    Value value;
    value["name"] = one.name;
    value["result"] = checked.result();
    value["valid"] = checked.is_valid();
    Value::Array errors;
    for (const design::PatchFault& fault : checked.faults) {
        Value error;
        error["code"] = fault.code;
        error["pointer"] = one.pointer + fault.pointer;
        error["detail"] = fault.detail;
        errors.push_back(std::move(error));
    }
    value["errors"] = std::move(errors);
    value["effective_sha256"] = checked.is_valid() ? Value(checked.effective_sha256) : Value();
    value["effective"] = checked.effective;
    return value;
}

Value prereg_value(const PreregCase& one, const std::string& pointer) {
    Value value;
    value["name"] = one.name;
    value["canonical"] = nullptr;
    value["canonical_bytes"] = nullptr;
    value["sha256"] = nullptr;
    if (one.document) {
        std::string canonical = core::canonical(*one.document);
        value["canonical_bytes"] = static_cast<std::int64_t>(canonical.size());
        value["canonical"] = std::move(canonical);
        value["sha256"] = design::sha256_of(*one.document);
        return value;
    }
    Value error;
    error["code"] = "not_whole";
    error["pointer"] = pointer + "/document" + one.decimal;
    error["detail"] = "must be a whole number";
    value["errors"].push_back(std::move(error));
    return value;
}

Value log_value_of(const std::vector<design::LoggedEvent>& log) {
    Value value;
    Value::Array events;
    std::vector<design::LoggedEvent> right;
    std::optional<std::size_t> first_break;
    for (const design::LoggedEvent& logged : log) {
        right.push_back(design::chained(right, logged.event));
        const design::LoggedEvent& expected = right.back();
        const bool follows = (logged.prev.empty() || logged.prev == expected.prev) &&
                             (logged.hash.empty() || logged.hash == expected.hash);
        if (!follows && !first_break)
            first_break = right.size() - 1;
        Value event;
        event["event"] = expected.event;
        event["prev"] = expected.prev;
        event["hash"] = expected.hash;
        events.push_back(std::move(event));
    }
    value["events"] = std::move(events);
    value["first_break"] = first_break ? Value(static_cast<std::int64_t>(*first_break)) : Value();
    return value;
}

} // namespace

ReadFile<AssignCases> assign_cases_from(std::string_view text) {
    auto document = object_in(text);
    if (!document)
        return document.error();
    const Value& section = document->at("parley_assign_1");
    if (members_of(section) == nullptr)
        return Errors{{assign_member, section.is_null() ? "required" : "not_an_object", "must be an object"}};
    Errors errors;
    AssignCases cases;
    cases.split = split_from(section, errors);
    each_object(section.at("vectors"), std::string(assign_member) + "/vectors", true, errors,
                [&](const Value& one, const std::string& at) {
                    const auto* unit = one.at("unit").as_string();
                    if (unit == nullptr || unit->empty())
                        errors.push_back({at + "/unit", "required", "must be a text that is not empty"});
                    else
                        cases.units.push_back(*unit);
                });
    if (!errors.empty())
        return errors;
    return cases;
}

Value assigned_value(const AssignCases& cases) {
    Value::Array results;
    results.reserve(cases.units.size());
    for (const std::string& unit : cases.units) {
        const design::Assigned assigned = design::assign(cases.split, unit);
        Value result;
        result["unit"] = unit;
        result["enrol_ppm"] = assigned.enrol_ppm;
        result["arm_ppm"] = assigned.arm_ppm;
        result["enrolled"] = assigned.enrolled;
        result["arm"] = static_cast<std::int64_t>(assigned.arm);
        results.push_back(std::move(result));
    }
    Value value;
    value["results"] = std::move(results);
    return value;
}

ReadFile<PatchCases> patch_cases_from(std::string_view text) {
    auto document = object_in(text);
    if (!document)
        return document.error();
    Errors errors;
    PatchCases cases;
    cases.base = hashed_member(*document, "base", errors);
    const Value& bounds = hashed_member(*document, "bounds", errors);
    if (errors.empty()) {
        cases.base_sha256 = design::sha256_of(cases.base);
        auto read = design::bounds_from(bounds, cases.base);
        if (read)
            cases.bounds = std::move(*read);
        else
            errors.push_back({"/bounds" + read.error().pointer, "bad_bounds", read.error().detail});
    }
    const bool has_both = !document->at("cases").is_null() && !document->at("patch_cases").is_null();
    if (has_both)
        errors.push_back({"/patch_cases", "not_both", "must not come with cases"});
    for (const std::string name : {"cases", "patch_cases"})
        read_patches(document->at(name), '/' + name, cases, errors);
    read_preregs(document->at("prereg_cases"), cases, errors);
    read_log(document->at("log_chain"), cases, errors);
    if (!errors.empty())
        return errors;
    return cases;
}

Value checked_value(const PatchCases& cases) {
    Value value;
    value["base_sha256"] = cases.base_sha256;
    value["bounds_sha256"] = cases.bounds.sha256;
    Value::Array results;
    for (const PatchCase& one : cases.patches)
        results.push_back(patch_value(one, design::check_patch(one.patch, cases.base, cases.bounds)));
    value["results"] = std::move(results);
    Value::Array preregs;
    for (std::size_t i = 0; i < cases.preregs.size(); ++i)
        preregs.push_back(prereg_value(cases.preregs[i], "/prereg_cases/" + std::to_string(i)));
    value["prereg_cases"] = std::move(preregs);
    value["log_chain"] = log_value_of(cases.log);
    return value;
}

} // namespace parley::wire
