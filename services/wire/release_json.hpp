// A file of the lab that is to be released, and what of it may be: a table of cells, rows about single requests, or
// both.
#pragma once

#include "lab/release/cells.hpp"
#include "lab/release/rows.hpp"
#include "wire/scenario_json.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace parley::wire {

struct ReleaseFile {
    struct Microdata {
        std::int64_t k = lab::release::k_min;
        std::vector<lab::release::Row> rows;
        std::set<std::string> dropped_members; // what rows hold beside what is known here
    };
    std::optional<std::vector<lab::release::Cell>> cells;
    std::optional<Microdata> microdata;
};

/// {"table": {"cells": [{"sector", "region", "consumers", "retailers", "share1", "share2"}]},
///  "microdata": {"k", "rows": [{"row", "sector", "region", "week", "band", "consumer", "retailer", "at", "price",
///  "median"}]}}
/// One of the two may be absent, and of a row what follows the consumer; a price comes with its median. Without k it is
/// the least that is allowed.
ReadFile<ReleaseFile> release_file_from(std::string_view text);

/// {"table": {"cells": [{"sector", "region", "outcome", "consumers", "retailers"}]},
///  "microdata": {"k", "trace": [{"levels": {"week", "band", "region"}, "violating_rows"}], "final_levels",
///  "suppressed_rows", "min_class_after", "dropped_members", "withheld", "rows": [{"sector", "region", "period",
///  "band", "hour_of_week", "price_percent", "retailer"}]}}
/// The numbers of a gap are null, and no shares are told. Of the microdata the rows may be published; the rest is the
/// lab's own account of them. A row has only the members that it had something for. `withheld` is null, or why there
/// are no rows.
core::Value released_value(const ReleaseFile& file, const lab::release::ReleaseKey& key);

} // namespace parley::wire
