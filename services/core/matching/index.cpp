#include "core/matching/index.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <numeric>
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
    return std::tie(a.paused, a.sectors, a.place, a.radius_km, a.nationwide) ==
           std::tie(b.paused, b.sectors, b.place, b.radius_km, b.nationwide);
}

} // namespace

MatchIndex::MatchIndex(SectorTree sectors) : sectors_(std::move(sectors)) {}

void MatchIndex::put(Shop shop) {
    const auto known = by_id_.find(shop.id);
    if (known != by_id_.end()) {
        Slot& slot = slots_[known->second];
        const bool stays = same_place_in_lists(slot.shop, shop);
        if (!stays)
            delist(known->second);
        slot.shop = std::move(shop);
        if (!stays)
            enlist(known->second);
        return;
    }
    SlotNumber number = 0;
    if (free_.empty()) {
        number = static_cast<SlotNumber>(slots_.size());
        slots_.emplace_back();
    } else {
        number = free_.back();
        free_.pop_back();
    }
    by_id_.emplace(shop.id, number);
    slots_[number].shop = std::move(shop);
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

void MatchIndex::enlist(SlotNumber number) {
    Slot& slot = slots_[number];
    slot.sectors.clear();
    for (const std::string& slug : slot.shop.sectors)
        if (const auto sector = sectors_.number(slug);
            sector && std::ranges::find(slot.sectors, *sector) == slot.sectors.end())
            slot.sectors.push_back(*sector);
    if (slot.shop.paused)
        return;
    std::optional<std::vector<Cell>> cells;
    if (!slot.shop.nationwide)
        cells = cells_within(slot.shop.place, std::int64_t{slot.shop.radius_km} * 1'000, cells_per_shop);
    if (!cells)
        cells = std::vector<Cell>{anywhere};
    slot.listed_under.reserve(slot.sectors.size() * cells->size());
    for (const SectorNumber sector : slot.sectors) {
        for (const Cell cell : *cells) {
            lists_[key_of(sector, cell)].push_back(number);
            slot.listed_under.push_back(key_of(sector, cell));
        }
    }
}

void MatchIndex::delist(SlotNumber number) {
    for (const ListKey key : std::exchange(slots_[number].listed_under, {})) {
        const auto list = lists_.find(key);
        PARLEY_ASSERT(list != lists_.end(), "a shop is in each list that it is said to be under");
        const auto entry = std::ranges::find(list->second, number);
        PARLEY_ASSERT(entry != list->second.end(), "a shop is in each list that it is said to be under");
        *entry = list->second.back();
        list->second.pop_back();
        if (list->second.empty())
            lists_.erase(list);
    }
}

std::optional<int> MatchIndex::nearest_level(const Slot& slot, SectorNumber wanted) const {
    std::optional<int> nearest;
    for (const SectorNumber sector : slot.sectors)
        if (const auto levels = sectors_.levels_between(sector, wanted); levels && (!nearest || *levels < *nearest))
            nearest = levels;
    return nearest;
}

/// Every shop that might match, each once.
void MatchIndex::collect(SectorNumber wanted, const MatchQuery& query, List& into) const {
    std::vector<Cell> cells{cell_of(query.place)};
    if (query.extra_radius_km > 0) {
        // A shop within its radius plus the extra shares with the query a point within its radius and within the extra.
        auto widened = cells_within(query.place, std::int64_t{query.extra_radius_km} * 1'000, cells_per_query);
        if (!widened) {
            for (const auto& [id, number] : by_id_)
                if (!slots_[number].shop.paused)
                    into.push_back(number);
            return;
        }
        cells = std::move(*widened);
    }
    cells.push_back(anywhere);
    for (std::optional<SectorNumber> sector = wanted; sector; sector = sectors_.parent(*sector)) {
        for (const Cell cell : cells) {
            const auto list = lists_.find(key_of(*sector, cell));
            if (list != lists_.end())
                into.insert(into.end(), list->second.begin(), list->second.end());
        }
    }
    // A shop may list a sector and its parent, and in a widened query it is met in several cells.
    std::ranges::sort(into);
    const auto repeated = std::ranges::unique(into);
    into.erase(repeated.begin(), repeated.end());
}

std::vector<MatchIndex::Found> MatchIndex::find_all(const MatchQuery& query) const {
    std::vector<Found> found;
    const auto wanted = sectors_.number(query.sector);
    if (!wanted)
        return found;
    List possible;
    collect(*wanted, query, possible);
    for (const SlotNumber number : possible) {
        const Slot& slot = slots_[number];
        if (!budget_suffices(slot.shop, query))
            continue;
        const auto levels = nearest_level(slot, *wanted);
        if (!levels)
            continue;
        const std::int64_t distance = distance_m(slot.shop.place, query.place);
        const auto reach = reach_m(slot.shop, query);
        if (reach && distance > *reach)
            continue;
        found.push_back({number, *levels, distance, fit_ppm(slot.shop, query, *levels, distance)});
    }
    return found;
}

std::vector<Match> MatchIndex::candidates(const MatchQuery& query, std::size_t limit) const {
    std::vector<Found> found = find_all(query);
    const std::size_t wanted = std::min(limit, found.size());
    const auto end_of_best = found.begin() + static_cast<std::ptrdiff_t>(wanted);
    std::ranges::partial_sort(found, end_of_best, [&](const Found& a, const Found& b) {
        return std::tie(b.fit_ppm, a.distance_m, slots_[a.slot].shop.id) <
               std::tie(a.fit_ppm, b.distance_m, slots_[b.slot].shop.id);
    });
    std::vector<Match> matches;
    matches.reserve(wanted);
    for (auto it = found.begin(); it != end_of_best; ++it)
        matches.push_back(make_match(slots_[it->slot].shop, query, it->levels, it->distance_m));
    return matches;
}

std::size_t MatchIndex::count(const MatchQuery& query) const {
    return find_all(query).size();
}

} // namespace parley::core
