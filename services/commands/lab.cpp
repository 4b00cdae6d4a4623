#include "commands/lab.hpp"

#include "adapters/system/files.hpp"
#include "adapters/system/random.hpp"
#include "commands/lab_package.hpp"
#include "wire/lab_cases.hpp"
#include "wire/release_json.hpp"
#include "wire/simulate_json.hpp"
#include "wire/stats_cases.hpp"
#include "wire/study_json.hpp"
#include "wire/value_json.hpp"

#include <CLI/CLI.hpp>

#include <exception>
#include <ostream>
#include <string_view>
#include <vector>

namespace parley::commands {

namespace {

using Answer = wire::ReadFile<std::string>;

/// A verb answers the text of its file with the text to print, or with what is wrong and where.
struct LabVerb {
    const char* name;
    const char* help;
    const char* file;
    Answer (*answer)(std::string_view text);
};

Answer answer_of(boost::system::result<std::string, wire::FieldError> answered) {
    if (!answered)
        return std::vector<wire::FieldError>{answered.error()};
    return std::move(*answered);
}

/// What was published of a finding gives its analysis again.
Answer analyse(std::string_view bytes) {
    const auto published = study_in_package(bytes);
    if (!published)
        return wire::answer_analyse(bytes);
    if (!*published)
        return published->error();
    return Answer(boost::system::in_place_value,
                  wire::analysis_json(**published, ::parley::lab::analyse::analyse(**published)));
}

Answer stats(std::string_view text) {
    return answer_of(wire::answer_stats_cases(text));
}

Answer simulate(std::string_view text) {
    return answer_of(wire::answer_simulations(text));
}

Answer assign(std::string_view text) {
    auto cases = wire::assign_cases_from(text);
    if (!cases)
        return cases.error();
    return wire::to_json(wire::assigned_value(*cases));
}

/// A patch that is refused is a result, not a fault of the file.
Answer check_patch(std::string_view text) {
    auto cases = wire::patch_cases_from(text);
    if (!cases)
        return cases.error();
    return wire::to_json(wire::checked_value(*cases));
}

/// The key is neither stored nor printed, and is gone with the process.
Answer release(std::string_view text) {
    const auto file = wire::release_file_from(text);
    if (!file)
        return file.error();
    return wire::to_json(wire::released_value(*file, system::random_bytes()));
}

constexpr LabVerb verbs[] = {
    {"analyse", "Analyse a study as its pre-registration says", "JSON, or a data package (.zip)", analyse},
    {"assign", "Print the arm of each unit", "JSON", assign},
    {"check-patch", "Print what patches make of rules, or why they are refused", "JSON", check_patch},
    {"release", "Print what of a table and of rows may be published", "JSON", release},
    {"simulate", "Play markets of agents through the core, and print what came of them", "JSON", simulate},
    {"stats", "Answer the cases of a statistics file", "JSON", stats},
};

} // namespace

void add_lab_verbs(CLI::App& lab, std::string& file) {
    lab.require_subcommand(1);
    for (const LabVerb& verb : verbs)
        lab.add_subcommand(verb.name, verb.help)->add_option("FILE", file, verb.file)->required();
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
            for (const wire::FieldError& fault : answer.error())
                complain() << file << ": " << (fault.pointer.empty() ? "the document" : fault.pointer) << ": "
                           << fault.detail << " (" << fault.code << ")\n";
            return 1;
        } catch (const std::exception& error) {
            complain() << error.what() << '\n';
            return 3;
        }
    }
    return 2;
}

} // namespace parley::commands
