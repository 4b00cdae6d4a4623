// Which arm a request is in: the experiments that run, as every node knows them. It follows the store, and what it
// draws is a function of what was registered, so that nodes need not agree on anything and nothing that is lost changes
// an arm (sector-experiments 2.4).
#pragma once

#include "app/experiment_rules.hpp"
#include "app/ports/experiments.hpp"
#include "core/command.hpp"
#include "core/state.hpp"

#include <memory>
#include <mutex>
#include <set>

namespace parley::app {

/// How often it looks for a change. A kill has to reach every node within a second; whether it can is the database's
/// word alone, which no round opens without (decision 0012).
inline constexpr core::Micros experiments_looked_at_every = 300 * core::micros_per_ms;

class ExperimentBook {
public:
    ExperimentBook(Experiments& experiments, const RuleBook& rules) : experiments_(experiments), rules_(rules) {}

    /// Reads what has changed. One that cannot be read any more (its sector has other rules by now) gives no arms.
    boost::asio::awaitable<void> refresh();
    /// Refreshes until cancelled.
    boost::asio::awaitable<void> run();

    /// The arm of a request that is published now, and the plan that it gets there; none where its buyer wants no
    /// experiment. From any thread.
    std::optional<core::Treatment> treatment_of(core::IntentId id, const core::State& state, core::Instant now) const;
    /// Whether no round may open under its arms any more. From any thread.
    bool has_ended_for_harm(const std::string& experiment) const;
    /// As it was registered; its key where another node knows it and this one does not yet. From any thread.
    std::string title_of(const std::string& experiment) const;

private:
    struct Page;
    struct Running;
    struct Drawn {
        std::string unit;
        std::size_t arm = 0;
    };
    static std::optional<Drawn> drawn_for(const Running& one, core::IntentId id, const core::State& state,
                                          core::Instant now);
    std::shared_ptr<const Page> page() const;

    Experiments& experiments_;
    const RuleBook& rules_;
    mutable std::mutex mutex_;
    std::shared_ptr<const Page> page_;
};

} // namespace parley::app
