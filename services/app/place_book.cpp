#include "app/place_book.hpp"

#include "core/request/tokens.hpp"

#include <algorithm>

namespace parley::app {

PlaceBook::PlaceBook(std::vector<Place> places) : places_(std::move(places)) {
    for (std::size_t i = 0; i < places_.size(); ++i)
        by_name_.push_back({core::request::fold_name(places_[i].name), i});
    std::sort(by_name_.begin(), by_name_.end(), [this](const Entry& a, const Entry& b) {
        return a.folded != b.folded ? a.folded < b.folded : comes_first(a.place, b.place);
    });
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

const Place* PlaceBook::nearest(core::Point at, std::int64_t population_min) const {
    const Place* best = nullptr;
    std::int64_t best_m = 0;
    for (const Place& place : places_) {
        if (place.population < population_min)
            continue;
        const std::int64_t away = core::distance_m(at, place.at);
        if (best == nullptr || away < best_m) {
            best = &place;
            best_m = away;
        }
    }
    return best;
}

} // namespace parley::app
