// The nearest place, against a look at all of them.
#include "app/place_book.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::app::test {
namespace {

core::Point a_point() {
    return {*rc::gen::inRange(-90'000'000, 90'000'001), *rc::gen::inRange(-180'000'000, 180'000'001)};
}

RC_GTEST_PROP(PlaceBook, TheNearestIsThatOfALookAtAll, ()) {
    std::vector<Place> places(*rc::gen::inRange<std::size_t>(0, 40));
    for (Place& place : places) {
        place.at = a_point();
        place.population = *rc::gen::inRange(0, 10'000);
    }
    if (places.size() > 2)
        places[1].at = places[2].at; // of two as near the first counts
    const core::Point at = *rc::gen::arbitrary<bool>() && !places.empty() ? places.back().at : a_point();
    const std::int64_t least = *rc::gen::inRange(0, 8'000);
    std::optional<std::size_t> expected;
    for (std::size_t i = 0; i < places.size(); ++i)
        if (places[i].population >= least &&
            (!expected || core::distance_m(at, places[i].at) < core::distance_m(at, places[*expected].at)))
            expected = i;
    const PlaceBook book(places);
    const Place* found = book.nearest(at, least);
    RC_ASSERT((found != nullptr) == expected.has_value());
    if (found)
        RC_ASSERT(static_cast<std::size_t>(found - book.all().data()) == *expected);
}

} // namespace
} // namespace parley::app::test
