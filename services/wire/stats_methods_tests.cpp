#include "lab/stats/distributions.hpp"
#include "lab/stats/multiplicity.hpp"
#include "lab/stats/power.hpp"
#include "lab/stats/proportions.hpp"
#include "lab/stats/ranks.hpp"
#include "wire/stats_methods.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace parley::wire {

namespace {

namespace stats = lab::stats;

constexpr double alpha_usual = 0.05;
constexpr double power_usual = 0.8;

// --- shares ------------------------------------------------------------------------------------------------------

stats::Share share_of(const StatsInput& input, const std::string& number) {
    const stats::Share share{input.whole("k" + number, 0), input.whole("n" + number, 0)};
    if (share.successes > share.n)
        input.fail("k" + number, "must not be more than n" + number);
    return share;
}

StatsJson wilson(const StatsInput& input) {
    return told(stats::wilson(share_of(input, ""), input.level("confidence", stats::confidence_usual)),
                [](const stats::Interval& interval) {
                    return StatsJson{{"low", to_stats_json(interval.low)}, {"high", to_stats_json(interval.high)}};
                });
}

StatsJson newcombe(const StatsInput& input) {
    return told(
        stats::newcombe(share_of(input, "1"), share_of(input, "2"), input.level("confidence", stats::confidence_usual)),
        [](const stats::ShareDifference& result) {
            return StatsJson{{"diff", result.difference},
                             {"low", to_stats_json(result.interval.low)},
                             {"high", to_stats_json(result.interval.high)}};
        });
}

StatsJson two_shares(const StatsInput& input) {
    return told(stats::two_shares(share_of(input, "1"), share_of(input, "2"),
                                  input.level("confidence", stats::confidence_usual)),
                [](const stats::TwoShares& test) {
                    return StatsJson{{"chi2", test.chi_squared}, {"p", test.p}, {"wald_ci", to_stats_json(test.wald)}};
                });
}

StatsJson fisher(const StatsInput& input) {
    const auto table = input.number_rows("table");
    if (table.size() != 2 || table[0].size() != 2 || table[1].size() != 2) {
        input.fail("table", "must be two rows of two counts");
        return {};
    }
    for (std::size_t row : {0, 1})
        for (std::size_t column : {0, 1})
            if (const double count = table[row][column]; count < 0 || count != std::floor(count))
                input.fail("table/" + std::to_string(row) + '/' + std::to_string(column),
                           "must be a whole number, and not below 0");
    return told(stats::fisher_exact({table[0][0], table[0][1], table[1][0], table[1][1]}),
                [](const stats::FisherTest& test) {
                    StatsJson output{{"p", test.p}, {"odds_ratio_cmle", to_stats_json(test.odds_ratio)}};
                    if (!test.odds_ratio)
                        output["note"] = "odds_ratio_cmle is null: it is infinite";
                    return output;
                });
}

StatsJson mismatch(const StatsInput& input) {
    const auto observed = input.numbers_within("observed", 0), weights = input.numbers_within("weights", 0);
    if (observed.size() != weights.size()) {
        input.fail("weights", "must be as many as observed");
        return {};
    }
    return told(stats::sample_ratio_mismatch(observed, weights), [](const stats::RatioMismatch& test) {
        return StatsJson{{"chi2", test.chi_squared}, {"df", test.df}, {"p", test.p}, {"unexpected", test.unexpected}};
    });
}

// --- ranks -------------------------------------------------------------------------------------------------------

StatsJson output_of(const std::optional<stats::SidedP>& p) {
    if (!p)
        return nullptr;
    return {{"two_sided", p->two_sided}, {"less", p->less}, {"greater", p->greater}};
}

StatsJson mann_whitney(const StatsInput& input) {
    return told(stats::mann_whitney(input.numbers("x"), input.numbers("y")), [](const stats::MannWhitney& test) {
        return StatsJson{{"U", test.u},
                         {"exact", output_of(test.exact)},
                         {"asymptotic_cc", output_of(test.corrected)},
                         {"asymptotic_no_cc", output_of(test.not_corrected)},
                         {"hodges_lehmann_y_minus_x", test.shift},
                         {"hl_ci95", to_stats_json(test.shift_interval)}};
    });
}

/// Up to the first value above a half: the distribution is symmetric, and printed tables stop there.
StatsJson rank_sum_table(const StatsInput& input) {
    const auto m = input.numbers_or_one("m"), n = input.numbers_or_one("n");
    if (m.size() != n.size())
        input.fail("n", "must be as many as m");
    StatsJson output = StatsJson::object();
    for (std::size_t i = 0; i < std::min(m.size(), n.size()); ++i) {
        const bool is_whole = m[i] == std::floor(m[i]) && n[i] == std::floor(n[i]);
        if (!is_whole || m[i] < 1 || n[i] < 1 || m[i] * n[i] > stats::exact_pairs_max) {
            input.fail("m", "must be whole and from 1, with no more than " + StatsJson(stats::exact_pairs_max).dump() +
                                " pairs");
            return {};
        }
        const auto rows = static_cast<std::size_t>(m[i]), columns = static_cast<std::size_t>(n[i]);
        StatsJson values = StatsJson::array();
        for (const double below : stats::mann_whitney_below(rows, columns)) {
            values.push_back(below);
            if (below > 0.5)
                break;
        }
        output["cdf_" + std::to_string(rows) + "_" + std::to_string(columns)] = std::move(values);
    }
    return output;
}

StatsJson kruskal(const StatsInput& input) {
    return told(stats::kruskal_wallis(input.number_rows("groups")), [](const stats::KruskalWallis& test) {
        return StatsJson{{"H", test.h}, {"df", test.df}, {"p", test.p}};
    });
}

StatsJson adjusted_p(const StatsInput& input) {
    return told(stats::adjust_p(input.numbers_within("p", 0, 1)), [](const stats::AdjustedP& p) {
        return StatsJson{{"bonferroni", p.bonferroni}, {"holm", p.holm}, {"bh", p.bh}, {"by", p.by}};
    });
}

// --- planning ----------------------------------------------------------------------------------------------------

stats::MeansPlan means_plan(const StatsInput& input) {
    return {input.number("delta"), input.not_negative("sd", 1), input.level("alpha", alpha_usual)};
}

stats::SharesPlan shares_plan(const StatsInput& input) {
    return {input.share("p1"), input.share("p2"), input.level("alpha", alpha_usual)};
}

StatsJson output_of_power(const stats::Informative<double>& power) {
    return told(power, [](double value) { return StatsJson{{"power", value}}; });
}

StatsJson output_of_size(const stats::Informative<double>& size) {
    return told(size, [](double value) { return StatsJson{{"n_per_arm", value}}; });
}

StatsJson power_of_means(const StatsInput& input) {
    return output_of_power(stats::power_of_means(means_plan(input), input.not_negative("n_per_arm")));
}

StatsJson size_of_means(const StatsInput& input) {
    return output_of_size(stats::sample_size_of_means(means_plan(input), input.level("power", power_usual)));
}

StatsJson power_of_shares(const StatsInput& input) {
    return output_of_power(stats::power_of_shares(shares_plan(input), input.not_negative("n_per_arm")));
}

StatsJson size_of_shares(const StatsInput& input) {
    return output_of_size(stats::sample_size_of_shares(shares_plan(input), input.level("power", power_usual)));
}

StatsJson design_effect(const StatsInput& input) {
    return told(stats::clustered_size({input.not_negative("cluster_size"), input.number("icc")},
                                      input.not_negative("n_per_arm_iid")),
                [](const stats::ClusteredSize& size) {
                    return StatsJson{{"deff", size.design_effect},
                                     {"n_per_arm", size.n_per_arm},
                                     {"clusters_per_arm", size.clusters_per_arm}};
                });
}

StatsJson detectable(const StatsInput& input) {
    return told(stats::minimum_detectable_effect(input.not_negative("se"), input.level("alpha", alpha_usual),
                                                 input.level("power", power_usual)),
                [](double effect) { return StatsJson{{"mde", effect}}; });
}

/// Fixed points of the distributions behind everything else, so that a reader can check them against a table.
StatsJson distributions(const StatsInput&) {
    return {{"t_ppf_0975_df2_5", stats::student_quantile_above(0.025, 2.5)},
            {"t_ppf_095_df6872_98", stats::student_quantile_above(0.05, 6872.98)},
            {"t_ppf_09995_df3", stats::student_quantile_above(0.0005, 3)},
            {"t_cdf_m2_5_df4_7", stats::student_below(-2.5, 4.7)},
            {"z_0975", stats::normal_quantile_above(0.025)},
            {"z_095", stats::normal_quantile_above(0.05)},
            {"z_0995", stats::normal_quantile_above(0.005)},
            {"z_1m1em9", stats::normal_quantile(1 - 1e-9)},
            {"chi2_sf_3_84_1", stats::chi_squared_above(3.84, 1)},
            {"chi2_sf_10_83_1", stats::chi_squared_above(10.83, 1)},
            {"chi2_sf_30_2", stats::chi_squared_above(30, 2)}};
}

constexpr std::array methods{
    StatsMethod{"wilson_ci", wilson},
    StatsMethod{"newcombe_diff", newcombe},
    StatsMethod{"two_proportion_chi2", two_shares},
    StatsMethod{"fisher_exact", fisher},
    StatsMethod{"srm_chi2", mismatch},
    StatsMethod{"mann_whitney_u", mann_whitney},
    StatsMethod{"mann_whitney_exact_cdf", rank_sum_table},
    StatsMethod{"kruskal_wallis", kruskal},
    StatsMethod{"p_adjust", adjusted_p},
    StatsMethod{"power_two_sample_t", power_of_means},
    StatsMethod{"sample_size_two_sample_t", size_of_means},
    StatsMethod{"power_two_proportions", power_of_shares},
    StatsMethod{"sample_size_two_proportions", size_of_shares},
    StatsMethod{"design_effect", design_effect},
    StatsMethod{"mde", detectable},
    StatsMethod{"distributions", distributions},
};

} // namespace

std::span<const StatsMethod> methods_of_tests() {
    return methods;
}

} // namespace parley::wire
