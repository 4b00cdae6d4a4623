// Experiments over HTTP: who of the lab is who, what may be changed, trying a design in the simulator, registering it,
// each step of its life and what may be looked at meanwhile. Everybody may read what is registered.

#include "roles/gateway/researching.hpp"

#include "app/experiment_study.hpp"
#include "app/experiment_trial.hpp"
#include "app/told_arm.hpp"
#include "core/names.hpp"
#include "lab/analyse/metrics.hpp"
#include "roles/gateway/query.hpp"
#include "roles/lab.hpp"
#include "runtime/elsewhere.hpp"
#include "wire/experiment_json.hpp"
#include "wire/finding_json.hpp"
#include "wire/lab_requests.hpp"
#include "wire/trial_json.hpp"
#include "wire/watch_json.hpp"

#include <chrono>
#include <memory>

namespace parley::roles {

namespace asio = boost::asio;
namespace design = lab::design;
using app::ResearcherRole;

namespace {

core::Value may_of(ResearcherRole role) {
    core::Value may = core::Value::Array{};
    constexpr const char* deeds[] = {"read", "design", "publish"};
    for (std::size_t i = 0; i <= static_cast<std::size_t>(role); ++i)
        may.push_back(deeds[i]);
    return may;
}

asio::awaitable<http::Response> me(const Services&, Call call) {
    const app::Researcher& one = researcher_of(call);
    core::Value body;
    body["id"] = core::to_text(one.id);
    body["name"] = one.name;
    body["role"] = core::name_of(one.role);
    body["may"] = may_of(one.role);
    co_return json_response(200, body);
}

/// Those that can be computed from the rows of an experiment, with the codebook's words.
asio::awaitable<http::Response> metrics(const Services& services, Call) {
    const auto meanings = co_await services.lab.studies.meanings();
    core::Value body;
    body["data"] = core::Value::Array{};
    for (const lab::analyse::Metric& metric : lab::analyse::metrics()) {
        core::Value one;
        one["key"] = metric.name;
        const auto meaning = std::ranges::find(meanings, metric.name, &app::MetricMeaning::name);
        one["definition"] = meaning != meanings.end() ? meaning->definition : std::string();
        one["unit"] = metric.unit;
        one["direction"] = core::name_of(metric.better);
        one["is_guardrail"] = metric.is_guard;
        body["data"].push_back(std::move(one));
    }
    co_return json_response(200, body);
}

/// "a,b": names of sectors, or of those above them.
std::vector<std::string> sectors_named(const Services& services, const Call& call) {
    Query asked(call.request);
    const std::string text = asked.text("sectors", 1, 4'000, true).value_or("");
    asked.done();
    std::vector<std::string> names;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        names.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return app::sectors_of(names, services.rules);
}

asio::awaitable<http::Response> rules(const Services& services, Call call) {
    researcher_of(call);
    const auto covered = sectors_named(services, call);
    if (covered.empty())
        fail(wire::invalid_input({{"/sectors", "unknown_sector", "These are not sectors of this market."}}));
    co_return json_response(200, wire::lab_rules_value(covered, services.rules));
}

/// A pre-registration that fits the market as it is, with the rules of its arms.
struct Fitting {
    design::Prereg prereg;
    app::ArmRules arms;
};

Fitting fitting(const Services& services, const Call& call) {
    const core::Value document = take(wire::read_prereg_document(call.request.body));
    auto prereg = design::prereg_from(document);
    const auto refuse = [](const design::DesignFault& fault) {
        fail(problem_of({app::ExperimentNo::Kind::invalid, fault.pointer, fault.detail}, "/document"));
    };
    if (!prereg)
        refuse(prereg.error());
    auto arms = app::fitting_rules_of(*prereg, services.rules);
    if (!arms)
        refuse(arms.error());
    return {std::move(*prereg), std::move(*arms)};
}

core::Value warning_value(const app::ExperimentWarning& warning) {
    core::Value value;
    value["code"] = warning.code;
    value["pointer"] = "/document" + warning.pointer;
    value["detail"] = warning.detail;
    value["experiment"] = warning.experiment;
    value["title"] = warning.title;
    value["sector"] = warning.sector.empty() ? core::Value() : core::Value(warning.sector);
    value["until"] = warning.until ? core::Value(core::to_rfc3339(*warning.until)) : core::Value();
    return value;
}

asio::awaitable<http::Response> check(const Services& services, Call call) {
    researcher_of(call, ResearcherRole::designer);
    const Fitting fit = fitting(services, call);
    const auto& [sector, rules_of_arms] = *fit.arms.begin();
    const core::Value& base = services.rules.rules_document(sector);
    core::Value body;
    body["sha256"] = fit.prereg.sha256;
    body["arms"] = core::Value::Array{};
    for (std::size_t i = 0; i < fit.prereg.arms.size(); ++i) {
        core::Value one;
        one["key"] = fit.prereg.arms[i].key;
        one["changes"] = wire::rule_changes_value(app::changes_between(base, core::to_value(rules_of_arms[i])));
        body["arms"].push_back(std::move(one));
    }
    body["unit_needed"] = core::name_of(design::unit_needed(fit.prereg));
    body["warnings"] = core::Value::Array{};
    for (const app::ExperimentWarning& warning : co_await services.lab.entries.warnings_of(fit.prereg))
        body["warnings"].push_back(warning_value(warning));
    co_return json_response(200, body);
}

asio::awaitable<http::Response> try_it(const Services& services, Call call) {
    researcher_of(call, ResearcherRole::designer);
    const Fitting fit = fitting(services, call);
    const auto trial = std::make_shared<const app::ExperimentTrial>(app::trial_of(fit.prereg, fit.arms));
    const auto began = std::chrono::steady_clock::now();
    const app::TrialResult result =
        co_await runtime::elsewhere(services.background, [trial] { return app::play(*trial); });
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    co_return http::Response(200, "application/json", wire::trial_json(*trial, result, took.count()));
}

asio::awaitable<http::Response> enter(const Services& services, Call call) {
    const std::string by = researcher_of(call, ResearcherRole::designer).name;
    core::Value document = take(wire::read_prereg_document(call.request.body));
    auto entered = co_await services.lab.entries.enter(std::move(document), by);
    if (!entered)
        fail(problem_of(entered.error(), "/document"));
    co_return json_response(201, co_await told_experiment(services, std::move(*entered), true));
}

asio::awaitable<http::Response> list(const Services& services, Call call) {
    core::Value body;
    body["data"] = core::Value::Array{};
    // Read before the logs, which then have an event of each.
    const auto experiments = co_await services.lab.experiments.all();
    auto logs = co_await services.lab.experiments.logs();
    for (const app::StoredExperiment& one : experiments)
        body["data"].push_back(told_experiment(one, logs[one.key], call.caller.researcher.has_value()));
    co_return json_response(200, body);
}

asio::awaitable<http::Response> look(const Services& services, Call call) {
    auto experiment = co_await experiment_in(services, call);
    const bool is_researcher = call.caller.researcher.has_value();
    co_return json_response(200, co_await told_experiment(services, std::move(experiment), is_researcher));
}

asio::awaitable<http::Response> take_step(const Services& services, Call call) {
    const std::string by = researcher_of(call, ResearcherRole::designer).name;
    auto wanted = take(wire::read_experiment_step(call.request.body));
    auto taken = co_await services.lab.entries.take_step(call.segments.at(0), wanted.deed, by, std::move(wanted.why));
    if (!taken)
        fail(problem_of(taken.error()));
    co_return json_response(200, co_await told_experiment(services, std::move(*taken), true));
}

asio::awaitable<http::Response> watch(const Services& services, Call call) {
    researcher_of(call);
    const auto experiment = co_await experiment_in(services, call);
    if (!experiment.started_at)
        fail(problem(409, "not_now", "There is nothing to look at before it has started."));
    auto read = co_await app::read_study(services.lab.studies, experiment);
    if (!read)
        fail(problem(409, "not_now", "What was registered cannot be read: " + read.error().detail + '.'));
    const auto study = std::make_shared<const lab::analyse::Study>(std::move(*read));
    const auto analysis =
        co_await runtime::elsewhere(services.background, [study] { return lab::analyse::analyse(*study); });
    co_return http::Response(200, "application/json", wire::watch_json(experiment, *study, analysis, services.clock()));
}

asio::awaitable<http::Response> analyse(const Services& services, Call call) {
    const std::string by = researcher_of(call, ResearcherRole::designer).name;
    std::string why = take(wire::read_why(call.request.body));
    auto answer = co_await services.lab.publishing.analyse(call.segments.at(0), by, std::move(why));
    if (!answer)
        fail(problem_of(answer.error()));
    const auto rows = co_await services.lab.publishing.rows_outlook(answer->experiment);
    const core::Value told = co_await told_experiment(services, std::move(answer->experiment), true);
    co_return http::Response(200, "application/json", wire::analysed_json(told, answer->analysis.analysis, rows));
}

asio::awaitable<http::Response> kept_analysis(const Services& services, Call call) {
    researcher_of(call);
    auto experiment = co_await experiment_in(services, call);
    const auto kept = co_await services.lab.findings.analysis_of(experiment.key);
    if (!kept)
        fail(problem(409, "not_analysed", "It was not analysed yet."));
    const auto rows = co_await services.lab.publishing.rows_outlook(experiment);
    const core::Value told = co_await told_experiment(services, std::move(experiment), true);
    co_return http::Response(200, "application/json", wire::analysed_json(told, kept->analysis, rows));
}

asio::awaitable<http::Response> publish(const Services& services, Call call) {
    const std::string by = researcher_of(call, ResearcherRole::publisher).name;
    app::PublicationWish wish = take(wire::read_publication(call.request.body));
    const auto published = co_await services.lab.publishing.publish(call.segments.at(0), std::move(wish), by);
    if (!published)
        fail(problem_of(published.error()));
    co_return json_response(201, wire::finding_value(*published));
}

} // namespace

void add_experiment_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("GET", "/v1/lab/me", me);
    add("GET", "/v1/lab/rules", rules);
    add("GET", "/v1/lab/metrics", metrics);
    add("POST", "/v1/lab/checks", check);
    add("POST", "/v1/lab/trials", try_it);
    add("GET", "/v1/lab/experiments", list);
    add("POST", "/v1/lab/experiments", enter);
    add("GET", "/v1/lab/experiments/{}", look);
    add("POST", "/v1/lab/experiments/{}/steps", take_step);
    add("GET", "/v1/lab/experiments/{}/watch", watch);
    add("POST", "/v1/lab/experiments/{}/analysis", analyse);
    add("GET", "/v1/lab/experiments/{}/analysis", kept_analysis);
    add("POST", "/v1/lab/experiments/{}/publication", publish);
}

} // namespace parley::roles
