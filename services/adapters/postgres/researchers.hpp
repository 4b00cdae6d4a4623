// The people of the lab in PostgreSQL.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/researchers.hpp"

namespace parley::postgres {

class PostgresResearchers final : public app::Researchers {
public:
    explicit PostgresResearchers(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}
    awaitable<app::ResearcherAnswer> add(app::NewResearcher one) override;
    awaitable<std::vector<app::Researcher>> all() override;
    awaitable<std::optional<app::Researcher>> among(std::vector<core::PrincipalId> people) override;
    awaitable<bool> end(core::PrincipalId id, core::Instant now) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres
