// What case studies are made of, in PostgreSQL, read from the events that the ledger writes.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/case_studies.hpp"

namespace parley::postgres {

class PostgresCaseStudies final : public app::CaseStudies {
public:
    explicit PostgresCaseStudies(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}

    awaitable<std::vector<core::StudiedRequest>> requests(app::StudyQuery query) override;
    awaitable<std::vector<app::SharedCase>> shared(app::StudyQuery query, int limit) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres
