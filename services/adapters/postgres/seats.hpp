// The people of businesses in PostgreSQL.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/seats.hpp"

namespace parley::postgres {

class PostgresSeats final : public app::Seats {
public:
    explicit PostgresSeats(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}
    awaitable<app::Invited> invite(app::Seat seat, int most) override;
    awaitable<std::optional<app::Seat>> join(std::string seat, core::PrincipalId person, core::Instant now) override;
    awaitable<std::vector<app::Seat>> of_business(core::BusinessId business) override;
    awaitable<std::vector<app::Seat>> of_people(std::vector<core::PrincipalId> people) override;
    awaitable<std::vector<std::string>> gone(std::vector<std::string> seats) override;
    awaitable<bool> change(app::Seat seat) override;
    awaitable<bool> remove(core::BusinessId business, std::string seat, core::Instant now) override;
    awaitable<void> forget(core::PrincipalId person, core::Instant now) override;
    awaitable<std::vector<app::SeatAct>> acts(core::BusinessId business, core::IntentId intent) override;
    awaitable<std::map<std::int64_t, std::string>> speakers(core::IntentId intent,
                                                            std::vector<std::int64_t> seqs) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres
