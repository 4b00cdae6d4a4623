#include "app/hindsight.hpp"

namespace parley::app {

namespace asio = boost::asio;

namespace {

std::string key_of(const std::string& sector, bool simulated, const std::string& currency = "") {
    return sector + (simulated ? " simulated " : " real ") + currency;
}

} // namespace

asio::awaitable<core::Guide> Hindsight::guide(std::string sector, std::string currency, bool simulated,
                                              std::optional<core::Point> here) {
    const core::Instant now = parts_.clock();
    const std::string key = key_of(sector, simulated, currency);
    auto past = rounds_.find(key, now - parts_.fresh_for);
    if (!past) {
        const core::Instant since = now - core::seconds(core::guide_days * 86'400);
        PastRoundsQuery query{std::move(sector), std::move(currency), simulated, since};
        past =
            std::make_shared<const std::vector<core::PastRound>>(co_await parts_.history.past_rounds(std::move(query)));
        rounds_.put(key, past, now);
    }
    co_return core::guide_of(*past, here);
}

asio::awaitable<core::Unmet> Hindsight::unmet(std::string sector, std::string currency, bool simulated) {
    const core::Instant now = parts_.clock();
    const std::string key = key_of(sector, simulated, currency);
    auto known = unmet_.find(key, now - parts_.fresh_for);
    if (!known) {
        const core::Instant since = now - core::seconds(core::unmet_days * 86'400);
        PastRoundsQuery query{std::move(sector), std::move(currency), simulated, since};
        const auto requests = co_await parts_.history.unmet(std::move(query));
        known = std::make_shared<const core::Unmet>(core::unmet_of(requests));
        unmet_.put(key, known, now);
    }
    co_return *known;
}

asio::awaitable<core::Calibration> Hindsight::calibration(std::string sector, bool simulated) {
    const core::Instant now = parts_.clock();
    const std::string key = key_of(sector, simulated);
    auto known = calibrations_.find(key, now - parts_.fresh_for);
    if (!known) {
        const auto judged = co_await parts_.history.judged(std::move(sector), simulated);
        known = std::make_shared<const core::Calibration>(core::calibrate(judged));
        calibrations_.put(key, known, now);
    }
    co_return *known;
}

asio::awaitable<std::vector<core::ReturnPoint>> Hindsight::attention(std::string sector, bool simulated) {
    const core::Instant now = parts_.clock();
    const std::string key = key_of(sector, simulated);
    auto known = attention_.find(key, now - parts_.fresh_for);
    if (!known) {
        const core::Instant since = now - core::seconds(core::returns_days * 86'400);
        const auto offers = co_await parts_.returns.received(std::move(sector), simulated, since);
        known = std::make_shared<const std::vector<core::ReturnPoint>>(core::returns_of(offers));
        attention_.put(key, known, now);
    }
    co_return *known;
}

asio::awaitable<CaseReport> Hindsight::study(std::string sector, std::optional<core::BusinessId> business,
                                             std::string currency, bool simulated) {
    constexpr int shared_max = 10;
    const core::Instant now = parts_.clock();
    const std::string key = key_of(sector, simulated, currency) + (business ? ' ' + core::to_text(*business) : "");
    const core::Instant since = now - core::seconds(core::study_days * 86'400);
    const StudyQuery query{std::move(sector), business, std::move(currency), simulated, since};
    auto requests = studied_.find(key, now - parts_.fresh_for);
    if (!requests) {
        requests = std::make_shared<const std::vector<core::StudiedRequest>>(co_await parts_.cases.requests(query));
        studied_.put(key, requests, now);
    }
    CaseReport report;
    report.missing = core::missing_for_study(*requests);
    if (report.missing > 0)
        co_return report;
    report.study = core::study_of(*requests);
    report.shared = co_await parts_.cases.shared(query, shared_max);
    co_return report;
}

asio::awaitable<void> Hindsight::keep(core::IntentId intent, ShownForecast shown) {
    co_await parts_.history.keep_forecast(intent, std::move(shown));
}

} // namespace parley::app
