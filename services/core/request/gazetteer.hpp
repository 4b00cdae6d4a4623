// Where names lie. Gazetteer is what the reader of places asks; PlaceList answers from rows in memory, sorted once and
// searched by halving. Which words of a text are names of places at all is left to location.cpp.
#pragma once

#include "core/request/draft.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parley::core::request {

class Gazetteer {
public:
    virtual ~Gazetteer() = default;
    /// The places of that name, best first. `folded` is what fold_name() gives; `country_hint` is ISO 3166-1 alpha-2,
    /// and places there come before all others.
    virtual std::vector<PlaceFound> find(std::string_view folded, std::string_view country_hint) const = 0;
};

/// Names are found with and without "Royal", "Saint" or "St", hyphens and apostrophes; "Newcastle upon Tyne",
/// "Stoke-on-Trent" and "Lytham St Annes" also by their first word, "Enfield Town" as "Enfield", "Kingston upon Hull"
/// as "Hull". A short name comes after a full one of the same country unless its place has ten times the people.
class PlaceList final : public Gazetteer {
public:
    explicit PlaceList(std::vector<PlaceFound> rows);
    std::vector<PlaceFound> find(std::string_view folded, std::string_view country_hint) const override;
    std::size_t size() const { return rows_.size(); }

private:
    struct Entry {
        std::string key;
        std::uint32_t row = 0;
        bool alias = false;
    };

    std::vector<PlaceFound> rows_;
    std::vector<Entry> entries_; // By key.
};

} // namespace parley::core::request
