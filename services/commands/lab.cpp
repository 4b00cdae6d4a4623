#include "commands/lab.hpp"

#include "adapters/system/files.hpp"
#include "wire/stats_cases.hpp"

#include <CLI/CLI.hpp>

#include <exception>
#include <ostream>
#include <string_view>

namespace parley::commands {

namespace {

using Answer = boost::system::result<std::string, wire::FieldError>;

/// A verb answers the text of its file with the text to print, or with what is wrong and where.
struct LabVerb {
    const char* name;
    const char* help;
    Answer (*answer)(std::string_view text);
};

constexpr LabVerb verbs[] = {
    {"stats", "Answer the cases of a statistics file", wire::answer_stats_cases},
};

} // namespace

void add_lab_verbs(CLI::App& lab, std::string& file) {
    lab.require_subcommand(1);
    for (const LabVerb& verb : verbs)
        lab.add_subcommand(verb.name, verb.help)->add_option("FILE", file, "JSON")->required();
}

int run_lab(const CLI::App& lab, const std::string& file, std::ostream& out, std::ostream& err) {
    for (const LabVerb& verb : verbs) {
        if (!lab.got_subcommand(verb.name))
            continue;
        const auto complain = [&]() -> std::ostream& { return err << "parley lab " << verb.name << ": "; };
        try {
            const Answer answer = verb.answer(system::read_file(file));
            if (answer) {
                out << *answer << '\n';
                return 0;
            }
            const wire::FieldError& fault = answer.error();
            complain() << file << ": " << fault.pointer << ": " << fault.detail << " (" << fault.code << ")\n";
            return 1;
        } catch (const std::exception& error) {
            complain() << error.what() << '\n';
            return 3;
        }
    }
    return 2;
}

} // namespace parley::commands
