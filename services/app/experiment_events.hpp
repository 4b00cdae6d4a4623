// Events in the log of an experiment: how one is written, how it becomes a step, and which one counts when it is read.
#pragma once

#include "app/ports/experiments.hpp"

#include <string_view>

namespace parley::app {

/// Types besides those of deeds, which are named as the deeds are.
inline constexpr const char* registered_event = "registered";
inline constexpr const char* analysed_event = "analysed";
inline constexpr const char* published_event = "published";
inline constexpr const char* sample_ratio_alarm_event = "sample_ratio_alarm";

/// Who does what nobody does by hand: ExperimentWatch.
inline constexpr const char* the_watch = "watch";

core::Value experiment_event(std::string_view type, const std::string& by, core::Instant at);

/// What the experiment is after an event, with that event at the end of its log. `log` was read before whatever was
/// decided on, so that nothing that came meanwhile is passed over.
ExperimentStep step_after(const ExperimentLog& log, StoredExperiment next, core::Value event);

/// The last event of that type, null where there is none. The last word counts: another version is registered and
/// analysed again.
const core::Value* last_of(const ExperimentLog& log, std::string_view type);

/// "" where it is no text.
std::string text_in(const core::Value& event, std::string_view member);

} // namespace parley::app
