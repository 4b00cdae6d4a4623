// One spelling for each enumerator: the code on the wire, in the log, in SQL and in metrics is the same word.
// An enum takes part by an overload of `names_of` that lists every enumerator in order of its value.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace parley::core {

/// The name of `value`; its enum lists names for 0, 1, 2 ...
template <class Enum>
std::string_view name_of(Enum value) {
    return names_of(Enum{})[static_cast<std::size_t>(value)];
}

/// The enumerator of that exact name, or nothing.
template <class Enum>
std::optional<Enum> from_name(std::string_view name) {
    const std::span<const std::string_view> names = names_of(Enum{});
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name)
            return static_cast<Enum>(i);
    return std::nullopt;
}

} // namespace parley::core
