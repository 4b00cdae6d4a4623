#include "lab/stats/regression.hpp"

#include "lab/stats/distributions.hpp"

#include <algorithm>
#include <cmath>

namespace parley::lab::stats {

namespace {

using Matrix = std::vector<PerColumn>;

double dot(std::span<const double> a, std::span<const double> b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += a[i] * b[i];
    return sum;
}

/// Takes the part along `reflector` twice away.
void reflect(std::span<double> values, std::span<const double> reflector, double squared) {
    const double factor = 2 * dot(values, reflector) / squared;
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] -= factor * reflector[i];
}

/// Columns of X and y turned so that X is upper triangular. The name of a column that follows from others is the error.
Informative<Matrix> turned(const Regression& regression) {
    Matrix columns;
    for (const Column& column : regression.columns)
        columns.push_back(column.values);
    columns.push_back(regression.y);
    for (std::size_t k = 0; k + 1 < columns.size(); ++k) {
        std::vector<double> reflector(columns[k].begin() + static_cast<std::ptrdiff_t>(k), columns[k].end());
        const double whole = std::sqrt(dot(columns[k], columns[k]));
        const double length = std::sqrt(dot(reflector, reflector));
        if (!all_finite({whole}))
            return too_large();
        constexpr double rounding = 1e-10;
        if (length <= rounding * whole)
            return Uninformative{"the column " + regression.columns[k].name + " follows from those before it"};
        reflector[0] += reflector[0] < 0 ? -length : length;
        const double squared = dot(reflector, reflector);
        for (std::size_t j = k; j < columns.size(); ++j)
            reflect(std::span(columns[j]).subspan(k), reflector, squared);
    }
    return columns;
}

/// Solves upper triangular R b = c, where column j of R is columns[j].
PerColumn back_substituted(const Matrix& columns, const PerColumn& right) {
    PerColumn solved(right.size());
    for (std::size_t i = right.size(); i-- > 0;) {
        double rest = right[i];
        for (std::size_t j = i + 1; j < right.size(); ++j)
            rest -= columns[j][i] * solved[j];
        solved[i] = rest / columns[i][i];
    }
    return solved;
}

/// (X'X)^-1 = R^-1 R^-T.
Matrix inverse_of(const Matrix& turned_columns, std::size_t k) {
    Matrix inverse_r; // its columns
    for (std::size_t j = 0; j < k; ++j) {
        PerColumn unit(k, 0.0);
        unit[j] = 1;
        inverse_r.push_back(back_substituted(turned_columns, unit));
    }
    Matrix inverse(k, PerColumn(k, 0.0));
    for (std::size_t i = 0; i < k; ++i)
        for (std::size_t j = 0; j < k; ++j)
            for (std::size_t m = std::max(i, j); m < k; ++m)
                inverse[i][j] += inverse_r[m][i] * inverse_r[m][j];
    return inverse;
}

/// Roots of the diagonal of A (sum_g s_g s_g') A for A = (X'X)^-1 and scores s_g.
PerColumn sandwich(const Matrix& inverse, const Matrix& scores) {
    PerColumn errors(inverse.size(), 0.0);
    for (const PerColumn& score : scores)
        for (std::size_t i = 0; i < errors.size(); ++i) {
            const double part = dot(inverse[i], score);
            errors[i] += part * part;
        }
    for (double& error : errors)
        error = std::sqrt(error);
    return errors;
}

/// X_g' e_g of each cluster.
Matrix scores_of(const Regression& regression, std::span<const double> residuals,
                 std::span<const std::size_t> cluster_of, std::size_t clusters) {
    Matrix scores(clusters, PerColumn(regression.columns.size(), 0.0));
    for (std::size_t k = 0; k < regression.columns.size(); ++k)
        for (std::size_t i = 0; i < residuals.size(); ++i)
            scores[cluster_of[i]][k] += regression.columns[k].values[i] * residuals[i];
    return scores;
}

void scale(PerColumn& values, double factor) {
    for (double& value : values)
        value *= factor;
}

} // namespace

Informative<LeastSquares> least_squares(const Regression& regression) {
    const std::size_t k = regression.columns.size(), n = regression.y.size();
    if (k == 0)
        return Uninformative{"the model has no column"};
    if (n <= k)
        return Uninformative{"there are no more rows than columns: nothing is left to estimate an error from"};
    const auto columns = turned(regression);
    if (!columns)
        return columns.error();
    LeastSquares fit;
    fit.coefficients =
        back_substituted(*columns, {columns->back().begin(), columns->back().begin() + static_cast<std::ptrdiff_t>(k)});
    fit.inverse = inverse_of(*columns, k);
    fit.residuals = regression.y;
    for (std::size_t j = 0; j < k; ++j)
        for (std::size_t i = 0; i < n; ++i)
            fit.residuals[i] -= fit.coefficients[j] * regression.columns[j].values[i];
    const double left = static_cast<double>(n - k);
    const double variance = dot(fit.residuals, fit.residuals) / left;
    if (!all_finite({variance}))
        return too_large();
    for (std::size_t j = 0; j < k; ++j)
        fit.se_plain.push_back(std::sqrt(variance * fit.inverse[j][j]));
    Matrix scores(n, PerColumn(k));
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < k; ++j)
            scores[i][j] = regression.columns[j].values[i] * fit.residuals[i];
    fit.se_hc1 = sandwich(fit.inverse, scores);
    scale(fit.se_hc1, std::sqrt(static_cast<double>(n) / left));
    return fit;
}

Informative<ClusterRobust> cluster_robust(const Regression& regression, const LeastSquares& fit,
                                          std::span<const std::size_t> cluster_of) {
    const std::size_t numbers = std::ranges::max(cluster_of) + 1;
    std::vector<bool> is_used(numbers, false);
    for (const std::size_t cluster : cluster_of)
        is_used[cluster] = true;
    ClusterRobust robust;
    robust.clusters = static_cast<double>(std::ranges::count(is_used, true));
    if (robust.clusters < 2)
        return Uninformative{"all rows are of one cluster: clusters cannot be compared"};
    robust.se_cr0 = sandwich(fit.inverse, scores_of(regression, fit.residuals, cluster_of, numbers));
    robust.se_cr1 = robust.se_cr0;
    const double n = static_cast<double>(regression.y.size()), k = static_cast<double>(fit.coefficients.size());
    const double df = robust.clusters - 1;
    scale(robust.se_cr1, std::sqrt(robust.clusters / df * ((n - 1) / (n - k))));
    const double quantile = student_quantile_above(0.025, df);
    for (std::size_t i = 0; i < fit.coefficients.size(); ++i) {
        const double coefficient = fit.coefficients[i], se = robust.se_cr1[i];
        if (!(se > 0))
            return Uninformative{"the clusters leave no variance in " + regression.columns[i].name};
        robust.t.push_back(coefficient / se);
        robust.p.push_back(student_two_sided(coefficient / se, df));
        robust.intervals.push_back({coefficient - quantile * se, coefficient + quantile * se});
    }
    return robust;
}

} // namespace parley::lab::stats
