// The lab's experiments in PostgreSQL.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/experiments.hpp"

namespace parley::postgres {

class PostgresExperiments final : public app::Experiments {
public:
    explicit PostgresExperiments(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}
    awaitable<std::int64_t> changes() override;
    awaitable<std::vector<app::StoredExperiment>> all() override;
    awaitable<std::optional<app::StoredExperiment>> find(std::string key) override;
    awaitable<app::ExperimentLog> log(std::string key) override;
    awaitable<std::map<std::string, app::ExperimentLog>> logs() override;
    awaitable<std::vector<app::StoredHolding>> holdings() override;
    awaitable<bool> store(app::ExperimentStep step) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres
