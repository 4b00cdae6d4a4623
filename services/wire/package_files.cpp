#include "wire/package_files.hpp"

#include "digest/digest.hpp"
#include "lab/release/cells.hpp"
#include "wire/package_tables.hpp"
#include "wire/value_json.hpp"

namespace parley::wire {

namespace {

using core::Value;
using lab::analyse::Fact;
using lab::release::StudyRelease;

// --- what is said in words --------------------------------------------------------------------------------------

std::string rows_in_words(const StudyRelease& release) {
    const std::string all = std::to_string(release.rows_all);
    const std::string k = std::to_string(release.k);
    if (release.is_withheld)
        return "No rows about single requests are published: of " + all +
               " too many would have to be left out so that "
               "each of the others could be that of any of " +
               k +
               " people. `totals.csv` has sums over each arm of "
               "which at least " +
               std::to_string(lab::release::consumers_min) + " buyers and " +
               std::to_string(lab::release::retailers_min) +
               " businesses can be told of, and `facts.csv` and `assignments.csv` have "
               "no "
               "rows.";
    return "Rows are published about " + std::to_string(release.rows_all - release.left_out) + " of " + all +
           " requests: so many that each could be that of any of at least " + k +
           " people of its sector and epoch, by "
           "week, budget and region made as coarse as that needs. Week, budget and region themselves are not "
           "published.";
}

std::string kind_in_words(const StudyRelease& release) {
    return release.study.simulated ? "The data are of a simulated market, not of people.\n\n" : "";
}

std::string readme_of(const PackageContents& contents) {
    const PackageMeta& meta = contents.meta;
    const lab::design::Prereg& prereg = contents.release.study.prereg;
    std::string text = "# " + meta.title + "\n\n" + kind_in_words(contents.release) + "Version " + meta.version +
                       " of `" + meta.slug + "`, the data of the experiment `" + prereg.key +
                       "`, pre-registration version " + std::to_string(prereg.version) + ".\n";
    if (!meta.homepage.empty())
        text += "The findings are at <" + meta.homepage + ">.\n";
    text +=
        "\n## Recompute it\n\n"
        "    parley lab analyse " +
        meta.slug + "-" + meta.version +
        ".zip\n\n"
        "prints every number of the findings from this file alone, and `analysis.json` has them as they were printed. "
        "The SHA-256 of `prereg.json` is\n\n    " +
        prereg.sha256 +
        "\n\n"
        "as it was made public when the experiment was registered. Each line of `log.jsonl` has the SHA-256 of the "
        "hash "
        "of the line before and of its event, so that nothing in it can be changed unseen.\n";
    text +=
        "\n## What is in it\n\n" + rows_in_words(contents.release) +
        "\n\n"
        "Units have names that are used in this release only. Prices are told to 1 % of the reference and 5 % of the "
        "budget, times to the second. `codebook.md` says what each column and each metric means.\n";
    for (const std::string& deviation : contents.release.study.deviations)
        text +=
            (&deviation == &contents.release.study.deviations.front() ? "\nDeviations from what was registered:\n\n- "
                                                                      : "- ") +
            deviation + '\n';
    return text + "\n## Licences\n\nThe data are in the public domain (CC0-1.0), the texts are under CC-BY-4.0.\n";
}

std::string changelog_of(const PackageMeta& meta) {
    std::string text = "# Changes\n";
    for (const PackageChange& change : meta.changes)
        text += "\n## " + change.version + " (" + change.date + ")\n\n" + change.text + '\n';
    return text;
}

std::string codebook_text(const std::vector<TableSchema>& tables, const PackageContents& contents) {
    std::string text =
        "# Codebook\n\n" + kind_in_words(contents.release) + rows_in_words(contents.release) +
        "\n\nTables are CSV after RFC 4180 in UTF-8. Numbers are whole, a yes is 1 and a no is 0, and what "
        "cannot be told is empty.\n\n";
    for (const TableSchema& table : tables)
        text += codebook_of(table, contents.release.study.prereg.arms);
    return text + contents.metrics + (contents.metrics.ends_with('\n') ? "" : "\n");
}

std::string log_lines(const std::vector<lab::design::LoggedEvent>& log) {
    std::string lines;
    for (const lab::design::LoggedEvent& logged : log)
        lines += to_json(Value::Object{{"event", logged.event}, {"hash", logged.hash}, {"prev", logged.prev}}) + '\n';
    return lines;
}

// --- tables -----------------------------------------------------------------------------------------------------

std::vector<ArmRow> arm_rows(const std::vector<lab::design::Arm>& arms) {
    std::vector<ArmRow> rows;
    for (const lab::design::Arm& arm : arms)
        rows.push_back({rows.size(), arm.key, arm.weight_ppm});
    return rows;
}

/// In the order of the pseudonyms, which is nobody's.
std::vector<Assignment> assignments_of(const std::vector<Fact>& facts) {
    std::map<std::string, std::size_t> arm_of;
    for (const Fact& fact : facts)
        arm_of.emplace(fact.unit, fact.arm);
    std::vector<Assignment> rows;
    for (const auto& [unit, arm] : arm_of)
        rows.push_back({unit, arm});
    return rows;
}

// --- the descriptor ---------------------------------------------------------------------------------------------

Value data_license() {
    return Value::Object{{"name", "CC0-1.0"},
                         {"path", "https://creativecommons.org/publicdomain/zero/1.0/"},
                         {"title", "Creative Commons Zero v1.0 Universal"}};
}

Value text_license() {
    return Value::Object{{"name", "CC-BY-4.0"},
                         {"path", "https://creativecommons.org/licenses/by/4.0/"},
                         {"title", "Creative Commons Attribution 4.0 International"}};
}

struct TextFile {
    std::string_view path;
    std::string_view name;
    std::string_view title;
    std::string_view mediatype;
    std::string_view format;
    bool is_data; // by its licence
};

constexpr TextFile text_files[] = {
    {"prereg.json", "prereg", "Pre-registration, in the bytes that were hashed", "application/json", "json", true},
    {"log.jsonl", "log", "Log of the experiment, chained", "application/x-ndjson", "jsonl", true},
    {"analysis.json", "analysis", "Every number of the findings", "application/json", "json", true},
    {"codebook.md", "codebook", "What columns and metrics mean", "text/markdown", "md", false},
    {"CHANGELOG.md", "changelog", "What each version changed", "text/markdown", "md", false},
    {"README.md", "readme", "What this is and how to compute it again", "text/markdown", "md", false},
};

void describe_bytes(Value& resource, const std::string& path, const PackageFiles& files) {
    const std::string& bytes = files.at(path);
    resource["path"] = path;
    resource["encoding"] = "utf-8";
    resource["bytes"] = static_cast<std::int64_t>(bytes.size());
    resource["hash"] = "sha256:" + digest::hex(digest::sha256(bytes));
}

Value table_resource(const TableSchema& table, const StudyRelease& release, const PackageFiles& files) {
    Value resource;
    describe_bytes(resource, file_of(table.name), files);
    resource["name"] = table.name;
    resource["title"] = table.title;
    resource["description"] = table.description;
    resource["type"] = "table";
    resource["format"] = "csv";
    resource["mediatype"] = "text/csv";
    resource["licenses"] = Value::Array{data_license()};
    resource["schema"] = schema_value(table, release.study.prereg.arms);
    return resource;
}

Value text_resource(const TextFile& file, const PackageFiles& files) {
    Value resource;
    describe_bytes(resource, std::string(file.path), files);
    resource["name"] = file.name;
    resource["title"] = file.title;
    resource["format"] = file.format;
    resource["mediatype"] = file.mediatype;
    resource["licenses"] = Value::Array{file.is_data ? data_license() : text_license()};
    return resource;
}

/// What of a study is in no table, and how its rows were made.
Value study_value(const StudyRelease& release) {
    Value::Array deviations(release.study.deviations.begin(), release.study.deviations.end());
    return Value::Object{
        {"schema", "parley.study/1"},
        {"simulated", release.study.simulated},
        {"ended_by", release.study.ended_by},
        {"deviations", std::move(deviations)},
        {"prereg_sha256", release.study.prereg.sha256},
        {"privacy", Value::Object{{"k", release.k},
                                  {"levels", Value::Object{{"week", release.levels.week},
                                                           {"band", release.levels.band},
                                                           {"region", release.levels.region}}},
                                  {"rows_all", release.rows_all},
                                  {"rows_left_out", release.left_out},
                                  {"withheld", release.is_withheld}}},
    };
}

Value descriptor_of(const std::vector<TableSchema>& tables, const PackageContents& contents,
                    const PackageFiles& files) {
    const PackageMeta& meta = contents.meta;
    const lab::design::Prereg& prereg = contents.release.study.prereg;
    Value value;
    value["$schema"] = "https://datapackage.org/profiles/2.0/datapackage.json";
    value["name"] = meta.slug;
    value["id"] = meta.id;
    value["title"] = meta.title;
    value["description"] = rows_in_words(contents.release);
    if (!meta.homepage.empty())
        value["homepage"] = meta.homepage;
    value["version"] = meta.version;
    value["created"] = core::to_rfc3339(meta.created);
    value["licenses"] = Value::Array{data_license(), text_license()};
    for (const Contributor& contributor : meta.contributors) {
        Value one = Value::Object{{"title", contributor.title}};
        for (const std::string& role : contributor.roles)
            one["roles"].push_back(role);
        value["contributors"].push_back(std::move(one));
    }
    value["sources"].push_back(Value::Object{
        {"title", "Experiment " + prereg.key + ", pre-registration version " + std::to_string(prereg.version)},
        {"path", "prereg.json"},
        {"version", std::to_string(prereg.version)}});
    value["study"] = study_value(contents.release);
    for (const TableSchema& table : tables)
        value["resources"].push_back(table_resource(table, contents.release, files));
    for (const TextFile& file : text_files)
        value["resources"].push_back(text_resource(file, files));
    return value;
}

} // namespace

PackageFiles package_files(const PackageContents& contents) {
    const StudyRelease& release = contents.release;
    PackageFiles files;
    std::vector<TableSchema> tables;
    const auto add = [&](const auto& table, const auto& rows) {
        tables.push_back(schema_of(table));
        files[file_of(table.name)] = csv_of(table, rows);
    };
    add(facts_table(), release.study.facts);
    add(stages_table(), release.study.stages);
    add(assignments_table(), assignments_of(release.study.facts));
    add(arms_table(), arm_rows(release.study.prereg.arms));
    if (release.is_withheld)
        add(totals_table(), release.totals);
    files["prereg.json"] = core::canonical(release.study.prereg.document);
    files["log.jsonl"] = log_lines(contents.log);
    files["analysis.json"] = contents.analysis;
    files["codebook.md"] = codebook_text(tables, contents);
    files["CHANGELOG.md"] = changelog_of(contents.meta);
    files["README.md"] = readme_of(contents);
    files["datapackage.json"] = to_json(descriptor_of(tables, contents, files));
    return files;
}

} // namespace parley::wire
