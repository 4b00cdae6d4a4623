#include "commands/stores.hpp"

#include "adapters/postgres/accounts.hpp"
#include "adapters/postgres/businesses.hpp"
#include "adapters/postgres/ledger.hpp"
#include "adapters/postgres/migrations.hpp"
#include "adapters/postgres/reference_data.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/files.hpp"
#include "app/log_codec.hpp"
#include "commands/seed_history.hpp"
#include "commands/store_access.hpp"
#include "core/state.hpp"
#include "wire/dump_json.hpp"
#include "wire/seed_files.hpp"
#include "wire/value_json.hpp"

#include <filesystem>
#include <ostream>

namespace parley::commands {

namespace {

using postgres::Sessions;

std::filesystem::path sql_dir(const roles::Settings& settings) {
    return std::filesystem::path(settings.share_dir) / "sql";
}

/// Runs `work` and says what failed.
template <class Work>
int reported(const char* verb, std::ostream& err, const Work& work) {
    try {
        return work();
    } catch (const postgres::MigrationError& error) {
        err << "parley " << verb << ": " << error.what() << '\n';
        return 1;
    } catch (const std::exception& error) {
        err << "parley " << verb << ": " << error.what() << '\n';
        return 3;
    }
}

awaitable<void> seed_demo_town(std::shared_ptr<Sessions> sessions, wire::DemoTown town) {
    postgres::PostgresAccounts accounts(sessions);
    postgres::PostgresBusinesses businesses(sessions);
    for (std::size_t i = 0; i < town.businesses.size(); ++i) {
        app::Contact contact{town.emails[i], town.businesses[i].name, ""};
        co_await accounts.find_or_create(app::PrincipalKind::business, std::move(contact),
                                         app::principal_of(town.businesses[i].shop.id), system::now());
    }
    co_await businesses.add_all(std::move(town.businesses), std::move(town.offers));
}

} // namespace

int run_migrate(const roles::Settings& settings, std::ostream& out, std::ostream& err) {
    return reported("migrate", err, [&] {
        const postgres::MigrationReport report = postgres::migrate(settings.database_url, sql_dir(settings));
        out << "schema " << report.from << " -> " << report.to << '\n';
        return 0;
    });
}

int run_seed(const roles::Settings& settings, bool demo, std::ostream& out, std::ostream& err) {
    return reported("seed", err, [&] {
        const auto seed = sql_dir(settings) / "seed";
        const auto sessions = sessions_for(settings);
        postgres::PostgresReferenceData reference(sessions);
        auto sectors = wire::sectors_from(system::read_file(seed / "sectors.json"));
        const std::size_t sector_count = sectors.size();
        wait_for(reference.put_sectors(std::move(sectors)));
        auto places = wire::places_from(system::read_gzip(seed / "places.csv.gz"));
        const std::size_t place_count = places.size();
        // The places are many and never change between versions of the file; writing them again would only take time.
        if (wait_for(reference.places()).size() != place_count)
            wait_for(reference.put_places(std::move(places)));
        out << sector_count << " sectors, " << place_count << " places";
        if (demo) {
            wire::DemoTown town = wire::demo_town_from(system::read_file(seed / "demo_town.json"), system::now());
            out << ", " << town.businesses.size() << " simulated businesses";
            const std::size_t requests = seed_history(settings, sessions, town, out);
            out << ", " << requests << " simulated requests of the past month";
            wait_for(seed_demo_town(sessions, std::move(town)));
        }
        out << '\n';
        return 0;
    });
}

int run_dump(const roles::Settings& settings, std::ostream& out, std::ostream& err) {
    return reported("dump", err, [&] {
        const auto sessions = sessions_for(settings);
        postgres::LedgerSettings ledger_settings;
        ledger_settings.session.url = settings.database_url;
        postgres::PostgresLedger ledger(ledger_settings);
        for (const core::IntentId& id : wait_for(all_intents(sessions))) {
            const app::IntentLog log = wait_for(ledger.read(id, 0));
            core::State state;
            const auto records = app::decode_run(id, log.events, log.parts);
            for (const core::Record& record : records)
                core::evolve(state, record);
            out << wire::to_json(wire::dump_value(id, state, records, log.events.back().hash)) << '\n';
        }
        return 0;
    });
}

int run_doctor(const roles::Settings& settings, std::ostream& out, std::ostream& err) {
    return reported("doctor", err, [&] {
        const auto sessions = sessions_for(settings);
        auto look = [&](postgres::Session& session) {
            auto problems = postgres::server_problems(session);
            const std::string schema = postgres::schema_problem(session, sql_dir(settings));
            if (!schema.empty())
                problems.push_back(schema);
            return problems;
        };
        const auto problems = wait_for(sessions->run(look));
        for (const std::string& problem : problems)
            out << "problem: " << problem << '\n';
        if (problems.empty())
            out << "The database is well.\n";
        return problems.empty() ? 0 : 1;
    });
}

} // namespace parley::commands
