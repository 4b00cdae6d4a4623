// Which live lines stand on a seat. Every call looks its seat up anew; a line that is open has to be ended when its
// seat is taken away, here at once and on the other nodes at their next look.
#pragma once

#include "app/ports/seats.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace parley::roles {

class SeatWatch {
public:
    /// Ends one line; called on any thread.
    using End = std::function<void()>;

    explicit SeatWatch(app::Seats& seats, std::chrono::milliseconds look_every = std::chrono::seconds(2))
        : seats_(seats), look_every_(look_every) {}

    /// Gives the number to forget the line by; 0 for a line without seats, which is not kept.
    std::uint64_t add(const std::vector<app::Seat>& seats, End end);
    void drop(std::uint64_t line);
    /// Ends every line that stands on this seat.
    void end(const std::string& seat);
    /// Looks until cancelled.
    boost::asio::awaitable<void> run();

private:
    struct Line {
        std::vector<std::string> seats;
        End end;
    };
    std::vector<std::string> watched();

    app::Seats& seats_;
    std::chrono::milliseconds look_every_;
    std::mutex mutex_;
    std::map<std::uint64_t, Line> lines_;
    std::uint64_t latest_ = 0;
};

} // namespace parley::roles
