// What a shop's settings would have let in of the requests of the past, what they would have kept away, and what each
// change by itself would add: match_one and why_not asked again, request by request, so that a preview is a replay.
// Pure and in integers. A request is seen as the shop may see it: from its coarse place, and without a sealed budget,
// which a floor that is moved to and fro would find.
#pragma once

#include "core/matching/why_not.hpp"
#include "core/names.hpp"

#include <span>
#include <string>
#include <vector>

namespace parley::core {

inline constexpr std::int64_t preview_days = 30;
inline constexpr std::int64_t prices_floor = 5;     // fewer rounds than this say nothing of what a price would win
inline constexpr std::int64_t own_offers_floor = 3; // fewer offers than this make no usual price
inline constexpr std::size_t wider_steps_shown = 3;

/// The price of an offer that stood when the last round closed.
struct PastOffer {
    BusinessId business;
    Minor price = 0;
    friend bool operator==(const PastOffer&, const PastOffer&) = default;
};

/// A request whose rounds are over.
struct PastRequest {
    IntentId id;
    std::string title;
    std::string place_name; // coarse
    Instant at;             // when it was confirmed
    Instant ran_from;       // its first round
    Instant ran_until;      // its last
    bool budget_sealed = false;
    MatchQuery query; // no budget where it is sealed, the coarse place
    std::vector<BusinessId> asked;
    std::vector<PastOffer> offers;
};

struct ReachTally {
    std::int64_t matched = 0;
    std::int64_t came_in = 0;  // of these, under the daily cap
    std::int64_t in_hours = 0; // of these, while open
    friend bool operator==(const ReachTally&, const ReachTally&) = default;
};

enum class KeptAway { distance, words, requirements, budget_floor, daily_cap, closed };
std::span<const std::string_view> names_of(KeptAway);

enum class ReachChange { wider_km, no_words, no_requirements, no_floor, no_cap, always_open };
std::span<const std::string_view> names_of(ReachChange);

/// One change by itself, and how many more would have come in by it (for hours: while open).
struct ReachGain {
    ReachChange change;
    std::int64_t by = 0; // kilometres
    std::int64_t adds = 0;
    friend bool operator==(const ReachGain&, const ReachGain&) = default;
};

struct KeptAwayGroup {
    KeptAway cause;
    std::int64_t requests = 0;
    std::vector<ReachGain> gains;
    friend bool operator==(const KeptAwayGroup&, const KeptAwayGroup&) = default;
};

/// What usual prices are: a price that was named, or the middle of the business's own offers in that sector.
enum class PriceBasis { none, own_offers, named };
std::span<const std::string_view> names_of(PriceBasis);

struct PriceEstimate {
    PriceBasis basis = PriceBasis::none;
    std::optional<Minor> price;       // nothing: not enough offers of its own
    std::int64_t own_offers = 0;      // that it stands on
    std::int64_t compared = 0;        // requests that would have come in, with an offer of somebody else's
    std::optional<std::int64_t> best; // of these, where the price is below all of them; nothing for too few
    std::int64_t without_offer = 0;   // that would have come in, and nobody else made an offer
    friend bool operator==(const PriceEstimate&, const PriceEstimate&) = default;
};

struct SectorPreview {
    std::string sector;
    ReachTally tally;
    PriceEstimate prices;
    friend bool operator==(const SectorPreview&, const SectorPreview&) = default;
};

struct WeekPreview {
    Instant from; // a Monday, 00:00 UTC
    ReachTally tally;
    friend bool operator==(const WeekPreview&, const WeekPreview&) = default;
};

struct Preview {
    std::int64_t in_sectors = 0;
    std::int64_t sealed = 0; // of these, with a budget that nobody may see; no floor is held against them
    ReachTally tally;
    std::vector<WeekPreview> weeks;     // all of the span, oldest first
    std::vector<SectorPreview> sectors; // those with a request, in the order of their names
    std::vector<KeptAwayGroup> kept_away;
    friend bool operator==(const Preview&, const Preview&) = default;
};

/// `requests` in the order of `at`, none before `from` or after `to`.
Preview preview_of(const SectorTree& sectors, const Shop& shop, std::span<const PastRequest> requests,
                   std::optional<Minor> named_price, Instant from, Instant to);

/// A request in the shop's sectors that it was not asked for.
enum class MissedCause { distance, words, requirements, budget_floor, daily_cap, not_chosen };
std::span<const std::string_view> names_of(MissedCause);

struct Missed {
    const PastRequest* request;
    MissedCause cause;
    std::int64_t km_missing = 0;
};
/// Newest first.
std::vector<Missed> missed_by(const SectorTree& sectors, const Shop& shop, std::span<const PastRequest> requests);

} // namespace parley::core
