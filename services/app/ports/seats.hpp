// The people of a business: who may act for it, as what, and what each of them did. A person is a principal of its own
// and may have a seat in several businesses.
#pragma once

#include "app/seat_roles.hpp"
#include "core/ids.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace parley::app {

struct Seat {
    std::string id; // 26 characters
    core::BusinessId business;
    core::PrincipalId person;
    SeatRole role = SeatRole::reader;
    std::string name;   // "" once the person was forgotten
    bool shown = false; // buyers read the name beside what the person offered and wrote
    core::Instant invited_at;
    std::optional<core::Instant> joined_at;
    friend bool operator==(const Seat&, const Seat&) = default;
};

/// What somebody at a seat did to an intent: the first event of its command.
struct SeatAct {
    std::int64_t seq = 0;
    std::string seat;
    std::string name; // of the seat, as it is now
    std::string what; // the type of the event
    core::Instant at;
    friend bool operator==(const SeatAct&, const SeatAct&) = default;
};

enum class Invited { made, there_already, too_many };

class Seats {
public:
    virtual ~Seats() = default;

    /// A seat that nobody has taken yet. Its id again is there already; so is a person who has one in this business.
    virtual boost::asio::awaitable<Invited> invite(Seat seat, int most) = 0;
    /// Its person takes it; the seat, or nothing where it was removed or is another's.
    virtual boost::asio::awaitable<std::optional<Seat>> join(std::string seat, core::PrincipalId person,
                                                             core::Instant now) = 0;
    /// Those that were not removed, oldest first.
    virtual boost::asio::awaitable<std::vector<Seat>> of_business(core::BusinessId business) = 0;
    /// Those that these people took and still have.
    virtual boost::asio::awaitable<std::vector<Seat>> of_people(std::vector<core::PrincipalId> people) = 0;
    /// Which of these seats nobody has any more.
    virtual boost::asio::awaitable<std::vector<std::string>> gone(std::vector<std::string> seats) = 0;
    /// Writes role, name and whether it is shown; false where the business has no such seat.
    virtual boost::asio::awaitable<bool> change(Seat seat) = 0;
    /// With the calendar link of that seat. False where the business has no such seat.
    virtual boost::asio::awaitable<bool> remove(core::BusinessId business, std::string seat, core::Instant now) = 0;
    /// The person's names go and its seats with them; the address is the accounts'.
    virtual boost::asio::awaitable<void> forget(core::PrincipalId person, core::Instant now) = 0;

    /// What was done to the intent for this business, oldest first.
    virtual boost::asio::awaitable<std::vector<SeatAct>> acts(core::BusinessId business, core::IntentId intent) = 0;
    /// Who did each of these, by seq, where that one's name is shown now; whoever was removed has none.
    virtual boost::asio::awaitable<std::map<std::int64_t, std::string>> speakers(core::IntentId intent,
                                                                                 std::vector<std::int64_t> seqs) = 0;
};

} // namespace parley::app
