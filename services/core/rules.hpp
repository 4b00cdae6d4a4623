// The rules of a round (schema parley.rules/1, DESIGN 3.1) and the plan that chains rounds (parley.round-plan/1).
// A rule that is absent is neutral: no limit, no step, no extension. Sector defaults and their bounds are data
// elsewhere.
#pragma once

#include "core/money.hpp"
#include "core/names.hpp"
#include "core/time.hpp"
#include "core/value.hpp"

#include <boost/system/result.hpp>

#include <map>
#include <string>
#include <vector>

namespace parley::core {

enum class Format { sealed, open, turns, rising_clock, falling_clock };
enum class Pricing { pay_as_bid, second_price };
enum class Visibility { none, rank, best_price, all_prices };
enum class CloseMode { hard, soft };
enum class Trigger { any_improvement, lead_change, rank };
enum class LeadScope { taking_lead, every_offer };
enum class Ties { earlier, refuse };
enum class BuyerSees { live, at_close };
enum class AdmitMode { all, best, winner };

std::span<const std::string_view> names_of(Format);
std::span<const std::string_view> names_of(Pricing);
std::span<const std::string_view> names_of(Visibility);
std::span<const std::string_view> names_of(CloseMode);
std::span<const std::string_view> names_of(Trigger);
std::span<const std::string_view> names_of(LeadScope);
std::span<const std::string_view> names_of(Ties);
std::span<const std::string_view> names_of(BuyerSees);

/// A quality that counts in money: each unit of the attribute adds `minor_per_unit` to the score (DESIGN 3.1).
struct ScoringTerm {
    std::string attribute;
    Minor minor_per_unit = 0;
    friend bool operator==(const ScoringTerm&, const ScoringTerm&) = default;
};

/// The schedule of a `turns` round (auction-rules 2.1). There is no neutral length of a turn; it is Prozorro's.
struct TurnRules {
    std::int64_t rounds = 1; // of turns: in each, everybody has one
    std::int64_t first_pause_s = 0;
    std::int64_t pause_s = 0; // before each later round of turns
    std::int64_t turn_s = 120;
    std::int64_t announce_s = 0; // between the end of the last turn and the announcement
    friend bool operator==(const TurnRules&, const TurnRules&) = default;
};

/// The price of a clock round (auction-rules 2.7): `start`, then `change` more (rising) or less (falling) every
/// `every_s`, never past `stop`. A rising clock without a stop runs for `duration_s`.
struct ClockRules {
    Minor start = 0;
    Minor change = 0;
    std::int64_t every_s = 5;
    Minor stop = 0;
    friend bool operator==(const ClockRules&, const ClockRules&) = default;
};

struct Rules {
    Format format = Format::open;
    Pricing pricing = Pricing::pay_as_bid;
    Visibility visibility = Visibility::none;
    /// 1 s to 366 days: how long a sealed or an open round runs, and how long the first round of a plan takes initial
    /// offers where its format is `turns`. The schedule of turns and of clocks gives their own length.
    std::int64_t duration_s = 900;

    CloseMode close_mode = CloseMode::hard;
    std::int64_t window_s = 0;
    std::int64_t extension_s = 0;
    std::int64_t max_total_s = 0; // 0: no cap
    Trigger trigger = Trigger::lead_change;
    std::int64_t trigger_rank = 1;

    std::int64_t own_bp = 0; // steps: basis points (rounded up) and minor units, the larger binds
    Minor own_min = 0;
    std::int64_t lead_bp = 0;
    Minor lead_min = 0;
    LeadScope lead_scope = LeadScope::taking_lead;

    std::int64_t max_drop_bp = 0;   // 0: no typo guard
    std::int64_t max_revisions = 0; // 0: no limit
    bool self_outbid = true;        // may the leader undercut itself?
    bool allow_raise = true;
    bool ceiling_enforce = false;
    bool show_budget = true;
    Ties ties = Ties::earlier;
    TurnRules turns;
    ClockRules clock;
    std::vector<ScoringTerm> scoring;
    BuyerSees buyer_sees = BuyerSees::live; // the neutral value of a sealed round is at_close

    std::int64_t invite_count = 0; // 0: no waves
    std::int64_t top_up_after_s = 0;
    std::int64_t min_reachable = 0;
    std::int64_t newcomer_ppm = 0;
    std::int64_t max_offers = 0; // the attention budget; 0: none

    std::int64_t decision_window_s = 86'400;
    std::int64_t confirm_s = 86'400;

    friend bool operator==(const Rules&, const Rules&) = default;
};

/// What is wrong in a rules or plan document, and where (RFC 6901).
struct RulesError {
    std::string pointer;
    std::string detail;
};
template <class T>
using RulesResult = boost::system::result<T, RulesError>;

/// Who of the bidders so far may take part in a round.
struct Admit {
    AdmitMode mode = AdmitMode::all;
    std::int64_t best = 0;
    friend bool operator==(const Admit&, const Admit&) = default;
};

struct PlannedRound {
    Rules rules;
    std::int64_t starts_after_s = 0; // counted from the close of the round before
    Admit admit;
    friend bool operator==(const PlannedRound&, const PlannedRound&) = default;
};

struct Plan {
    std::vector<PlannedRound> rounds; // 1 to 5
    friend bool operator==(const Plan&, const Plan&) = default;
};

/// Reads a rules document; unknown keys, wrong kinds and values out of range are errors that name the place.
RulesResult<Rules> rules_from(const Value& document, const std::string& pointer = "");
RulesResult<Plan> plan_from(const Value& document, const std::string& pointer = "");
/// Writes every rule, neutral ones too, so that equal rules are equal bytes.
Value to_value(const Rules& rules);
Value to_value(const Plan& plan);

/// Lower-case hex SHA-256 of the canonical rules: the name of a rule set wherever it is used.
std::string rules_hash(const Rules& rules);

/// How many prices a clock round has, counted from level 0; at least 1.
std::int64_t clock_levels(const Rules& rules);
/// The price of a level of a clock round, below clock_levels.
Minor clock_price(const Rules& rules, std::int64_t level);

/// Price plus the sum of minor_per_unit x value over the scoring terms; a missing attribute counts as zero units.
/// Lowest wins. Saturates at the range of 64 bits.
Minor score_of(const Rules& rules, Minor price, const std::map<std::string, std::int64_t>& attributes);

} // namespace parley::core
