// The one experiment that a demonstration has behind it: registered when its simulated month began, drawn for while
// that is played, ended half way, analysed and published. All of it goes through the use cases that serve the lab; only
// the clock is the month's.
#pragma once

#include "roles/lab.hpp"

namespace parley::commands {

class DemoExperiment {
public:
    /// `settings` and `rules` outlive it; `until` is when the month ends.
    DemoExperiment(const roles::Settings& settings, std::shared_ptr<postgres::Sessions> sessions,
                   const app::RuleBook& rules, core::Instant until);

    /// Registers and starts it, unless it is there.
    void begin();
    /// The arm of a request that is confirmed at that instant of the month; none after the end.
    std::optional<core::Treatment> treatment_of(core::IntentId id, const core::State& state, core::Instant at) const;
    /// Ends, analyses and publishes it, once the month is stored; unless that was done.
    void publish();

private:
    core::Value document() const;
    const app::RuleBook& rules_;
    core::Instant starts_at_;
    core::Instant ends_at_;
    core::Instant now_;
    roles::Lab lab_;
};

} // namespace parley::commands
