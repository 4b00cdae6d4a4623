// The verdicts in plain words. They say what was found, how sure it is and what is ruled out, for null results too.
#include "lab/analyse/amounts.hpp"
#include "lab/analyse/analysis.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>

namespace parley::lab::analyse {

namespace {

/// Three significant digits, as nobody reads more in a sentence.
std::string written(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.3g", value == 0 ? 0.0 : value);
    return text;
}

std::string percent(double share) {
    return written(100 * share) + " %";
}

std::string unit_of(const std::string& metric_name) {
    const Metric* metric = metric_named(metric_name);
    return metric == nullptr ? "" : std::string(metric->unit);
}

std::string with_unit(const Amount& amount) {
    return amount.number + (amount.unit.empty() ? "" : ' ' + amount.unit);
}

/// With its sign, so that a range that has 0 in it is seen to.
Amount signed_amount(double value, const std::string& unit) {
    Amount amount = difference_of(value, unit);
    if (value > 0 && amount.number != "0")
        amount.number.insert(0, 1, '+');
    return amount;
}

std::string range(const stats::Interval& interval, const std::string& unit) {
    const auto end = [&](double value) { return with_unit(signed_amount(value, unit)); };
    if (interval.low && interval.high)
        return "between " + signed_amount(*interval.low, unit).number + " and " + end(*interval.high);
    if (interval.low)
        return "above " + end(*interval.low);
    if (interval.high)
        return "below " + end(*interval.high);
    return "of any size";
}

std::string p_words(const Estimate& estimate, std::size_t family_size, Correction correction, bool is_primary) {
    std::string words = "p = " + written(estimate.p_adjusted.value_or(estimate.p));
    if (!is_primary)
        return words + ", false finds of the exploratory family held by BH";
    if (family_size > 1 && correction != Correction::none)
        return words + ", adjusted for " + std::to_string(family_size) + " comparisons";
    return words;
}

/// What size of effect the interval still allows, of the one that was planned to be seen.
std::string planned(const Hypothesis& hypothesis, const Plan& plan, const stats::Interval& interval) {
    const double up = plan.mde, down = -plan.mde;
    const bool has_up = !interval.high || *interval.high >= up, has_down = !interval.low || *interval.low <= down;
    const bool is_open = hypothesis.direction == Direction::increase   ? has_up
                         : hypothesis.direction == Direction::decrease ? has_down
                                                                       : has_up || has_down;
    return " An effect of " + with_unit(difference_of(plan.mde, unit_of(hypothesis.metric))) +
           ", which it was planned to see, is " + (is_open ? "not ruled out." : "ruled out.");
}

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
    return text;
}

std::string sectors_told(const ArmResult& result, double alpha) {
    if (result.sectors.size() < 2)
        return {};
    if (!result.spread)
        return " Whether sectors differ cannot be said: " + result.spread.error().why + '.';
    const SectorSpread& spread = *result.spread;
    std::vector<std::string> claimed;
    for (const SectorEffect& sector : spread.sectors)
        if (sector.is_claimed)
            claimed.push_back(sector.sector);
    std::string text =
        spread.test.p < alpha ? " The sectors differ in the effect" : " No difference between sectors is shown";
    text += " (Q test, p = " + written(spread.test.p) + ", " + percent(spread.test.i2) + " of the variation).";
    if (!claimed.empty())
        text += " By the interaction test and the shrunken effects it is there in " + listed(claimed) + '.';
    if (!spread.left_out.empty())
        text += " Nothing can be said of " + listed(spread.left_out) + '.';
    return text;
}

} // namespace

void tell(const Hypothesis& hypothesis, const Plan& plan, const std::vector<design::Arm>& arms,
          const std::string& beyond_belief, std::size_t family_size, ArmResult& result) {
    const std::string role = hypothesis.role == Role::primary ? "" : std::string(core::name_of(hypothesis.role)) + ", ";
    const std::string start = hypothesis.id + " (" + role + plain_words(hypothesis.metric) + ", " +
                              arms[result.arm].key + " against " + arms.front().key + "): ";
    if (!beyond_belief.empty()) {
        result.verdict = start + "nothing can be believed, for " + beyond_belief + '.';
        return;
    }
    if (!result.overall.estimate) {
        result.verdict = start + "uninformative, for " + result.overall.estimate.error().why + '.' +
                         sectors_told(result, plan.alpha);
        return;
    }
    const Estimate& estimate = *result.overall.estimate;
    const std::string unit = unit_of(hypothesis.metric);
    const std::string size =
        with_unit(difference_of(std::abs(estimate.effect), unit)) + (estimate.effect < 0 ? " lower" : " higher");
    const std::string sureness = percent(1 - plan.alpha) + " interval " + range(estimate.interval, unit) + "; " +
                                 p_words(estimate, family_size, plan.correction, hypothesis.role == Role::primary);
    switch (result.finding) {
    case Finding::supported:
        result.verdict = start + "supported. It is " + size + " (" + sureness + ").";
        break;
    case Finding::opposite:
        result.verdict = start + "the opposite is found. It is " + size + " (" + sureness + ").";
        break;
    case Finding::not_shown:
        result.verdict = start + "no effect is shown. It is " + size + ", which chance may explain (" + sureness +
                         ")." + (hypothesis.role == Role::primary ? planned(hypothesis, plan, estimate.interval) : "");
        break;
    case Finding::uninformative:
        break;
    }
    result.verdict += sectors_told(result, plan.alpha);
}

namespace {

/// What came of a main question, for whoever reads one sentence.
std::string headline(const HypothesisResult& one, const ArmResult& result, const std::vector<design::Arm>& arms) {
    const auto name = [](const design::Arm& arm) { return arm.title.empty() ? arm.key : arm.title; };
    const std::string whom = " (" + name(arms[result.arm]) + " against " + name(arms.front()) + ")";
    std::string what = plain_words(one.hypothesis.metric);
    switch (result.finding) {
    case Finding::supported:
    case Finding::opposite:
        what.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(what.front())));
        return what + " was " + (result.overall.estimate->effect < 0 ? "lower" : "higher") + whom +
               (result.finding == Finding::opposite ? ", the opposite of what was expected. " : ". ");
    case Finding::not_shown:
        return "No clear difference in " + what + " was found" + whom + ". ";
    case Finding::uninformative:
        return "Too little is known to tell of a difference in " + what + whom + ". ";
    }
    return "";
}

/// Of the first main question alone: the sentences after it count all.
std::string headline_of(const Study& study, const Analysis& analysis) {
    const auto primary = std::ranges::find_if(
        analysis.hypotheses, [](const HypothesisResult& one) { return one.hypothesis.role == Role::primary; });
    if (primary == analysis.hypotheses.end() || primary->arms.empty())
        return "";
    return headline(*primary, primary->arms.front(), study.prereg.arms);
}

} // namespace

std::string told(const Study& study, const Analysis& analysis, const std::string& beyond_belief) {
    std::string text;
    if (study.simulated)
        text += "This is of a simulated market, in which the buyers, the shops or both are made up: nothing here is to "
                "be read as "
                "what people do. ";
    if (!beyond_belief.empty())
        return text + "Nothing measured can be believed, for " + beyond_belief + '.';
    text += headline_of(study, analysis);
    std::size_t supported = 0, opposite = 0, not_shown = 0, uninformative = 0;
    for (const HypothesisResult& one : analysis.hypotheses)
        if (one.hypothesis.role == Role::primary)
            for (const ArmResult& arm : one.arms)
                ++(arm.finding == Finding::supported   ? supported
                   : arm.finding == Finding::opposite  ? opposite
                   : arm.finding == Finding::not_shown ? not_shown
                                                       : uninformative);
    const std::size_t all = supported + opposite + not_shown + uninformative;
    text += "Of " + std::to_string(all) + (all == 1 ? " primary comparison, " : " primary comparisons, ") +
            std::to_string(supported) + " supported, " + std::to_string(opposite) + " found the opposite, " +
            std::to_string(not_shown) + " showed no effect and " + std::to_string(uninformative) +
            (uninformative == 1 ? " was uninformative." : " were uninformative.");
    std::vector<std::string> breached;
    std::size_t untold = 0;
    for (const GuardrailResult& guardrail : analysis.guardrails)
        if (guardrail.state == GuardrailState::uninformative)
            ++untold;
        else if (guardrail.state == GuardrailState::breached)
            breached.push_back(plain_words(guardrail.guardrail.metric) + " with " +
                               study.prereg.arms[guardrail.arm].key);
    text += breached.empty() ? " No guardrail is breached." : " Breached: " + listed(breached) + '.';
    if (untold > 0)
        text += " Of " + std::to_string(untold) +
                (untold == 1 ? " guardrail it is not known whether it holds."
                             : " guardrails it is not known whether they hold.");
    const auto late = std::ranges::find(analysis.sample_ratio, true, &SampleRatio::alarm);
    if (late != analysis.sample_ratio.end())
        text += " The arms were drawn as registered and differ in size at " + std::string(core::name_of(late->stage)) +
                ": they change who comes so far.";
    if (study.prereg.pilot)
        text += " This is a pilot: its unit is too small for a claim.";
    if (const std::size_t count = study.deviations.size(); count > 0)
        text += ' ' + std::to_string(count) +
                (count == 1 ? " deviation from the registration is named."
                            : " deviations from the registration are named.");
    return text;
}

std::string_view what_was_found(std::string_view verdict) {
    const std::size_t last = verdict.rfind(". ");
    const bool counts = last != verdict.npos && verdict.substr(last).find(" from the registration") != verdict.npos;
    return counts ? verdict.substr(0, last + 1) : verdict;
}

} // namespace parley::lab::analyse
