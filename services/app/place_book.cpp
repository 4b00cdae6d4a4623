#include "app/place_book.hpp"

#include "core/request/tokens.hpp"

#include <algorithm>
#include <cstdlib>
#include <numeric>

namespace parley::app {

PlaceBook::PlaceBook(std::vector<Place> places) : places_(std::move(places)) {
    for (std::size_t i = 0; i < places_.size(); ++i)
        by_name_.push_back({core::request::fold_name(places_[i].name), i});
    std::sort(by_name_.begin(), by_name_.end(), [this](const Entry& a, const Entry& b) {
        return a.folded != b.folded ? a.folded < b.folded : comes_first(a.place, b.place);
    });
    by_latitude_.resize(places_.size());
    std::iota(by_latitude_.begin(), by_latitude_.end(), std::size_t{0});
    std::ranges::stable_sort(by_latitude_, {}, [this](std::size_t place) { return places_[place].at.lat_e6; });
}

bool PlaceBook::comes_first(std::size_t a, std::size_t b) const {
    const bool british_a = places_[a].country == "GB";
    const bool british_b = places_[b].country == "GB";
    if (british_a != british_b)
        return british_a;
    return places_[a].population != places_[b].population ? places_[a].population > places_[b].population : a < b;
}

const Place* PlaceBook::find(std::string_view name) const {
    const std::string folded = core::request::fold_name(name);
    const auto found =
        std::lower_bound(by_name_.begin(), by_name_.end(), folded,
                         [](const Entry& entry, const std::string& text) { return entry.folded < text; });
    return found != by_name_.end() && found->folded == folded ? &places_[found->place] : nullptr;
}

std::vector<const Place*> PlaceBook::search(std::string_view prefix, std::size_t limit) const {
    const std::string folded = core::request::fold_name(prefix);
    std::vector<std::size_t> matches;
    if (folded.empty())
        return {};
    auto entry = std::lower_bound(by_name_.begin(), by_name_.end(), folded,
                                  [](const Entry& e, const std::string& text) { return e.folded < text; });
    for (; entry != by_name_.end() && entry->folded.starts_with(folded); ++entry)
        matches.push_back(entry->place);
    const std::size_t count = std::min(limit, matches.size());
    std::partial_sort(matches.begin(), matches.begin() + static_cast<std::ptrdiff_t>(count), matches.end(),
                      [this](std::size_t a, std::size_t b) { return comes_first(a, b); });
    std::vector<const Place*> best;
    for (std::size_t i = 0; i < count; ++i)
        best.push_back(&places_[matches[i]]);
    return best;
}

/// From the own latitude to both sides, until what lies there is farther by its latitude alone. Of two as near it is
/// the one that was given first.
const Place* PlaceBook::nearest(core::Point at, std::int64_t population_min) const {
    constexpr std::int64_t metres_per_degree = 110'000; // of latitude, at the least; distance_m is not exact
    std::optional<std::size_t> best;
    std::int64_t best_m = 0;
    const auto look = [&](std::size_t number) {
        const Place& place = places_[number];
        const std::int64_t apart = std::abs(std::int64_t{place.at.lat_e6} - at.lat_e6);
        if (best && apart * metres_per_degree / 1'000'000 > best_m)
            return false;
        if (place.population < population_min)
            return true;
        const std::int64_t away = core::distance_m(at, place.at);
        if (!best || away < best_m || (away == best_m && number < *best)) {
            best = number;
            best_m = away;
        }
        return true;
    };
    const auto middle = std::ranges::lower_bound(by_latitude_, at.lat_e6, {},
                                                 [this](std::size_t place) { return places_[place].at.lat_e6; });
    auto north = middle, south = middle;
    bool goes_north = true, goes_south = true;
    while (goes_north || goes_south) {
        goes_north = goes_north && north != by_latitude_.end() && look(*north++);
        goes_south = goes_south && south != by_latitude_.begin() && look(*--south);
    }
    return best ? &places_[*best] : nullptr;
}

} // namespace parley::app
