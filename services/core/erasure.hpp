// What erasure takes out of a log: the parts that are the buyer's person, place and words, and what was said to it: by
// hand, in an offer, or in an auto-offer made for this request. Prices, rules and who won stay, and with them the proof
// that the round was fair (DESIGN 9.14).
#pragma once

#include "core/event.hpp"

#include <string_view>

namespace parley::core {

/// Whether erasure deletes this part of an event of that type.
bool is_erasable(std::string_view event_type, std::string_view part);

/// Whether it says what was wanted and where. Of a deal these go some weeks after it was made; what was said and
/// promised then, and whose it is, outlives them.
bool is_of_request(std::string_view event_type, std::string_view part);

/// The event as it is read once those parts are gone.
Event without_erasable(const Event& event);
Event without_request(const Event& event);

} // namespace parley::core
