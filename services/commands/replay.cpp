#include "commands/replay.hpp"

#include "adapters/postgres/ledger.hpp"
#include "adapters/system/files.hpp"
#include "app/log_check.hpp"
#include "app/log_codec.hpp"
#include "commands/store_access.hpp"
#include "core/counterfactual.hpp"
#include "wire/log_json.hpp"
#include "wire/scenario_json.hpp"
#include "wire/value_json.hpp"

#include <algorithm>
#include <exception>
#include <ostream>

namespace parley::commands {

namespace {

int say(const std::string& file, const std::vector<wire::FieldError>& faults, std::ostream& err) {
    for (const wire::FieldError& fault : faults)
        err << "parley replay: " << file << ": " << (fault.pointer.empty() ? "the document" : fault.pointer) << ": "
            << fault.detail << " (" << fault.code << ")\n";
    return 1;
}

/// What was said in a log, for the plan or for the log's own.
wire::ReadFile<core::Scenario> scenario_in(const wire::ExportedLog& exported, const std::optional<core::Plan>& plan) {
    const auto records = app::decode_run(exported.intent, exported.log.events, exported.log.parts);
    const bool opened = std::ranges::any_of(
        records, [](const core::Record& record) { return std::holds_alternative<core::RoundOpened>(record.event); });
    if (!opened)
        return std::vector<wire::FieldError>{{"/events", "no_round", "must tell of a round that was opened"}};
    return core::scenario_of(records, plan ? *plan : std::get<core::IntentCreated>(records.front().event).plan);
}

wire::ReadFile<core::Scenario> scenario_from(const std::string& text, const std::optional<core::Plan>& plan) {
    const auto document = wire::parse_value(text);
    if (document && document->as_object() != nullptr && document->as_object()->contains("events")) {
        const auto exported = wire::log_from(text);
        if (!exported)
            return exported.error();
        return scenario_in(*exported, plan);
    }
    auto scenario = wire::scenario_from(text);
    if (scenario && plan)
        scenario->plan = *plan;
    return scenario;
}

/// The log of a replay as anybody could download it, had it happened; salts are zeros.
void write_log(const std::string& file, const core::Replay& replay) {
    const app::EncodedRun run = app::encode_run({}, replay.log, {});
    wire::ExportedLog exported{{}, run.events.front().body.at("plan"), {run.events, run.parts}};
    exported.log = app::public_log(replay.state, exported.log);
    system::write_file(file, wire::to_json(wire::log_value(exported)) + '\n');
}

/// Plays it and prints what came of it.
int print_replay(const std::string& source, const wire::ReadFile<core::Scenario>& scenario, const std::string& log_file,
                 std::ostream& out, std::ostream& err) {
    if (!scenario)
        return say(source, scenario.error(), err);
    const core::Replay replay = core::replay(*scenario);
    const auto printed = wire::replay_value(*scenario, replay);
    if (!printed)
        return say(source, printed.error(), err);
    if (!log_file.empty())
        write_log(log_file, replay);
    out << wire::to_json(*printed) << '\n';
    return 0;
}

/// The plan of a rules file; nothing where there is none.
wire::ReadFile<std::optional<core::Plan>> plan_of(const std::string& rules_file) {
    if (rules_file.empty())
        return std::optional<core::Plan>();
    auto plan = wire::plan_in(system::read_file(rules_file));
    if (!plan)
        return plan.error();
    return std::optional(std::move(*plan));
}

} // namespace

int run_replay(const std::string& file, const ReplayFiles& files, std::ostream& out, std::ostream& err) {
    try {
        const auto plan = plan_of(files.rules);
        if (!plan)
            return say(files.rules, plan.error(), err);
        return print_replay(file, scenario_from(system::read_file(file), *plan), files.log, out, err);
    } catch (const std::exception& error) {
        err << "parley replay: " << error.what() << '\n';
        return 3;
    }
}

int run_replay_store(const roles::Settings& settings, const std::string& intent, const ReplayFiles& files,
                     std::ostream& out, std::ostream& err) {
    const auto id = core::parse_id<core::IntentId>(intent);
    if (!id) {
        err << "parley replay: " << intent << " is not the id of an intent\n";
        return 2;
    }
    try {
        const auto plan = plan_of(files.rules);
        if (!plan)
            return say(files.rules, plan.error(), err);
        postgres::LedgerSettings ledger_settings;
        ledger_settings.session.url = settings.database_url;
        postgres::PostgresLedger ledger(ledger_settings);
        const wire::ExportedLog exported{*id, {}, wait_for(ledger.read(*id, 0))};
        if (exported.log.events.empty()) {
            err << "parley replay: there is no intent " << intent << '\n';
            return 1;
        }
        return print_replay(intent, scenario_in(exported, *plan), files.log, out, err);
    } catch (const std::exception& error) {
        err << "parley replay: " << error.what() << '\n';
        return 3;
    }
}

} // namespace parley::commands
