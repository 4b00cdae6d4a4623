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

#include <algorithm>
#include <exception>
#include <ostream>
#include <string_view>
#include <vector>

namespace parley::commands {

namespace {

/// What is printed, and what is to be said beside it.
struct Said {
    std::string text;
    std::string note = {};
};
using Answer = wire::ReadFile<Said>;

/// A verb answers the text of its file with the text to print, or with what is wrong and where.
struct LabVerb {
    const char* name;
    const char* help;
    const char* file;
    Answer (*answer)(std::string_view text);
};

Answer answer_of(wire::ReadFile<std::string> answered) {
    if (!answered)
        return answered.error();
    return Said{std::move(*answered)};
}

/// What was published of a finding gives its analysis again.
Answer analyse(std::string_view bytes) {
    auto published = analysis_of_package(bytes);
    return answer_of(published ? std::move(*published) : wire::answer_analyse(bytes));
}

/// "2 of 9 cases could not be computed: a, b".
std::string not_computed_words(const wire::StatsAnswer& answer) {
    constexpr std::size_t named_max = 20;
    if (answer.not_computed.empty())
        return "";
    std::string words = std::to_string(answer.not_computed.size()) + " of " + std::to_string(answer.cases) +
                        (answer.cases == 1 ? " case" : " cases") + " could not be computed: ";
    for (std::size_t i = 0; i < std::min(answer.not_computed.size(), named_max); ++i)
        words += (i == 0 ? "" : ", ") + answer.not_computed[i];
    return words + (answer.not_computed.size() > named_max ? " and others" : "");
}

/// A case that cannot be computed is a result, not a fault of the file.
Answer stats(std::string_view text) {
    auto answered = wire::answer_stats_cases(text);
    if (!answered)
        return std::vector<wire::FieldError>{answered.error()};
    return Said{std::move(answered->text), not_computed_words(*answered)};
}

Answer simulate(std::string_view text) {
    auto answered = wire::answer_simulations(text);
    if (!answered)
        return std::vector<wire::FieldError>{answered.error()};
    return Said{std::move(*answered)};
}

Answer assign(std::string_view text) {
    auto cases = wire::assign_cases_from(text);
    if (!cases)
        return cases.error();
    return Said{wire::to_json(wire::assigned_value(*cases))};
}

/// A patch that is refused is a result, not a fault of the file.
Answer check_patch(std::string_view text) {
    auto cases = wire::patch_cases_from(text);
    if (!cases)
        return cases.error();
    return Said{wire::to_json(wire::checked_value(*cases))};
}

/// The key is neither stored nor printed, and is gone with the process.
Answer release(std::string_view text) {
    const auto file = wire::release_file_from(text);
    if (!file)
        return file.error();
    return Said{wire::to_json(wire::released_value(*file, system::random_bytes()))};
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
                out << answer->text << '\n';
                if (!answer->note.empty())
                    complain() << answer->note << '\n';
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
