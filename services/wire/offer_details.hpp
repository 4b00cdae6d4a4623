#pragma once

#include "core/offer_details.hpp"
#include "wire/body.hpp"

namespace parley::wire {

/// The member "details" of an offer: {"item", "fulfilment", "returns_days", "perks", "person", "reference_price",
/// "only_here"}, each of which may be null or left out for what is not stated. "reference_price" is {"amount" in minor
/// units, "where", "since", "until"}; without "until" the price is still charged.
core::OfferDetails read_details(Body& body);

} // namespace parley::wire
