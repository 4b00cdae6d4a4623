// Least squares with standard errors that hold when the units of a cluster resemble each other.
#pragma once

#include "lab/stats/informative.hpp"

#include <span>
#include <string>
#include <vector>

namespace parley::lab::stats {

/// One explanatory variable: a value for each row.
struct Column {
    std::string name;
    std::vector<double> values;
};

/// y against the columns; the constant is a column of ones like others. All have a value for each row.
struct Regression {
    std::vector<double> y;
    std::vector<Column> columns;
};

/// One number for each coefficient, in the order of the columns.
using PerColumn = std::vector<double>;

struct LeastSquares {
    PerColumn coefficients;
    PerColumn se_plain; // equal variances: s^2 (X'X)^-1
    PerColumn se_hc1;   // White's, times n/(n - k)
    std::vector<double> residuals;
    std::vector<PerColumn> inverse; // (X'X)^-1
};
/// By Householder's QR. More rows than columns, and no column that follows from those before it.
Informative<LeastSquares> least_squares(const Regression& regression);

struct ClusterRobust {
    double clusters = 0;
    PerColumn se_cr0;
    PerColumn se_cr1; // CR0's variance times G/(G - 1) (n - 1)/(n - k): what Stata and R's vcovCL call HC1 of clusters
    PerColumn t;      // coefficient over se_cr1
    PerColumn p;      // two-sided, Student's t with G - 1 degrees of freedom
    std::vector<Interval> intervals; // 95 %, with the same
};
/// (X'X)^-1 sum_g X_g' e_g e_g' X_g (X'X)^-1. `cluster_of` has a number for each row; there are two clusters or more.
Informative<ClusterRobust> cluster_robust(const Regression& regression, const LeastSquares& fit,
                                          std::span<const std::size_t> cluster_of);

} // namespace parley::lab::stats
