// A request as linked data: a schema.org Demand in JSON-LD, for search engines and whoever else reads pages by program.
#pragma once

#include "app/public_request.hpp"

namespace parley::wire {

/// JSON that may stand in <script type="application/ld+json"> as it is: whatever the request says, nothing in it ends
/// the element or begins another, for every sign of markup and everything beyond ASCII is written as \uXXXX.
/// `category` is the sector in words, from the widest; `kind` is "goods" or "services".
std::string demand_json(const app::PublicRequest& request, const std::string& address, const std::string& category,
                        const std::string& kind);

} // namespace parley::wire
