// Past rounds and shown forecasts in PostgreSQL. Past rounds are read from the events that the ledger writes.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/history.hpp"

namespace parley::postgres {

class PostgresHistory final : public app::History {
public:
    explicit PostgresHistory(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}

    awaitable<std::vector<core::PastRound>> past_rounds(app::PastRoundsQuery query) override;
    awaitable<std::vector<core::UnmetRequest>> unmet(app::PastRoundsQuery query) override;
    awaitable<void> keep_forecast(core::IntentId intent, app::ShownForecast shown) override;
    awaitable<std::vector<core::JudgedForecast>> judged(std::string sector, bool simulated) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres
