#include "roles/gateway/seat_watch.hpp"

#include "runtime/deadline.hpp"
#include "runtime/log.hpp"

#include <algorithm>

namespace parley::roles {

std::uint64_t SeatWatch::add(const std::vector<app::Seat>& seats, End end) {
    if (seats.empty())
        return 0;
    Line line{{}, std::move(end)};
    for (const app::Seat& seat : seats)
        line.seats.push_back(seat.id);
    const std::lock_guard lock(mutex_);
    lines_.emplace(++latest_, std::move(line));
    return latest_;
}

void SeatWatch::drop(std::uint64_t line) {
    const std::lock_guard lock(mutex_);
    lines_.erase(line);
}

void SeatWatch::end(const std::string& seat) {
    std::vector<End> ends;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [number, line] : lines_)
            if (std::ranges::find(line.seats, seat) != line.seats.end())
                ends.push_back(line.end);
    }
    for (const End& one : ends)
        one();
}

std::vector<std::string> SeatWatch::watched() {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> seats;
    for (const auto& [number, line] : lines_)
        seats.insert(seats.end(), line.seats.begin(), line.seats.end());
    std::ranges::sort(seats);
    seats.erase(std::ranges::unique(seats).begin(), seats.end());
    return seats;
}

boost::asio::awaitable<void> SeatWatch::run() {
    for (;;) {
        co_await runtime::sleep_for(look_every_);
        try {
            auto seats = watched();
            if (seats.empty())
                continue;
            for (const std::string& seat : co_await seats_.gone(std::move(seats)))
                end(seat);
        } catch (const std::exception& error) {
            runtime::log_warning("seats_not_looked_at", {{"reason", error.what()}});
        }
    }
}

} // namespace parley::roles
