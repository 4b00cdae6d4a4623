// A business's own numbers in PostgreSQL, read from the events that the ledger writes and from what it entered.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/numbers.hpp"

namespace parley::postgres {

class PostgresNumbers final : public app::Numbers {
public:
    explicit PostgresNumbers(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}

    awaitable<std::vector<core::Chance>> chances(core::BusinessId business, core::Span period,
                                                 std::string sector) override;
    awaitable<std::vector<core::Sold>> sold(core::BusinessId business, core::Span period,
                                            std::string currency) override;
    awaitable<bool> account_deal(core::BusinessId business, core::IntentId intent, std::optional<core::Minor> margin,
                                 std::optional<std::int64_t> minutes) override;
    awaitable<void> account_month(core::BusinessId business, core::MonthAccount account) override;
    awaitable<core::MonthAccount> month(core::BusinessId business, std::string month) override;
    awaitable<std::vector<app::SeatResult>> seat_results(core::BusinessId business, std::string month,
                                                         core::Span period, std::string currency) override;
    awaitable<bool> set_seat_goal(core::BusinessId business, std::string month, core::Span period, std::string seat,
                                  app::SeatGoal goal) override;
    awaitable<std::int64_t> schedule_reports(core::Instant monday, core::Instant due, core::Instant now) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres
