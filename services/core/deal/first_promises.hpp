// What an offer says is a promise once both sides have said yes: its price, and its delivery where it names the days.
#pragma once

#include "core/state.hpp"

namespace parley::core {

/// The promises of the award that is confirmed at `at`, numbered from 1.
std::vector<PromiseMade> first_promises(const Offer& offer, Instant at);

} // namespace parley::core
