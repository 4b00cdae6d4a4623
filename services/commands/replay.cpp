#include "commands/replay.hpp"

#include "adapters/system/files.hpp"
#include "wire/scenario_json.hpp"
#include "wire/value_json.hpp"

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

} // namespace

int run_replay(const std::string& file, const std::string& rules_file, std::ostream& out, std::ostream& err) {
    try {
        auto scenario = wire::scenario_from(system::read_file(file));
        if (!scenario)
            return say(file, scenario.error(), err);
        if (!rules_file.empty()) {
            auto plan = wire::plan_in(system::read_file(rules_file));
            if (!plan)
                return say(rules_file, plan.error(), err);
            scenario->plan = std::move(*plan);
        }
        const auto printed = wire::replay_value(*scenario, core::replay(*scenario));
        if (!printed)
            return say(file, printed.error(), err);
        out << wire::to_json(*printed) << '\n';
        return 0;
    } catch (const std::exception& error) {
        err << "parley replay: " << error.what() << '\n';
        return 3;
    }
}

} // namespace parley::commands
