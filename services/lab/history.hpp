// A month of a simulated market, played through the core in virtual time: buyers post, shops are found and answer,
// people choose, promise, keep and break. What comes out is the log that it would have left, had it happened; all of it
// is marked as simulated. A seed decides everything, so that the same world has the same past.
#pragma once

#include "core/command.hpp"
#include "core/guide/guide.hpp"
#include "core/matching/index.hpp"
#include "core/state.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace parley::lab {

/// What somebody may have asked for; the history varies its budget and place.
struct Wish {
    std::string title;
    std::string sector;
    core::NamedPlace place;
    core::Minor budget = 0;
};

/// A shop that may answer, and how it prices: parts of the buyer's budget.
struct SimulatedShop {
    core::Shop shop;
    core::BusinessProfile profile;
    std::int64_t opening_ppm = core::ppm_per_one;
    std::int64_t floor_ppm = core::ppm_per_one;
    core::Attributes attributes;
    std::string message; // "{item}" stands for the title
    core::OfferDetails details;
};

struct HistoryWorld {
    std::vector<Wish> wishes; // the earlier, the more often
    std::vector<SimulatedShop> shops;
    core::SectorTree sectors;
    std::function<core::Plan(const std::string& sector)> plan_for;
    std::vector<core::PrincipalId> buyers; // at least one
    /// The arm of a request that is about to be confirmed at that instant; may be empty.
    std::function<std::optional<core::Treatment>(core::IntentId, const core::State&, core::Instant)> treatment_of;
    std::uint64_t seed = 1;
    std::size_t requests = 0; // how many in the month
    core::Instant until;      // nothing happens at or after it
};

inline constexpr std::int64_t history_days = 30;

/// One request from its posting to its end.
struct PastRequest {
    core::IntentId id;
    std::vector<core::Record> log;
    core::State state;                      // after the log; nothing is due in it any more
    std::optional<core::Forecast> forecast; // what the guide said when it was posted, of the requests before
};

/// The id of the n-th request of a seed, from 0: the same whatever the world is.
core::IntentId past_id(std::uint64_t seed, std::size_t n);

/// What the guide counts of a request that is over; nothing where it counts nothing.
std::optional<core::PastRound> past_round_of(const core::State& state, const std::vector<core::Record>& log);

/// Plays the requests in the order of their posting.
class History {
public:
    explicit History(HistoryWorld world);

    std::size_t size() const { return posted_at_.size(); }
    std::size_t played() const { return played_; }
    /// The next request; call it while played() < size().
    PastRequest next();

private:
    HistoryWorld world_;
    core::MatchIndex index_;
    std::map<core::BusinessId, std::size_t> shop_of_;
    std::vector<core::Instant> posted_at_;                     // ascending
    std::map<std::string, std::vector<core::PastRound>> over_; // by sector
    std::size_t played_ = 0;
};

} // namespace parley::lab
