#include "core/request/gazetteer.hpp"

#include <algorithm>
#include <tuple>

namespace parley::core::request {

namespace {

constexpr std::int64_t alias_divisor = 10; // How much a short name counts against a full one.

/// The first word of "stoke on trent", "newcastle upon tyne", "lytham st annes"; the last of "kingston upon hull"; what
/// stands before "town" in "enfield town".
std::string_view short_form(std::string_view key) {
    if (key == "kingston upon hull")
        return "hull";
    for (const std::string_view joint : {" upon ", " on ", " in ", " next ", " under ", " st "}) {
        const std::size_t at = key.find(joint);
        if (at != std::string_view::npos && at >= 4 && key.find(' ') == at)
            return key.substr(0, at);
    }
    static constexpr std::string_view town = " town";
    return key.ends_with(town) ? key.substr(0, key.size() - town.size()) : std::string_view{};
}

} // namespace

PlaceList::PlaceList(std::vector<PlaceFound> rows) : rows_(std::move(rows)) {
    for (std::uint32_t row = 0; row < rows_.size(); ++row) {
        std::string key = fold_name(rows_[row].name);
        if (key.empty())
            continue;
        if (key.starts_with("royal "))
            entries_.push_back({key.substr(6), row, false});
        if (const std::string_view shorter = short_form(key); !shorter.empty())
            entries_.push_back({std::string(shorter), row, true});
        entries_.push_back({std::move(key), row, false});
    }
    std::ranges::sort(entries_, {}, [](const Entry& entry) { return std::tie(entry.key, entry.row); });
}

std::vector<PlaceFound> PlaceList::find(std::string_view folded, std::string_view country_hint) const {
    const auto range =
        std::ranges::equal_range(entries_, folded, {}, [](const Entry& entry) { return std::string_view(entry.key); });
    std::vector<const Entry*> found;
    for (const Entry& entry : range)
        found.push_back(&entry);
    const auto before = [&](const Entry* a, const Entry* b) {
        const PlaceFound& first = rows_[a->row];
        const PlaceFound& second = rows_[b->row];
        const bool first_home = first.country == country_hint;
        const bool second_home = second.country == country_hint;
        if (first_home != second_home)
            return first_home;
        const std::int64_t first_size = first.population / (a->alias ? alias_divisor : 1);
        const std::int64_t second_size = second.population / (b->alias ? alias_divisor : 1);
        return first_size != second_size ? first_size > second_size : a->row < b->row;
    };
    std::ranges::sort(found, before);
    std::vector<PlaceFound> places;
    for (const Entry* entry : found)
        places.push_back(rows_[entry->row]);
    return places;
}

} // namespace parley::core::request
