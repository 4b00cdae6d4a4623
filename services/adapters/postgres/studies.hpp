// What experiments left behind, read from the views of the lab in PostgreSQL.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/studies.hpp"

namespace parley::postgres {

class PostgresStudies final : public app::Studies {
public:
    explicit PostgresStudies(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}
    awaitable<app::ExperimentRows> rows_of(std::string experiment, app::Counted counted) override;
    awaitable<app::PrivateRows> private_rows_of(std::string experiment, app::Counted counted) override;
    awaitable<std::vector<app::MetricMeaning>> meanings() override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres
