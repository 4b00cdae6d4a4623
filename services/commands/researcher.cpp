#include "commands/researcher.hpp"

#include "adapters/postgres/accounts.hpp"
#include "adapters/postgres/researchers.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/random.hpp"
#include "app/secrets.hpp"
#include "app/signing_name.hpp"
#include "commands/settings_options.hpp"
#include "commands/store_access.hpp"
#include "core/names.hpp"
#include "wire/body.hpp"
#include "wire/value_json.hpp"

#include <CLI/CLI.hpp>

#include <exception>
#include <ostream>

namespace parley::commands {

namespace {

constexpr std::size_t name_max = 80;

int refused(const std::string& why, std::ostream& err) {
    err << "parley researcher: " << why << '\n';
    return 1;
}

/// The address of one that was forgotten is not there.
core::Value researcher_value(const app::Researcher& one, const std::string& email) {
    core::Value value;
    value["id"] = core::to_text(one.id);
    value["name"] = one.name;
    value["email"] = email.empty() ? core::Value() : core::Value(email);
    value["role"] = core::name_of(one.role);
    value["made_at"] = core::to_rfc3339(one.made_at);
    return value;
}

int add(const ResearcherOptions& options, const std::shared_ptr<postgres::Sessions>& sessions, std::ostream& out,
        std::ostream& err) {
    core::Value given;
    given["name"] = options.name;
    given["email"] = options.email;
    std::vector<wire::FieldError> faults;
    wire::Body body(given, faults);
    const auto name = body.line("name", 1, name_max);
    const auto email = body.email("email");
    if (!faults.empty())
        return refused("--" + faults.front().pointer.substr(1) + ' ' + faults.front().detail, err);
    if (const auto fault = app::fault_of_name(*name))
        return refused("the name " + *name + ' ' + *fault, err);
    app::NewResearcher wish;
    wish.id = app::draw_id<core::PrincipalId>(system::random_bytes);
    wish.email = *email;
    wish.name = app::written_name(*name);
    if (!options.role.empty())
        wish.role = core::from_name<app::ResearcherRole>(options.role);
    wish.made_at = system::now();
    postgres::PostgresResearchers researchers(sessions);
    const auto [outcome, one] = wait_for(researchers.add(wish));
    if (outcome == app::ResearcherAdded::name_taken)
        return refused("the name " + wish.name + " signs what another one did" +
                           (one.name == wish.name ? "" : ", who is written " + one.name),
                       err);
    if (outcome == app::ResearcherAdded::has_signed)
        return refused(wish.email + " has signed as " + one.name +
                           " and keeps that name: a person who had another one "
                           "could publish what they found themselves",
                       err);
    out << wire::to_json(researcher_value(one, wish.email)) << '\n';
    return 0;
}

int remove(const std::string& id, const std::shared_ptr<postgres::Sessions>& sessions, std::ostream& err) {
    postgres::PostgresResearchers researchers(sessions);
    const auto principal = core::parse_id<core::PrincipalId>(id);
    if (!principal || !wait_for(researchers.end(*principal, system::now())))
        return refused("nobody has the id " + id, err);
    return 0;
}

} // namespace

void add_researcher_verbs(CLI::App& command, ResearcherOptions& options, roles::Settings& settings) {
    command.require_subcommand(1);
    CLI::App* add = command.add_subcommand(
        "add", "Make somebody a researcher, or give one another role, or another name as long as "
               "nothing is signed by the one that they have");
    add->add_option("--name", options.name,
                    "Signs what they do; nobody else's, ever, and theirs for good once it signed something")
        ->required();
    add->add_option("--email", options.email, "Where they sign in")->required();
    add->add_option("--role", options.role,
                    "reader, designer or publisher; left out, a researcher keeps theirs and a new one is a reader")
        ->check(CLI::IsMember({"reader", "designer", "publisher"}));
    CLI::App* list = command.add_subcommand("list", "Print who is one, with the address");
    CLI::App* removing = command.add_subcommand("remove", "End somebody's being one, at once");
    removing->add_option("ID", options.id, "As list prints it")->required();
    for (CLI::App* verb : {add, list, removing})
        add_database_options(*verb, settings);
}

int run_researcher(const CLI::App& command, const ResearcherOptions& options, const roles::Settings& settings,
                   std::ostream& out, std::ostream& err) {
    try {
        const auto sessions = sessions_for(settings);
        if (command.got_subcommand("add"))
            return add(options, sessions, out, err);
        if (command.got_subcommand("remove"))
            return remove(options.id, sessions, err);
        postgres::PostgresResearchers researchers(sessions);
        postgres::PostgresAccounts accounts(sessions);
        for (const app::Researcher& one : wait_for(researchers.all())) {
            const auto contact = wait_for(accounts.contact_of(one.id));
            out << wire::to_json(researcher_value(one, contact ? contact->email : "")) << '\n';
        }
        return 0;
    } catch (const std::exception& error) {
        err << "parley researcher: " << error.what() << '\n';
        return 3;
    }
}

} // namespace parley::commands
