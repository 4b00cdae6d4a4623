// What past rounds tell, for whoever asks: the guide before posting, the demand that nobody met, how forecasts came
// true, how long buyers attend to offers, case studies. Anybody may ask and nothing else that is read costs so much, so
// what was read a moment ago is not read again.
#pragma once

#include "app/ports/case_studies.hpp"
#include "app/ports/history.hpp"
#include "app/ports/returns.hpp"
#include "app/shelf.hpp"

#include <functional>

namespace parley::app {

struct HindsightParts {
    History& history;
    Returns& returns;
    CaseStudies& cases;
    std::function<core::Instant()> clock;
    core::Micros fresh_for = core::seconds(15); // how long an answer is given again; 0: never
};

/// A case study with what buyers say, or how many buyers are missing for one.
struct CaseReport {
    std::optional<core::CaseStudy> study;
    std::int64_t missing = 0;
    std::vector<SharedCase> shared; // newest first; none without a study
};

/// Callable from any thread.
class Hindsight {
public:
    explicit Hindsight(HindsightParts parts) : parts_(std::move(parts)) {}

    /// Of the last guide_days; `here` as guide_of takes it.
    boost::asio::awaitable<core::Guide> guide(std::string sector, std::string currency, bool simulated,
                                              std::optional<core::Point> here);
    /// Of the last unmet_days, of this sector and all below it.
    boost::asio::awaitable<core::Unmet> unmet(std::string sector, std::string currency, bool simulated);
    boost::asio::awaitable<core::Calibration> calibration(std::string sector, bool simulated);
    /// Of the last returns_days: what buyers did with the first, second ... offer, in this sector and all below it.
    boost::asio::awaitable<std::vector<core::ReturnPoint>> attention(std::string sector, bool simulated);
    /// Of the last study_days. What buyers share never waits on a shelf, for they may take it back.
    boost::asio::awaitable<CaseReport> study(std::string sector, std::optional<core::BusinessId> business,
                                             std::string currency, bool simulated);
    boost::asio::awaitable<void> keep(core::IntentId intent, ShownForecast shown);

private:
    HindsightParts parts_;
    Shelf<std::vector<core::PastRound>> rounds_;
    Shelf<core::Unmet> unmet_;
    Shelf<core::Calibration> calibrations_;
    Shelf<std::vector<core::ReturnPoint>> attention_;
    Shelf<std::vector<core::StudiedRequest>> studied_;
};

} // namespace parley::app
