// Forecasts held against what happened, counted by hand.
#include "core/guide/calibration.hpp"

#include <gtest/gtest.h>

namespace parley::core {
namespace {

JudgedForecast judged(std::int64_t any_offer_ppm, std::int64_t offers, std::optional<std::int64_t> first = {}) {
    JudgedForecast one;
    one.forecast.any_offer_ppm = any_offer_ppm;
    one.forecast.offers = {2'000, 1, 3};
    one.forecast.first_offer_s = Spread{60, 120, 600};
    one.offers = offers;
    one.first_offer_s = first;
    return one;
}

TEST(Calibration, CountsEachForecastInItsBin) {
    const std::vector<JudgedForecast> all{judged(850'000, 2, 90), judged(890'000, 0), judged(100'000, 0),
                                          judged(1'000'000, 5, 601)};
    const Calibration result = calibrate(all);
    EXPECT_EQ(result.forecasts, 4);
    EXPECT_EQ(result.bins[8], (CalibrationBin{800'000, 900'000, 2, 1, 870'000}));
    EXPECT_EQ(result.bins[1], (CalibrationBin{100'000, 200'000, 1, 0, 100'000}));
    EXPECT_EQ(result.bins[9], (CalibrationBin{900'000, 1'000'000, 1, 1, 1'000'000}));
    EXPECT_EQ(result.bins[0].forecasts, 0);
    // (0.15^2 + 0.89^2 + 0.1^2 + 0) / 4
    EXPECT_EQ(result.brier_ppm, (22'500 + 792'100 + 10'000) / 4);
    EXPECT_EQ(result.offers, (Coverage{4, 1}));
    EXPECT_EQ(result.first_offer, (Coverage{2, 1})) << "a wait is judged where an offer came";
}

TEST(Calibration, OfNothingSaysNothing) {
    const Calibration result = calibrate({});
    EXPECT_FALSE(result.brier_ppm);
    EXPECT_EQ(result.offers, Coverage());
}

TEST(Calibration, AForecastWithoutAWaitIsNotJudgedByOne) {
    JudgedForecast one = judged(500'000, 1, 5);
    one.forecast.first_offer_s.reset();
    const std::vector<JudgedForecast> all{one};
    EXPECT_EQ(calibrate(all).first_offer, Coverage());
    EXPECT_EQ(calibrate(all).brier_ppm, 250'000);
}

} // namespace
} // namespace parley::core
