// Places by name: what a person types, found among the gazetteer's rows in memory. British places first, then by size.
#pragma once

#include "app/ports/reference_data.hpp"

#include <optional>
#include <string_view>

namespace parley::app {

class PlaceBook {
public:
    explicit PlaceBook(std::vector<Place> places);

    /// The place that a name most likely means; case, accents and "saint" for "st" do not matter.
    const Place* find(std::string_view name) const;
    /// At most `limit` places whose name begins with `prefix`.
    std::vector<const Place*> search(std::string_view prefix, std::size_t limit) const;
    /// The nearest place of at least so many people; null where there is none.
    const Place* nearest(core::Point at, std::int64_t population_min = 0) const;
    const std::vector<Place>& all() const { return places_; }

private:
    struct Entry {
        std::string folded;
        std::size_t place = 0;
    };
    bool comes_first(std::size_t a, std::size_t b) const;

    std::vector<Place> places_;
    std::vector<Entry> by_name_;           // by folded name, then the likelier first
    std::vector<std::size_t> by_latitude_; // from south to north
};

} // namespace parley::app
