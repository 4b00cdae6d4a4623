// Tables by sector and region: the worked example, what no sum of totals may tell, and what is wrong with a table.
#include "lab/release/cells.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace parley::lab::release {
namespace {

/// 4 retailers of whom none is large.
Cell cell(std::string sector, std::string region, std::int64_t consumers) {
    return consumers == 0 ? Cell{std::move(sector), std::move(region)}
                          : Cell{std::move(sector), std::move(region), consumers, 4, 300'000, 200'000};
}

/// A table without names: the rows are sectors "a", "b" ..., the columns regions "0", "1" ...
std::vector<Cell> table(const std::vector<std::vector<std::int64_t>>& consumers) {
    std::vector<Cell> cells;
    for (std::size_t i = 0; i < consumers.size(); ++i)
        for (std::size_t j = 0; j < consumers[i].size(); ++j)
            cells.push_back(cell(std::string(1, static_cast<char>('a' + i)), std::to_string(j), consumers[i][j]));
    return cells;
}

/// P, c, 0 and . for primary, complementary, zero and published; a space between rows.
std::string drawn(const std::vector<Cell>& cells) {
    std::string text;
    const std::vector<Verdict> verdicts = verdicts_of(cells);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0 && cells[i].sector != cells[i - 1].sector)
            text += ' ';
        text += verdicts[i].fate == Fate::primary         ? 'P'
                : verdicts[i].fate == Fate::complementary ? 'c'
                : verdicts[i].fate == Fate::zero          ? '0'
                                                          : '.';
    }
    return text;
}

TEST(ReleaseCells, AreSuppressedAsInTheWorkedExample) {
    struct Expected {
        Cell cell;
        std::string outcome;
    };
    const Expected expected[] = {
        {{"furniture", "leeds", 40, 6, 350'000, 200'000}, "publish"},
        {{"furniture", "york", 9, 5, 400'000, 200'000}, "primary:k<10 consumers"},
        {{"furniture", "hull", 25, 4, 450'000, 250'000}, "complementary"},
        {{"bicycles", "leeds", 31, 2, 600'000, 400'000}, "primary:<3 retailers;p%-rule 15"},
        {{"bicycles", "york", 22, 7, 300'000, 200'000}, "complementary"},
        {{"bicycles", "hull", 18, 6, 340'000, 220'000}, "complementary"},
        {{"garden", "leeds", 15, 4, 800'000, 150'000}, "primary:p%-rule 15"},
        {{"garden", "york", 60, 9, 220'000, 150'000}, "publish"},
        {{"garden", "hull", 12, 5, 400'000, 180'000}, "complementary"},
        {{"kitchen", "leeds", 50, 8, 250'000, 200'000}, "publish"},
        {{"kitchen", "york", 33, 6, 300'000, 200'000}, "publish"},
        {{"kitchen", "hull", 0, 0, 0, 0}, "zero"},
    };
    std::vector<Cell> cells;
    for (const Expected& one : expected)
        cells.push_back(one.cell);
    ASSERT_FALSE(fault_in(cells));
    const std::vector<Verdict> verdicts = verdicts_of(cells);
    for (std::size_t i = 0; i < cells.size(); ++i)
        EXPECT_EQ(to_text(verdicts[i]), expected[i].outcome) << cells[i].sector << ' ' << cells[i].region;
}

TEST(ReleaseCells, KeepEachRuleToItsBound) {
    const auto verdict = [](std::int64_t consumers, std::int64_t retailers, std::int64_t share1, std::int64_t share2) {
        return to_text(verdicts_of({{"a", "0", consumers, retailers, share1, share2}}).front());
    };
    EXPECT_EQ(verdict(10, 3, 500'000, 400'000), "publish");
    EXPECT_EQ(verdict(9, 3, 500'000, 400'000), "primary:k<10 consumers");
    EXPECT_EQ(verdict(10, 2, 500'000, 400'000), "primary:<3 retailers");
    EXPECT_EQ(verdict(10, 3, 800'000, 80'000), "publish") << "the others have exactly 15 % of the largest";
    EXPECT_EQ(verdict(10, 3, 800'000, 80'001), "primary:p%-rule 15");
    EXPECT_EQ(verdict(1, 1, 1'000'000, 0), "primary:k<10 consumers;<3 retailers;p%-rule 15");
    EXPECT_EQ(verdict(30, 0, 0, 0), "primary:<3 retailers") << "requests without an award";
}

TEST(ReleaseCells, HideAGapBehindTheSmallestThatTheLineHas) {
    EXPECT_EQ(drawn(table({{50, 20}, {30, 40}})), ".. ..");
    EXPECT_EQ(drawn(table({{9, 20, 30}, {30, 40, 50}, {60, 70, 80}})), "Pc. cc. ...");
    EXPECT_EQ(drawn(table({{9, 20, 20}, {30, 40, 50}})), "Pc. cc.") << "of equals the first by name";
    EXPECT_EQ(drawn(table({{9, 9, 30}, {9, 9, 50}, {60, 70, 80}})), "PP. PP. ...") << "they hide each other";
    EXPECT_EQ(drawn(table({{0, 9, 30}, {20, 0, 50}})), "0Pc .cc") << "nobody hides nobody, while somebody can";
    EXPECT_EQ(drawn(table({{0, 9}, {20, 50}})), "cP cc") << "else the empty cell has to";
    EXPECT_EQ(drawn({}), "");
}

TEST(ReleaseCells, OfASingleLineHaveOneTotal) {
    EXPECT_EQ(drawn(table({{9}})), "P");
    EXPECT_EQ(drawn(table({{9, 20, 30}})), "Pc.");
    EXPECT_EQ(drawn(table({{20}, {9}, {30}})), "c P .");
    EXPECT_EQ(drawn(table({{9, 8, 30}})), "PP.");
    EXPECT_EQ(drawn(table({{9, 0, 0}})), "Pc0");
}

TEST(ReleaseCells, AreNotGivenAwayBySeveralTotalsTogether) {
    // Each line has two gaps or more, but a and b less the columns 0 and 1 would leave the gap of a in 2.
    EXPECT_EQ(drawn(table({{9, 9, 9, 99}, {9, 9, 70, 80}, {60, 88, 9, 9}, {77, 95, 9, 9}})), "PPP. PP.. c.PP ..PP");
}

// --- what is wrong with a table ---------------------------------------------------------------------------------

TEST(ReleaseCells, NameThePlaceThatIsWrong) {
    const auto fault = [](std::vector<Cell> cells) {
        const auto found = fault_in(cells);
        return found ? found->pointer + ": " + found->detail : "none";
    };
    EXPECT_EQ(fault({}), "none");
    EXPECT_EQ(fault(table({{9, 0}, {20, 30}})), "none");
    EXPECT_EQ(fault({cell("a", "0", 9), cell("b", "1", 9)}),
              ": has no cell for a in 1; where nobody was, a cell says so with zeros");
    EXPECT_EQ(fault({cell("a", "0", 9), cell("a", "0", 10)}), "/1: is a second cell for a in 0");
    EXPECT_EQ(fault({{"a", "0", -1, 0, 0, 0}}), "/0/consumers: must not be negative");
    EXPECT_EQ(fault({{"a", "0", 1, -1, 0, 0}}), "/0/retailers: must not be negative");
    EXPECT_EQ(fault({{"a", "0", 0, 1, 0, 0}}), "/0/retailers: must be 0 where there are no consumers");
    EXPECT_EQ(fault({{"a", "0", 9, 4, 1'000'001, 0}}), "/0/share1: must be a share from 0 to 1");
    EXPECT_EQ(fault({{"a", "0", 9, 4, 300'000, 300'001}}), "/0/share2: must be a share from 0 to share1");
    EXPECT_EQ(fault({{"a", "0", 9, 4, 600'000, 400'001}}), "/0/share2: must not come to more than 1 with share1");
    EXPECT_EQ(fault({{"a", "0", 9, 0, 1, 0}}), "/0/share1: must be 0 where there are no retailers");
    EXPECT_EQ(fault({{"a", "0", 9, 1, 900'000, 1}}), "/0/share2: must be 0 where there is no second retailer");
}

// --- whatever the table -----------------------------------------------------------------------------------------

/// Small cells are frequent, at times in two blocks with little between them, so that gaps come in all patterns.
std::vector<Cell> any_table() {
    const auto below = [](std::int64_t end) { return *rc::gen::resize(100, rc::gen::inRange<std::int64_t>(0, end)); };
    const std::int64_t rows = 1 + below(6), columns = 1 + below(6);
    const bool has_blocks = below(2) == 0;
    std::vector<std::vector<std::int64_t>> numbers(static_cast<std::size_t>(rows));
    for (std::int64_t i = 0; i < rows; ++i)
        for (std::int64_t j = 0; j < columns; ++j) {
            const std::int64_t small_percent = !has_blocks ? 25 : (i % 2 == j % 2 ? 80 : 5);
            const bool is_small = below(100) < small_percent;
            const std::int64_t large = below(8) == 0 ? 0 : 10 + below(50);
            numbers[static_cast<std::size_t>(i)].push_back(is_small ? 1 + below(9) : large);
        }
    return table(numbers);
}

using Names = std::pair<std::string, std::string>;
using Gaps = std::set<Names>;

Gaps gaps_of(const std::vector<Cell>& cells, bool primary_only) {
    Gaps gaps;
    const std::vector<Verdict> verdicts = verdicts_of(cells);
    for (std::size_t i = 0; i < cells.size(); ++i)
        if (primary_only ? verdicts[i].fate == Fate::primary : verdicts[i].is_gap())
            gaps.insert({cells[i].sector, cells[i].region});
    return gaps;
}

/// The rank modulo a prime, which for sums over lines is the rank.
std::size_t rank_of(std::vector<std::vector<std::int64_t>> equations) {
    constexpr std::int64_t prime = 1'000'003;
    const auto inverse = [&](std::int64_t number) {
        std::int64_t power = 1;
        for (std::int64_t left = prime - 2, base = number; left > 0; left /= 2, base = base * base % prime)
            if (left % 2 == 1)
                power = power * base % prime;
        return power;
    };
    std::size_t rank = 0;
    for (std::size_t unknown = 0; !equations.empty() && unknown < equations.front().size(); ++unknown) {
        const auto pivot = std::find_if(equations.begin() + static_cast<std::ptrdiff_t>(rank), equations.end(),
                                        [&](const auto& equation) { return equation[unknown] != 0; });
        if (pivot == equations.end())
            continue;
        std::swap(*pivot, equations[rank]);
        const std::vector<std::int64_t>& with = equations[rank];
        for (std::size_t i = rank + 1; i < equations.size(); ++i) {
            const std::int64_t times = equations[i][unknown] * inverse(with[unknown]) % prime;
            for (std::size_t j = 0; j < with.size(); ++j)
                equations[i][j] = ((equations[i][j] - times * with[j]) % prime + prime) % prime;
        }
        ++rank;
    }
    return rank;
}

/// Those of the gaps whose value follows from the totals of all lines of two cells or more.
Gaps computable(const std::vector<Cell>& cells, const Gaps& gaps) {
    std::set<std::string> sectors, regions;
    for (const Cell& one : cells) {
        sectors.insert(one.sector);
        regions.insert(one.region);
    }
    const std::vector<Names> unknowns(gaps.begin(), gaps.end());
    std::vector<std::vector<std::int64_t>> totals;
    const auto add_total = [&](const auto& is_in) {
        std::vector<std::int64_t> equation;
        for (const Names& unknown : unknowns)
            equation.push_back(is_in(unknown) ? 1 : 0);
        totals.push_back(std::move(equation));
    };
    if (regions.size() > 1)
        for (const std::string& sector : sectors)
            add_total([&](const Names& names) { return names.first == sector; });
    if (sectors.size() > 1)
        for (const std::string& region : regions)
            add_total([&](const Names& names) { return names.second == region; });
    Gaps found;
    const std::size_t rank = rank_of(totals);
    for (std::size_t i = 0; i < unknowns.size(); ++i) {
        auto with = totals;
        with.emplace_back(unknowns.size(), 0).at(i) = 1;
        if (rank_of(with) == rank)
            found.insert(unknowns[i]);
    }
    return found;
}

/// The gaps after the rule of lines alone, done by hand: rows, then columns, until no line has exactly one.
Gaps gaps_by_lines(const std::vector<Cell>& cells, Gaps gaps) {
    for (bool has_taken = true; has_taken;) {
        has_taken = false;
        for (const auto line : {&Cell::sector, &Cell::region}) {
            std::map<std::string, std::vector<Cell>> lines;
            for (const Cell& one : cells)
                lines[one.*line].push_back(one);
            for (auto& [name, members] : lines) {
                const auto is_gap = [&](const Cell& one) { return gaps.contains({one.sector, one.region}); };
                if (members.size() < 2 || std::ranges::count_if(members, is_gap) != 1)
                    continue;
                std::erase_if(members, is_gap);
                const auto& smallest = *std::ranges::min_element(members, {}, [](const Cell& one) {
                    return std::tuple(one.consumers == 0, one.consumers, one.sector, one.region);
                });
                gaps.insert({smallest.sector, smallest.region});
                has_taken = true;
            }
        }
    }
    return gaps;
}

RC_GTEST_PROP(ReleaseCells, BelowTheThresholdCannotBeComputedBack, ()) {
    const std::vector<Cell> cells = any_table();
    RC_ASSERT(!fault_in(cells));
    const Gaps primary = gaps_of(cells, true);
    const Gaps told = computable(cells, gaps_of(cells, false));
    for (const Cell& one : cells)
        RC_ASSERT((one.consumers > 0 && one.consumers < consumers_min) == primary.contains({one.sector, one.region}));
    for (const Names& names : primary)
        RC_ASSERT(!told.contains(names));
}

RC_GTEST_PROP(ReleaseCells, AreNotSuppressedWithoutNeed, ()) {
    const std::vector<Cell> cells = any_table();
    const Gaps primary = gaps_of(cells, true);
    const Gaps gaps = gaps_of(cells, false);
    const Gaps by_lines = gaps_by_lines(cells, primary);
    const Gaps still_told = computable(cells, by_lines);
    const bool is_enough =
        std::ranges::none_of(primary, [&](const Names& names) { return still_told.contains(names); });
    RC_CLASSIFY(!is_enough, "several totals together");
    RC_ASSERT(std::ranges::includes(gaps, by_lines));
    RC_ASSERT(is_enough == (gaps.size() == by_lines.size()));
    RC_ASSERT(gaps_by_lines(cells, gaps) == gaps);
}

RC_GTEST_PROP(ReleaseCells, HaveTheSameVerdictsInAnyOrder, ()) {
    const std::vector<Cell> cells = any_table();
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < cells.size(); ++i)
        order.push_back(i);
    for (std::size_t i = order.size(); i-- > 1;)
        std::swap(order[i], order[*rc::gen::inRange<std::size_t>(0, i + 1)]);
    std::vector<Cell> shuffled;
    for (const std::size_t i : order)
        shuffled.push_back(cells[i]);
    const std::vector<Verdict> verdicts = verdicts_of(cells), others = verdicts_of(shuffled);
    for (std::size_t i = 0; i < order.size(); ++i)
        RC_ASSERT((others[i] == verdicts[order[i]]));
}

} // namespace
} // namespace parley::lab::release
