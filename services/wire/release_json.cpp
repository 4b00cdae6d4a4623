#include "wire/release_json.hpp"

#include "wire/body.hpp"
#include "wire/lab_file.hpp"
#include "wire/value_json.hpp"

#include <algorithm>
#include <limits>

namespace parley::wire {

namespace {

namespace release = lab::release;
using core::Value;
using Errors = std::vector<FieldError>;

constexpr const char* cells_at = "/table/cells";
constexpr const char* rows_at = "/microdata/rows";
constexpr std::size_t label_length_max = 200;
constexpr std::int64_t any_number = std::numeric_limits<std::int64_t>::max();

/// A share in millionths, exactly: whether a cell is just within a rule must not hang on how a double is rounded.
std::optional<std::int64_t> ppm_from(const Value& share) {
    if (const auto* whole = share.as_integer())
        return *whole == 0 || *whole == 1 ? std::optional(*whole * core::ppm_per_one) : std::nullopt;
    const auto* text = share.at(decimal_member).as_string();
    constexpr std::size_t before = 2, decimals_max = 6;
    if (text == nullptr || !(text->starts_with("0.") || text->starts_with("1.")) || text->size() == before ||
        text->size() > before + decimals_max || text->find_first_not_of("0123456789", before) != std::string::npos)
        return std::nullopt;
    std::string digits = text->substr(before);
    digits.resize(decimals_max, '0');
    const std::int64_t ppm = (text->front() - '0') * core::ppm_per_one + std::stoll(digits);
    return ppm <= core::ppm_per_one ? std::optional(ppm) : std::nullopt;
}

std::int64_t share_in(Body& body, const std::string& name) {
    const Value* share = body.member(name);
    const auto ppm = share != nullptr ? ppm_from(*share) : std::nullopt;
    if (!ppm)
        body.fail(name, share == nullptr ? "required" : "not_a_share",
                  "must be a share from 0 to 1 with six decimals at most");
    return ppm.value_or(0);
}

std::string label_in(Body& body, const std::string& name, bool required = true) {
    return body.text(name, 1, label_length_max, required).value_or("");
}

std::vector<release::Cell> cells_from(const Value& table, Errors& errors) {
    std::vector<release::Cell> cells;
    each_object(table.at("cells"), cells_at, true, errors, [&](const Value& one, const std::string& at) {
        Body body(one, errors, at);
        release::Cell cell{label_in(body, "sector"), label_in(body, "region")};
        cell.consumers = body.integer("consumers", 0, any_number).value_or(0);
        cell.retailers = body.integer("retailers", 0, any_number).value_or(0);
        cell.share1_ppm = share_in(body, "share1");
        cell.share2_ppm = share_in(body, "share2");
        cells.push_back(std::move(cell));
    });
    if (!errors.empty())
        return cells;
    if (const auto fault = release::fault_in(cells))
        errors.push_back({cells_at + fault->pointer, "bad_table", fault->detail});
    return cells;
}

release::Row row_from(Body& body) {
    release::Row row;
    row.number = body.integer("row", 0, any_number).value_or(0);
    row.sector = label_in(body, "sector");
    row.region = label_in(body, "region");
    row.week = label_in(body, "week");
    row.band = label_in(body, "band");
    row.consumer = label_in(body, "consumer");
    row.retailer = label_in(body, "retailer", false);
    row.at = body.instant("at");
    if (!body.is_given("price") && !body.is_given("median"))
        return row;
    const auto price = body.integer("price", core::price_min, core::price_max);
    const auto median = body.integer("median", core::price_min, core::price_max);
    row.price = release::Price{price.value_or(0), median.value_or(0)};
    return row;
}

ReleaseFile::Microdata microdata_from(const Value& section, Errors& errors) {
    constexpr std::string_view known[] = {"row",      "sector",   "region", "week",  "band",
                                          "consumer", "retailer", "at",     "price", "median"};
    ReleaseFile::Microdata microdata;
    Body head(section, errors, "/microdata");
    microdata.k = head.integer("k", release::k_min, any_number, false).value_or(release::k_min);
    const std::size_t faults_before = errors.size();
    each_object(section.at("rows"), rows_at, true, errors, [&](const Value& one, const std::string& at) {
        Body body(one, errors, at);
        microdata.rows.push_back(row_from(body));
        for (const auto& [name, member] : *one.as_object())
            if (std::ranges::find(known, name) == std::end(known))
                microdata.dropped_members.insert(name);
    });
    if (errors.size() > faults_before)
        return microdata;
    if (const auto fault = release::fault_in(microdata.rows))
        errors.push_back({rows_at + fault->pointer, "bad_row", fault->detail});
    return microdata;
}

Value table_value(const std::vector<release::Cell>& cells) {
    const std::vector<release::Verdict> verdicts = release::verdicts_of(cells);
    Value::Array printed;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const bool is_gap = verdicts[i].is_gap();
        Value cell;
        cell["sector"] = cells[i].sector;
        cell["region"] = cells[i].region;
        cell["outcome"] = release::to_text(verdicts[i]);
        cell["consumers"] = is_gap ? Value() : Value(cells[i].consumers);
        cell["retailers"] = is_gap ? Value() : Value(cells[i].retailers);
        printed.push_back(std::move(cell));
    }
    return Value::Object{{"cells", std::move(printed)}};
}

Value levels_value(const release::Levels& levels) {
    return Value::Object{{"week", levels.week}, {"band", levels.band}, {"region", levels.region}};
}

Value row_value(const release::PublicRow& row) {
    Value value;
    value["sector"] = row.sector;
    value["region"] = row.region;
    value["period"] = row.period;
    value["band"] = row.band;
    if (row.hour_of_week)
        value["hour_of_week"] = *row.hour_of_week;
    if (row.price_percent)
        value["price_percent"] = *row.price_percent;
    if (!row.retailer.empty())
        value["retailer"] = row.retailer;
    return value;
}

Value microdata_value(const ReleaseFile::Microdata& microdata, const release::ReleaseKey& key) {
    const release::RowRelease released = release::release_rows(microdata.rows, microdata.k, key);
    const release::Step& last = released.trace.back();
    Value value;
    value["k"] = microdata.k;
    Value::Array trace, dropped, names, rows;
    for (const release::Step& step : released.trace)
        trace.push_back(Value::Object{{"levels", levels_value(step.levels)}, {"violating_rows", step.violating_rows}});
    for (const std::int64_t number : released.dropped)
        dropped.emplace_back(number);
    for (const std::string& name : microdata.dropped_members)
        names.emplace_back(name);
    for (const release::PublicRow& row : released.rows)
        rows.push_back(row_value(row));
    value["trace"] = std::move(trace);
    value["final_levels"] = levels_value(last.levels);
    value["suppressed_rows"] = std::move(dropped);
    value["min_class_after"] = released.min_class_after ? Value(*released.min_class_after) : Value();
    value["dropped_members"] = std::move(names);
    value["withheld"] = nullptr;
    if (released.is_withheld)
        value["withheld"] = "even at these levels " + std::to_string(last.violating_rows) + " of " +
                            std::to_string(microdata.rows.size()) + " rows are of a class of fewer than " +
                            std::to_string(microdata.k) + " people, and no more than " +
                            std::to_string(release::dropped_percent_max) + " % may be left out";
    value["rows"] = std::move(rows);
    return value;
}

} // namespace

ReadFile<ReleaseFile> release_file_from(std::string_view text) {
    const auto document = object_in(text);
    if (!document)
        return document.error();
    Errors errors;
    ReleaseFile file;
    Body body(*document, errors);
    const auto section = [&](const std::string& name) -> const Value* {
        const Value* found = body.member(name);
        if (found == nullptr || members_of(*found) != nullptr)
            return found;
        body.fail(name, "not_an_object", "must be an object");
        return nullptr;
    };
    const Value* table = section("table");
    const Value* microdata = section("microdata");
    if (errors.empty() && table == nullptr && microdata == nullptr)
        errors.push_back({"", "required", "must hold a table or microdata"});
    if (table != nullptr)
        file.cells = cells_from(*table, errors);
    if (microdata != nullptr)
        file.microdata = microdata_from(*microdata, errors);
    if (!errors.empty())
        return errors;
    return file;
}

Value released_value(const ReleaseFile& file, const release::ReleaseKey& key) {
    Value value = Value::Object{};
    if (file.cells)
        value["table"] = table_value(*file.cells);
    if (file.microdata)
        value["microdata"] = microdata_value(*file.microdata, key);
    return value;
}

} // namespace parley::wire
