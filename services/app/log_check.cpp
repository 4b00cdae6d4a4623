#include "app/log_check.hpp"

#include "app/log_codec.hpp"

#include <algorithm>

namespace parley::app {

namespace {

void check_chain(const std::vector<StoredEvent>& events, std::vector<core::LogFault>& faults) {
    digest::Sha256 hash{};
    for (const StoredEvent& event : events) {
        const std::string chained = core::chained_text(event.seq, event.at, event.received_at, event.type, event.body);
        if (core::chain(hash, chained) != event.hash)
            faults.push_back({event.seq, "the hash is not that of the event and the one before"});
        hash = event.hash; // One broken link is one fault.
    }
}

void check_commitments(const IntentLog& log, std::vector<core::LogFault>& faults) {
    for (const StoredPart& part : log.parts) {
        const auto event = std::ranges::find(log.events, part.seq, &StoredEvent::seq);
        const std::string* commit =
            event != log.events.end() ? event->body.at(part.name).at("commit").as_string() : nullptr;
        if (commit == nullptr)
            faults.push_back({part.seq, "\"" + part.name + "\" is opened and was never committed to"});
        else if (*commit != core::commitment(part.salt, part.value))
            faults.push_back({part.seq, "\"" + part.name + "\" is not what was committed to"});
    }
}

} // namespace

core::LogCheck check_log(const core::IntentId& intent, const IntentLog& log, core::LogView view) {
    core::LogCheck checked;
    std::vector<core::LogFault> faults;
    check_chain(log.events, faults);
    check_commitments(log, faults);
    core::KnownParts parts;
    for (const StoredPart& part : log.parts)
        parts.emplace(part.seq, part.name);
    try {
        checked = core::check_log(decode_run(intent, log.events, log.parts), view, parts);
    } catch (const BrokenLog& broken) {
        faults.push_back({0, broken.what()});
    }
    checked.faults.insert(checked.faults.begin(), faults.begin(), faults.end());
    return checked;
}

IntentLog public_log(const core::State& state, const IntentLog& log) {
    const std::int64_t until = core::public_until(state);
    // While a round is still to come, what was offered in those before stays closed.
    const bool opened = until == state.seq && state.lifecycle != core::Lifecycle::open;
    IntentLog shown;
    for (const StoredEvent& event : log.events)
        if (event.seq <= until)
            shown.events.push_back(event);
    for (const StoredPart& part : log.parts) {
        const auto event = std::ranges::find(shown.events, part.seq, &StoredEvent::seq);
        if (opened && event != shown.events.end() && core::opens_with_the_log(event->type, part.name))
            shown.parts.push_back(part);
    }
    return shown;
}

} // namespace parley::app
