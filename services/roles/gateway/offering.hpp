// Placing an offer, whoever the caller proved to be: by session or key, or with the link of an invitation.
#pragma once

#include "roles/gateway/router.hpp"
#include "wire/requests.hpp"

namespace parley::roles {

/// Makes or revises the offer of that business, which may act now. The call has its key and time, and its body names
/// what was wanted.
boost::asio::awaitable<http::Response> offer_of(const Services& services, Call call, core::BusinessId business,
                                                core::IntentId intent, wire::OfferRequest wanted);

} // namespace parley::roles
