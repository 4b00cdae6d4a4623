// What became of the requests of a sector, for the guide before posting, and the forecasts that buyers were shown.
// A request is simulated if its buyer is, or any business that was asked; those are never mixed with the others.
#pragma once

#include "core/guide/calibration.hpp"
#include "core/guide/unmet.hpp"
#include "core/ids.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace parley::app {

/// Which requests: their rounds are over, and none was called off by its buyer while it ran.
struct PastRoundsQuery {
    std::string sector; // as posted; a parent does not stand for those below it
    std::string currency = "GBP";
    bool simulated = false;
    core::Instant since; // posted at or after it
};

struct ShownForecast {
    std::string sector;
    bool simulated = false;
    core::Instant shown_at;
    core::Forecast forecast;
};

class History {
public:
    virtual ~History() = default;
    /// The newest thousand.
    virtual boost::asio::awaitable<std::vector<core::PastRound>> past_rounds(PastRoundsQuery query) = 0;
    /// Of this sector and all below it, those that are over without a deal; the newest thousand.
    virtual boost::asio::awaitable<std::vector<core::UnmetRequest>> unmet(PastRoundsQuery query) = 0;
    /// Keeps what was shown to whoever posts this intent; a second time changes nothing.
    virtual boost::asio::awaitable<void> keep_forecast(core::IntentId intent, ShownForecast shown) = 0;
    /// The newest thousand forecasts of the sector whose requests' rounds are over.
    virtual boost::asio::awaitable<std::vector<core::JudgedForecast>> judged(std::string sector, bool simulated) = 0;
};

} // namespace parley::app
