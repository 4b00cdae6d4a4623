// What Parley promises of its speed, each as a ratio within one run and the median of several.
#pragma once

#include "loadtest/measure/report.hpp"
#include "loadtest/world/world.hpp"

#include <string>
#include <vector>

namespace parley::load {

/// What can be measured by itself: "matching", "start", "live" (offers and fan-out), "desks", "recover", "stored",
/// "idle".
std::vector<std::string> target_parts();

/// {"targets":[{"name","value","goal","holds","runs":[...]}]} of these parts, of all where none is named. A goal is
/// "<= X" or ">= X".
Report measure_targets(const WorldOptions& options, int runs, const std::vector<std::string>& only);

} // namespace parley::load
