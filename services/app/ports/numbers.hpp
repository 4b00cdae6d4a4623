// What a business reads of itself: how far its invitations came, what it sold, and what it entered of both. The steps
// are defined in sql/0026_numbers.sql; nothing here is stored twice.
#pragma once

#include "core/guide/chance.hpp"
#include "core/guide/takings.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace parley::app {

/// More than any shop sells in a month, so that no sum of one is cut.
inline constexpr std::int64_t sold_max = 20'000;

class Numbers {
public:
    virtual ~Numbers() = default;

    /// The invitations of that time, of this sector and all below it ("" for all); the newest five thousand.
    virtual boost::asio::awaitable<std::vector<core::Chance>> chances(core::BusinessId business, core::Span period,
                                                                      std::string sector) = 0;
    /// The deals that were agreed in that time, of those in this currency, oldest first; at most sold_max of them.
    virtual boost::asio::awaitable<std::vector<core::Sold>> sold(core::BusinessId business, core::Span period,
                                                                 std::string currency) = 0;

    /// What a business says of a deal; false where it has no such deal. What is nothing is taken out again.
    virtual boost::asio::awaitable<bool> account_deal(core::BusinessId business, core::IntentId intent,
                                                      std::optional<core::Minor> margin,
                                                      std::optional<std::int64_t> minutes) = 0;
    /// Puts all that is said of the month in the place of what was.
    virtual boost::asio::awaitable<void> account_month(core::BusinessId business, core::MonthAccount account) = 0;
    /// Nothing but its month where nothing was said.
    virtual boost::asio::awaitable<core::MonthAccount> month(core::BusinessId business, std::string month) = 0;

    /// Makes the report of that Monday due, once for each business that agreed to it (purpose "report"); one row of
    /// the outbox each, whichever node comes first. Gives how many were made.
    virtual boost::asio::awaitable<std::int64_t> schedule_reports(core::Instant monday, core::Instant due,
                                                                  core::Instant now) = 0;
};

} // namespace parley::app
