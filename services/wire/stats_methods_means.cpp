#include "lab/stats/bayes.hpp"
#include "lab/stats/means.hpp"
#include "lab/stats/sequential.hpp"
#include "lab/stats/variance_reduction.hpp"
#include "wire/stats_methods.hpp"

#include <array>
#include <cmath>

namespace parley::wire {

namespace {

namespace stats = lab::stats;

constexpr double alpha_usual = 0.05;

stats::Difference difference_of(const StatsInput& config) {
    const std::string type = config.text("difference_type", "relative");
    if (type != "relative" && type != "absolute")
        config.fail("difference_type", "must be relative or absolute");
    return type == "absolute" ? stats::Difference::absolute : stats::Difference::relative;
}

/// Of a method with one side; the greater where none is named.
stats::Side one_side_of(const StatsInput& config) {
    const std::string side = config.text("alternative", config.text("side", "greater"));
    if (side != "greater" && side != "less" && side != "lesser")
        config.fail("alternative", "must be greater or less");
    return side == "greater" ? stats::Side::greater : stats::Side::less;
}

StatsJson output_of(const stats::MeansTest& test) {
    return {{"estimate", test.estimate},          {"se", test.se}, {"p", test.p},
            {"ci", to_stats_json(test.interval)}, {"t", test.t},   {"df", test.df}};
}

StatsJson welch(const StatsInput& input) {
    const stats::TestOptions options{stats::Difference::absolute, stats::Side::both, input.level("alpha", alpha_usual)};
    return told(stats::test_means(input.arm("b"), input.arm("a"), options), [](const stats::MeansTest& test) {
        return StatsJson{{"t", test.t},           {"df", test.df},
                         {"p_two_sided", test.p}, {"mean_a_minus_b", test.estimate},
                         {"se", test.se},         {"ci95_mean_a_minus_b", to_stats_json(test.interval)}};
    });
}

StatsJson means_test(const StatsInput& input, bool is_one_sided) {
    const StatsInput config = input.object_or_this("config");
    const stats::TestOptions options{difference_of(config), is_one_sided ? one_side_of(config) : stats::Side::both,
                                     config.level("alpha", alpha_usual)};
    return told(stats::test_means(input.arm("control"), input.arm("treatment"), options), output_of);
}

StatsJson two_sided_t(const StatsInput& input) {
    return means_test(input, false);
}

StatsJson one_sided_t(const StatsInput& input) {
    return means_test(input, true);
}

StatsJson sequence(const StatsInput& input, bool is_one_sided) {
    const StatsInput config = input.object_or_this("config");
    const stats::SequenceOptions options{is_one_sided ? one_side_of(config) : stats::Side::both,
                                         config.level("alpha", alpha_usual),
                                         config.not_negative("tuning", stats::sequential_tuning)};
    const auto effect = stats::effect_of(input.arm("control"), input.arm("treatment"), difference_of(config));
    if (!effect)
        return told(effect, [](const auto&) { return StatsJson(); });
    return told(stats::confidence_sequence(*effect, options), [](const stats::SequenceTest& test) {
        return StatsJson{
            {"estimate", test.estimate}, {"se", test.se}, {"p", test.p}, {"ci", to_stats_json(test.interval)}};
    });
}

StatsJson two_sided_sequence(const StatsInput& input) {
    return sequence(input, false);
}

StatsJson one_sided_sequence(const StatsInput& input) {
    return sequence(input, true);
}

StatsJson rho(const StatsInput& input) {
    return told(stats::sequential_rho(input.level("alpha", alpha_usual), input.not_negative("N_star")),
                [](double value) { return StatsJson{{"rho", value}}; });
}

StatsJson mixture(const StatsInput& input) {
    const stats::MixtureInput mixed{input.number("diff"), input.not_negative("var_diff"), input.not_negative("tau2"),
                                    input.level("alpha", alpha_usual)};
    return told(stats::normal_mixture(mixed), [](const stats::Mixture& result) {
        StatsJson output{{"likelihood_ratio", to_stats_json(result.likelihood_ratio)},
                         {"log_likelihood_ratio", result.log_likelihood_ratio},
                         {"p_always_valid", result.p},
                         {"half_width", result.half_width},
                         {"ci", to_stats_json(result.interval)}};
        if (!result.likelihood_ratio)
            output["note"] = "likelihood_ratio is null: it is larger than a double can hold, and its logarithm is told";
        return output;
    });
}

StatsJson statsig(const StatsInput& input) {
    const stats::StatsigInput arms{input.number("diff"),        input.not_negative("var_c"),
                                   input.not_negative("var_t"), input.whole("n_c", 0),
                                   input.whole("n_t", 0),       input.level("alpha", alpha_usual)};
    return told(stats::statsig_sequential(arms), [](const stats::StatsigTest& test) {
        return StatsJson{{"z_star", test.z_star},
                         {"half_width", test.half_width},
                         {"p", test.p},
                         {"ci", to_stats_json(test.interval)}};
    });
}

StatsJson ratio_metric(const StatsInput& input) {
    const auto control = stats::arm_of_ratio(input.pair("control", "m", "d"));
    const auto treatment = stats::arm_of_ratio(input.pair("treatment", "m", "d"));
    if (!control || !treatment)
        return told(control ? treatment : control, [](const auto&) { return StatsJson(); });
    const double alpha = input.level("alpha", alpha_usual);
    const auto absolute =
        stats::test_means(*control, *treatment, {stats::Difference::absolute, stats::Side::both, alpha});
    const auto relative =
        stats::test_means(*control, *treatment, {stats::Difference::relative, stats::Side::both, alpha});
    return told(absolute, [&](const stats::MeansTest& test) {
        StatsJson output{{"ratio_control", control->mean},
                         {"ratio_treatment", treatment->mean},
                         {"var_of_ratio_control", control->variance / control->n},
                         {"var_of_ratio_treatment", treatment->variance / treatment->n},
                         {"abs_diff", test.estimate},
                         {"abs_se", test.se},
                         {"abs_p_welch", test.p},
                         {"abs_ci", to_stats_json(test.interval)},
                         {"rel_diff", nullptr},
                         {"rel_se", nullptr},
                         {"rel_p", nullptr}};
        // A control ratio of 0 leaves the absolute difference.
        if (relative) {
            output["rel_diff"] = relative->estimate;
            output["rel_se"] = relative->se;
            output["rel_p"] = relative->p;
            output["rel_ci"] = to_stats_json(relative->interval);
        } else {
            output["note"] = "rel_diff, rel_se and rel_p are null: " + relative.error().why;
        }
        return output;
    });
}

StatsJson cuped(const StatsInput& input) {
    const stats::TestOptions options{stats::Difference::absolute, stats::Side::both, input.level("alpha", alpha_usual)};
    const auto result = stats::cuped(input.pair("control", "y", "x"), input.pair("treatment", "y", "x"), options);
    return told(result, [](const stats::Cuped& cuped) {
        return StatsJson{{"theta", cuped.theta},
                         {"adj_mean_control", cuped.control.mean},
                         {"adj_mean_treatment", cuped.treatment.mean},
                         {"diff", cuped.adjusted.estimate},
                         {"se", cuped.adjusted.se},
                         {"df", cuped.adjusted.df},
                         {"p", cuped.adjusted.p},
                         {"ci", to_stats_json(cuped.adjusted.interval)},
                         {"unadjusted_diff", cuped.unadjusted.estimate},
                         {"unadjusted_se", cuped.unadjusted.se},
                         {"unadjusted_p", cuped.unadjusted.p},
                         {"variance_ratio", cuped.variance_ratio}};
    });
}

/// Of the same values in both arms, as gbstats' own test has it.
StatsJson theta(const StatsInput& input) {
    const auto pre = input.numbers("pre"), post = input.numbers("post");
    if (pre.size() != post.size())
        input.fail("post", "must have as many numbers as pre");
    if (pre.empty() || input.is_faulty())
        return {{"uninformative", "there is no unit"}};
    const auto moments = stats::pair_moments_of(post, pre);
    const double value = stats::cuped_theta(moments, moments);
    constexpr double fifth_place = 1e5;
    return {{"theta", value}, {"theta_rounded5", std::round(value * fifth_place) / fifth_place}};
}

StatsJson posterior(const StatsInput& input) {
    const StatsInput config = input.object_or_this("config");
    stats::EffectPrior prior;
    if (input.is_given("prior")) {
        const StatsInput given = input.object("prior");
        prior = {given.number("mean", 0), given.positive("variance", 1), given.flag("proper", false)};
    }
    const auto effect = stats::effect_of(input.arm("control"), input.arm("treatment"), difference_of(config));
    if (!effect)
        return told(effect, [](const auto&) { return StatsJson(); });
    return told(stats::posterior_of(*effect, prior, config.level("alpha", alpha_usual)),
                [](const stats::Posterior& result) {
                    return StatsJson{{"estimate", result.mean},
                                     {"se", result.sd},
                                     {"chance_to_win", result.chance_to_win},
                                     {"ci", to_stats_json(result.interval)},
                                     {"risk", {result.risk_control, result.risk_treatment}}};
                });
}

constexpr std::array methods{
    StatsMethod{"welch_t", welch},
    StatsMethod{"gb_two_sided_t", two_sided_t},
    StatsMethod{"gb_one_sided_t", one_sided_t},
    StatsMethod{"asymptotic_confidence_sequence", two_sided_sequence},
    StatsMethod{"asymptotic_confidence_sequence_one_sided", one_sided_sequence},
    StatsMethod{"sequential_rho", rho},
    StatsMethod{"msprt", mixture},
    StatsMethod{"statsig_msprt", statsig},
    StatsMethod{"ratio_metric_delta", ratio_metric},
    StatsMethod{"cuped", cuped},
    StatsMethod{"cuped_theta", theta},
    StatsMethod{"bayes_gaussian_effect", posterior},
};

} // namespace

std::span<const StatsMethod> methods_of_means() {
    return methods;
}

} // namespace parley::wire
