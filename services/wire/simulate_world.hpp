// Reading what a simulation is of. For the simulate_*.cpp of this folder alone.
#pragma once

#include "lab/simulate/power.hpp"
#include "wire/stats_input.hpp"

namespace parley::wire {

/// What one run may cost, so that it ends within minutes: the core tells each offer to everybody who was invited.
inline constexpr double tellings_most = 200'000'000;

/// Members that nobody asks for are faults: a misspelt seed would be another simulation than the file says.
void refuse_unknown(const StatsInput& input, std::initializer_list<std::string_view> known);
/// A whole number in [low, high].
std::int64_t whole_within(const StatsInput& input, std::string_view name, std::int64_t low, std::int64_t high,
                          std::optional<std::int64_t> fallback = std::nullopt);
/// A number in [low, high].
double number_within(const StatsInput& input, std::string_view name, double low, double high,
                     std::optional<double> fallback = std::nullopt);
/// 0 to 2^53, the whole numbers that all readers of JSON agree on; 1 where none is given.
std::uint64_t seed_of(const StatsInput& input);

/// One of the names of an enumeration.
template <class Enum>
Enum word_of(const StatsInput& input, std::string_view name, std::optional<Enum> fallback = std::nullopt) {
    if (fallback && !input.is_given(name))
        return *fallback;
    if (const auto found = core::from_name<Enum>(input.text(name, "")))
        return *found;
    std::string names;
    for (const std::string_view one : names_of(Enum{}))
        names += (names.empty() ? "" : ", ") + std::string(one);
    input.fail(name, "must be one of " + names);
    return Enum{};
}

/// {"unit","metric","n_per_arm","repetitions","alpha","seed","world","control","treatment"}: the treatment has the
/// control's members where it does not give its own (RFC 7386). What is wrong is noted in the input.
lab::simulate::PowerDesign power_design_from(const StatsInput& input);

} // namespace parley::wire
