#include "lab/stats/concentration.hpp"
#include "lab/stats/heterogeneity.hpp"
#include "lab/stats/means.hpp"
#include "lab/stats/randomisation.hpp"
#include "lab/stats/resampling.hpp"
#include "lab/stats/survival.hpp"
#include "wire/stats_methods.hpp"
#include "wire/stats_model.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace parley::wire {

namespace {

namespace stats = lab::stats;

// --- regression --------------------------------------------------------------------------------------------------

/// Those of the first clustering; of all of them, what their names distinguish.
void write_clustering(StatsJson& output, const std::string& name, const stats::ClusterRobust& robust) {
    output["se_" + name + "_CR0"] = robust.se_cr0;
    output["se_" + name + "_CR1"] = robust.se_cr1;
    if (output.contains("se_CR1S"))
        return;
    output["se_CR0"] = robust.se_cr0;
    output["se_CR1S"] = robust.se_cr1;
    output["clusters"] = robust.clusters;
    output["t"] = robust.t;
    output["p"] = robust.p;
    output["ci95"] = StatsJson::array();
    for (const stats::Interval& interval : robust.intervals)
        output["ci95"].push_back(to_stats_json(interval));
}

StatsJson regression(const StatsInput& input) {
    const StatsModel model = read_stats_model(input);
    if (input.is_faulty())
        return {};
    const auto fit = stats::least_squares(model.regression);
    return told(fit, [&](const stats::LeastSquares& squares) {
        StatsJson output{{"columns", StatsJson::array()},
                         {"coef", squares.coefficients},
                         {"se_ols", squares.se_plain},
                         {"se_hc1", squares.se_hc1}};
        for (const stats::Column& column : model.regression.columns)
            output["columns"].push_back(column.name);
        for (const StatsClusters& clusters : model.clusterings) {
            const auto robust = stats::cluster_robust(model.regression, squares, clusters.of_row);
            if (robust)
                write_clustering(output, clusters.name, *robust);
            else
                output["uninformative_" + clusters.name] = robust.error().why;
        }
        return output;
    });
}

// --- resampling --------------------------------------------------------------------------------------------------

stats::Statistic statistic_of(const StatsInput& input) {
    const auto statistic = stats::statistic_named(input.text("statistic", "mean"));
    if (!statistic)
        input.fail("statistic", "must be mean, median, variance or sd");
    return statistic.value_or(stats::Statistic::mean);
}

StatsJson output_of(const stats::Bootstrap& result) {
    return {{"estimate", result.estimate},
            {"n_resamples", result.resamples},
            {"boot_se", result.se},
            {"percentile_ci95", to_stats_json(result.percentile)},
            {"basic_ci95", to_stats_json(result.basic)},
            {"z0", result.z0},
            {"acceleration", result.acceleration},
            {"bca_alpha", to_stats_json(result.bca_levels)},
            {"bca_ci95", to_stats_json(result.bca)}};
}

StatsJson bootstrap_of_all(const StatsInput& input) {
    return told(stats::bootstrap_of_all(input.numbers("sample"), statistic_of(input)), output_of);
}

std::uint64_t seed_of(const StatsInput& input, std::uint64_t usual) {
    return static_cast<std::uint64_t>(input.whole("seed", 0, static_cast<double>(usual)));
}

StatsJson bootstrap_by_draws(const StatsInput& input) {
    const auto resamples = static_cast<std::size_t>(input.whole("n_resamples", 1));
    const auto result = stats::bootstrap_by_draws(input.numbers("sample"), statistic_of(input), resamples,
                                                  seed_of(input, stats::resampling_seed));
    return told(result, [](const stats::Bootstrap& bootstrap) {
        return StatsJson{{"percentile", to_stats_json(bootstrap.percentile)},
                         {"basic", to_stats_json(bootstrap.basic)},
                         {"bca", to_stats_json(bootstrap.bca)},
                         {"boot_se", bootstrap.se},
                         {"n_resamples", bootstrap.resamples}};
    });
}

StatsJson randomised_pairs(const StatsInput& input) {
    std::vector<double> differences;
    for (const StatsInput& pair : input.objects("pairs"))
        differences.push_back(pair.number("y_arm1") - pair.number("y_arm0"));
    const auto t_test = stats::paired_t_p(differences);
    const auto result = stats::randomise_pairs(differences, seed_of(input, stats::randomisation_seed));
    return told(result, [&](const stats::PairedRandomisation& test) {
        StatsJson output{{"estimate", test.estimate},
                         {"assignments", test.assignments},
                         {"exact", test.listed},
                         {"p_two_sided", test.p_two_sided},
                         {"p_greater", test.p_greater},
                         {"ci95_by_inversion", to_stats_json(test.interval)},
                         {"paired_t_p_for_comparison", t_test ? StatsJson(*t_test) : StatsJson()}};
        std::string note;
        if (!test.interval.low || !test.interval.high)
            note = "a bound of ci95_by_inversion is null: with so few pairs no effect of any size is ruled out there";
        if (!t_test)
            note += (note.empty() ? "" : "; ") + ("paired_t_p_for_comparison is null: " + t_test.error().why);
        if (!note.empty())
            output["note"] = note;
        return output;
    });
}

StatsJson drawn_p(const StatsInput& input) {
    return told(stats::p_of_draws(input.whole("extreme", 0), input.whole("draws", 0)),
                [](double p) { return StatsJson{{"p", p}}; });
}

// --- sectors -----------------------------------------------------------------------------------------------------

std::vector<stats::SectorEffect> sectors_of(const StatsInput& input) {
    const auto effects = input.numbers("effect"), variances = input.numbers_within("variance", 0);
    if (effects.size() != variances.size())
        input.fail("variance", "must have as many numbers as effect");
    std::vector<stats::SectorEffect> sectors;
    for (std::size_t i = 0; i < std::min(effects.size(), variances.size()); ++i)
        sectors.push_back({effects[i], variances[i]});
    return sectors;
}

StatsJson heterogeneity(const StatsInput& input) {
    return told(stats::heterogeneity_of(sectors_of(input)), [](const stats::Heterogeneity& result) {
        return StatsJson{{"fixed", result.fixed.effect},
                         {"fixed_se", result.fixed.se},
                         {"Q", result.q},
                         {"Q_df", result.df},
                         {"Q_p", result.p},
                         {"I2", result.i2},
                         {"tau2_DL", result.der_simonian_laird.tau2},
                         {"random_DL", result.der_simonian_laird.effect},
                         {"random_DL_se", result.der_simonian_laird.se},
                         {"tau2_PM", result.paule_mandel.tau2},
                         {"random_PM", result.paule_mandel.effect},
                         {"random_PM_se", result.paule_mandel.se}};
    });
}

/// Towards the mean given, or that of DerSimonian and Laird.
StatsJson shrinkage(const StatsInput& input) {
    const auto sectors = sectors_of(input.is_given("ref") ? input.referred("ref") : input);
    const auto found = stats::heterogeneity_of(sectors);
    if (!found)
        return told(found, [](const auto&) { return StatsJson(); });
    const double mu = input.number("mu", found->der_simonian_laird.effect);
    const double tau2 = input.not_negative("tau2", found->der_simonian_laird.tau2);
    return told(stats::shrink(sectors, mu, tau2), [&](const std::vector<stats::ShrunkenEffect>& shrunken) {
        StatsJson output{{"shrunk", StatsJson::array()}, {"se", StatsJson::array()}, {"mu", mu}, {"tau2", tau2}};
        for (const stats::ShrunkenEffect& one : shrunken) {
            output["shrunk"].push_back(one.effect);
            output["se"].push_back(one.se);
        }
        return output;
    });
}

StatsJson concentration(const StatsInput& input) {
    return told(stats::concentration_of(input.numbers("counts")), [](const stats::Concentration& result) {
        StatsJson output{{"hhi", result.hhi},
                         {"hhi_unbiased", to_stats_json(result.hhi_unbiased)},
                         {"effective_n", result.effective_n},
                         {"gini", result.gini},
                         {"jain", result.jain},
                         {"cr1", result.cr1}};
        if (!result.hhi_unbiased)
            output["note"] = "hhi_unbiased is null: it is of whole counts that come to two or more";
        return output;
    });
}

// --- waiting times -----------------------------------------------------------------------------------------------

/// In the order of their names; rows without one are of one arm.
std::vector<std::vector<stats::Waited>> arms_of(const StatsInput& input) {
    std::map<StatsJson, std::vector<stats::Waited>> arms;
    for (const StatsInput& row : input.objects("rows")) {
        const stats::Waited waited{row.number("t"), row.flag("event", false)};
        if (!row.is_given("event"))
            row.fail("event", "is required");
        if (waited.time < 0)
            row.fail("t", "must not be negative");
        arms[row.label("arm")].push_back(waited);
    }
    std::vector<std::vector<stats::Waited>> ordered;
    for (auto& [name, waits] : arms)
        ordered.push_back(std::move(waits));
    return ordered;
}

double longest_of(const std::vector<stats::Waited>& waits) {
    double longest = 0;
    for (const stats::Waited& waited : waits)
        longest = std::max(longest, waited.time);
    return longest;
}

/// "600" of 600.0: the name of a member says the horizon as people write it.
std::string spelt(double number) {
    constexpr double whole_max = 9e15;
    const bool is_whole = number == std::floor(number) && number < whole_max;
    return is_whole ? std::to_string(static_cast<std::int64_t>(number)) : StatsJson(number).dump();
}

StatsJson survival(const StatsInput& input) {
    const auto arms = arms_of(input);
    if (arms.empty() || input.is_faulty())
        return {{"uninformative", "nobody waited"}};
    std::vector<stats::Waited> all;
    double shortest = longest_of(arms.front());
    for (const auto& arm : arms) {
        all.insert(all.end(), arm.begin(), arm.end());
        shortest = std::min(shortest, longest_of(arm));
    }
    // A longer horizon than an arm was watched for would compare durations and not arms.
    const double tau = input.number("tau", shortest);
    if (tau < 0) {
        input.fail("tau", "must not be negative");
        return {};
    }
    const auto curve = stats::kaplan_meier(all);
    const auto mean = stats::restricted_mean(all, tau);
    const std::string horizon = "rmst_" + spelt(tau);
    StatsJson output{{"event_times", StatsJson::array()},
                     {"survival", StatsJson::array()},
                     {"greenwood_se", StatsJson::array()},
                     {"median", to_stats_json(stats::median_of(curve))},
                     {horizon, mean.mean},
                     {horizon + "_se", mean.se},
                     {"rmst_by_arm", StatsJson::array()},
                     {"rmst_se_by_arm", StatsJson::array()},
                     {"median_by_arm", StatsJson::array()},
                     {"logrank_chi2", nullptr},
                     {"logrank_p", nullptr}};
    for (const stats::SurvivalStep& step : curve) {
        output["event_times"].push_back(step.time);
        output["survival"].push_back(step.survival);
        output["greenwood_se"].push_back(step.se);
    }
    for (const auto& arm : arms) {
        const auto own = stats::restricted_mean(arm, tau);
        output["rmst_by_arm"].push_back(own.mean);
        output["rmst_se_by_arm"].push_back(own.se);
        output["median_by_arm"].push_back(to_stats_json(stats::median_of(stats::kaplan_meier(arm))));
    }
    const auto has_none = [](const StatsJson& median) { return median.is_null(); };
    if (has_none(output["median"]) || std::ranges::any_of(output["median_by_arm"], has_none))
        output["note"] = "a median is null where more than half still waited at the end";
    if (const auto test = stats::log_rank(arms)) {
        output["logrank_chi2"] = test->chi_squared;
        output["logrank_df"] = test->df;
        output["logrank_p"] = test->p;
    } else {
        output["logrank_uninformative"] = test.error().why;
    }
    return output;
}

constexpr std::array methods{
    StatsMethod{"cluster_robust_ols", regression},
    StatsMethod{"bootstrap_percentile_and_bca", bootstrap_of_all},
    StatsMethod{"bootstrap_against_R", bootstrap_by_draws},
    StatsMethod{"randomisation_test_paired", randomised_pairs},
    StatsMethod{"randomisation_mc", drawn_p},
    StatsMethod{"meta_analysis_across_sectors", heterogeneity},
    StatsMethod{"empirical_bayes_sector_shrinkage", shrinkage},
    StatsMethod{"kaplan_meier", survival},
    StatsMethod{"concentration", concentration},
};

} // namespace

std::span<const StatsMethod> methods_of_models() {
    return methods;
}

} // namespace parley::wire
