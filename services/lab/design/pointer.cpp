#include "lab/design/pointer.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace parley::lab::design {

namespace {

const core::Value* child_of(const core::Value& value, const std::string& name) {
    if (const auto* members = value.as_object()) {
        const auto found = members->find(name);
        return found == members->end() ? nullptr : &found->second;
    }
    const auto* items = value.as_array();
    if (items == nullptr || name.empty() || (name.size() > 1 && name.front() == '0') ||
        !std::ranges::all_of(name, [](char c) { return '0' <= c && c <= '9'; }))
        return nullptr;
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
    return error == std::errc() && index < items->size() ? &(*items)[index] : nullptr;
}

} // namespace

std::optional<std::vector<std::string>> steps_of(std::string_view pointer) {
    std::vector<std::string> steps;
    for (std::size_t i = 0; i < pointer.size(); ++i) {
        const char c = pointer[i];
        if (c == '/') {
            steps.emplace_back();
        } else if (steps.empty()) {
            return std::nullopt;
        } else if (c == '~') {
            if (++i == pointer.size() || (pointer[i] != '0' && pointer[i] != '1'))
                return std::nullopt;
            steps.back() += pointer[i] == '0' ? '~' : '/';
        } else {
            steps.back() += c;
        }
    }
    return steps;
}

std::string step_to(std::string_view name) {
    std::string step = "/";
    for (const char c : name)
        step += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return step;
}

bool is_within(std::string_view part, std::string_view whole) {
    return part.starts_with(whole) && (part.size() == whole.size() || part[whole.size()] == '/');
}

const core::Value* find(const core::Value& document, std::string_view pointer) {
    const auto steps = steps_of(pointer);
    if (!steps)
        return nullptr;
    const core::Value* at = &document;
    for (const std::string& step : *steps)
        if (at = child_of(*at, step); at == nullptr)
            return nullptr;
    return at;
}

core::Value* find(core::Value& document, std::string_view pointer) {
    return const_cast<core::Value*>(find(std::as_const(document), pointer));
}

} // namespace parley::lab::design
