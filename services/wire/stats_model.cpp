#include "wire/stats_model.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace parley::wire {

namespace {

using lab::stats::Column;

/// Without what a model may be written with and without: spaces, and quotes around a value.
std::string bare(std::string_view text) {
    std::string kept;
    for (const char c : text)
        if (std::string_view(" \t\n'\"").find(c) == std::string_view::npos)
            kept += c;
    return kept;
}

std::vector<std::string> split(const std::string& text, char at) {
    std::vector<std::string> parts{""};
    for (const char c : text)
        if (c == at)
            parts.emplace_back();
        else
            parts.back() += c;
    return parts;
}

/// A value as it is written in I(field=value).
std::string spelt(const StatsJson& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
}

class Rows {
public:
    Rows(std::vector<StatsInput> rows, const StatsInput& input) : rows_(std::move(rows)), input_(input) {}

    std::size_t size() const { return rows_.size(); }
    bool have(const std::string& field) const { return !rows_.empty() && rows_.front().is_given(field); }

    std::vector<double> numbers(const std::string& field) const {
        std::vector<double> values;
        for (const StatsInput& row : rows_)
            values.push_back(is_flag(row, field) ? (row.flag(field, false) ? 1 : 0) : row.number(field));
        return values;
    }
    std::vector<std::string> texts(const std::string& field) const {
        std::vector<std::string> values;
        for (const StatsInput& row : rows_) {
            const StatsJson label = row.label(field);
            if (label.is_null())
                row.fail(field, "must be text or a number");
            values.push_back(spelt(label));
        }
        return values;
    }
    bool is_text(const std::string& field) const { return have(field) && rows_.front().json().at(field).is_string(); }
    std::vector<std::string> fields() const {
        std::vector<std::string> names;
        if (!rows_.empty() && rows_.front().json().is_object())
            for (const auto& [name, value] : rows_.front().json().items())
                names.push_back(name);
        return names;
    }
    const StatsInput& input() const { return input_; }

private:
    static bool is_flag(const StatsInput& row, const std::string& field) {
        return row.is_given(field) && row.json().at(field).is_boolean();
    }
    std::vector<StatsInput> rows_;
    const StatsInput& input_;
};

Column indicator(const std::string& name, const std::vector<std::string>& values, const std::string& value) {
    Column column{name, {}};
    for (const std::string& one : values)
        column.values.push_back(bare(one) == bare(value) ? 1 : 0);
    return column;
}

/// A column for each value of a field but the first.
void add_levels(const std::string& field, const Rows& rows, std::vector<Column>& columns) {
    const auto values = rows.texts(field);
    const std::set<std::string> levels(values.begin(), values.end());
    for (auto level = std::next(levels.begin()); level != levels.end(); ++level)
        columns.push_back(indicator(field + *level, values, *level));
}

/// What stands between a call's parentheses; "" where the term is not that call.
std::string inside(const std::string& term, std::string_view call) {
    return term.starts_with(call) && term.ends_with(')') ? term.substr(call.size(), term.size() - call.size() - 1) : "";
}

/// The columns of one term, and the field that it uses.
void add_term(const std::string& term, const Rows& rows, std::vector<Column>& columns, std::set<std::string>& used) {
    if (const auto parts = split(inside(term, "I("), '='); parts.size() > 1) {
        if (!rows.have(parts.front()) || parts.back().empty()) {
            rows.input().fail("model", term + " must be I(field=value), with a field of the rows");
            return;
        }
        used.insert(parts.front());
        columns.push_back(indicator(term, rows.texts(parts.front()), parts.back()));
        return;
    }
    const std::string category = inside(term, "C(");
    const std::string& field = category.empty() ? term : category;
    if (!rows.have(field)) {
        rows.input().fail("model", field + " is no field of the rows");
        return;
    }
    used.insert(field);
    if (!category.empty() || rows.is_text(field))
        add_levels(field, rows, columns);
    else
        columns.push_back({field, rows.numbers(field)});
}

StatsClusters clusters_by(const std::string& field, const Rows& rows) {
    StatsClusters clusters{field, {}};
    std::map<std::string, std::size_t> numbers;
    for (const std::string& value : rows.texts(field))
        clusters.of_row.push_back(numbers.try_emplace(value, numbers.size()).first->second);
    return clusters;
}

std::vector<std::string> cluster_fields(const Rows& rows, const std::set<std::string>& used) {
    const StatsInput& input = rows.input();
    if (input.is_given("cluster")) {
        const StatsJson& named = input.json().at("cluster");
        std::vector<std::string> fields;
        for (const StatsJson& name : named.is_array() ? named : StatsJson::array({named}))
            if (name.is_string() && rows.have(name.get<std::string>()))
                fields.push_back(name.get<std::string>());
            else
                input.fail("cluster", "must name fields of the rows");
        return fields;
    }
    if (rows.have("cluster"))
        return {"cluster"};
    std::vector<std::string> fields = rows.fields();
    std::erase_if(fields, [&](const std::string& field) { return used.contains(field); });
    return fields;
}

} // namespace

StatsModel read_stats_model(const StatsInput& input) {
    StatsModel model;
    const StatsInput source = input.is_given("rows_ref") ? input.referred("rows_ref") : input;
    const Rows rows(source.objects("rows"), input);
    if (rows.size() == 0)
        input.fail("rows", "must not be empty");
    const auto sides = split(bare(input.text("model", source.text("model", "y~x"))), '~');
    if (sides.size() != 2 || !rows.have(sides[0]))
        input.fail("model", "must be y ~ terms, with y a field of the rows");
    if (input.is_faulty())
        return model;
    std::set<std::string> used{sides[0]};
    model.regression.y = rows.numbers(sides[0]);
    const auto terms = split(sides[1], '+');
    if (std::ranges::find(terms, "0") == terms.end())
        model.regression.columns.push_back({"1", std::vector<double>(rows.size(), 1.0)});
    for (const std::string& term : terms)
        if (term != "1" && term != "0")
            add_term(term, rows, model.regression.columns, used);
    for (const std::string& field : cluster_fields(rows, used))
        model.clusterings.push_back(clusters_by(field, rows));
    return model;
}

} // namespace parley::wire
