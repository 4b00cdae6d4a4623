// "Under other rules": what people said in an intent that is over, as a scenario for rules that they did not have.
// Nobody knows what they would have said under those; the scenario takes their words as they were, and where the other
// format asks for something else, the least that each took as the least that it would have taken.
#pragma once

#include "core/replay.hpp"

namespace parley::core {

/// `log` begins with the first event of an intent whose first round was opened; public logs are enough. Bidders are
/// "bidder 1", "bidder 2" ...; a command's id names the event that it comes from. Into sealed and open rounds every
/// offer goes as it was made, with auto-offers where the log shows their terms. Clocks and turns get for each bidder an
/// auto-offer down to its floor, or else its lowest price; turns begin with its first price.
Scenario scenario_of(const std::vector<Record>& log, Plan plan);

} // namespace parley::core
