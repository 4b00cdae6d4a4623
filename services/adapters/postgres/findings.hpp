// What became of experiments, in PostgreSQL.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/findings.hpp"

namespace parley::postgres {

class PostgresFindings final : public app::Findings {
public:
    explicit PostgresFindings(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}
    awaitable<bool> keep_analysis(app::ExperimentStep step, app::KeptAnalysis analysis) override;
    awaitable<std::optional<app::KeptAnalysis>> analysis_of(std::string experiment) override;
    awaitable<bool> publish(app::ExperimentStep step, app::NewFinding finding) override;
    awaitable<std::vector<app::Finding>> releases() override;
    awaitable<std::optional<app::FindingTexts>> find(std::string slug) override;
    awaitable<std::optional<std::string>> package(std::string slug, std::string version) override;
    awaitable<std::vector<app::SectorEnd>> ended_sectors() override;
    awaitable<bool> reopen(std::string sector, std::string by, core::Instant at) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres
