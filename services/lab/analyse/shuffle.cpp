#include "lab/analyse/shuffle.hpp"

#include "lab/draws.hpp"
#include "lab/stats/randomisation.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace parley::lab::analyse {

namespace {

using stats::Informative;
using stats::Uninformative;

/// Who is treated, unit by unit.
using Deal = std::vector<char>;

/// The difference of one assignment: of y, and of what a constant effect would have added to it.
struct Differences {
    double y = 0;
    double effect = 0; // 1 for the assignment that happened
};

class Statistic {
public:
    explicit Statistic(std::span<const Dealt> units) : units_(units) {
        for (const Dealt& unit : units) {
            strata_.resize(std::max(strata_.size(), unit.stratum + 1));
            Sums& all = strata_[unit.stratum].all;
            all.add(unit);
            (unit.treated ? strata_[unit.stratum].n_treated : strata_[unit.stratum].n_control) += 1;
        }
        for (Part& part : strata_)
            weights_ += part.weight();
    }

    Differences operator()(const Deal& deal) {
        for (Part& part : strata_)
            part.treated = {};
        for (std::size_t i = 0; i < units_.size(); ++i)
            if (deal[i] != 0)
                strata_[units_[i].stratum].treated.add(units_[i]);
        Differences found;
        for (const Part& part : strata_) {
            const double share = part.weight() / weights_;
            const double x = part.treated.x, others = part.all.x - x;
            found.y += share * (part.treated.y / x - (part.all.y - part.treated.y) / others);
            found.effect += share * (part.treated.effect / x - (part.all.effect - part.treated.effect) / others);
        }
        return found;
    }

private:
    struct Sums {
        double y = 0, x = 0, effect = 0;
        void add(const Dealt& unit) {
            y += unit.y;
            x += unit.x;
            effect += unit.treated ? unit.x : 0;
        }
    };
    struct Part {
        Sums all, treated;
        double n_control = 0, n_treated = 0;
        double weight() const { return n_control * n_treated / (n_control + n_treated); }
    };
    std::span<const Dealt> units_;
    std::vector<Part> strata_;
    double weights_ = 0;
};

/// The units of each block, by index.
using Blocks = std::vector<std::vector<std::size_t>>;

Blocks blocks_of(std::span<const Dealt> units) {
    Blocks blocks;
    for (std::size_t i = 0; i < units.size(); ++i) {
        blocks.resize(std::max(blocks.size(), units[i].block + 1));
        blocks[units[i].block].push_back(i);
    }
    return blocks;
}

/// How many ways there are to deal; infinite where a double cannot hold it.
double ways_of(std::span<const Dealt> units, const Blocks& blocks) {
    double ways = 1;
    for (const auto& block : blocks) {
        const auto treated = std::ranges::count_if(block, [&](std::size_t i) { return units[i].treated; });
        for (std::ptrdiff_t k = 1; k <= treated; ++k)
            ways *=
                static_cast<double>(static_cast<std::ptrdiff_t>(block.size()) - treated + k) / static_cast<double>(k);
    }
    return std::round(ways);
}

/// Goes on to the next way of dealing one block; false after the last, back at the first.
bool next_deal(Deal& deal, const std::vector<std::size_t>& block) {
    Deal part;
    for (const std::size_t i : block)
        part.push_back(deal[i]);
    const bool has_next = std::ranges::next_permutation(part).found;
    for (std::size_t k = 0; k < block.size(); ++k)
        deal[block[k]] = part[k];
    return has_next;
}

std::vector<Differences> listed(Statistic& statistic, Deal deal, const Blocks& blocks) {
    for (const auto& block : blocks) { // to the first way of each
        Deal part;
        for (const std::size_t i : block)
            part.push_back(deal[i]);
        std::ranges::sort(part);
        for (std::size_t k = 0; k < block.size(); ++k)
            deal[block[k]] = part[k];
    }
    std::vector<Differences> all;
    for (bool goes_on = true; goes_on;) {
        all.push_back(statistic(deal));
        goes_on = std::ranges::any_of(blocks, [&](const auto& block) { return next_deal(deal, block); });
    }
    return all;
}

/// What happened, then what was drawn.
std::vector<Differences> drawn(Statistic& statistic, Deal deal, const Blocks& blocks, std::uint64_t seed) {
    Draws draws(seed);
    std::vector<Differences> all{statistic(deal)};
    while (all.size() <= stats::drawn_assignments) {
        for (const auto& block : blocks)
            for (std::size_t i = block.size(); i-- > 1;)
                std::swap(deal[block[i]],
                          deal[block[static_cast<std::size_t>(draws.between(0, static_cast<std::int64_t>(i)))]]);
        all.push_back(statistic(deal));
    }
    return all;
}

Uninformative too_few() {
    return {"there are too few units: dealt to the arms in any way, they could show no effect"};
}

/// Under an effect d, an assignment has the difference y - d effect and the one that happened T - d. The first is as
/// extreme for all d between these two, and so p rises towards T from either side.
stats::Interval inverted(const std::vector<Differences>& all, double happened, double alpha) {
    constexpr double rounding = 1e-9;
    std::vector<double> lows, highs;
    for (const Differences& other : all) {
        if (1 - std::abs(other.effect) < rounding)
            continue; // as extreme for every effect
        const double one = (happened - other.y) / (1 - other.effect), two = (happened + other.y) / (1 + other.effect);
        lows.push_back(std::min(one, two));
        highs.push_back(std::max(one, two));
    }
    std::ranges::sort(lows);
    std::ranges::sort(highs, std::ranges::greater());
    const double always = static_cast<double>(all.size() - lows.size());
    const double needed = std::floor(alpha * static_cast<double>(all.size()) + rounding) + 1 - always;
    if (needed < 1 || needed > static_cast<double>(lows.size()))
        return {};
    const auto place = static_cast<std::size_t>(needed) - 1;
    return {lows[place], highs[place]};
}

} // namespace

Informative<Shuffled> shuffle_units(std::span<const Dealt> units, double alpha, std::uint64_t seed) {
    if (units.empty())
        return Uninformative{"there is no unit"};
    if (!stats::is_inside_unit(alpha))
        return Uninformative{"alpha must lie between 0 and 1"};
    double size = 0, low = units.front().y / units.front().x, high = low;
    Deal deal;
    for (const Dealt& unit : units) {
        size += std::abs(unit.y);
        low = std::min(low, unit.y / unit.x);
        high = std::max(high, unit.y / unit.x);
        deal.push_back(unit.treated ? 1 : 0);
    }
    if (!stats::all_finite({size, low, high}))
        return stats::too_large();
    if (low == high)
        return Uninformative{"the value is the same in all of both arms: there is no difference to judge"};
    const Blocks blocks = blocks_of(units);
    const double ways = ways_of(units, blocks);
    if (!(ways * alpha >= 1))
        return too_few();
    Statistic statistic(units);
    Shuffled result;
    const Differences happened = statistic(deal);
    result.estimate = happened.y;
    result.listed = ways <= static_cast<double>(stats::listed_assignments_max);
    const std::vector<Differences> all =
        result.listed ? listed(statistic, deal, blocks) : drawn(statistic, deal, blocks, seed);
    result.assignments = static_cast<double>(all.size());
    // Twice the same sums in another order are the same.
    const double rounding = 1e-12 * std::max({std::abs(low), std::abs(high), std::abs(happened.y)});
    const auto p_of = [&](double difference) {
        const auto extreme = std::ranges::count_if(
            all, [&](const Differences& other) { return std::abs(other.y) >= std::abs(difference) - rounding; });
        return static_cast<double>(extreme) / result.assignments;
    };
    double farthest = 0;
    for (const Differences& other : all)
        farthest = std::max(farthest, std::abs(other.y));
    if (p_of(farthest) > alpha)
        return too_few();
    result.p = p_of(happened.y);
    result.interval = inverted(all, happened.y, alpha);
    if (!stats::all_finite(
            {result.estimate, result.p, result.interval.low.value_or(0), result.interval.high.value_or(0)}))
        return stats::too_large();
    return result;
}

} // namespace parley::lab::analyse
