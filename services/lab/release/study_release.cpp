#include "lab/release/study_release.hpp"

#include "lab/release/cells.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace parley::lab::release {

namespace {

using analyse::Fact;
using analyse::StageCount;

std::vector<Row> rows_of(const std::vector<PrivateFact>& facts) {
    std::vector<Row> rows;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        const PrivateFact& one = facts[i];
        // A sector is never made coarser, and so neither is the epoch that stands with it. No sector holds a line
        // break.
        rows.push_back({static_cast<std::int64_t>(i), one.fact.sector + '\n' + std::to_string(one.fact.epoch),
                        one.region, one.week, one.band, one.consumer, "", std::nullopt, std::nullopt});
    }
    return rows;
}

std::optional<ReleaseFault> fault_in(const std::vector<PrivateFact>& facts, std::size_t arms) {
    std::map<std::string_view, std::size_t> arm_of;
    for (std::size_t i = 0; i < facts.size(); ++i) {
        const std::string at = '/' + std::to_string(i);
        const Fact& fact = facts[i].fact;
        if (facts[i].consumer.empty())
            return ReleaseFault{at + "/consumer", "must be named: without people nothing can be counted"};
        if (fact.unit.empty())
            return ReleaseFault{at + "/unit", "must be named"};
        if (fact.arm >= arms)
            return ReleaseFault{at + "/arm", "is not an arm of the pre-registration"};
        if (arm_of.try_emplace(fact.unit, fact.arm).first->second != fact.arm)
            return ReleaseFault{at + "/arm", "is not that of the other rows of its unit"};
    }
    return std::nullopt;
}

/// To the nearest step, half a step up; not for what is negative.
std::int64_t in_steps(std::int64_t value, std::int64_t step) {
    return (value + step / 2) / step * step;
}
std::optional<std::int64_t> in_steps(std::optional<std::int64_t> value, std::int64_t step) {
    return value ? std::optional(in_steps(*value, step)) : std::nullopt;
}

Fact public_fact(Fact fact, const ReleaseKey& key) {
    fact.unit = pseudonym(key, fact.unit);
    fact.first_ms = in_steps(fact.first_ms, time_step_ms);
    fact.end_ms = in_steps(fact.end_ms, time_step_ms);
    fact.duration_ms = in_steps(fact.duration_ms, time_step_ms);
    fact.best_ref_ppm = in_steps(fact.best_ref_ppm, ref_step_ppm);
    fact.best_budget_ppm = in_steps(fact.best_budget_ppm, budget_step_ppm);
    return fact;
}

std::vector<ArmTotal> totals_of(const std::vector<PrivateFact>& facts, std::size_t arms) {
    std::vector<ArmTotal> totals(arms);
    std::vector<std::set<std::string_view>> consumers(arms), retailers(arms);
    for (const PrivateFact& one : facts) {
        const Fact& fact = one.fact;
        ArmTotal& total = totals[fact.arm];
        consumers[fact.arm].insert(one.consumer);
        retailers[fact.arm].insert(one.retailers.begin(), one.retailers.end());
        ++total.requests;
        total.invited += fact.invited;
        total.opened += fact.opened;
        total.offers += fact.offers;
        total.bids += fact.bids;
        total.awarded += fact.awarded ? 1 : 0;
        total.converted += fact.converted ? 1 : 0;
    }
    for (std::size_t arm = 0; arm < arms; ++arm) {
        totals[arm].arm = arm;
        totals[arm].consumers = static_cast<std::int64_t>(consumers[arm].size());
        totals[arm].retailers = static_cast<std::int64_t>(retailers[arm].size());
    }
    return totals;
}

/// Those that may be told. An arm where nobody was tells that, and nothing else.
std::vector<ArmTotal> public_totals(const std::vector<ArmTotal>& totals) {
    std::vector<Cell> cells;
    for (const ArmTotal& total : totals)
        cells.push_back({"all", std::to_string(total.arm), total.consumers, total.retailers, 0, 0});
    const std::vector<Verdict> verdicts = verdicts_of(cells);
    std::vector<ArmTotal> told;
    for (std::size_t i = 0; i < totals.size(); ++i)
        if (!verdicts[i].is_gap())
            told.push_back(totals[i]);
    return told;
}

std::vector<StageCount> without_epochs(const std::vector<StageCount>& stages) {
    std::map<std::pair<analyse::Stage, std::size_t>, std::int64_t> units;
    for (const StageCount& count : stages)
        units[{count.stage, count.arm}] += count.units;
    std::vector<StageCount> summed;
    for (const auto& [at, sum] : units)
        summed.push_back({at.first, 0, at.second, sum});
    return summed;
}

} // namespace

boost::system::result<StudyRelease, ReleaseFault>
release_study(const analyse::Study& study, const std::vector<PrivateFact>& facts, const ReleaseKey& key) {
    const std::size_t arms = study.prereg.arms.size();
    const std::vector<Row> rows = rows_of(facts);
    if (auto fault = fault_in(rows))
        return std::move(*fault);
    if (auto fault = fault_in(facts, arms))
        return std::move(*fault);

    StudyRelease release;
    release.study = study;
    release.study.facts.clear();
    release.study.started_at.reset();
    release.study.ended_at.reset();
    release.rows_all = static_cast<std::int64_t>(facts.size());
    const RowRelease released = release_rows(rows, release.k, key);
    release.levels = released.trace.back().levels;
    release.is_withheld = released.is_withheld;
    if (release.is_withheld) {
        release.left_out = release.rows_all;
        release.totals = public_totals(totals_of(facts, arms));
        release.study.stages = release.totals.size() == arms ? without_epochs(study.stages) : std::vector<StageCount>{};
        return release;
    }
    release.left_out = static_cast<std::int64_t>(released.dropped.size());
    for (const Row& row : rows)
        if (!std::ranges::binary_search(released.dropped, row.number))
            release.study.facts.push_back(public_fact(facts[static_cast<std::size_t>(row.number)].fact, key));
    // Rows that are equal in all that they tell are the same row, in whatever order they come.
    std::ranges::sort(release.study.facts);
    return release;
}

boost::system::result<RowsOutlook, ReleaseFault> rows_outlook(const std::vector<PrivateFact>& facts) {
    const std::vector<Row> rows = rows_of(facts);
    if (auto fault = fault_in(rows))
        return std::move(*fault);
    RowsOutlook outlook;
    outlook.rows_all = static_cast<std::int64_t>(rows.size());
    const RowRelease released = release_rows(rows, k_min, ReleaseKey{}); // its names are used nowhere
    outlook.is_withheld = released.is_withheld;
    outlook.left_out = released.is_withheld ? outlook.rows_all : static_cast<std::int64_t>(released.dropped.size());
    return outlook;
}

} // namespace parley::lab::release
