// A forecast as a document: as it is answered, signed and kept.
#pragma once

#include "core/guide/guide.hpp"
#include "core/value.hpp"

namespace parley::core {

Value to_value(const Spread& spread);
Value to_value(const Forecast& forecast);

/// Nothing when it is not what to_value makes.
std::optional<Forecast> forecast_from(const Value& value);

} // namespace parley::core
