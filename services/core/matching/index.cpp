#include "core/matching/index.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <functional>
#include <tuple>
#include <utility>

namespace parley::core {

namespace {

/// A shop that would need more cells stands in its sectors' "anywhere" lists instead, like a nationwide one.
constexpr std::size_t cells_per_shop = 600;
/// A round widened further than this asks every shop: rare, and still exact.
constexpr std::size_t cells_per_query = 4'096;
constexpr Cell anywhere = std::numeric_limits<Cell>::max();

std::uint64_t key_of(SectorNumber sector, Cell cell) {
    return std::uint64_t{sector} << 32 | cell;
}

bool same_place_in_lists(const Shop& a, const Shop& b) {
    return std::tie(a.paused, a.sectors, a.place, a.radius_km, a.areas, a.nationwide, a.further) ==
           std::tie(b.paused, b.sectors, b.place, b.radius_km, b.areas, b.nationwide, b.further);
}

bool asks_more_than_a_glance(const Shop& shop) {
    return !shop.further.empty() || !shop.areas.empty() || !shop.include.empty() || !shop.exclude.empty() ||
           !shop.requirements.empty();
}

/// Cells that hold every catchment of the shop, each once; nothing if that takes too many.
std::optional<std::vector<Cell>> cells_of(const Shop& shop) {
    std::vector<Cell> cells;
    const auto add = [&](Point centre, std::int32_t radius_km) {
        const auto some = cells_within(centre, std::int64_t{radius_km} * 1'000, cells_per_shop);
        if (some)
            cells.insert(cells.end(), some->begin(), some->end());
        return some.has_value();
    };
    for (std::size_t i = 0; i < shop.branch_count(); ++i) {
        const Branch& branch = shop.branch(i);
        if (branch.areas.empty() && !add(branch.place, branch.radius_km))
            return std::nullopt;
        for (const Area& area : branch.areas)
            if (!add(area.place, area.radius_km))
                return std::nullopt;
    }
    std::ranges::sort(cells);
    const auto repeated = std::ranges::unique(cells);
    cells.erase(repeated.begin(), repeated.end());
    if (cells.size() > cells_per_shop)
        return std::nullopt;
    return cells;
}

} // namespace

MatchIndex::MatchIndex(SectorTree sectors) : sectors_(std::move(sectors)) {}

void MatchIndex::put(Shop shop) {
    const auto known = by_id_.find(shop.id);
    const bool is_new = known == by_id_.end();
    SlotNumber number = 0;
    if (!is_new) {
        number = known->second;
    } else if (free_.empty()) {
        number = static_cast<SlotNumber>(slots_.size());
        slots_.emplace_back();
        glances_.emplace_back();
    } else {
        number = free_.back();
        free_.pop_back();
    }
    if (is_new)
        by_id_.emplace(shop.id, number);
    Slot& slot = slots_[number];
    const Glance glance{
        direction_of(shop.place), shop.radius_km, shop.budget_floor,       reliability_ppm(shop),
        shop.nationwide,          shop.paused,    shop.sectors.size() > 1, asks_more_than_a_glance(shop)};
    const bool moves = is_new || glances_[number].step() != glance.step() || !same_place_in_lists(slot.shop, shop);
    if (moves)
        delist(number);
    slot.shop = std::move(shop);
    glances_[number] = glance;
    if (moves)
        enlist(number);
}

bool MatchIndex::remove(BusinessId id) {
    const auto known = by_id_.find(id);
    if (known == by_id_.end())
        return false;
    delist(known->second);
    slots_[known->second] = {};
    free_.push_back(known->second);
    by_id_.erase(known);
    return true;
}

const Shop* MatchIndex::find(BusinessId id) const {
    const auto known = by_id_.find(id);
    return known == by_id_.end() ? nullptr : &slots_[known->second].shop;
}

MatchIndex::Entry MatchIndex::entry_of(SlotNumber number) const {
    const Glance& glance = glances_[number];
    const Shop& shop = slots_[number].shop;
    const bool is_one_circle = shop.further.empty() && shop.areas.empty() && !shop.nationwide;
    const bool fits = is_one_circle && shop.radius_km > 0 && shop.radius_km <= std::numeric_limits<std::uint8_t>::max();
    return {number, rough_of(glance.direction), static_cast<std::uint8_t>(fits ? shop.radius_km : 0),
            static_cast<std::uint8_t>(glance.step())};
}

std::vector<MatchIndex::ListKey> MatchIndex::lists_of(const Slot& slot) const {
    std::vector<ListKey> keys;
    if (slot.shop.paused)
        return keys;
    std::optional<std::vector<Cell>> cells;
    if (!slot.shop.nationwide)
        cells = cells_of(slot.shop);
    if (!cells)
        cells = std::vector<Cell>{anywhere};
    keys.reserve(slot.sectors.size() * cells->size());
    for (const SectorNumber sector : slot.sectors)
        for (const Cell cell : *cells)
            keys.push_back(key_of(sector, cell));
    return keys;
}

void MatchIndex::enlist(SlotNumber number) {
    Slot& slot = slots_[number];
    slot.sectors.clear();
    for (const std::string& slug : slot.shop.sectors)
        if (const auto sector = sectors_.number(slug);
            sector && std::ranges::find(slot.sectors, *sector) == slot.sectors.end())
            slot.sectors.push_back(*sector);
    const Entry entry = entry_of(number);
    for (const ListKey key : lists_of(slot)) {
        List& list = lists_[key];
        list.insert(std::ranges::upper_bound(list, entry.step, std::greater(), &Entry::step), entry);
    }
}

void MatchIndex::delist(SlotNumber number) {
    for (const ListKey key : lists_of(slots_[number])) {
        const auto list = lists_.find(key);
        PARLEY_ASSERT(list != lists_.end(), "a shop is in each list that it belongs into");
        const auto step = static_cast<std::uint8_t>(glances_[number].step());
        const auto alike = std::ranges::equal_range(list->second, step, std::greater(), &Entry::step);
        const auto entry = std::ranges::find(alike, number, &Entry::slot);
        PARLEY_ASSERT(entry != alike.end(), "a shop is in each list that it belongs into");
        list->second.erase(entry);
        if (list->second.empty())
            lists_.erase(list);
    }
}

std::optional<int> MatchIndex::nearest_level(SlotNumber number, SectorNumber wanted) const {
    std::optional<int> nearest;
    for (const SectorNumber sector : slots_[number].sectors)
        if (const auto levels = sectors_.levels_between(sector, wanted); levels && (!nearest || *levels < *nearest))
            nearest = levels;
    return nearest;
}

/// Adds the shop if distance and budget allow; pause and sector are seen to by whoever met it.
void MatchIndex::look_at(SlotNumber number, int levels, const MatchQuery& query, Direction from,
                         std::vector<Found>& found) const {
    const Glance& glance = glances_[number];
    if (query.budget && *query.budget < glance.budget_floor)
        return;
    std::optional<Served> served;
    if (glance.asks_more) {
        const Shop& shop = slots_[number].shop;
        if (words_suit(shop, query) && requirements_met(shop, query))
            served = nearest_serving(shop, query);
    } else {
        served = {0, arc_m(from, glance.direction), std::nullopt};
        if (!glance.nationwide)
            served->reach_m = (std::int64_t{glance.radius_km} + query.extra_radius_km) * 1'000;
        if (served->reach_m && served->distance_m > *served->reach_m)
            served.reset();
    }
    if (served)
        found.push_back({number, levels, *served,
                         core::fit_ppm(levels, served->reach_m, served->distance_m, glance.reliability_ppm)});
}

std::vector<MatchIndex::Found> MatchIndex::find_all(const MatchQuery& query) const {
    std::vector<Found> found;
    const auto wanted = sectors_.number(query.sector);
    if (!wanted)
        return found;
    const Direction from = direction_of(query.place);
    std::optional<std::vector<Cell>> cells = std::vector<Cell>{cell_of(query.place)};
    const bool widened = query.extra_radius_km > 0;
    // A shop within its radius plus the extra shares with the query a point within its radius and within the extra.
    if (widened)
        cells = cells_within(query.place, std::int64_t{query.extra_radius_km} * 1'000, cells_per_query);
    if (!cells) {
        for (const auto& [id, number] : by_id_) {
            if (glances_[number].paused)
                continue;
            if (const auto levels = nearest_level(number, *wanted))
                look_at(number, *levels, query, from, found);
        }
        return found;
    }
    cells->push_back(anywhere);
    int levels = 0;
    for (std::optional<SectorNumber> sector = wanted; sector; sector = sectors_.parent(*sector), ++levels) {
        std::vector<SlotNumber> met;
        for (const Cell cell : *cells)
            if (const auto list = lists_.find(key_of(*sector, cell)); list != lists_.end())
                for (const Entry& entry : list->second)
                    met.push_back(entry.slot);
        if (widened) { // A shop near the query is met in several cells.
            std::ranges::sort(met);
            const auto repeated = std::ranges::unique(met);
            met.erase(repeated.begin(), repeated.end());
        }
        for (const SlotNumber number : met) {
            // One that lists a sector and its parent is met on both levels, and counts on the nearer.
            if (glances_[number].several_sectors && nearest_level(number, *wanted) != levels)
                continue;
            look_at(number, levels, query, from, found);
        }
    }
    return found;
}

bool MatchIndex::is_better(const Found& a, const Found& b) const {
    return std::tie(b.fit_ppm, a.served.distance_m, slots_[a.slot].shop.id) <
           std::tie(a.fit_ppm, b.served.distance_m, slots_[b.slot].shop.id);
}

/// How far away a shop may be, for each kilometre of its radius, and still be among the best: in 1/1024 of
/// rough_unit_m. Nothing if not even one at the door can, `worst` being the fit of the last of them. Solves fit_ppm for
/// the distance, with the greatest reliability of the step, and never errs on the side of too near.
std::optional<std::int64_t> MatchIndex::reach_per_km(int levels, int step, std::optional<std::int32_t> worst) {
    constexpr std::int64_t whole = 1'000 * std::int64_t{1'024} / rough_unit_m + 1;
    if (!worst)
        return whole;
    const std::int64_t reliability = std::min((step + 1) * reliability_step_ppm, 1'000'000);
    const auto fit_at = [&](std::int64_t distance, std::int64_t reach) {
        return core::fit_ppm(levels, reach, distance, static_cast<std::int32_t>(reliability));
    };
    constexpr std::int64_t parts = 1'024;
    if (fit_at(0, parts) < *worst)
        return std::nullopt;
    // The fit falls with the distance: the least of 1/1024 steps of the radius at which it is too low.
    std::int64_t near = 0, far = parts + 1;
    while (far - near > 1) {
        const std::int64_t middle = (near + far) / 2;
        (fit_at(middle, parts) < *worst ? far : near) = middle;
    }
    return whole * far / parts + 1;
}

/// `best` is a heap with the worst of the best on top.
void MatchIndex::look_through(const List& list, int levels, const MatchQuery& query, Direction from, std::size_t limit,
                              std::vector<Found>& best) const {
    const auto better = [this](const Found& a, const Found& b) { return is_better(a, b); };
    const SectorNumber wanted = *sectors_.number(query.sector);
    const Rough here = rough_of(from);
    std::vector<Found> met;
    std::optional<std::int64_t> per_km;
    int step = -1; // what per_km is of
    std::optional<std::int32_t> worst;
    if (best.size() == limit)
        worst = best.front().fit_ppm;
    for (const Entry& entry : list) {
        if (entry.step != step) {
            step = entry.step;
            per_km = reach_per_km(levels, step, worst);
            if (!per_km)
                return; // nobody behind it is more reliable
        }
        const std::int64_t reach = entry.radius_km * *per_km / 1'024 + 1;
        if (entry.radius_km != 0 && is_farther(here, entry.direction, reach))
            continue;
        const SlotNumber number = entry.slot;
        // One that lists a sector and its parent is met on both levels, and counts on the nearer.
        if (glances_[number].several_sectors && nearest_level(number, wanted) != levels)
            continue;
        met.clear();
        look_at(number, levels, query, from, met);
        if (met.empty() || (best.size() == limit && !better(met.front(), best.front())))
            continue;
        if (best.size() == limit) {
            std::ranges::pop_heap(best, better);
            best.pop_back();
        }
        best.push_back(met.front());
        std::ranges::push_heap(best, better);
        if (best.size() == limit && best.front().fit_ppm != worst) {
            worst = best.front().fit_ppm;
            step = -1;
        }
    }
}

std::vector<MatchIndex::Found> MatchIndex::find_best(const MatchQuery& query, std::size_t limit) const {
    std::vector<Found> best;
    const auto wanted = sectors_.number(query.sector);
    if (!wanted || limit == 0)
        return best;
    const Direction from = direction_of(query.place);
    int levels = 0;
    for (std::optional<SectorNumber> sector = wanted; sector; sector = sectors_.parent(*sector), ++levels)
        for (const Cell cell : {cell_of(query.place), anywhere})
            if (const auto list = lists_.find(key_of(*sector, cell)); list != lists_.end())
                look_through(list->second, levels, query, from, limit, best);
    return best;
}

std::vector<Match> MatchIndex::candidates(const MatchQuery& query, std::size_t limit) const {
    // A widened round meets a shop in several cells and is rare: all of it is looked at.
    const bool all = limit == no_limit || query.extra_radius_km > 0;
    std::vector<Found> found = all ? find_all(query) : find_best(query, limit);
    const std::size_t wanted = std::min(limit, found.size());
    const auto end_of_best = found.begin() + static_cast<std::ptrdiff_t>(wanted);
    std::ranges::partial_sort(found, end_of_best, [this](const Found& a, const Found& b) { return is_better(a, b); });
    const Direction coarse_from = direction_of(coarse(query.place));
    std::vector<Match> matches;
    matches.reserve(wanted);
    for (auto it = found.begin(); it != end_of_best; ++it) {
        const Slot& slot = slots_[it->slot];
        const Direction from = it->served.branch == 0 ? glances_[it->slot].direction
                                                      : direction_of(slot.shop.branch(it->served.branch).place);
        matches.push_back(make_match(slot.shop, query, it->levels, it->served, arc_m(coarse_from, from), it->fit_ppm));
    }
    return matches;
}

std::size_t MatchIndex::count(const MatchQuery& query) const {
    return find_all(query).size();
}

} // namespace parley::core
