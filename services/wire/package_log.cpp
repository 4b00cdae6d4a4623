#include "wire/package_log.hpp"

#include "app/experiment_events.hpp"
#include "app/publishing.hpp"
#include "digest/digest.hpp"
#include "wire/lab_file.hpp"

#include <algorithm>

namespace parley::wire {

namespace {

using core::Value;
using lab::design::LoggedEvent;
using Errors = std::vector<FieldError>;

std::string place_of(std::size_t index) {
    return "log.jsonl, line " + std::to_string(index + 1);
}

LoggedEvent event_from(std::string_view line, const std::string& place, Errors& errors) {
    const ParsedBody parsed = parse_body(line);
    if (!parsed.value) {
        const FieldError fault = unreadable_file(line, parsed);
        const bool is_member = fault.pointer.starts_with('/');
        errors.push_back({place + (is_member ? fault.pointer : ""), fault.code,
                          is_member ? fault.detail : "is not one JSON object"});
        return {};
    }
    if (members_of(*parsed.value) == nullptr) {
        errors.push_back({place, "not_an_object", "is not one JSON object"});
        return {};
    }
    Body body(*parsed.value, errors, place);
    const auto text = [&](const char* name) {
        const Value* member = body.member(name);
        if (member == nullptr || member->as_string() == nullptr)
            body.fail(name, "not_a_text", "must be a text");
        return member != nullptr && member->as_string() != nullptr ? *member->as_string() : std::string();
    };
    LoggedEvent logged{Value(), text("prev"), text("hash")};
    if (const Value* event = body.member("event"); event != nullptr && members_of(*event) != nullptr)
        logged.event = *event;
    else
        body.fail("event", "not_an_object", "must be an object");
    if (const auto decimal = decimal_in(logged.event, place + "/event"))
        errors.push_back({*decimal, "not_whole", "must be a whole number"});
    body.done();
    return logged;
}

std::vector<LoggedEvent> log_from(std::string_view text, Errors& errors) {
    std::vector<LoggedEvent> log;
    while (!text.empty()) {
        const std::string place = place_of(log.size());
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) {
            errors.push_back({place, "not_ended", "is cut off: it has no end of line"});
            return log;
        }
        log.push_back(event_from(text.substr(0, end), place, errors));
        text.remove_prefix(end + 1);
    }
    return log;
}

/// The last registration is that of the version in force.
void check_registration(const std::vector<LoggedEvent>& log, std::string_view bytes, const lab::design::Prereg& prereg,
                        Errors& errors) {
    const Value* registered = app::last_of(log, app::registered_event);
    if (registered == nullptr)
        return errors.push_back({"log.jsonl", "not_registered", "tells of no registration"});
    const auto line = std::ranges::find_if(log, [&](const LoggedEvent& one) { return &one.event == registered; });
    const std::string place = place_of(static_cast<std::size_t>(line - log.begin()));
    const std::string own = digest::hex(digest::sha256(bytes)), locked = app::text_in(*registered, "sha256");
    if (own != locked)
        errors.push_back({"prereg.json", "other_prereg",
                          "is not what was registered: its SHA-256 is " + own + ", and " + place + " has " +
                              (locked.empty() ? "none" : locked)});
    else if (registered->at("version") != Value(prereg.version))
        errors.push_back({place + "/event/version", "other_prereg", "is not the version of prereg.json"});
}

void check_deviations(const std::vector<LoggedEvent>& log, const lab::analyse::Study& study, Errors& errors) {
    app::StoredExperiment experiment;
    experiment.version = study.prereg.version;
    const std::vector<std::string> told = app::deviations_in(experiment, log);
    const std::string at = "datapackage.json/study/deviations";
    for (std::size_t i = 0; i < std::min(told.size(), study.deviations.size()); ++i)
        if (told[i] != study.deviations[i])
            return errors.push_back(
                {at + '/' + std::to_string(i), "other_deviation", "must be what log.jsonl tells: " + told[i]});
    if (told.size() != study.deviations.size())
        errors.push_back({at, "other_deviation",
                          "are " + std::to_string(study.deviations.size()) + ", where log.jsonl tells of " +
                              std::to_string(told.size())});
}

} // namespace

void check_package_log(std::string_view text, std::string_view prereg, const lab::analyse::Study& study,
                       Errors& errors) {
    if (text.empty())
        return errors.push_back({"log.jsonl", "required", "has no line, and must begin with the registration"});
    const std::size_t faults = errors.size();
    const std::vector<LoggedEvent> log = log_from(text, errors);
    if (errors.size() > faults)
        return;
    if (const auto broken = lab::design::first_break(log))
        return errors.push_back(
            {place_of(*broken), "broken_chain", "has hashes that do not follow from its event and the line before"});
    check_registration(log, prereg, study.prereg, errors);
    if (!app::waits_for_release(log))
        return errors.push_back({place_of(log.size() - 1), "not_ended",
                                 "must not be the last line: only what was analysed since is published"});
    check_deviations(log, study, errors);
}

} // namespace parley::wire
