// Whether forecasts came true: what was predicted against what happened, for everybody to see.
#pragma once

#include "core/guide/guide.hpp"

#include <array>

namespace parley::core {

/// A forecast that somebody was shown, and what then happened.
struct JudgedForecast {
    Forecast forecast;
    std::int64_t offers = 0;
    std::optional<std::int64_t> first_offer_s; // none where no offer came
};

/// Forecasts whose chance of an offer lay in [from_ppm, to_ppm); the last bin holds certainty, too.
struct CalibrationBin {
    std::int64_t from_ppm = 0;
    std::int64_t to_ppm = 0;
    std::int64_t forecasts = 0;
    std::int64_t with_offer = 0;
    std::int64_t predicted_ppm = 0; // the mean of what was predicted; 0 of none
    friend bool operator==(const CalibrationBin&, const CalibrationBin&) = default;
};

/// How often an interval held what happened; it is meant to in interval_ppm of all cases.
struct Coverage {
    std::int64_t forecasts = 0;
    std::int64_t held = 0;
    friend bool operator==(const Coverage&, const Coverage&) = default;
};

inline constexpr std::size_t calibration_bins = 10;

struct Calibration {
    std::int64_t forecasts = 0;
    std::array<CalibrationBin, calibration_bins> bins;
    /// Mean of (predicted chance of an offer - what happened, 0 or 1)^2, in millionths; none of no forecast. 0 is
    /// perfect, 250'000 is what "one half" always gets.
    std::optional<std::int64_t> brier_ppm;
    Coverage offers;
    Coverage first_offer; // of those that gave an interval and then saw an offer
};

Calibration calibrate(std::span<const JudgedForecast> judged);

} // namespace parley::core
