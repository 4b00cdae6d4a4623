// Photos that a request or an offer names.
#pragma once

#include "roles/gateway/services.hpp"

namespace parley::roles {

/// Binds them to the intent and gives them with hash and size. A problem names each that is not the owner's to use:
/// `business` for an offer, nothing for a request.
boost::asio::awaitable<std::vector<core::Photo>> used_photos(const Services& services, std::vector<core::Photo> named,
                                                             std::optional<core::BusinessId> business,
                                                             core::IntentId intent);

} // namespace parley::roles
