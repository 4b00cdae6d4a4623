// What a study says (schema parley.analysis/1): values of all metrics, the registered hypotheses with a sentence each,
// and what is watched while it runs. A pure function of the study: whatever is drawn has a seed that follows from the
// pre-registration.
#pragma once

#include "lab/analyse/compare.hpp"
#include "lab/analyse/shape.hpp"
#include "lab/stats/heterogeneity.hpp"
#include "lab/stats/proportions.hpp"

#include <string>
#include <vector>

namespace parley::lab::analyse {

/// How many there are of an arm.
struct ArmSize {
    std::string key;
    std::int64_t requests = 0;                                                                // analysed
    std::int64_t units = 0;                                                                   // analysed
    std::vector<std::int64_t> reached = std::vector<std::int64_t>(std::size(stage_names), 0); // units, by stage
};

/// Whether the arms have the sizes that they were drawn to have, at one stage.
struct SampleRatio {
    Stage stage = Stage::assigned;
    stats::Informative<stats::RatioMismatch> test;
    bool alarm = false; // p below design::sample_ratio_p_min, or units where none should be
};

/// The values of a metric, as the codebook defines it, of each arm in its order.
struct SliceValues {
    std::string sector;   // "" for all sectors together
    double horizon_s = 0; // of survival
    std::vector<stats::Informative<double>> arms;
};
struct MetricValues {
    const Metric* metric = nullptr;
    std::vector<SliceValues> slices; // all sectors, then each registered one
};

/// What a sector's effect is: its own estimate, and drawn towards that of all by how little it knows.
struct SectorEffect {
    std::string sector;
    double raw = 0;
    double raw_se = 0;
    double shrunken = 0;
    double shrunken_se = 0;   // that of shrink(), and the error of the common effect as far as it is leant on
    stats::Interval interval; // of the shrunken effect, 1 - alpha, normal
    bool is_claimed = false;  // that it works there: see claims in analyse.cpp
};
struct SectorSpread {
    stats::Heterogeneity test; // Q, I2 and tau2 (DerSimonian and Laird)
    std::vector<SectorEffect> sectors;
    std::vector<std::string> left_out; // sectors that say nothing
};

enum class Finding { supported, opposite, not_shown, uninformative };
inline constexpr std::string_view finding_names[] = {"supported", "opposite", "not_shown", "uninformative"};
constexpr std::span<const std::string_view> names_of(Finding) {
    return finding_names;
}

/// A hypothesis for one arm against the control.
struct ArmResult {
    std::size_t arm = 1;
    Comparison overall;
    std::vector<Comparison> sectors; // in the order of the pre-registration
    stats::Informative<SectorSpread> spread;
    Finding finding = Finding::uninformative;
    std::string verdict; // in plain words
};
struct HypothesisResult {
    Hypothesis hypothesis;
    std::vector<ArmResult> arms; // all but the control
};

enum class GuardrailState { holds, breached, uninformative };
inline constexpr std::string_view guardrail_state_names[] = {"holds", "breached", "uninformative"};
constexpr std::span<const std::string_view> names_of(GuardrailState) {
    return guardrail_state_names;
}

/// One guardrail for one arm. Harm is the effect in the direction that is worse; each bound is one-sided and valid at
/// any time at 1 - alpha.
struct GuardrailResult {
    Guardrail guardrail;
    std::size_t arm = 1;
    GuardrailState state = GuardrailState::uninformative; // breached above the margin and holding below it, for sure
    std::string why;                                      // it is neither breached nor holding
    std::optional<double> harm;                           // as estimated, below 0 where it is better
    std::optional<double> harm_at_least;
    std::optional<double> harm_at_most;
};

struct Analysis {
    double alpha = 0.05;
    double n_per_arm = 0; // registered
    double tuning = 0;    // of always-valid intervals, in units of two arms
    Correction correction = Correction::holm;
    std::vector<ArmSize> sizes;
    std::vector<SampleRatio> sample_ratio;
    std::vector<MetricValues> values;
    std::vector<HypothesisResult> hypotheses;
    std::vector<GuardrailResult> guardrails;
    Shape shape;
    std::vector<std::string> notes; // what was left out or done otherwise, in words
    std::string verdict;            // of the whole, in plain words
};

/// Arm 0 is the control. Facts of an arm or a sector that was not registered, and units seen in two arms, are left out
/// and noted. No number is NaN or infinite: what the data do not say is said in words.
Analysis analyse(const Study& study);

/// A sentence or more on one result of a hypothesis; `arms` are those of the pre-registration, and `beyond_belief` says
/// why nothing measured can be believed, "" where it can.
void tell(const Hypothesis& hypothesis, const Plan& plan, const std::vector<design::Arm>& arms,
          const std::string& beyond_belief, std::size_t family_size, ArmResult& result);
/// The general verdict.
std::string told(const Study& study, const Analysis& analysis, const std::string& beyond_belief);

/// Whether it shows an arm doing harm, by what was registered: a guardrail is breached, or a primary hypothesis is
/// answered by an effect in the direction that is worse. Not where nothing can be believed.
bool shows_harm(const Analysis& analysis);

/// A verdict without its last sentence where that counts deviations, which says nothing of what was found.
std::string_view what_was_found(std::string_view verdict);

/// Why nothing measured can be believed, or "": an alarm of the sample ratio before anybody could have been kept away.
std::string beyond_belief(const std::vector<SampleRatio>& sample_ratio);

} // namespace parley::lab::analyse
