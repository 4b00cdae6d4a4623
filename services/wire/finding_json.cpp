#include "wire/finding_json.hpp"

#include "core/view_values.hpp"
#include "lab/release/cells.hpp"
#include "wire/markup.hpp"
#include "wire/value_json.hpp"

namespace parley::wire {

namespace {

using core::Value;

/// An object with a further member, whose JSON is taken as it is: our values hold no fractions, and an analysis does.
std::string with_member(std::string object, const std::string& name, const std::string& json) {
    object.pop_back();
    return object + (object == "{" ? "\"" : ",\"") + name + "\":" + json + '}';
}

Value texts_value(const std::vector<std::string>& texts) {
    Value value = Value::Array{};
    for (const std::string& text : texts)
        value.push_back(text);
    return value;
}

/// What will be told of single requests, before it is.
std::string outlook_words(const lab::release::RowsOutlook& rows) {
    using namespace lab::release;
    const std::string all = std::to_string(rows.rows_all), k = std::to_string(k_min);
    if (rows.is_withheld)
        return "No rows will be published: of " + all +
               " requests too many would have to be left out so that each of the others could be that of any of " + k +
               " people of its sector. Only sums over an arm are told, where it has at least " +
               std::to_string(consumers_min) + " buyers and " + std::to_string(retailers_min) +
               " shops, and no difference between arms.";
    if (rows.rows_all == 0)
        return "There are no requests whose rounds are over, and so no rows.";
    return "Rows will be published about " + std::to_string(rows.rows_all - rows.left_out) + " of " + all +
           " requests: each could be that of any of at least " + k + " people of its sector.";
}

std::string package_path(const app::Finding& finding) {
    return "/findings/" + finding.slug + '/' + app::package_name(finding);
}

} // namespace

Value finding_value(const app::Finding& finding) {
    Value value;
    value["slug"] = finding.slug;
    value["title"] = finding.title;
    value["experiment"] = finding.experiment;
    value["version"] = finding.version;
    value["verdict"] = finding.verdict;
    value["simulated"] = finding.simulated;
    value["sectors"] = texts_value(finding.sectors);
    value["published_at"] = core::to_rfc3339(finding.published_at);
    value["package"] = package_path(finding);
    value["sha256"] = finding.sha256;
    return value;
}

Value findings_value(const std::vector<app::Finding>& findings, const std::vector<app::StoredExperiment>& overdue) {
    Value body;
    body["data"] = Value::Array{};
    for (const app::Finding& finding : findings)
        body["data"].push_back(finding_value(finding));
    body["overdue"] = Value::Array{};
    for (const app::StoredExperiment& one : overdue) {
        Value late;
        late["key"] = one.key;
        late["title"] = app::title_of(one);
        late["ended_at"] = core::time_or_null(one.ended_at);
        body["overdue"].push_back(std::move(late));
    }
    return body;
}

std::string finding_json(const app::FindingTexts& texts) {
    Value value = finding_value(texts.finding);
    value["prereg_sha256"] = texts.finding.prereg_sha256;
    const ParsedBody analysis = parse_body(texts.analysis);
    const Value told = analysis.value ? analysis.value->at("experiment").at("deviations") : Value();
    value["deviations"] = told.as_array() != nullptr ? told : Value(Value::Array{});
    return with_member(with_member(to_json(value), "analysis", texts.analysis), "prereg", texts.prereg);
}

std::string analysed_json(const Value& experiment, const std::string& analysis,
                          const std::optional<lab::release::RowsOutlook>& rows) {
    Value value;
    value["experiment"] = experiment;
    value["rows"] = rows ? Value(rows->is_withheld ? "withheld" : "published") : Value();
    value["rows_words"] = rows ? Value(outlook_words(*rows)) : Value();
    return with_member(to_json(value), "analysis", analysis);
}

std::string dataset_json(const app::Finding& finding, const std::string& site) {
    const std::string page = site + "/findings/" + finding.slug;
    Value value;
    value["@context"] = "https://schema.org";
    value["@type"] = "Dataset";
    value["name"] = finding.title;
    value["description"] = (finding.simulated ? "Simulated, not of people. " : "") + finding.verdict;
    value["url"] = page;
    value["identifier"] = page;
    value["version"] = finding.version;
    value["datePublished"] = core::to_rfc3339(finding.published_at);
    value["license"] = "https://creativecommons.org/publicdomain/zero/1.0/";
    value["isAccessibleForFree"] = true;
    value["inLanguage"] = "en-GB";
    value["keywords"] = texts_value(finding.sectors);
    value["creator"]["@type"] = "Organization";
    value["creator"]["name"] = "Parley";
    Value file;
    file["@type"] = "DataDownload";
    file["encodingFormat"] = "application/zip";
    file["contentUrl"] = site + package_path(finding);
    file["sha256"] = finding.sha256;
    value["distribution"].push_back(std::move(file));
    return for_script(to_json(value));
}

} // namespace parley::wire
