// The conduct score: 100 less the points of what happened in the last 90 days. A plain sum over a plain window, so that
// whoever it is about can do it by hand. Pure.
#pragma once

#include "core/ids.hpp"
#include "core/names.hpp"
#include "core/time.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parley::app {

/// promise_mended has no points: it takes those of the promise that was broken.
enum class ConductKind { award_lapsed, promise_broken, promise_mended, report, bulk_message };
std::span<const std::string_view> names_of(ConductKind);

struct ConductWeight {
    ConductKind kind;
    std::int64_t points;
    std::string_view means;
};
inline constexpr std::array<ConductWeight, 4> conduct_weights{{
    {ConductKind::award_lapsed, 10, "Chosen, and not confirmed in time"},
    {ConductKind::promise_broken, 15, "A promise broken and not put right"},
    {ConductKind::report, 20, "A buyer's report that a steward upheld"},
    {ConductKind::bulk_message, 5, "The same words to many buyers, refused"},
}};
const ConductWeight* weight_of(ConductKind kind);

/// Scores from `from` down to `to`.
struct ConductBand {
    std::int64_t from;
    std::int64_t to;
    std::optional<std::int64_t> offers_per_day; // new ones; nothing: as many as it likes
};
inline constexpr std::int64_t conduct_full = 100;
inline constexpr std::array<ConductBand, 3> conduct_bands{{{conduct_full, 80, std::nullopt}, {79, 50, 5}, {49, 0, 1}}};

inline constexpr std::int64_t conduct_days = 90;
inline constexpr core::Micros conduct_window = core::seconds(conduct_days * 86'400);

struct ConductEvent {
    std::int64_t id = 0;
    ConductKind kind = ConductKind::award_lapsed;
    core::IntentId intent;
    std::int64_t about = 0;          // the number of the promise or the report
    std::optional<std::int64_t> seq; // in the intent's log; nothing for what was refused
    core::Instant at;                // of a report: when it was upheld
    bool discounted = false;         // an appeal against it was upheld
    std::string reasons;             // of whoever upheld the report; "" for what the machine counted
};

enum class ConductState { counts, put_right, discounted };
std::span<const std::string_view> names_of(ConductState);

struct CountedEvent {
    ConductEvent event;
    std::int64_t points = 0;
    ConductState state = ConductState::counts;
};

struct ConductScore {
    std::int64_t score = conduct_full;
    ConductBand band = conduct_bands.front();
    std::optional<core::Instant> limited_since; // when the score fell below the first band
    std::vector<CountedEvent> events;           // newest first
};

/// `events` are those of one business, oldest first.
ConductScore conduct_score(const std::vector<ConductEvent>& events, core::Instant now);

} // namespace parley::app
