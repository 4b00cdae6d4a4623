// By which link of a shop a request came. The call that posts it carries what the link said in a header; with one that
// says nothing, or without one, it does just the same.
#pragma once

#include "roles/gateway/router.hpp"

namespace parley::roles {

/// "shop=ID&via=TAG&utm_source=...", as the link had it.
inline constexpr const char* campaign_header = "parley-campaign";

/// Never fails: what could not be noted is logged, for a link must not stand in the way of anything.
boost::asio::awaitable<void> note_campaign(const Services& services, const Call& call, core::IntentId intent);

} // namespace parley::roles
