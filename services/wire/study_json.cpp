#include "wire/study_json.hpp"

#include "wire/body.hpp"
#include "wire/lab_file.hpp"
#include "wire/value_json.hpp"

namespace parley::wire {

namespace {

namespace analyse = lab::analyse;
using analyse::Fact;
using analyse::Study;
using core::Value;
using Errors = std::vector<FieldError>;

constexpr const char* schema = "parley.study/1";
using analyse::count_max;
using analyse::ms_max;
using analyse::ppm_max;
constexpr std::int64_t epoch_max = 19; // a ramp has twenty steps at most
constexpr std::size_t name_max = 200;
constexpr std::size_t deviation_max = 10'000;
constexpr std::size_t deviations_max = 1'000;

std::int64_t whole(Body& body, std::string_view name, std::int64_t high) {
    return body.integer(name, 0, high).value_or(0);
}

std::size_t arm_in(Body& body, std::size_t arms) {
    return static_cast<std::size_t>(whole(body, "arm", static_cast<std::int64_t>(arms) - 1));
}

Fact fact_from(const Value& one, const std::string& at, std::size_t arms, Errors& errors) {
    const std::size_t faults_before = errors.size();
    Body body(one, errors, at);
    body.may_be_null({"first_ms", "best_ref_ppm", "best_budget_ppm"});
    Fact fact;
    fact.unit = body.text("unit", 1, name_max).value_or("");
    fact.sector = body.text("sector", 1, name_max).value_or("");
    fact.arm = arm_in(body, arms);
    fact.epoch = whole(body, "epoch", epoch_max);
    fact.invited = whole(body, "invited", count_max);
    fact.opened = whole(body, "opened", count_max);
    fact.offers = whole(body, "offers", count_max);
    fact.bids = whole(body, "bids", count_max);
    fact.late_bids = whole(body, "late_bids", count_max);
    fact.first_ms = body.integer("first_ms", 0, ms_max, false);
    fact.end_ms = whole(body, "end_ms", ms_max);
    fact.duration_ms = whole(body, "duration_ms", ms_max);
    fact.best_ref_ppm = body.integer("best_ref_ppm", 0, ppm_max, false);
    fact.best_budget_ppm = body.integer("best_budget_ppm", 0, ppm_max, false);
    fact.has_ref = body.truth("has_ref", true).value_or(false);
    fact.has_budget = body.truth("has_budget", true).value_or(false);
    fact.cancelled = body.truth("cancelled", true).value_or(false);
    fact.awarded = body.truth("awarded", true).value_or(false);
    fact.lowest_awarded = body.truth("lowest_awarded", true).value_or(false);
    fact.converted = body.truth("converted", true).value_or(false);
    fact.complaints = whole(body, "complaints", count_max);
    if (errors.size() == faults_before) // what could not be read contradicts nothing
        for (const analyse::Contradiction& wrong : analyse::contradictions_in(fact))
            body.fail(wrong.member, "contradiction", wrong.detail);
    body.done();
    return fact;
}

/// A list of objects that is required.
const Value& list_in(Body& top, std::string_view name) {
    static const Value nothing;
    const Value* list = top.member(name);
    return list != nullptr ? *list : nothing;
}

void read_stages(Body& top, Study& study, Errors& errors) {
    const std::vector<std::string> words(std::begin(analyse::stage_names), std::end(analyse::stage_names));
    each_object(list_in(top, "stages"), "/stages", true, errors, [&](const Value& one, const std::string& at) {
        Body body(one, errors, at);
        analyse::StageCount count;
        count.stage = core::from_name<analyse::Stage>(body.word("stage", words, true).value_or(""))
                          .value_or(analyse::Stage::assigned);
        count.epoch = whole(body, "epoch", epoch_max);
        count.arm = arm_in(body, study.prereg.arms.size());
        count.units = whole(body, "units", count_max);
        body.done();
        study.stages.push_back(count);
    });
}

void read_facts(Body& top, Study& study, Errors& errors) {
    each_object(list_in(top, "facts"), "/facts", true, errors, [&](const Value& one, const std::string& at) {
        study.facts.push_back(fact_from(one, at, study.prereg.arms.size(), errors));
    });
}

bool read_prereg(Body& top, Study& study, Errors& errors) {
    const Value* document = top.member("prereg");
    if (document == nullptr) {
        top.fail("prereg", "required", "is required");
        return false;
    }
    auto prereg = prereg_in(*document, "/prereg", errors);
    if (prereg)
        study.prereg = std::move(*prereg);
    return prereg.has_value();
}

Value moment(const std::optional<core::Instant>& at) {
    return at ? Value(core::to_rfc3339(*at)) : Value();
}

Value number(const std::optional<std::int64_t>& value) {
    return value ? Value(*value) : Value();
}

Value index_value(std::size_t index) {
    return static_cast<std::int64_t>(index);
}

Value fact_value(const Fact& fact) {
    Value value;
    value["unit"] = fact.unit;
    value["sector"] = fact.sector;
    value["arm"] = index_value(fact.arm);
    value["epoch"] = fact.epoch;
    value["invited"] = fact.invited;
    value["opened"] = fact.opened;
    value["offers"] = fact.offers;
    value["bids"] = fact.bids;
    value["late_bids"] = fact.late_bids;
    value["first_ms"] = number(fact.first_ms);
    value["end_ms"] = fact.end_ms;
    value["duration_ms"] = fact.duration_ms;
    value["best_ref_ppm"] = number(fact.best_ref_ppm);
    value["best_budget_ppm"] = number(fact.best_budget_ppm);
    value["has_ref"] = fact.has_ref;
    value["has_budget"] = fact.has_budget;
    value["cancelled"] = fact.cancelled;
    value["awarded"] = fact.awarded;
    value["lowest_awarded"] = fact.lowest_awarded;
    value["converted"] = fact.converted;
    value["complaints"] = fact.complaints;
    return value;
}

} // namespace

ReadFile<Study> study_from(std::string_view text) {
    const auto document = object_in(text);
    if (!document)
        return document.error();
    Errors errors;
    Study study;
    Body top(*document, errors);
    top.may_be_null({"started_at", "ended_at"});
    top.word("schema", {schema}, true);
    if (!read_prereg(top, study, errors))
        return errors; // arms and sectors are all that the rest can be read by
    study.started_at = top.instant("started_at");
    study.ended_at = top.instant("ended_at");
    study.ended_by = top.text("ended_by", 0, name_max, false).value_or("");
    top.list("deviations", 0, deviations_max, [&](Body& list, const std::string& name) {
        study.deviations.push_back(list.text(name, 1, deviation_max).value_or(""));
    });
    study.simulated = top.truth("simulated", true).value_or(false);
    read_stages(top, study, errors);
    read_facts(top, study, errors);
    top.done();
    if (!errors.empty())
        return errors;
    return study;
}

std::string study_json(const Study& study) {
    Value value;
    value["schema"] = schema;
    value["prereg"] = study.prereg.document;
    value["started_at"] = moment(study.started_at);
    value["ended_at"] = moment(study.ended_at);
    value["ended_by"] = study.ended_by;
    Value::Array deviations, stages, facts;
    for (const std::string& deviation : study.deviations)
        deviations.emplace_back(deviation);
    for (const analyse::StageCount& count : study.stages) {
        Value stage;
        stage["stage"] = core::name_of(count.stage);
        stage["epoch"] = count.epoch;
        stage["arm"] = index_value(count.arm);
        stage["units"] = count.units;
        stages.push_back(std::move(stage));
    }
    for (const Fact& fact : study.facts)
        facts.push_back(fact_value(fact));
    value["deviations"] = std::move(deviations);
    value["simulated"] = study.simulated;
    value["stages"] = std::move(stages);
    value["facts"] = std::move(facts);
    return to_json(value);
}

ReadFile<std::string> answer_analyse(std::string_view text) {
    const auto study = study_from(text);
    if (!study)
        return study.error();
    return ReadFile<std::string>(boost::system::in_place_value, analysis_json(*study, analyse::analyse(*study)));
}

} // namespace parley::wire
