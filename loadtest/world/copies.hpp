// Rows copied in the database, for markets larger than could be brought in by calls. A node reads them when it starts.
#pragma once

#include "loadtest/world/town.hpp"

namespace parley::load {

/// Copies a request so many times, as it stands; the copies' ids begin with `mark`, a digit up to 7.
void copy_request(const World& world, const std::string& intent, std::size_t copies, int mark);

/// Copies a shop so many times, as one that seldom answers: whoever is asked first is not among the copies.
void copy_shop(const World& world, const std::string& shop, std::size_t copies, int mark);

/// Gives all shops of the market a place near one of `towns` towns of Great Britain, the same number near each.
void spread_shops(const World& world, std::size_t towns);
/// Where the town with that number is.
Place place_of_town(std::size_t town);

} // namespace parley::load
