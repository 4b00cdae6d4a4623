// Pictures of findings as inline SVG: no script, no style of its own, colours by the classes of the stylesheet, and
// arms told apart by dashes and marks as well. Each stands above a table of the same numbers. Pure.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace parley::roles {

using NumberWords = std::function<std::string(double)>;

struct Axis {
    std::string name;
    double low = 0;
    double high = 1;
    NumberWords words;
    std::vector<double> ticks = {}; // round numbers, if none are given
};

struct ArmLine {
    std::string name;
    std::vector<std::pair<double, double>> points; // within the axes
    bool in_steps = false;                         // it stays until it changes
};
/// One line for each arm, and their names with the marks that they have.
std::string lines_picture(const std::string& title, const Axis& across, const Axis& up,
                          const std::vector<ArmLine>& arms);

struct Range {
    double middle = 0;
    std::optional<double> low; // no bound without
    std::optional<double> high;
};
struct ForestRow {
    std::string name;
    std::optional<Range> raw;
    std::optional<Range> shrunken;
    bool is_whole = false; // over all sectors
};
/// Effects with their intervals, one row below the other, against no effect.
std::string forest_picture(const std::string& title, const std::vector<ForestRow>& rows, const NumberWords& words);

struct BarGroup {
    std::string name;
    std::vector<std::pair<double, std::string>> arms; // share of the whole width, and what is said of it
};
std::string bars_picture(const std::string& title, const std::vector<BarGroup>& groups,
                         const std::vector<std::string>& arms);

} // namespace parley::roles
