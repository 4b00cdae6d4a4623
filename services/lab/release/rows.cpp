#include "lab/release/rows.hpp"

#include "lab/release/scales.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace parley::lab::release {

namespace {

/// One of the three that are made coarser.
struct Quality {
    int Levels::* level;
    int level_max;
    std::string (*value)(const Row& row, const Bands& bands, int level);
};

std::vector<Band> bands_of(const std::vector<Row>& rows) {
    std::set<Band> bands;
    for (const Row& row : rows)
        bands.insert(*band_from(row.band));
    return {bands.begin(), bands.end()};
}

class Coarsening {
public:
    Coarsening(const std::vector<Row>& rows, std::int64_t k)
        : rows_(rows), k_(k), bands_(bands_of(rows)),
          qualities_{{
              {&Levels::week, week_level_max,
               [](const Row& row, const Bands&, int level) { return week_at(row.week, level); }},
              {&Levels::band, bands_.level_max(),
               [](const Row& row, const Bands& bands, int level) { return bands.at(*band_from(row.band), level); }},
              {&Levels::region, region_level_max,
               [](const Row& row, const Bands&, int level) { return level == 0 ? row.region : std::string(anything); }},
          }} {
        for (std::size_t q = 0; q < qualities_.size(); ++q)
            tell(q);
        gather();
    }

    /// Makes what has the most distinct values one level coarser, or says that nothing can be.
    bool step() {
        std::size_t most = 1;
        std::optional<std::size_t> chosen;
        for (std::size_t q = 0; q < qualities_.size(); ++q) {
            const std::size_t distinct = std::set(told_[q].begin(), told_[q].end()).size();
            if (levels_.*qualities_[q].level < qualities_[q].level_max && distinct > most) {
                most = distinct;
                chosen = q;
            }
        }
        if (!chosen)
            return false;
        ++(levels_.*qualities_[*chosen].level);
        tell(*chosen);
        gather();
        return true;
    }

    Step now() const {
        return {levels_, std::ranges::count_if(class_of_, [&](const Class* its) { return is_small(*its); })};
    }

    bool is_in_small_class(std::size_t row) const { return is_small(*class_of_[row]); }

    std::optional<std::int64_t> min_class() const {
        std::optional<std::int64_t> fewest;
        for (const auto& [values, people] : classes_)
            if (!is_small(people))
                fewest = std::min(fewest.value_or(size_of(people)), size_of(people));
        return fewest;
    }

    PublicRow public_row(std::size_t row, const ReleaseKey& key) const {
        const Row& from = rows_[row];
        PublicRow told{from.sector, told_[2][row], told_[0][row], told_[1][row], std::nullopt, std::nullopt, ""};
        if (from.at)
            told.hour_of_week = hour_of_week(*from.at);
        if (from.price)
            told.price_percent = percent_of_median(from.price->price, from.price->median);
        if (!from.retailer.empty())
            told.retailer = pseudonym(key, from.retailer);
        return told;
    }

private:
    using Class = std::set<std::string_view>; // the people of it

    static std::int64_t size_of(const Class& people) { return static_cast<std::int64_t>(people.size()); }
    bool is_small(const Class& people) const { return size_of(people) < k_; }

    void tell(std::size_t q) {
        told_[q].clear();
        for (const Row& row : rows_)
            told_[q].push_back(qualities_[q].value(row, bands_, levels_.*qualities_[q].level));
    }

    void gather() {
        classes_.clear();
        class_of_.clear();
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            Class& people = classes_[std::tuple(rows_[i].sector, told_[0][i], told_[1][i], told_[2][i])];
            people.insert(rows_[i].consumer);
            class_of_.push_back(&people);
        }
    }

    const std::vector<Row>& rows_;
    std::int64_t k_;
    Bands bands_;
    std::array<Quality, 3> qualities_; // week, band, region: the order in which equals are made coarser
    Levels levels_;
    std::array<std::vector<std::string>, 3> told_; // of each row
    std::map<std::tuple<std::string, std::string, std::string, std::string>, Class> classes_;
    std::vector<const Class*> class_of_;
};

} // namespace

std::optional<ReleaseFault> fault_in(const std::vector<Row>& rows) {
    std::set<std::int64_t> numbers;
    std::set<Band> bands;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Row& row = rows[i];
        const std::string at = '/' + std::to_string(i);
        if (!numbers.insert(row.number).second)
            return ReleaseFault{at + "/row", "is the number of another row"};
        if (!is_iso_week(row.week))
            return ReleaseFault{at + "/week", "must be a week of ISO 8601 such as 2026-W10"};
        const auto band = band_from(row.band);
        if (!band)
            return ReleaseFault{at + "/band", "must be a band such as 100-250 or 1000+"};
        // Those so far are apart from each other, so that only the neighbours can overlap.
        const auto after = bands.lower_bound(*band);
        for (const auto& other : {after, after == bands.begin() ? after : std::prev(after)})
            if (other != bands.end() && *other != *band && do_overlap(*other, *band))
                return ReleaseFault{at + "/band", "must not overlap " + to_text(*other)};
        bands.insert(*band);
        const auto is_price = [](core::Minor money) { return money >= core::price_min && money <= core::price_max; };
        if (row.price && !is_price(row.price->price))
            return ReleaseFault{at + "/price", "must be a price in minor units"};
        if (row.price && !is_price(row.price->median))
            return ReleaseFault{at + "/median", "must be a price in minor units"};
    }
    return std::nullopt;
}

RowRelease release_rows(const std::vector<Row>& rows, std::int64_t k, const ReleaseKey& key) {
    Coarsening coarsening(rows, k);
    RowRelease release{{coarsening.now()}, {}, std::nullopt, false, {}};
    const auto too_many_to_drop = [&] {
        return release.trace.back().violating_rows * 100 > dropped_percent_max * static_cast<std::int64_t>(rows.size());
    };
    while (too_many_to_drop() && coarsening.step())
        release.trace.push_back(coarsening.now());
    if (too_many_to_drop()) {
        release.is_withheld = true;
        return release;
    }
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (coarsening.is_in_small_class(i))
            release.dropped.push_back(rows[i].number);
        else
            release.rows.push_back(coarsening.public_row(i, key));
    std::ranges::sort(release.dropped);
    std::ranges::sort(release.rows);
    release.min_class_after = coarsening.min_class();
    return release;
}

} // namespace parley::lab::release
