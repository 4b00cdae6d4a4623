// What of a request reaches a business, as JSON: its branches with their catchments and hours, the words that it wants
// and does not want, the answers that it insists on.
#pragma once

#include "app/ports/businesses.hpp"
#include "app/ports/reference_data.hpp"
#include "wire/body.hpp"
#include "wire/requests.hpp"

namespace parley::wire {

/// The place that is meant; null for none that we know.
using FindPlace = std::function<const app::Place*(const PlaceRequest&)>;

/// Adds "branches", "include_words", "exclude_words" and "requirements".
void add_reach(const app::Business& business, core::Value& value);

/// Reads what add_reach writes, each member optional, into a copy that holds what was. A place is
/// {"name"} or {"lat","lon"}; a branch without a number is a new one.
void read_reach(Body& body, app::Business& business, const FindPlace& find_place);

/// The point that is meant and what it is called; says so where there is none.
std::optional<std::pair<core::Point, std::string>> read_known_place(Body& body, const FindPlace& find_place,
                                                                    bool required);

} // namespace parley::wire
