#include "lab/design/rule_bounds.hpp"

#include "digest/digest.hpp"
#include "lab/design/pointer.hpp"

#include <algorithm>
#include <array>

namespace parley::lab::design {

namespace {

using core::Value;

constexpr std::array<std::string_view, 3> kind_names{"integer", "boolean", "string"};

std::optional<RuleKind> kind_of(const Value& value) {
    if (value.as_integer() != nullptr)
        return RuleKind::integer;
    if (value.as_bool() != nullptr)
        return RuleKind::boolean;
    return value.as_string() != nullptr ? std::optional(RuleKind::string) : std::nullopt;
}

class BoundsReader {
public:
    BoundsReader(const Value& document, const Value& rules) : document_(document), rules_(rules) {}

    DesignResult<RuleBounds> read() {
        RuleBounds bounds;
        const auto* paths = document_.at("paths").as_object();
        if (paths == nullptr)
            return DesignFault{"/paths", "must be an object, a bound for each pointer"};
        for (const auto& [path, bound] : *paths) {
            const std::string pointer = "/paths" + step_to(path);
            if (path.empty() || !steps_of(path))
                fail_(pointer, "must be named by a JSON pointer into the rules");
            bounds.paths[path] = bound_from(bound, pointer);
        }
        each_of("cross", [&](const Value& rule, const std::string& pointer) {
            if (auto read = cross_rule_from(rule, pointer))
                bounds.cross.push_back(std::move(*read));
        });
        each_of("never", [&](const Value& path, const std::string& pointer) {
            if (path.as_string() != nullptr && steps_of(*path.as_string()))
                bounds.never.insert(*path.as_string());
            else
                fail_(pointer, "must be a JSON pointer into the rules");
        });
        if (fail_.found())
            return *fail_.found();
        bounds.sha256 = sha256_of(document_);
        return bounds;
    }

private:
    template <class Item>
    void each_of(std::string_view name, const Item& item) {
        const Value& member = document_.at(name);
        const auto* items = member.as_array();
        if (items == nullptr && !member.is_null())
            fail_(step_to(name), "must be a list");
        for (std::size_t i = 0; items != nullptr && i < items->size(); ++i)
            item((*items)[i], step_to(name) + '/' + std::to_string(i));
    }

    Bound bound_from(const Value& document, const std::string& pointer) {
        const auto* members = document.as_object();
        if (members == nullptr)
            fail_(pointer, "must be an object");
        else
            for (const auto& [name, member] : *members)
                if (name != "type" && name != "min" && name != "max" && name != "enum")
                    fail_(pointer + step_to(name), "is not a known member");
        Bound bound;
        std::optional<RuleKind> kind;
        if (const Value& type = document.at("type"); !type.is_null()) {
            kind = type.as_string() != nullptr ? core::from_name<RuleKind>(*type.as_string()) : std::nullopt;
            if (!kind)
                fail_(pointer + "/type", "must be one of integer, boolean, string");
        }
        if (const Value& choices = document.at("enum"); !choices.is_null()) {
            bound.choices = choices.as_array() != nullptr ? *choices.as_array() : Value::Array{};
            if (bound.choices.empty())
                fail_(pointer + "/enum", "must be a list of one value or more");
            else if (!kind)
                kind = kind_of(bound.choices.front());
            for (std::size_t i = 0; i < bound.choices.size(); ++i)
                if (!kind || kind_of(bound.choices[i]) != kind)
                    fail_(pointer + "/enum/" + std::to_string(i), "must be a value of the bound's one kind");
        }
        if (!kind)
            fail_(pointer, "must have a type or an enum");
        bound.kind = kind.value_or(RuleKind::integer);
        bound.min = limit(document, "min", pointer);
        bound.max = limit(document, "max", pointer);
        if ((bound.min || bound.max) && bound.kind != RuleKind::integer)
            fail_(pointer, "has limits, which only integers have");
        if (bound.min && bound.max && *bound.min > *bound.max)
            fail_(pointer + "/max", "must not lie below min");
        return bound;
    }

    std::optional<std::int64_t> limit(const Value& bound, std::string_view name, const std::string& pointer) {
        const Value& member = bound.at(name);
        if (const auto* number = member.as_integer())
            return *number;
        if (!member.is_null())
            fail_(pointer + step_to(name), "must be a whole number");
        return std::nullopt;
    }

    std::optional<CrossRule> cross_rule_from(const Value& document, const std::string& pointer) {
        const bool is_object = document.as_object() != nullptr;
        const auto* text = is_object ? document.at("rule").as_string() : document.as_string();
        const auto* code = document.at("code").as_string();
        if (text == nullptr || (is_object && (code == nullptr || code->empty()))) {
            fail_(pointer, "must be a sentence, or an object with a rule and its code");
            return std::nullopt;
        }
        auto read = CrossRule::read(*text, rules_, code != nullptr ? *code : "");
        if (!read) {
            fail_(is_object ? pointer + "/rule" : pointer, read.error().detail);
            return std::nullopt;
        }
        return std::move(*read);
    }

    const Value& document_;
    const Value& rules_;
    FirstFault fail_;
};

} // namespace

std::span<const std::string_view> names_of(RuleKind) {
    return kind_names;
}

DesignResult<RuleBounds> bounds_from(const Value& document, const Value& rules) {
    return BoundsReader(document, rules).read();
}

std::string sha256_of(const Value& document) {
    return digest::hex(digest::sha256(core::canonical(document)));
}

} // namespace parley::lab::design
