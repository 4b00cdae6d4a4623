#pragma once

#include "core/offer_details.hpp"
#include "wire/body.hpp"

namespace parley::wire {

/// The member "details" of an offer: {"item", "fulfilment", "returns_days", "perks", "person"}, each of which may be
/// null or left out for what is not stated.
core::OfferDetails read_details(Body& body);

} // namespace parley::wire
