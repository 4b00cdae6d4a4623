// What the requests of a sector came to, as a case that can be shown around: only of enough buyers, and in figures that
// tell of all of them and of nobody. Pure and in integers.
#pragma once

#include "core/guide/asked_for.hpp"
#include "core/guide/guide.hpp"
#include "core/names.hpp"

#include <string>

namespace parley::core {

/// A study of fewer buyers' requests would be a story about single people.
inline constexpr std::int64_t study_floor = 10;
inline constexpr std::int64_t study_days = 365;

enum class StudyEnd { bought, no_offers, not_taken };
std::span<const std::string_view> names_of(StudyEnd);

/// A request that is over, as a study counts it.
struct StudiedRequest {
    std::string buyer; // by any name
    Instant ended_at;
    StudyEnd end = StudyEnd::not_taken;
    std::int64_t offers = 0;
    std::optional<std::int64_t> first_offer_s;
    std::optional<Minor> budget;          // where it is public
    std::optional<Minor> lowest, highest; // prices that stood at the last close
    std::optional<Minor> sold_for;
    std::int64_t judged = 0; // promises of its deal
    std::int64_t kept = 0;
    std::map<std::string, std::string> answers; // to the sector's questions
};

struct Kept {
    std::int64_t judged = 0;
    std::int64_t kept = 0;
    friend bool operator==(const Kept&, const Kept&) = default;
};

/// Quartiles; nothing of fewer than sales_for_range values.
struct CaseStudy {
    std::int64_t requests = 0;
    std::int64_t bought = 0;
    std::int64_t no_offers = 0;
    std::int64_t not_taken = 0;
    std::optional<Instant> first_at, last_at; // the ends of the oldest and the newest
    std::optional<Spread> budgets;
    std::optional<Spread> offers;
    std::optional<Spread> first_offer_s;
    std::optional<Spread> price_gap_ppm; // how far the highest price was above the lowest, of requests with two or more
    std::optional<Spread> sold_for;
    std::optional<Kept> kept;        // nothing of fewer than sales_for_range promises
    std::vector<AskedFor> asked_for; // by at least sales_for_range buyers
};

/// Buyers that are missing for a study; 0 where there are enough.
std::int64_t missing_for_study(std::span<const StudiedRequest> requests);
CaseStudy study_of(std::span<const StudiedRequest> requests);

} // namespace parley::core
