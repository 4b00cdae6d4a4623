// How an experiment said that it would be judged, read from its pre-registration; what it leaves open has the defaults
// of the lab (sector-experiments 4).
#pragma once

#include "core/names.hpp"
#include "lab/design/prereg.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace parley::lab::analyse {

/// Where an effect is to go, or where a metric is better; "two_sided" where either way counts.
enum class Direction { increase, decrease, two_sided };
inline constexpr std::string_view direction_names[] = {"increase", "decrease", "two_sided"};
constexpr std::span<const std::string_view> names_of(Direction) {
    return direction_names;
}

enum class Role { primary, secondary, exploratory };
inline constexpr std::string_view role_names[] = {"primary", "secondary", "exploratory"};
constexpr std::span<const std::string_view> names_of(Role) {
    return role_names;
}

/// How the p-values of the primary family are adjusted for there being many.
enum class Correction { none, bonferroni, holm, benjamini_hochberg };
inline constexpr std::string_view correction_names[] = {"none", "bonferroni", "holm", "benjamini_hochberg"};
constexpr std::span<const std::string_view> names_of(Correction) {
    return correction_names;
}

struct Hypothesis {
    std::string id;
    std::string text;
    std::string metric; // as in the codebook
    Direction direction = Direction::two_sided;
    Role role = Role::exploratory;
};

struct Guardrail {
    std::string metric;
    Direction better = Direction::decrease;
    double margin = 0; // in the metric's unit, >= 0: so much harm is put up with
    bool registered = true;
};

/// Values beyond these quantiles of a metric count as if they were at them; 0 <= low <= high <= 1.
struct Caps {
    double low = 0.01;
    double high = 0.99;
};

struct Plan {
    double alpha = 0.05; // in (0, 0.5]
    double mde = 0;      // the effect that it was planned to see, in the primary metric's unit, > 0
    double n_per_arm = 0;
    double tuning = 0; // units of two arms at which an always-valid interval is tightest
    Correction correction = Correction::holm;
    std::vector<Hypothesis> hypotheses;
    std::vector<Guardrail> guardrails; // the registered ones, then those that are always on
    std::map<std::string, Caps, std::less<>> caps;
    bool is_rerandomised = false;   // then only a shuffle of the arms may be the judge (sector-experiments 2.4)
    std::vector<std::string> notes; // what was registered and is not done, in words
};

/// Of a pre-registration that prereg_from has read. Effects in bp become parts of the metric's unit: 100 bp are 0.01.
/// An always-on guardrail that nobody registered has a margin of 0.
Plan plan_of(const design::Prereg& prereg);
Caps caps_of(const Plan& plan, std::string_view metric);

/// The seed of whatever is drawn for one comparison: the first 64 bits of SHA-256 of "<prereg_sha256>:<label>", so that
/// nobody can choose it and everybody draws the same.
std::uint64_t seed_of(const design::Prereg& prereg, std::string_view label);

} // namespace parley::lab::analyse
