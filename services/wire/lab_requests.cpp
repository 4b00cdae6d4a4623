#include "wire/lab_requests.hpp"

#include "core/names.hpp"
#include "wire/reading.hpp"
#include "wire/value_json.hpp"

namespace parley::wire {

namespace {

constexpr std::size_t why_max = 500;
constexpr std::size_t sectors_max = 100;

template <class Enum>
std::vector<std::string> words_of() {
    std::vector<std::string> words;
    for (const std::string_view one : names_of(Enum{}))
        words.emplace_back(one);
    return words;
}

} // namespace

Read<core::Value> read_prereg_document(std::string_view text) {
    auto read = reading<core::Value>(text, [](Body& body, core::Value& out) {
        // A null is as little of an object as a list is, and is told in the same way.
        body.may_be_null({"document"});
        const core::Value* document = body.member("document");
        if (document == nullptr || members_of(*document) == nullptr)
            body.fail("document", "not_an_object", "Give the pre-registration as an object.");
        else
            out = *document;
    });
    if (read)
        if (const auto place = decimal_in(*read, "/document"))
            return invalid_input(
                {{*place, "not_whole", "Numbers are whole here: money in minor units, shares in ppm."}});
    return read;
}

Read<ExperimentStepRequest> read_experiment_step(std::string_view text) {
    return reading<ExperimentStepRequest>(text, [](Body& body, ExperimentStepRequest& out) {
        if (const auto deed = body.word("step", words_of<app::ExperimentDeed>(), true))
            out.deed = *core::from_name<app::ExperimentDeed>(*deed);
        out.why = body.line("why", 1, why_max, false).value_or("");
    });
}

Read<std::string> read_why(std::string_view text) {
    if (text.empty())
        return std::string();
    return reading<std::string>(
        text, [](Body& body, std::string& out) { out = body.line("why", 1, why_max, false).value_or(""); });
}

Read<app::PublicationWish> read_publication(std::string_view text) {
    return reading<app::PublicationWish>(text, [](Body& body, app::PublicationWish& out) {
        if (auto slug = body.line("slug", 1, 100); slug && !app::is_finding_slug(*slug))
            body.fail("slug", "not_a_slug", "must be 3 to 64 of a-z and 0-9 with single - between them");
        else
            out.slug = slug.value_or("");
        out.title = body.line("title", 1, 200).value_or("");
        body.list("rounds_end_in", 0, sectors_max, [&](Body& items, const std::string& index) {
            out.rounds_end_in.push_back(items.line(index, 1, 100).value_or(""));
        });
        out.change = body.line("change", 1, why_max, false).value_or("");
    });
}

Read<app::ResearcherRole> read_researcher_role(std::string_view text) {
    return reading<app::ResearcherRole>(text, [](Body& body, app::ResearcherRole& out) {
        if (const auto role = body.word("role", words_of<app::ResearcherRole>(), true))
            out = *core::from_name<app::ResearcherRole>(*role);
    });
}

} // namespace parley::wire
