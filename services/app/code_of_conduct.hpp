// The code of conduct: short numbered rules that a business accepts before its first offer, each with how the machine
// enforces it. As with every wording, a version's words never change: new words are a new version.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parley::app {

/// How a rule is held: the market says no, there is so much and no more, it counts in the score, or a person judges.
enum class Enforcement { refused, capped, scored, judged };
std::span<const std::string_view> names_of(Enforcement);

struct ConductRule {
    std::string_view rule;
    std::string_view enforced; // in plain words
    std::vector<Enforcement> how;
    std::vector<std::string_view> codes; // of the problems by which it is refused
};

inline constexpr std::string_view conduct_version = "conduct-2026-11";

/// Those in force, in the order of their numbers.
const std::vector<ConductRule>& conduct_rules();

/// Lower-case hex SHA-256 of the words of the code in force.
std::string conduct_hash();

} // namespace parley::app
