#include "lab/release/cells.hpp"

#include "core/money.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace parley::lab::release {

namespace {

std::optional<ReleaseFault> fault_in(const Cell& cell, const std::string& at) {
    if (cell.consumers < 0)
        return ReleaseFault{at + "/consumers", "must not be negative"};
    if (cell.retailers < 0)
        return ReleaseFault{at + "/retailers", "must not be negative"};
    if (cell.consumers == 0 && cell.retailers > 0)
        return ReleaseFault{at + "/retailers", "must be 0 where there are no consumers"};
    if (cell.share1_ppm < 0 || cell.share1_ppm > core::ppm_per_one)
        return ReleaseFault{at + "/share1", "must be a share from 0 to 1"};
    if (cell.share2_ppm < 0 || cell.share2_ppm > cell.share1_ppm)
        return ReleaseFault{at + "/share2", "must be a share from 0 to share1"};
    if (cell.share1_ppm + cell.share2_ppm > core::ppm_per_one)
        return ReleaseFault{at + "/share2", "must not come to more than 1 with share1"};
    if (cell.retailers < 1 && cell.share1_ppm > 0)
        return ReleaseFault{at + "/share1", "must be 0 where there are no retailers"};
    if (cell.retailers < 2 && cell.share2_ppm > 0)
        return ReleaseFault{at + "/share2", "must be 0 where there is no second retailer"};
    return std::nullopt;
}

std::vector<std::string> broken_rules(const Cell& cell) {
    std::vector<std::string> broken;
    if (cell.consumers < consumers_min)
        broken.push_back("k<" + std::to_string(consumers_min) + " consumers");
    if (cell.retailers < retailers_min)
        broken.push_back("<" + std::to_string(retailers_min) + " retailers");
    // The second retailer knows its own part, and so the largest as closely as the others are small.
    const std::int64_t others_ppm = core::ppm_per_one - cell.share1_ppm - cell.share2_ppm;
    if (others_ppm * 100 < p_percent * cell.share1_ppm)
        broken.push_back("p%-rule " + std::to_string(p_percent));
    return broken;
}

/// The table with its sectors and regions in the order of their names. A place is row * columns + column.
class Grid {
public:
    explicit Grid(const std::vector<Cell>& cells) {
        std::map<std::pair<std::string, std::string>, std::size_t> by_name;
        std::set<std::string> sectors;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            by_name[{cells[i].sector, cells[i].region}] = i;
            sectors.insert(cells[i].sector);
        }
        rows_ = sectors.size();
        columns_ = rows_ > 0 ? cells.size() / rows_ : 0;
        for (const auto& [name, index] : by_name) {
            index_.push_back(index);
            consumers_.push_back(cells[index].consumers);
            verdicts_.push_back(first_verdict(cells[index]));
        }
    }

    void close() {
        do
            close_lines();
        while (hide_given_away());
    }

    std::vector<Verdict> in_order_of_cells() const {
        std::vector<Verdict> verdicts(verdicts_.size());
        for (std::size_t place = 0; place < verdicts_.size(); ++place)
            verdicts[index_[place]] = verdicts_[place];
        return verdicts;
    }

private:
    static Verdict first_verdict(const Cell& cell) {
        if (cell.consumers == 0)
            return {Fate::zero, {}};
        std::vector<std::string> broken = broken_rules(cell);
        return broken.empty() ? Verdict{} : Verdict{Fate::primary, std::move(broken)};
    }

    /// Takes the smallest of these places that is no gap yet, or says that all are gaps.
    bool take_smallest(const std::vector<std::size_t>& places) {
        const auto cost = [&](std::size_t place) {
            return std::tuple(verdicts_[place].is_gap(), consumers_[place] == 0, consumers_[place], place);
        };
        const auto smallest = std::ranges::min_element(places, {}, cost);
        if (smallest == places.end() || verdicts_[*smallest].is_gap())
            return false;
        verdicts_[*smallest].fate = Fate::complementary;
        return true;
    }

    /// `count` lines that begin `apart` from each other, each of `length` places `step` apart.
    bool close_lines(std::size_t count, std::size_t apart, std::size_t length, std::size_t step) {
        bool has_taken = false;
        for (std::size_t line = 0; line < count && length > 1; ++line) {
            std::vector<std::size_t> places;
            for (std::size_t i = 0; i < length; ++i)
                places.push_back(line * apart + i * step);
            if (std::ranges::count_if(places, [&](std::size_t place) { return verdicts_[place].is_gap(); }) == 1)
                has_taken = take_smallest(places) || has_taken;
        }
        return has_taken;
    }

    void close_lines() {
        bool has_taken = true;
        while (has_taken) {
            has_taken = close_lines(rows_, columns_, columns_, 1);
            has_taken = close_lines(columns_, 1, rows_, columns_) || has_taken;
        }
    }

    /// The lines that gaps connect with this one, the gap at `without` left out; columns come after the rows.
    std::vector<bool> connected(std::size_t line, std::size_t without) const {
        std::vector<bool> is_seen(rows_ + columns_);
        std::vector<std::size_t> waiting{line};
        is_seen[line] = true;
        while (!waiting.empty()) {
            const std::size_t from = waiting.back();
            waiting.pop_back();
            const bool is_row = from < rows_;
            for (std::size_t i = 0; i < (is_row ? columns_ : rows_); ++i) {
                const std::size_t place = is_row ? from * columns_ + i : i * columns_ + (from - rows_);
                const std::size_t to = is_row ? rows_ + i : i;
                if (place == without || !verdicts_[place].is_gap() || is_seen[to])
                    continue;
                is_seen[to] = true;
                waiting.push_back(to);
            }
        }
        return is_seen;
    }

    /// Lines are nodes and gaps the edges between a row and a column. The totals tell a gap exactly where it is the
    /// only edge between two parts: the rows of a part less its columns are then that gap. One more edge hides it.
    bool hide_given_away() {
        if (rows_ < 2 || columns_ < 2)
            return false;
        for (std::size_t given = 0; given < verdicts_.size(); ++given) {
            const std::size_t row = given / columns_;
            const std::size_t column = rows_ + given % columns_;
            if (verdicts_[given].fate != Fate::primary)
                continue;
            const std::vector<bool> here = connected(row, given);
            if (here[column])
                continue;
            const std::vector<bool> there = connected(column, given);
            std::vector<std::size_t> between;
            for (std::size_t place = 0; place < verdicts_.size(); ++place) {
                const std::size_t i = place / columns_, j = rows_ + place % columns_;
                if (place != given && ((here[i] && there[j]) || (there[i] && here[j])))
                    between.push_back(place);
            }
            return take_smallest(between);
        }
        return false;
    }

    std::size_t rows_ = 0;
    std::size_t columns_ = 0;
    std::vector<std::size_t> index_; // of the cell at each place
    std::vector<std::int64_t> consumers_;
    std::vector<Verdict> verdicts_;
};

} // namespace

std::optional<ReleaseFault> fault_in(const std::vector<Cell>& cells) {
    std::set<std::string> sectors, regions;
    std::set<std::pair<std::string, std::string>> pairs;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string at = '/' + std::to_string(i);
        if (auto fault = fault_in(cells[i], at))
            return fault;
        if (!pairs.emplace(cells[i].sector, cells[i].region).second)
            return ReleaseFault{at, "is a second cell for " + cells[i].sector + " in " + cells[i].region};
        sectors.insert(cells[i].sector);
        regions.insert(cells[i].region);
    }
    for (const std::string& sector : sectors)
        for (const std::string& region : regions)
            if (!pairs.contains({sector, region}))
                return ReleaseFault{"", "has no cell for " + sector + " in " + region +
                                            "; where nobody was, a cell says so with zeros"};
    return std::nullopt;
}

std::string to_text(const Verdict& verdict) {
    switch (verdict.fate) {
    case Fate::publish:
        return "publish";
    case Fate::zero:
        return "zero";
    case Fate::complementary:
        return "complementary";
    case Fate::primary:
        break;
    }
    std::string text = "primary:";
    for (const std::string& reason : verdict.reasons)
        text += (&reason == &verdict.reasons.front() ? "" : ";") + reason;
    return text;
}

std::vector<Verdict> verdicts_of(const std::vector<Cell>& cells) {
    Grid grid(cells);
    grid.close();
    return grid.in_order_of_cells();
}

} // namespace parley::lab::release
