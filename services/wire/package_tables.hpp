// The tables of a data package. Each column stands once: from it come the CSV, the way back, the schema in the
// descriptor and the codebook. CSV is UTF-8 after RFC 4180, with whole numbers, 0 and 1 for no and yes, and nothing
// where there is nothing to tell.
#pragma once

#include "core/value.hpp"
#include "lab/release/study_release.hpp"
#include "wire/body.hpp"

#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace parley::wire {

/// The arm of a unit of the facts.
struct Assignment {
    std::string unit;
    std::size_t arm = 0;
};

/// An arm as it was registered.
struct ArmRow {
    std::size_t arm = 0;
    std::string key;
    std::int64_t weight_ppm = 0;
};

template <class Row>
using Member = std::variant<std::string Row::*, std::int64_t Row::*, std::size_t Row::*, bool Row::*,
                            std::optional<std::int64_t> Row::*, lab::analyse::Stage Row::*>;

template <class Row>
struct Column {
    std::string_view name;
    Member<Row> member;
    std::string_view title;
    std::string_view description;  // with the unit of a number
    std::string_view pattern = ""; // of a text; a number is never negative
};

/// Rows of one table must be in another: these columns, by the same names.
struct Reference {
    std::string_view column;
    std::string_view table;
};

template <class Row>
struct Table {
    std::string_view name; // the file is NAME.csv
    std::string_view title;
    std::string_view description;
    std::span<const Column<Row>> columns;
    std::span<const std::string_view> primary_key; // empty: rows may be equal
    std::span<const Reference> references;
};

const Table<ArmRow>& arms_table();
const Table<Assignment>& assignments_table();
const Table<lab::analyse::StageCount>& stages_table();
const Table<lab::analyse::Fact>& facts_table();
/// Only in a package whose rows are withheld.
const Table<lab::release::ArmTotal>& totals_table();

/// A table without the type of its rows, for those who describe it.
struct ColumnSchema {
    std::string_view name;
    std::string_view type; // "string", "integer" or "boolean"
    bool is_required = true;
    std::string_view title;
    std::string_view description;
    std::string_view pattern;
    std::span<const std::string_view> words; // the only values, in their order; empty for any
};
struct TableSchema {
    std::string_view name;
    std::string_view title;
    std::string_view description;
    std::vector<ColumnSchema> columns;
    std::span<const std::string_view> primary_key;
    std::span<const Reference> references;
};

template <class Row>
TableSchema schema_of(const Table<Row>& table);
template <class Row>
std::string csv_of(const Table<Row>& table, const std::vector<Row>& rows);
/// The rows of NAME.csv. What is wrong is added with its file, line and column: "facts.csv, line 7, column arm";
/// after some dozens of faults the rest is not read.
template <class Row>
std::vector<Row> rows_from(const Table<Row>& table, std::string_view csv, std::vector<FieldError>& errors);

/// The file that a table is in.
std::string file_of(std::string_view table);
/// A place in a table as it is told to people; `row` counts from 0 below the header, when no field holds a line break.
std::string place_in(std::string_view table, std::size_t row, std::string_view column);

/// The schema as Table Schema v2 has it; the values of a column `arm` get the keys of the arms as labels.
core::Value schema_value(const TableSchema& schema, const std::vector<lab::design::Arm>& arms);
/// The part of the codebook about a table, as Markdown.
std::string codebook_of(const TableSchema& schema, const std::vector<lab::design::Arm>& arms);

} // namespace parley::wire
