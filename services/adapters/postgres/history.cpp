#include "adapters/postgres/history.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/history_sql.hpp"
#include "core/guide/forecast_value.hpp"

namespace parley::postgres {

namespace {

Parameters parameters_of(const app::PastRoundsQuery& query) {
    Parameters parameters;
    parameters.text(query.sector).text(query.currency).bigint(query.simulated ? 1 : 0).bigint(query.since.us);
    return parameters;
}

} // namespace

awaitable<std::vector<core::PastRound>> PostgresHistory::past_rounds(app::PastRoundsQuery query) {
    auto job = [query = std::move(query)](Session& session) {
        const Rows rows = session.execute(sql::past_rounds, parameters_of(query));
        std::vector<core::PastRound> past;
        for (int row = 0; row < rows.size(); ++row) {
            core::PastRound one;
            one.ended_at = {rows.bigint(row, 0)};
            one.place = {static_cast<std::int32_t>(rows.bigint(row, 1)),
                         static_cast<std::int32_t>(rows.bigint(row, 2))};
            one.offers = rows.bigint(row, 3);
            one.first_offer_s = maybe_bigint(rows, row, 4);
            one.sold_for = maybe_bigint(rows, row, 5);
            past.push_back(one);
        }
        return past;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<core::UnmetRequest>> PostgresHistory::unmet(app::PastRoundsQuery query) {
    auto job = [query = std::move(query)](Session& session) {
        const Rows rows = session.execute(sql::unmet_requests, parameters_of(query));
        std::vector<core::UnmetRequest> requests;
        for (int row = 0; row < rows.size(); ++row) {
            core::UnmetRequest one;
            one.asked = rows.bigint(row, 0);
            one.reason = rows.text(row, 1);
            one.budget = maybe_bigint(rows, row, 2);
            one.best_price = maybe_bigint(rows, row, 3);
            one.answers = stored_answers(rows, row, 4);
            one.buyer = rows.text(row, 5);
            requests.push_back(std::move(one));
        }
        return requests;
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresHistory::keep_forecast(core::IntentId intent, app::ShownForecast shown) {
    auto job = [intent, shown = std::move(shown)](Session& session) {
        Parameters parameters;
        parameters.text(core::to_text(intent)).text(shown.sector).bigint(shown.simulated ? 1 : 0);
        parameters.text(core::canonical(core::to_value(shown.forecast))).bigint(shown.shown_at.us);
        session.execute(sql::keep_forecast, parameters);
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<core::JudgedForecast>> PostgresHistory::judged(std::string sector, bool simulated) {
    auto job = [sector = std::move(sector), simulated](Session& session) {
        const Rows rows = session.execute(sql::judged_forecasts, Parameters().text(sector).bigint(simulated ? 1 : 0));
        std::vector<core::JudgedForecast> judged;
        for (int row = 0; row < rows.size(); ++row) {
            const auto forecast = core::forecast_from(stored_json(rows.text(row, 0), "shown_forecast.forecast"));
            if (!forecast)
                throw std::runtime_error("shown_forecast: a stored forecast cannot be read");
            judged.push_back({*forecast, rows.bigint(row, 1), maybe_bigint(rows, row, 2)});
        }
        return judged;
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
