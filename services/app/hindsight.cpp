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

asio::awaitable<void> Hindsight::keep(core::IntentId intent, ShownForecast shown) {
    co_await parts_.history.keep_forecast(intent, std::move(shown));
}

} // namespace parley::app
