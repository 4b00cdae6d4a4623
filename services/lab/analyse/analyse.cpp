#include "lab/analyse/analysis.hpp"

#include "core/matching/sectors.hpp"
#include "lab/analyse/live.hpp"
#include "lab/stats/distributions.hpp"
#include "lab/stats/multiplicity.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace parley::lab::analyse {

namespace {

using stats::Informative;
using stats::Uninformative;

void note(Analysis& analysis, std::size_t count, const std::string& one, const std::string& many) {
    if (count > 0)
        analysis.notes.push_back(count == 1 ? "1 " + one : std::to_string(count) + ' ' + many);
}

/// A unit that was seen in two arms had neither.
std::set<std::string_view> torn_units(const Study& study) {
    std::map<std::string_view, std::size_t> arm_of;
    std::set<std::string_view> torn;
    for (const Fact& fact : study.facts)
        if (arm_of.try_emplace(fact.unit, fact.arm).first->second != fact.arm)
            torn.insert(fact.unit);
    return torn;
}

FactsByArm analysed_facts(const Study& study, Analysis& analysis) {
    FactsByArm facts(study.prereg.arms.size());
    const std::set<std::string_view> torn = torn_units(study);
    std::size_t elsewhere = 0, no_arm = 0;
    for (const Fact& fact : study.facts)
        if (fact.arm >= facts.size())
            ++no_arm;
        else if (std::ranges::none_of(study.prereg.sectors, [&](const std::string& registered) {
                     return core::lies_within(fact.sector, registered);
                 }))
            ++elsewhere;
        else if (!torn.contains(fact.unit))
            facts[fact.arm].push_back(&fact);
    note(analysis, no_arm, "request of an arm that was not registered is left out.",
         "requests of arms that were not registered are left out.");
    note(analysis, elsewhere, "request of a sector that was not registered is left out.",
         "requests of sectors that were not registered are left out.");
    note(analysis, torn.size(), "unit that was seen in two arms is left out.",
         "units that were seen in two arms are left out.");
    return facts;
}

FactsByArm in_sector(const FactsByArm& facts, const std::string& sector) {
    FactsByArm some(facts.size());
    for (std::size_t arm = 0; arm < facts.size(); ++arm)
        std::ranges::copy_if(facts[arm], std::back_inserter(some[arm]),
                             [&](const Fact* fact) { return core::lies_within(fact->sector, sector); });
    return some;
}

double horizon_over(const FactsByArm& facts) {
    Facts all;
    for (const Facts& arm : facts)
        all.insert(all.end(), arm.begin(), arm.end());
    return horizon_of(all);
}

/// The facts of all sectors, and of each.
struct Slices {
    FactsByArm all;
    std::vector<std::pair<std::string, FactsByArm>> by_sector;
};

SliceValues values_in(const Metric& metric, const std::string& sector, const FactsByArm& facts) {
    SliceValues slice{sector, horizon_over(facts), {}};
    for (const Facts& arm : facts)
        slice.arms.push_back(value_of(metric, arm, slice.horizon_s));
    return slice;
}

std::vector<MetricValues> values_of(const Slices& slices) {
    std::vector<MetricValues> values;
    for (const Metric& metric : metrics()) {
        MetricValues of_metric{&metric, {values_in(metric, "", slices.all)}};
        for (const auto& [sector, facts] : slices.by_sector)
            of_metric.slices.push_back(values_in(metric, sector, facts));
        values.push_back(std::move(of_metric));
    }
    return values;
}

/// Compares the arms of one study.
class Comparing {
public:
    Comparing(const Study& study, const Plan& plan, const Slices& slices)
        : study_(study), plan_(plan), slices_(slices) {}

    Comparison in(const Metric& metric, const std::string& sector, const FactsByArm& facts, std::size_t arm,
                  double horizon_s) const {
        const std::string label = std::string(metric.name) + ':' + sector + ':' + study_.prereg.arms[arm].key;
        CompareOptions options{study_.prereg.unit,          plan_.alpha, plan_.tuning,
                               caps_of(plan_, metric.name), horizon_s,   seed_of(study_.prereg, label),
                               plan_.is_rerandomised};
        if (sector.empty())
            options.sectors = study_.prereg.sectors;
        Comparison comparison = compare(metric, facts.front(), facts[arm], options);
        comparison.sector = sector;
        comparison.arm = arm;
        return comparison;
    }

    ArmResult of(const Metric& metric, std::size_t arm) const {
        const double horizon_s = horizon_over(slices_.all);
        ArmResult result{arm,
                         in(metric, "", slices_.all, arm, horizon_s),
                         {},
                         Uninformative{"there is no sector"},
                         Finding::uninformative,
                         {}};
        std::vector<Informative<stats::Effect>> effects;
        for (const auto& [sector, facts] : slices_.by_sector) {
            const double own_horizon_s = horizon_over(facts);
            result.sectors.push_back(in(metric, sector, facts, arm, own_horizon_s));
            // Sectors are held against each other up to one horizon, or they would differ by it.
            const bool is_same = metric.kind != Kind::survival || own_horizon_s == horizon_s;
            const Comparison& own = result.sectors.back();
            // Shares that are all 0 have an error by convention, and no effect that sectors could differ in.
            effects.push_back(!own.varies ? Uninformative{"every request came out the same"}
                              : is_same   ? own.effect
                                          : in(metric, sector, facts, arm, horizon_s).effect);
        }
        result.spread = spread_of(effects);
        return result;
    }

private:
    Informative<SectorSpread> spread_of(const std::vector<Informative<stats::Effect>>& effects) const {
        SectorSpread spread;
        std::vector<stats::SectorEffect> known;
        std::vector<std::string> names;
        for (std::size_t i = 0; i < effects.size(); ++i) {
            const std::string& sector = slices_.by_sector[i].first;
            if (!effects[i]) {
                spread.left_out.push_back(sector);
                continue;
            }
            known.push_back({effects[i]->estimate, effects[i]->variance});
            names.push_back(sector);
        }
        if (known.size() < 2)
            return Uninformative{"fewer than two have an effect that can be told"};
        const auto test = stats::heterogeneity_of(known);
        if (!test)
            return test.error();
        spread.test = *test;
        const stats::PooledEffect& common = test->der_simonian_laird;
        const auto shrunken = stats::shrink(known, common.effect, common.tau2);
        if (!shrunken)
            return shrunken.error();
        const double z = stats::normal_quantile_above(plan_.alpha / 2);
        for (std::size_t i = 0; i < known.size(); ++i) {
            // The prediction error of a mixed model: what is left of the sector's own, and of the common effect.
            const double leant = known[i].variance / (known[i].variance + common.tau2);
            const stats::ShrunkenEffect& own = (*shrunken)[i];
            const double se = std::sqrt(own.se * own.se + leant * leant * common.se * common.se);
            spread.sectors.push_back({names[i],
                                      known[i].effect,
                                      std::sqrt(known[i].variance),
                                      own.effect,
                                      se,
                                      {own.effect - z * se, own.effect + z * se},
                                      false});
        }
        return spread;
    }

    const Study& study_;
    const Plan& plan_;
    const Slices& slices_;
};

double corrected(const stats::AdjustedP& adjusted, Correction correction, double raw, std::size_t i) {
    switch (correction) {
    case Correction::none:
        return raw;
    case Correction::bonferroni:
        return adjusted.bonferroni[i];
    case Correction::holm:
        return adjusted.holm[i];
    case Correction::benjamini_hochberg:
        return adjusted.bh[i];
    }
    return 1;
}

/// Adjusts the p-values of one family. A member that says nothing counts as p = 1, so that the family is as large as it
/// was registered.
void adjust(const std::vector<Comparison*>& family, const std::string& name, Correction correction) {
    std::vector<double> p;
    for (const Comparison* member : family)
        p.push_back(member->estimate ? member->estimate->p : 1);
    const auto adjusted = stats::adjust_p(p);
    if (!adjusted)
        return;
    for (std::size_t i = 0; i < family.size(); ++i)
        if (family[i]->estimate) {
            family[i]->estimate->family = name;
            family[i]->estimate->p_adjusted = corrected(*adjusted, correction, p[i], i);
        }
}

/// The primary family is primary metrics by sectors by arms; those over all sectors are a family of their own, which
/// the verdicts rest on. All that is not primary is exploratory, and BH holds its share of false finds.
void adjust_families(Analysis& analysis) {
    std::vector<Comparison*> primary, overall, exploratory;
    for (HypothesisResult& one : analysis.hypotheses)
        for (ArmResult& arm : one.arms) {
            const bool is_primary = one.hypothesis.role == Role::primary;
            (is_primary ? overall : exploratory).push_back(&arm.overall);
            for (Comparison& sector : arm.sectors)
                (is_primary ? primary : exploratory).push_back(&sector);
        }
    adjust(primary, "primary", analysis.correction);
    adjust(overall, "overall", analysis.correction);
    adjust(exploratory, "exploratory", Correction::benjamini_hochberg);
}

bool is_towards(Direction direction, double effect) {
    return direction == Direction::two_sided || (direction == Direction::increase ? effect > 0 : effect < 0);
}

Finding finding_of(const Hypothesis& hypothesis, const Comparison& overall, double alpha) {
    if (!overall.estimate)
        return Finding::uninformative;
    const Estimate& estimate = *overall.estimate;
    if (estimate.p_adjusted.value_or(1) >= alpha)
        return Finding::not_shown;
    return is_towards(hypothesis.direction, estimate.effect) ? Finding::supported : Finding::opposite;
}

/// That it works in a sector is never read off the sector's own significance. The shrunken effect has to be clear of 0
/// on the hypothesised side; and where sectors differ (Q), the sector has to stand in the primary family, else the
/// effect over all sectors has to be found.
void claim(const Hypothesis& hypothesis, double alpha, ArmResult& result) {
    if (!result.spread)
        return;
    const bool do_differ = result.spread->test.p < alpha;
    for (SectorEffect& sector : result.spread->sectors) {
        const bool is_clear = *sector.interval.low > 0 || *sector.interval.high < 0;
        const auto own = std::ranges::find(result.sectors, sector.sector, &Comparison::sector);
        const bool stands = own->estimate && own->estimate->p_adjusted.value_or(1) < alpha;
        sector.is_claimed = is_clear && is_towards(hypothesis.direction, sector.shrunken) &&
                            (do_differ ? stands : result.finding == Finding::supported);
    }
}

Comparison unknown_comparison(const std::string& metric, std::size_t arm) {
    Comparison comparison = no_comparison({metric + " is not computed from requests"});
    comparison.arm = arm;
    return comparison;
}

ArmResult unknown_result(const std::string& metric, std::size_t arm, const std::vector<std::string>& sectors) {
    Comparison overall = unknown_comparison(metric, arm);
    ArmResult result{arm, overall, {}, overall.estimate.error(), Finding::uninformative, {}};
    for (const std::string& sector : sectors) {
        result.sectors.push_back(overall);
        result.sectors.back().sector = sector;
    }
    return result;
}

/// By the metric's own better direction, whatever was hoped for; a metric that only describes has the registered one.
bool is_worse(const Hypothesis& hypothesis, const ArmResult& result) {
    if (result.finding != Finding::supported && result.finding != Finding::opposite)
        return false;
    const Metric* metric = metric_named(hypothesis.metric);
    if (metric == nullptr || metric->better == Direction::two_sided)
        return result.finding == Finding::opposite;
    return !is_towards(metric->better, result.overall.estimate->effect);
}

} // namespace

bool shows_harm(const Analysis& analysis) {
    if (!beyond_belief(analysis.sample_ratio).empty())
        return false;
    if (std::ranges::count(analysis.guardrails, GuardrailState::breached, &GuardrailResult::state) > 0)
        return true;
    return std::ranges::any_of(analysis.hypotheses, [](const HypothesisResult& one) {
        return one.hypothesis.role == Role::primary &&
               std::ranges::any_of(one.arms, [&](const ArmResult& arm) { return is_worse(one.hypothesis, arm); });
    });
}

Analysis analyse(const Study& study) {
    const Plan plan = plan_of(study.prereg);
    Analysis analysis;
    analysis.alpha = plan.alpha;
    analysis.n_per_arm = plan.n_per_arm;
    analysis.tuning = plan.tuning;
    analysis.correction = plan.correction;
    analysis.notes = plan.notes;
    Slices slices{analysed_facts(study, analysis), {}};
    for (const std::string& sector : study.prereg.sectors)
        slices.by_sector.emplace_back(sector, in_sector(slices.all, sector));
    analysis.sizes = sizes_of(study, slices.all);
    analysis.sample_ratio = sample_ratios_of(study);
    analysis.values = values_of(slices);
    analysis.shape = shape_of(slices.all);
    const Comparing comparing(study, plan, slices);
    for (const Hypothesis& hypothesis : plan.hypotheses) {
        const Metric* metric = metric_named(hypothesis.metric);
        HypothesisResult one{hypothesis, {}};
        for (std::size_t arm = 1; arm < study.prereg.arms.size(); ++arm)
            one.arms.push_back(metric != nullptr ? comparing.of(*metric, arm)
                                                 : unknown_result(hypothesis.metric, arm, study.prereg.sectors));
        analysis.hypotheses.push_back(std::move(one));
    }
    adjust_families(analysis);
    analysis.guardrails = guardrails_of(study, plan, slices.all);
    const std::string doubt = beyond_belief(analysis.sample_ratio);
    const auto family_size =
        static_cast<std::size_t>(std::ranges::count(plan.hypotheses, Role::primary, &Hypothesis::role)) *
        (study.prereg.arms.size() - 1);
    for (HypothesisResult& one : analysis.hypotheses)
        for (ArmResult& arm : one.arms) {
            arm.finding = finding_of(one.hypothesis, arm.overall, plan.alpha);
            if (!doubt.empty())
                arm.finding = Finding::uninformative;
            else
                claim(one.hypothesis, plan.alpha, arm);
            tell(one.hypothesis, plan, study.prereg.arms, doubt, family_size, arm);
        }
    analysis.verdict = told(study, analysis, doubt);
    return analysis;
}

} // namespace parley::lab::analyse
