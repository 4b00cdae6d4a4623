#include "commands/verify.hpp"

#include "adapters/postgres/ledger.hpp"
#include "adapters/system/files.hpp"
#include "commands/store_access.hpp"
#include "wire/log_json.hpp"
#include "wire/value_json.hpp"

#include <exception>
#include <ostream>

namespace parley::commands {

int run_verify_file(const std::string& file, std::ostream& out, std::ostream& err) {
    try {
        const auto exported = wire::log_from(system::read_file(file));
        if (!exported) {
            for (const wire::FieldError& fault : exported.error())
                err << "parley verify: " << file << ": " << (fault.pointer.empty() ? "the document" : fault.pointer)
                    << ": " << fault.detail << " (" << fault.code << ")\n";
            return 1;
        }
        const core::LogCheck check = app::check_log(exported->intent, exported->log, core::LogView::public_log);
        out << wire::to_json(wire::check_value(*exported, check)) << '\n';
        return check.faults.empty() ? 0 : 1;
    } catch (const std::exception& error) {
        err << "parley verify: " << error.what() << '\n';
        return 3;
    }
}

int run_verify_store(const roles::Settings& settings, const std::string& intent, bool all, std::ostream& out,
                     std::ostream& err) {
    std::vector<core::IntentId> intents;
    if (!all) {
        const auto id = core::parse_id<core::IntentId>(intent);
        if (!id) {
            err << "parley verify: " << intent << " is not the id of an intent\n";
            return 2;
        }
        intents.push_back(*id);
    }
    try {
        postgres::LedgerSettings ledger_settings;
        ledger_settings.session.url = settings.database_url;
        postgres::PostgresLedger ledger(ledger_settings);
        if (all)
            intents = wait_for(all_intents(sessions_for(settings)));
        bool holds = true;
        for (const core::IntentId& id : intents) {
            wire::ExportedLog exported{id, {}, wait_for(ledger.read(id, 0))};
            if (exported.log.events.empty()) {
                err << "parley verify: there is no intent " << core::to_text(id) << '\n';
                return 1;
            }
            const core::LogCheck check = app::check_log(id, exported.log, core::LogView::whole_log);
            holds = holds && check.faults.empty();
            out << wire::to_json(wire::check_value(exported, check)) << '\n';
        }
        return holds ? 0 : 1;
    } catch (const std::exception& error) {
        err << "parley verify: " << error.what() << '\n';
        return 3;
    }
}

} // namespace parley::commands
