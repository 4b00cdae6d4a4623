#include "wire/lab_file.hpp"

#include "wire/value_json.hpp"

namespace parley::wire {

using core::Value;
using Errors = std::vector<FieldError>;

ReadFile<Value> object_in(std::string_view text) {
    ParsedBody parsed = parse_body(text);
    if (!parsed.value)
        return Errors{{parsed.pointer, parsed.fault, "the file cannot be read as JSON"}};
    if (members_of(*parsed.value) == nullptr)
        return Errors{{"", "not_an_object", "must be an object"}};
    return std::move(*parsed.value);
}

void each_object(const Value& list, const std::string& pointer, bool required, Errors& errors,
                 const std::function<void(const Value&, const std::string&)>& read) {
    const auto* items = list.as_array();
    if (items == nullptr) {
        if (required || !list.is_null())
            errors.push_back({pointer, list.is_null() ? "required" : "not_a_list", "must be a list"});
        return;
    }
    for (std::size_t i = 0; i < items->size(); ++i) {
        const std::string at = pointer + '/' + std::to_string(i);
        if (members_of((*items)[i]) == nullptr)
            errors.push_back({at, "not_an_object", "must be an object"});
        else
            read((*items)[i], at);
    }
}

std::optional<lab::design::Prereg> prereg_in(const Value& document, const std::string& at, Errors& errors) {
    if (const auto decimal = decimal_in(document, at)) {
        errors.push_back({*decimal, "not_whole", "must be a whole number"});
        return std::nullopt;
    }
    auto prereg = lab::design::prereg_from(document);
    if (prereg)
        return std::move(*prereg);
    errors.push_back({at + prereg.error().pointer, "bad_prereg", prereg.error().detail});
    return std::nullopt;
}

} // namespace parley::wire
