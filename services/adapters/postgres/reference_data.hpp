// Sectors and places on PostgreSQL. They are replaced whole, in one transaction, so that a reader sees the old rows or
// the new ones, and come back in the order in which they were given.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/reference_data.hpp"

namespace parley::postgres {

class PostgresReferenceData final : public app::ReferenceData {
public:
    explicit PostgresReferenceData(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}

    awaitable<void> put_sectors(std::vector<app::Sector> sectors) override;
    awaitable<void> put_places(std::vector<app::Place> places) override;
    awaitable<std::vector<app::Sector>> sectors() override;
    awaitable<std::vector<app::Place>> places() override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres
