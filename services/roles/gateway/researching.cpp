#include "roles/gateway/researching.hpp"

#include "core/names.hpp"
#include "roles/lab.hpp"
#include "wire/experiment_json.hpp"

#include <cctype>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

std::string sentence_of(std::string detail) {
    detail.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(detail.front())));
    return detail + '.';
}

} // namespace

const app::Researcher& researcher_of(const Call& call, app::ResearcherRole least) {
    const auto& researcher = call.caller.researcher;
    if (!researcher)
        fail(call.caller.is_known() ? problem(403, "researchers_only", "This is for the people of the lab.")
                                    : problem(401, "sign_in_required", "Sign in as one of the lab first."));
    if (researcher->role < least)
        fail(problem(403, "role_too_low",
                     "Your role is " + std::string(core::name_of(researcher->role)) + "; this needs " +
                         std::string(core::name_of(least)) + '.'));
    return *researcher;
}

wire::Problem problem_of(const app::ExperimentNo& no, const std::string& pointer) {
    using Kind = app::ExperimentNo::Kind;
    switch (no.kind) {
    case Kind::unknown:
        return problem(404, "experiment_unknown", "There is no such experiment.");
    case Kind::not_now:
        return problem(409, "not_now", "That cannot be done now: " + no.detail + '.');
    case Kind::overtaken:
        return problem(409, "overtaken", "Look again: " + no.detail + '.');
    case Kind::not_analysed:
        return problem(409, "not_analysed", sentence_of(no.detail));
    case Kind::second_person:
        return problem(403, "second_person", "Somebody else has to publish it: " + no.detail + '.');
    case Kind::invalid:
        break;
    }
    return wire::invalid_input({{pointer + no.pointer, "not_allowed", no.detail}});
}

asio::awaitable<app::StoredExperiment> experiment_in(const Services& services, const Call& call) {
    auto found = co_await services.lab.experiments.find(call.segments.at(0));
    if (!found)
        fail(problem(404, "experiment_unknown", "There is no such experiment."));
    co_return std::move(*found);
}

core::Value told_experiment(const app::StoredExperiment& experiment, const app::ExperimentLog& log,
                            bool to_researcher) {
    core::Value value = wire::experiment_value(experiment);
    const core::Value document = value["document"];
    value["title"] = document.at("title");
    value["sectors"] = document.at("sectors");
    const auto last = [&](const char* type, const char* member) {
        const core::Value* event = app::last_of(log, type);
        return event != nullptr ? event->at(member) : core::Value{};
    };
    value["registered_by"] = last(app::registered_event, "by");
    value["analysed_by"] = last(app::analysed_event, "by");
    value["analysts"] = core::Value::Array{};
    for (const std::string& name : app::analysts_in(log))
        value["analysts"].push_back(name);
    value["finding"] = last(app::published_event, "slug");
    value["waits_for_release"] = app::waits_for_release(log);
    if (!to_researcher && !experiment.started_at)
        for (const char* hidden : {"document", "title", "sectors"})
            value[hidden] = nullptr;
    return value;
}

asio::awaitable<core::Value> told_experiment(const Services& services, app::StoredExperiment experiment,
                                             bool to_researcher) {
    const auto log = co_await services.lab.experiments.log(experiment.key);
    core::Value value = told_experiment(experiment, log, to_researcher);
    value["log"] = wire::experiment_log_value(log);
    co_return value;
}

} // namespace parley::roles
