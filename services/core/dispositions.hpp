// What each bidder is told when an intent comes to its end, or nearly (`stand_by`): one disposition with a reason and,
// where it helps, how far it was from the winner as a band. Nobody who made an offer is left without (DESIGN 3).
#pragma once

#include "core/state.hpp"

namespace parley::core {

/// Non-final `stand_by` for every standing offer but the chosen one.
std::vector<Disposed> stand_by_while(const State& state, BidderNo chosen);

/// Final dispositions after the winner confirmed.
std::vector<Disposed> dispositions_after_award(const State& state, BidderNo winner);

/// Final dispositions when nobody wins, for every bidder that has none yet.
std::vector<Disposed> dispositions_without_award(const State& state, Disposition disposition,
                                                 const std::string& reason);

} // namespace parley::core
