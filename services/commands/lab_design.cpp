#include "commands/lab_design.hpp"

#include "adapters/system/files.hpp"
#include "wire/lab_cases.hpp"
#include "wire/value_json.hpp"

#include <CLI/CLI.hpp>

#include <exception>
#include <memory>
#include <ostream>

namespace parley::commands {

namespace {

using Run = int (*)(const std::string& file, std::ostream& out, std::ostream& err);

void add_verb(CLI::App& lab, const std::string& name, const std::string& says, Run run, int& status, std::ostream& out,
              std::ostream& err) {
    CLI::App* verb = lab.add_subcommand(name, says);
    const auto file = std::make_shared<std::string>();
    verb->add_option("FILE", *file, "What is asked, as JSON")->required();
    verb->callback([file, run, &status, &out, &err] { status = run(*file, out, err); });
}

/// Reads a file with `read` and prints what `result` makes of it.
template <class Read, class Result>
int print_result(const std::string& verb, const std::string& file, const Read& read, const Result& result,
                 std::ostream& out, std::ostream& err) {
    try {
        const auto cases = read(system::read_file(file));
        if (cases) {
            out << wire::to_json(result(*cases)) << '\n';
            return 0;
        }
        for (const wire::FieldError& fault : cases.error())
            err << "parley lab " << verb << ": " << file << ": "
                << (fault.pointer.empty() ? "the document" : fault.pointer) << ": " << fault.detail << " ("
                << fault.code << ")\n";
        return 1;
    } catch (const std::exception& error) {
        err << "parley lab " << verb << ": " << error.what() << '\n';
        return 3;
    }
}

} // namespace

void add_lab_design(CLI::App& lab, int& status, std::ostream& out, std::ostream& err) {
    add_verb(lab, "assign", "Print the arm of each unit", run_lab_assign, status, out, err);
    add_verb(lab, "check-patch", "Print what patches make of rules, or why they are refused", run_lab_check_patch,
             status, out, err);
}

int run_lab_assign(const std::string& file, std::ostream& out, std::ostream& err) {
    return print_result("assign", file, wire::assign_cases_from, wire::assigned_value, out, err);
}

int run_lab_check_patch(const std::string& file, std::ostream& out, std::ostream& err) {
    return print_result("check-patch", file, wire::patch_cases_from, wire::checked_value, out, err);
}

} // namespace parley::commands
