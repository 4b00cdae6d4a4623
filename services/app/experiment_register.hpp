// The life of experiments: registering what is promised, starting, pausing and stopping, ending for harm. Each step is
// an event in the experiment's chained log, and steps of two people at once do not mix: the later one is told.
#pragma once

#include "app/experiment_events.hpp"
#include "app/experiment_rules.hpp"

#include <functional>

namespace parley::app {

/// Released segments rest for that long: what one experiment taught its units is not counted in the next.
inline constexpr core::Micros wash_out = core::seconds(14LL * 86'400);

enum class ExperimentDeed { start, pause, resume, raise_coverage, stop, kill };
std::span<const std::string_view> names_of(ExperimentDeed);

/// Why a step was not taken.
struct ExperimentNo {
    enum class Kind { unknown, invalid, not_now, overtaken, not_analysed, second_person };
    Kind kind = Kind::invalid;
    std::string pointer; // into the document that was handed in
    std::string detail;
};
using ExperimentAnswer = boost::system::result<StoredExperiment, ExperimentNo>;

/// What would keep a pre-registration from being registered now, though nothing is wrong in it.
struct ExperimentWarning {
    std::string code;    // key_taken or sector_taken
    std::string pointer; // into the document
    std::string detail;
    std::string experiment;             // the key of the other one
    std::string title;                  // of the other one
    std::string sector;                 // "" of a key
    std::optional<core::Instant> until; // of a sector that rests: when it may be had
};

class ExperimentRegister {
public:
    ExperimentRegister(Experiments& experiments, const RuleBook& rules, std::function<core::Instant()> clock)
        : experiments_(experiments), rules_(rules), clock_(std::move(clock)) {}

    /// Locks a pre-registration; `by` says who did, for the log. The first version of a key, or the one after that in
    /// force, which must be over and is superseded. It takes all segments of its sectors that it needs: where another
    /// experiment has them, or had them less than `wash_out` ago, it has to wait.
    boost::asio::awaitable<ExperimentAnswer> enter(core::Value document, std::string by);

    /// What `enter` would refuse as things stand, all of it.
    boost::asio::awaitable<std::vector<ExperimentWarning>> warnings_of(lab::design::Prereg prereg);

    /// `why` is for the log, and for those who ask what ended it.
    boost::asio::awaitable<ExperimentAnswer> take_step(std::string key, ExperimentDeed deed, std::string by,
                                                       std::string why = "");

    /// Something that was seen of it, for its log; `event` says what by its type, and when.
    boost::asio::awaitable<ExperimentAnswer> note(std::string key, core::Value event);

private:
    /// The segments of its sectors, and the first holder of each sector that cannot be had now.
    struct Claim {
        std::vector<StoredHolding> taken;
        std::vector<StoredHolding> holders;
    };
    boost::asio::awaitable<Claim> claim_of(const lab::design::Prereg& prereg, core::Instant now);

    boost::asio::awaitable<ExperimentAnswer> store(ExperimentStep step);

    Experiments& experiments_;
    const RuleBook& rules_;
    std::function<core::Instant()> clock_;
};

} // namespace parley::app
