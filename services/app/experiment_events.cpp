#include "app/experiment_events.hpp"

#include <algorithm>
#include <ranges>

namespace parley::app {

using core::Value;

Value experiment_event(std::string_view type, const std::string& by, core::Instant at) {
    Value event;
    event["type"] = type;
    event["by"] = by;
    event["at"] = at.us;
    return event;
}

ExperimentStep step_after(const ExperimentLog& log, StoredExperiment next, Value event) {
    ExperimentStep step;
    step.next = std::move(next);
    step.seq = static_cast<std::int64_t>(log.size()) + 1;
    step.events.push_back(lab::design::chained(log, std::move(event)));
    return step;
}

const Value* last_of(const ExperimentLog& log, std::string_view type) {
    for (const lab::design::LoggedEvent& one : log | std::views::reverse)
        if (text_in(one.event, "type") == type)
            return &one.event;
    return nullptr;
}

std::string text_in(const Value& event, std::string_view member) {
    const auto* text = event.at(member).as_string();
    return text != nullptr ? *text : "";
}

} // namespace parley::app
