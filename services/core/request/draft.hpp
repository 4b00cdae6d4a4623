// What a free text seems to ask for: budget, place, day, sectors, a title. Every guess carries the bytes that it was
// read from and how sure the reader is, because a person confirms it before it counts. What the text does not state
// stays empty.
#pragma once

#include "core/money.hpp"
#include "core/place.hpp"
#include "core/request/tokens.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parley::core::request {

/// A value, the bytes of the text that say it, and how sure the reader is in parts per million.
template <class Value>
struct Found {
    Value value;
    Span span;
    std::int64_t confidence_ppm = 0;
    friend bool operator==(const Found&, const Found&) = default;
};

/// A place of the gazetteer under the name that it has there, which need not be how the text spells it.
struct PlaceFound {
    std::string name;
    std::string country; // ISO 3166-1 alpha-2
    Point point;
    std::int64_t population = 0;
    friend bool operator==(const PlaceFound&, const PlaceFound&) = default;
};

struct SectorCandidate {
    std::string slug;
    std::string name;
    std::int64_t confidence_ppm = 0; // Its share of what all candidates have; they sum to at most a million.
    std::vector<Span> spans;         // The words that speak for it, in the order of the text.
    friend bool operator==(const SectorCandidate&, const SectorCandidate&) = default;
};

struct Draft {
    std::optional<Found<Money>> budget; // The upper bound where a range is given.
    bool budget_per_unit = false;       // "30 an hour", "40 each": the amount is for one of many.
    std::optional<Found<PlaceFound>> place;
    std::optional<Found<Instant>> needed_by; // A day without an hour means its last second, local time.
    std::vector<SectorCandidate> sectors;    // At most five, best first.
    std::string title;                       // "Solid oak dining table"; empty when nothing is left to name.
    bool asks_advice = false;
    friend bool operator==(const Draft&, const Draft&) = default;
};

} // namespace parley::core::request
