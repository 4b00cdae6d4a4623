// What Parley promises of its speed, each as a ratio within one run and the median of several.
#pragma once

#include "loadtest/measure/report.hpp"
#include "loadtest/world/world.hpp"

namespace parley::load {

/// {"targets":[{"name","value","goal","holds","runs":[...]}]}. A goal is "<= X" or ">= X".
Report measure_targets(const WorldOptions& options, int runs);

} // namespace parley::load
