// What the people of a business keep about a request among themselves: notes, whose lead it is, and the addresses at
// which their calendars read. Nobody else ever sees it, and an erasure of the request takes it.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace parley::app {

/// A seat by its id; the founder by the id of the business.
struct TeamNote {
    std::string id; // 26 characters
    core::IntentId intent;
    core::BusinessId business;
    std::string seat; // who wrote it
    std::string text;
    core::Instant at;
    std::vector<std::string> mentions; // seats
    friend bool operator==(const TeamNote&, const TeamNote&) = default;
};

/// How a lead came to its owner.
struct LeadStep {
    core::IntentId intent;
    core::BusinessId business;
    std::int64_t n = 0; // 1, 2, 3 ... of this lead
    std::string from;   // who handed it over
    std::string to;     // its owner from then on
    std::string stage;  // as the log had it then
    core::Instant at;
    friend bool operator==(const LeadStep&, const LeadStep&) = default;
};

/// What a seat was told and has not said to have seen: a note that names it (with its id), or a lead (with its n).
struct TeamNews {
    core::IntentId intent;
    std::string note; // "" for a lead
    std::int64_t step = 0;
    std::string from;
    core::Instant at;
    friend bool operator==(const TeamNews&, const TeamNews&) = default;
};

class Team {
public:
    virtual ~Team() = default;

    /// Once per id.
    virtual boost::asio::awaitable<void> add_note(TeamNote note) = 0;
    /// Oldest first.
    virtual boost::asio::awaitable<std::vector<TeamNote>> notes(core::BusinessId business, core::IntentId intent) = 0;

    /// The step with its number.
    virtual boost::asio::awaitable<LeadStep> hand_over(LeadStep step) = 0;
    /// Oldest first.
    virtual boost::asio::awaitable<std::vector<LeadStep>> history(core::BusinessId business, core::IntentId intent) = 0;
    /// Whose each of these is now; those that nobody owns are left out.
    virtual boost::asio::awaitable<std::map<core::IntentId, std::string>>
    owners(core::BusinessId business, std::vector<core::IntentId> intents) = 0;

    /// Oldest first.
    virtual boost::asio::awaitable<std::vector<TeamNews>> news(core::BusinessId business, std::string seat) = 0;
    /// False where there was no such news.
    virtual boost::asio::awaitable<bool> note_seen(std::string seat, std::string note, core::Instant now) = 0;
    virtual boost::asio::awaitable<bool> lead_taken(core::BusinessId business, std::string seat, core::IntentId intent,
                                                    std::int64_t step, core::Instant now) = 0;

    /// What this business may have something to do for: asked, and neither over nor settled long ago; newest first.
    virtual boost::asio::awaitable<std::vector<core::IntentId>> at_work(core::BusinessId business, int limit) = 0;
    /// The requests of its deals, newest first.
    virtual boost::asio::awaitable<std::vector<core::IntentId>> deals(core::BusinessId business, int limit) = 0;

    /// Takes the place of the seat's address before.
    virtual boost::asio::awaitable<void> set_calendar(core::BusinessId business, std::string seat,
                                                      std::string token_hash, core::Instant now) = 0;
    virtual boost::asio::awaitable<void> drop_calendar(core::BusinessId business, std::string seat) = 0;
    /// When the seat's address was made, if it has one.
    virtual boost::asio::awaitable<std::optional<core::Instant>> calendar_made(core::BusinessId business,
                                                                               std::string seat) = 0;
    virtual boost::asio::awaitable<std::optional<core::BusinessId>> calendar_of(std::string token_hash) = 0;
};

} // namespace parley::app
