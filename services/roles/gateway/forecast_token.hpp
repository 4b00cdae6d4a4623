// The forecast that a buyer was shown, signed, so that it can be brought back with the posting and be believed.
#pragma once

#include "app/notary.hpp"
#include "app/ports/history.hpp"

namespace parley::roles {

inline constexpr core::Micros forecast_life = core::seconds(86'400);

std::string forecast_token(const app::Notary& notary, const app::ShownForecast& shown);

/// Nothing for what we did not sign, and for what was shown longer than forecast_life ago.
std::optional<app::ShownForecast> forecast_in(const app::Notary& notary, std::string_view token, core::Instant now);

} // namespace parley::roles
