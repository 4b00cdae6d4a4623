// Opening hours as JSON: {"zone":{"standard_offset_min","daylight"},"week":[[[from,to],...] x 7]}.
#pragma once

#include "core/matching/hours.hpp"
#include "core/value.hpp"
#include "wire/body.hpp"

namespace parley::wire {

core::Value hours_value(const core::OpeningHours& hours);
/// Nothing when it is not of that shape or not well formed.
std::optional<core::OpeningHours> hours_from(const core::Value& value);
/// Takes the member "hours", if it is there.
void read_hours(Body& body, core::OpeningHours& out);

} // namespace parley::wire
