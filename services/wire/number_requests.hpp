// What a business enters of its own money.
#pragma once

#include "app/ports/numbers.hpp"
#include "core/guide/takings.hpp"
#include "wire/requests.hpp"

namespace parley::wire {

/// {"margin","minutes"}: null or absent for what is not said.
struct DealAccountRequest {
    std::optional<core::Minor> margin;
    std::optional<std::int64_t> minutes;
};
Read<DealAccountRequest> read_deal_account(std::string_view body);

/// {"goal_sales","goal_value"}: null or absent for what is not said.
Read<app::SeatGoal> read_seat_goal(std::string_view body);

/// Everything that is said of a month but which one it is.
Read<core::MonthAccount> read_month_account(std::string_view body);

/// As the business said them, in answers and where they are kept.
core::Value channels_value(const std::vector<core::Channel>& channels);

} // namespace parley::wire
