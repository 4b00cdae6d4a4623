#include "core/guide/calibration.hpp"

#include <algorithm>

namespace parley::core {

namespace {

constexpr std::int64_t bin_width_ppm = ppm_per_one / static_cast<std::int64_t>(calibration_bins);

void count(Coverage& coverage, std::int64_t low, std::int64_t high, std::int64_t happened) {
    ++coverage.forecasts;
    coverage.held += low <= happened && happened <= high ? 1 : 0;
}

} // namespace

Calibration calibrate(std::span<const JudgedForecast> judged) {
    Calibration result;
    for (std::size_t i = 0; i < calibration_bins; ++i) {
        result.bins[i].from_ppm = static_cast<std::int64_t>(i) * bin_width_ppm;
        result.bins[i].to_ppm = result.bins[i].from_ppm + bin_width_ppm;
    }
    __int128 squares = 0;
    for (const JudgedForecast& one : judged) {
        const std::int64_t predicted = one.forecast.any_offer_ppm;
        CalibrationBin& bin =
            result
                .bins[std::min<std::size_t>(static_cast<std::size_t>(predicted / bin_width_ppm), calibration_bins - 1)];
        ++bin.forecasts;
        bin.with_offer += one.offers > 0 ? 1 : 0;
        bin.predicted_ppm += predicted; // the sum, until the mean is taken
        const __int128 off = predicted - (one.offers > 0 ? ppm_per_one : 0);
        squares += off * off;
        count(result.offers, one.forecast.offers.low, one.forecast.offers.high, one.offers);
        if (one.forecast.first_offer_s && one.first_offer_s)
            count(result.first_offer, one.forecast.first_offer_s->low, one.forecast.first_offer_s->high,
                  *one.first_offer_s);
    }
    result.forecasts = static_cast<std::int64_t>(judged.size());
    for (CalibrationBin& bin : result.bins)
        if (bin.forecasts > 0)
            bin.predicted_ppm /= bin.forecasts;
    if (result.forecasts > 0)
        result.brier_ppm = static_cast<std::int64_t>(squares / ppm_per_one / result.forecasts);
    return result;
}

} // namespace parley::core
