// What an experiment leaves behind to be analysed: what was registered, how many units reached each stage, and a row of
// facts for each request whose rounds are over (schema parley.study/1). The live lab fills it from exposure rows and
// the views of sql/views; a published data package holds the same in CSV, so that anybody can analyse it again.
#pragma once

#include "core/names.hpp"
#include "core/time.hpp"
#include "lab/design/prereg.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::lab::analyse {

/// How far a unit came (sector-experiments 2.5). Who reached round_opened is analysed, whatever came after.
enum class Stage { assigned, round_opened, first_invite_delivered, offer_seen };
inline constexpr std::string_view stage_names[] = {"assigned", "round_opened", "first_invite_delivered", "offer_seen"};
constexpr std::span<const std::string_view> names_of(Stage) {
    return stage_names;
}

/// One request in its arm. Counts are of offers that counted; prices are shares of the reference (the median price of
/// the sector before the experiment) or of the budget, in ppm; times are in ms from the opening of the first round.
struct Fact {
    std::string unit;       // a pseudonym of the unit that was drawn for, the same for all requests of one unit
    std::string sector;     // slug
    std::size_t arm = 0;    // index into the arms of the pre-registration
    std::int64_t epoch = 0; // of the ramp, from 0
    std::int64_t invited = 0;
    std::int64_t opened = 0;                  // invitations that were seen or answered
    std::int64_t offers = 0;                  // standing at the close
    std::int64_t bids = 0;                    // first and revised ones
    std::int64_t late_bids = 0;               // later than the actual end less the window
    std::optional<std::int64_t> first_ms;     // until the first offer; nothing if none came
    std::int64_t end_ms = 0;                  // until the actual end of the rounds
    std::int64_t duration_ms = 0;             // until the end that was announced
    std::optional<std::int64_t> best_ref_ppm; // lowest standing price of the reference
    std::optional<std::int64_t> best_budget_ppm;
    bool has_ref = false; // there is a reference, whether or not an offer stood
    bool has_budget = false;
    bool cancelled = false;
    bool awarded = false;
    bool lowest_awarded = false; // to an offer with the lowest standing price
    bool converted = false;
    std::int64_t complaints = 0; // of the buyer, within 14 days after the award
    friend auto operator<=>(const Fact&, const Fact&) = default;
};

/// More than these no number of a study is: requests, units or offers, whose sums stay exact in a double; a price a
/// million times what it is held against.
inline constexpr std::int64_t count_max = 1'000'000'000;
inline constexpr std::int64_t ms_max = 366LL * 86'400'000;
inline constexpr std::int64_t ppm_max = 1'000'000'000'000;

/// What a fact says against itself, or beyond all bounds: a member by its name, and what it must be.
struct Contradiction {
    std::string_view member;
    const char* detail;
};
std::vector<Contradiction> contradictions_in(const Fact& fact);

/// How many units of an arm reached a stage while the ramp stood at an epoch.
struct StageCount {
    Stage stage = Stage::assigned;
    std::int64_t epoch = 0;
    std::size_t arm = 0;
    std::int64_t units = 0;
};

struct Study {
    design::Prereg prereg;
    std::optional<core::Instant> started_at; // empty in a package, which has no moments
    std::optional<core::Instant> ended_at;
    std::string ended_by;                // "killed"; else "size_reached", "max_days", somebody's words, or "stopped"
    std::vector<std::string> deviations; // from what was registered, in words
    bool simulated = false;              // of the demo market or the simulator: never to be read as people
    std::vector<StageCount> stages;
    std::vector<Fact> facts;
};

} // namespace parley::lab::analyse
