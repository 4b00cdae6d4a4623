// The lab's experiments as they are stored: what was registered, how far it is, its chained log, and whose segments of
// which namespace are.
#pragma once

#include "core/time.hpp"
#include "lab/design/experiment.hpp"
#include "lab/design/experiment_log.hpp"

#include <boost/asio/awaitable.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace parley::app {

using ExperimentLog = std::vector<lab::design::LoggedEvent>;

/// What ended an experiment that was killed, and no other.
inline constexpr const char* ended_by_kill = "killed";

struct StoredExperiment {
    std::string key;
    lab::design::ExperimentState state = lab::design::ExperimentState::registered;
    std::int64_t version = 1;
    core::Value document; // the pre-registration in force
    std::string sha256;   // of its canonical form
    std::int64_t coverage_ppm = 0;
    std::int64_t epoch = 0; // of the ramp
    std::optional<core::Instant> started_at;
    std::optional<core::Instant> ended_at;
    std::string ended_by; // "killed"; else why it was stopped: size_reached, max_days, somebody's words, or stopped
    friend bool operator==(const StoredExperiment&, const StoredExperiment&) = default;
};

/// Ended by a kill, whatever became of it since.
inline bool has_ended_for_harm(const StoredExperiment& one) {
    return one.ended_by == ended_by_kill;
}

/// Segments of a namespace that follow each other, and whose they are, or were until they were released.
struct StoredHolding {
    std::string space; // a sector
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::string experiment;
    std::optional<core::Instant> released_at;
    friend bool operator==(const StoredHolding&, const StoredHolding&) = default;
};

/// One step in the life of an experiment; all of it is stored, or nothing.
struct ExperimentStep {
    StoredExperiment next;
    std::int64_t seq = 1; // of the first event, from 1: the log's length before, plus one
    ExperimentLog events;
    std::vector<StoredHolding> taken;         // in these spaces it holds nothing else from then on
    std::optional<core::Instant> releases_at; // everything it holds becomes nobody's
};

class Experiments {
public:
    virtual ~Experiments() = default;
    /// Grows with every step of any experiment.
    virtual boost::asio::awaitable<std::int64_t> changes() = 0;
    /// By key.
    virtual boost::asio::awaitable<std::vector<StoredExperiment>> all() = 0;
    virtual boost::asio::awaitable<std::optional<StoredExperiment>> find(std::string key) = 0;
    virtual boost::asio::awaitable<ExperimentLog> log(std::string key) = 0;
    /// All of them, by the key of the experiment.
    virtual boost::asio::awaitable<std::map<std::string, ExperimentLog>> logs() = 0;
    /// Held or resting, by space and segment; no two overlap, for whoever takes what was released has it from then on.
    virtual boost::asio::awaitable<std::vector<StoredHolding>> holdings() = 0;
    /// False, and nothing is stored, where somebody else was first: the log has gone on, or a segment is another's.
    virtual boost::asio::awaitable<bool> store(ExperimentStep step) = 0;
};

} // namespace parley::app
