// The funnel by sector as JSON, as CSV and as a codebook, all from one list of columns, so that none of them can say
// something else. Pure; who asks, and where the counts come from, is left to the routes and the store.
#pragma once

#include "app/ports/listings.hpp"
#include "core/value.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parley::roles {

/// {"data":[{"sector", ...counts, "median_first_offer_s"}],"as_of"}
core::Value funnel_value(const std::vector<app::FunnelRow>& rows, core::Instant as_of);

/// RFC 4180 with a header line.
std::string funnel_csv(const std::vector<app::FunnelRow>& rows);

/// One cell: quoted where it must be. A cell that a spreadsheet would run as a formula is led in by an apostrophe.
std::string csv_cell(std::string_view text);

/// {"table","rows","data":[{"column","meaning","unit","formula"}]}, columns in the order of the CSV.
core::Value funnel_codebook();

} // namespace parley::roles
