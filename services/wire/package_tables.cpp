#include "wire/package_tables.hpp"

#include "core/overloaded.hpp"
#include "wire/csv.hpp"

#include <algorithm>
#include <charconv>

namespace parley::wire {

namespace {

using core::Value;
using Errors = std::vector<FieldError>;
using lab::analyse::Fact;
using lab::analyse::Stage;
using lab::analyse::StageCount;
using lab::release::ArmTotal;

constexpr std::string_view pseudonym_pattern = "^[0-9a-f]{32}$";
constexpr std::string_view key_pattern = "^[a-z0-9_-]{1,64}$";
constexpr std::string_view slug_pattern = "^[a-z0-9]+([/_-][a-z0-9]+)*$";
constexpr std::string_view arm_title = "Arm";
constexpr std::string_view arm_text = "Number of the arm, in the order of the pre-registration, from 0.";
constexpr std::string_view unit_text = "What was given an arm, under a name that is used in this release only.";

// --- the tables -------------------------------------------------------------------------------------------------

constexpr Column<ArmRow> arm_columns[] = {
    {"arm", &ArmRow::arm, arm_title, arm_text},
    {"key", &ArmRow::key, "Key", "Name of the arm in the pre-registration.", key_pattern},
    {"weight_ppm", &ArmRow::weight_ppm, "Weight", "Share of the units that it was to get, in millionths."},
};
constexpr std::string_view arm_key[] = {"arm"};

constexpr Column<Assignment> assignment_columns[] = {
    {"unit", &Assignment::unit, "Unit", unit_text, pseudonym_pattern},
    {"arm", &Assignment::arm, arm_title, arm_text},
};
constexpr std::string_view assignment_key[] = {"unit"};
constexpr Reference to_arm[] = {{"arm", "arms"}};

constexpr Column<StageCount> stage_columns[] = {
    {"stage", &StageCount::stage, "Stage", "How far units came; who reached round_opened is analysed."},
    {"epoch", &StageCount::epoch, "Epoch", "Step of the ramp at which they came that far, from 0."},
    {"arm", &StageCount::arm, arm_title, arm_text},
    {"units", &StageCount::units, "Units", "Number of units that came at least that far."},
};
constexpr std::string_view stage_key[] = {"stage", "epoch", "arm"};

constexpr Column<Fact> fact_columns[] = {
    {"unit", &Fact::unit, "Unit", unit_text, pseudonym_pattern},
    {"sector", &Fact::sector, "Sector", "Slug of the sector of the request.", slug_pattern},
    {"arm", &Fact::arm, arm_title, arm_text},
    {"epoch", &Fact::epoch, "Epoch", "Step of the ramp at which the round opened, from 0."},
    {"invited", &Fact::invited, "Invited", "Number of businesses that were invited."},
    {"opened", &Fact::opened, "Opened", "Number of invitations that were seen or answered."},
    {"offers", &Fact::offers, "Offers", "Number of offers that stood at the close."},
    {"bids", &Fact::bids, "Bids", "Number of first and revised offers that counted."},
    {"late_bids", &Fact::late_bids, "Late bids",
     "Number of bids that came later than the actual end less the window of the pre-registration."},
    {"first_ms", &Fact::first_ms, "First offer",
     "Time from the opening to the first offer, in ms, to the nearest second; empty if none came."},
    {"end_ms", &Fact::end_ms, "End",
     "Time from the opening to the actual end of the rounds, in ms, to the nearest second."},
    {"duration_ms", &Fact::duration_ms, "Announced end",
     "Time from the opening to the end that was announced, in ms, to the nearest second."},
    {"best_ref_ppm", &Fact::best_ref_ppm, "Best price of the reference",
     "Lowest standing price as a share of the median price of the sector before the experiment, in millionths, to the "
     "nearest 1 %; empty without an offer or a reference."},
    {"best_budget_ppm", &Fact::best_budget_ppm, "Best price of the budget",
     "Lowest standing price as a share of the budget, in millionths, to the nearest 5 %; empty without an offer or a "
     "budget."},
    {"has_ref", &Fact::has_ref, "Has a reference", "Whether there is a reference price, with or without an offer."},
    {"has_budget", &Fact::has_budget, "Has a budget", "Whether the buyer named a budget."},
    {"cancelled", &Fact::cancelled, "Cancelled", "Whether the buyer called the request off."},
    {"awarded", &Fact::awarded, "Awarded", "Whether the buyer said yes to an offer."},
    {"lowest_awarded", &Fact::lowest_awarded, "Lowest awarded",
     "Whether that was an offer with the lowest standing price."},
    {"converted", &Fact::converted, "Converted", "Whether the deal was done."},
    {"complaints", &Fact::complaints, "Complaints",
     "Number of complaints of the buyer within 14 days after the award."},
};
constexpr Reference fact_references[] = {{"arm", "arms"}, {"unit", "assignments"}};

constexpr Column<ArmTotal> total_columns[] = {
    {"arm", &ArmTotal::arm, arm_title, arm_text},
    {"consumers", &ArmTotal::consumers, "Consumers", "Number of different buyers."},
    {"retailers", &ArmTotal::retailers, "Retailers", "Number of different businesses that were invited."},
    {"requests", &ArmTotal::requests, "Requests", "Number of requests whose rounds are over."},
    {"invited", &ArmTotal::invited, "Invited", "Number of invitations."},
    {"opened", &ArmTotal::opened, "Opened", "Number of invitations that were seen or answered."},
    {"offers", &ArmTotal::offers, "Offers", "Number of offers that stood at the close."},
    {"bids", &ArmTotal::bids, "Bids", "Number of first and revised offers that counted."},
    {"awarded", &ArmTotal::awarded, "Awarded", "Number of requests with a yes to an offer."},
    {"converted", &ArmTotal::converted, "Converted", "Number of requests whose deal was done."},
};

// --- fields -----------------------------------------------------------------------------------------------------

std::string text_of(const std::string& text) {
    return csv_field(text);
}
template <std::integral Number>
std::string text_of(Number number) {
    return std::to_string(number);
}
std::string text_of(bool truth) {
    return truth ? "1" : "0";
}
std::string text_of(std::optional<std::int64_t> number) {
    return number ? std::to_string(*number) : "";
}
std::string text_of(Stage stage) {
    return std::string(core::name_of(stage));
}

/// A whole number that is not negative, in the one way that it is written.
std::optional<std::int64_t> number_from(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || std::to_string(number) != text || number < 0)
        return std::nullopt;
    return number;
}

constexpr std::size_t text_bytes_max = 200;
constexpr std::size_t faults_max = 50; // after which nobody reads on
struct Wrong {
    const char* code;
    std::string detail;
};
using MaybeWrong = std::optional<Wrong>;
const Wrong not_whole{"not_whole", "must be a whole number that is not negative"};

MaybeWrong read_into(std::string& member, const std::string& text) {
    if (text.empty() || text.size() > text_bytes_max || unshowable(text) || text.find_first_of("\r\n") != text.npos)
        return Wrong{"not_a_text", "must be a text of 1 to " + std::to_string(text_bytes_max) + " bytes"};
    member = text;
    return std::nullopt;
}
MaybeWrong read_into(std::int64_t& member, const std::string& text) {
    const auto number = number_from(text);
    if (!number)
        return not_whole;
    member = *number;
    return std::nullopt;
}
MaybeWrong read_into(std::size_t& member, const std::string& text) {
    std::int64_t number = 0;
    const MaybeWrong wrong = read_into(number, text);
    member = static_cast<std::size_t>(number);
    return wrong;
}
MaybeWrong read_into(std::optional<std::int64_t>& member, const std::string& text) {
    if (text.empty())
        return std::nullopt;
    return read_into(member.emplace(), text);
}
MaybeWrong read_into(bool& member, const std::string& text) {
    if (text != "0" && text != "1")
        return Wrong{"not_a_truth", "must be 0 or 1"};
    member = text == "1";
    return std::nullopt;
}
MaybeWrong read_into(Stage& member, const std::string& text) {
    const auto stage = core::from_name<Stage>(text);
    if (!stage)
        return Wrong{"unknown_word", "is not a stage"};
    member = *stage;
    return std::nullopt;
}

template <class Row>
ColumnSchema column_schema(const Column<Row>& column) {
    ColumnSchema schema{column.name, "integer", true, column.title, column.description, column.pattern, {}};
    std::visit(core::Overloaded{
                   [&](std::string Row::*) { schema.type = "string"; },
                   [](std::int64_t Row::*) {},
                   [](std::size_t Row::*) {},
                   [&](bool Row::*) { schema.type = "boolean"; },
                   [&](std::optional<std::int64_t> Row::*) { schema.is_required = false; },
                   [&](Stage Row::*) {
                       schema.type = "string";
                       schema.words = names_of(Stage{});
                   },
               },
               column.member);
    return schema;
}

/// The values that a column is limited to, with what they mean.
Value categories_of(const ColumnSchema& column, const std::vector<lab::design::Arm>& arms) {
    Value::Array categories;
    if (column.name == "arm")
        for (std::size_t i = 0; i < arms.size(); ++i)
            categories.push_back(Value::Object{{"value", static_cast<std::int64_t>(i)}, {"label", arms[i].key}});
    for (const std::string_view word : column.words)
        categories.emplace_back(word);
    return categories.empty() ? Value() : Value(std::move(categories));
}

Value constraints_of(const ColumnSchema& column) {
    Value constraints = Value::Object{{"required", column.is_required}};
    if (column.type == "integer")
        constraints["minimum"] = 0;
    if (!column.pattern.empty())
        constraints["pattern"] = column.pattern;
    return constraints;
}

} // namespace

std::string file_of(std::string_view table) {
    return std::string(table) + ".csv";
}

const Table<ArmRow>& arms_table() {
    static constexpr Table<ArmRow> table{"arms", "Arms", "The arms as they were registered.", arm_columns, arm_key, {}};
    return table;
}

const Table<Assignment>& assignments_table() {
    static constexpr Table<Assignment> table{
        "assignments",      "Assignments",  "Which arm each unit of the facts was in.",
        assignment_columns, assignment_key, to_arm};
    return table;
}

const Table<StageCount>& stages_table() {
    static constexpr Table<StageCount> table{
        "stages",      "Stages",  "How many units came how far, whether or not rows about them are published.",
        stage_columns, stage_key, to_arm};
    return table;
}

const Table<Fact>& facts_table() {
    static constexpr Table<Fact> table{
        "facts",      "Facts", "One row for each request whose rounds are over, in an order that tells nothing.",
        fact_columns, {},      fact_references};
    return table;
}

const Table<ArmTotal>& totals_table() {
    static constexpr Table<ArmTotal> table{"totals",
                                           "Totals",
                                           "Sums over each arm of which enough people and businesses are told of; "
                                           "there are no rows about single requests.",
                                           total_columns,
                                           arm_key,
                                           to_arm};
    return table;
}

template <class Row>
TableSchema schema_of(const Table<Row>& table) {
    TableSchema schema{table.name, table.title, table.description, {}, table.primary_key, table.references};
    for (const Column<Row>& column : table.columns)
        schema.columns.push_back(column_schema(column));
    return schema;
}

template <class Row>
std::string csv_of(const Table<Row>& table, const std::vector<Row>& rows) {
    std::string csv;
    const auto add_line = [&](const auto& field_of) {
        for (const Column<Row>& column : table.columns)
            csv += (&column == &table.columns.front() ? "" : ",") + field_of(column);
        csv += "\r\n";
    };
    add_line([](const Column<Row>& column) { return std::string(column.name); });
    for (const Row& row : rows)
        add_line([&](const Column<Row>& column) {
            return std::visit([&](auto member) { return text_of(row.*member); }, column.member);
        });
    return csv;
}

template <class Row>
std::vector<Row> rows_from(const Table<Row>& table, std::string_view csv, Errors& errors) {
    const std::string file = file_of(table.name);
    const auto records = strict_csv(csv);
    if (!records) {
        const CsvFault& fault = records.error();
        errors.push_back({file + ", line " + std::to_string(fault.line) + ", byte " + std::to_string(fault.byte),
                          "not_csv", fault.detail});
        return {};
    }
    const std::vector<std::string>& header = records->front().fields;
    if (!std::ranges::equal(header, table.columns, {}, {}, [](const Column<Row>& column) { return column.name; })) {
        std::string names;
        for (const Column<Row>& column : table.columns)
            names += (names.empty() ? "" : ",") + std::string(column.name);
        errors.push_back({file + ", line 1", "other_columns", "must be " + names});
        return {};
    }
    std::vector<Row> rows;
    for (std::size_t i = 1; i < records->size() && errors.size() < faults_max; ++i) {
        const CsvRecord& record = (*records)[i];
        Row row{};
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const MaybeWrong wrong = std::visit([&](auto member) { return read_into(row.*member, record.fields[c]); },
                                                table.columns[c].member);
            if (wrong)
                errors.push_back({file + ", line " + std::to_string(record.line) + ", column " + header[c], wrong->code,
                                  wrong->detail});
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string place_in(std::string_view table, std::size_t row, std::string_view column) {
    return file_of(table) + ", line " + std::to_string(row + 2) + ", column " + std::string(column);
}

Value schema_value(const TableSchema& schema, const std::vector<lab::design::Arm>& arms) {
    Value value;
    for (const ColumnSchema& column : schema.columns) {
        Value field;
        field["name"] = column.name;
        field["type"] = column.type;
        field["title"] = column.title;
        field["description"] = column.description;
        field["constraints"] = constraints_of(column);
        if (Value categories = categories_of(column, arms); !categories.is_null())
            field["categories"] = std::move(categories);
        if (!column.words.empty())
            field["categoriesOrdered"] = true;
        value["fields"].push_back(std::move(field));
    }
    value["missingValues"] = Value::Array{""};
    for (const std::string_view name : schema.primary_key)
        value["primaryKey"].push_back(name);
    for (const Reference& reference : schema.references) {
        const Value columns = Value::Array{Value(reference.column)};
        value["foreignKeys"].push_back(
            Value::Object{{"fields", columns},
                          {"reference", Value::Object{{"resource", Value(reference.table)}, {"fields", columns}}}});
    }
    return value;
}

std::string codebook_of(const TableSchema& schema, const std::vector<lab::design::Arm>& arms) {
    std::string text = "## " + std::string(schema.title) + " (`" + file_of(schema.name) + "`)\n\n" +
                       std::string(schema.description) + '\n';
    std::string key;
    for (const std::string_view name : schema.primary_key)
        key += (key.empty() ? "`" : ", `") + std::string(name) + '`';
    if (!key.empty())
        text += "No two rows have the same " + key + ".\n";
    for (const Reference& reference : schema.references)
        text += "Each `" + std::string(reference.column) + "` is in `" + file_of(reference.table) + "`.\n";
    text += "\n| column | type | may be empty | meaning |\n| --- | --- | --- | --- |\n";
    for (const ColumnSchema& column : schema.columns) {
        text += "| `" + std::string(column.name) + "` | " + std::string(column.type) + " | " +
                (column.is_required ? "no" : "yes") + " | " + std::string(column.description);
        if (column.name == "arm")
            for (std::size_t i = 0; i < arms.size(); ++i)
                text += (i == 0 ? " " : ", ") + std::to_string(i) + ": `" + arms[i].key + '`';
        for (const std::string_view word : column.words)
            text += (word == column.words.front() ? " In this order: `" : ", `") + std::string(word) + '`';
        text += " |\n";
    }
    return text + '\n';
}

#define PARLEY_TABLE_OF(Row)                                                                                           \
    template TableSchema schema_of(const Table<Row>&);                                                                 \
    template std::string csv_of(const Table<Row>&, const std::vector<Row>&);                                           \
    template std::vector<Row> rows_from(const Table<Row>&, std::string_view, Errors&)
PARLEY_TABLE_OF(ArmRow);
PARLEY_TABLE_OF(Assignment);
PARLEY_TABLE_OF(StageCount);
PARLEY_TABLE_OF(Fact);
PARLEY_TABLE_OF(ArmTotal);
#undef PARLEY_TABLE_OF

} // namespace parley::wire
