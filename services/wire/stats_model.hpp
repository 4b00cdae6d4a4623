// A regression written down: rows of named values, and which of them explains what, in the notation that R and
// statsmodels share. For stats_methods_models.cpp.
#pragma once

#include "lab/stats/regression.hpp"
#include "wire/stats_input.hpp"

namespace parley::wire {

/// One way to group the rows, by the field of that name.
struct StatsClusters {
    std::string name;
    std::vector<std::size_t> of_row; // numbers from 0
};

struct StatsModel {
    lab::stats::Regression regression;
    std::vector<StatsClusters> clusterings;
};

/// Reads "rows" (an array of objects, or "rows_ref" to a case that has them), "model" and "cluster".
///
/// A model is "y ~ term + term ...". A term is the name of a field, where text becomes a column for each of its values
/// but the first; C(field) for such columns of any field; I(field=value) for whether it has the value; 1 or 0 with or
/// without the constant, which is there otherwise. Rows are clustered by the field or fields that "cluster" names;
/// without it by "cluster" if rows have that field, or else by each field that the model does not use.
StatsModel read_stats_model(const StatsInput& input);

} // namespace parley::wire
