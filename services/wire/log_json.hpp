// Exported logs (DESIGN 7): {"intent","rules","events":[{"seq","at","received_at","type","body","hash"}],
// "openings":[{"seq","name","salt","value"}]}. An event without its "hash" is exactly what is chained, so times are
// microseconds since 1970 here; salts and hashes are lower-case hex.
#pragma once

#include "app/log_check.hpp"
#include "wire/scenario_json.hpp"

namespace parley::wire {

struct ExportedLog {
    core::IntentId intent;
    core::Value rules; // the plan, as it stands in the first event, too
    app::IntentLog log;
};

core::Value log_value(const ExportedLog& exported);
ReadFile<ExportedLog> log_from(std::string_view text);

/// What `parley verify` prints of a checked log: {"holds","intent","events","head","faults","unchecked","result"}.
core::Value check_value(const ExportedLog& exported, const core::LogCheck& check);

} // namespace parley::wire
