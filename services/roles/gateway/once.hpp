// One effect for one Idempotency-Key, for the calls that no intent's own log remembers.
#pragma once

#include "roles/gateway/router.hpp"

namespace parley::roles {

/// What a call makes with this id: the same for every try of one key, so that a try after a crash makes nothing twice.
using Making = std::function<boost::asio::awaitable<http::Response>(std::string id)>;

/// Runs `making` once for the call's key; without a key, always. A repeat with the same content gets the first answer,
/// with other content 422 `key_reused`, and while the first is still at work 409 `in_progress`. What failed without
/// changing anything may be tried again. `scope` names who calls what; the answer must hold no secret, for it is kept.
boost::asio::awaitable<http::Response> once(const Services& services, const Call& call, std::string scope,
                                            Making making);
/// The same for a caller that names its call in a way of its own; `key` is as long as an Idempotency-Key may be.
boost::asio::awaitable<http::Response> once_for(std::string key, const Services& services, const Call& call,
                                                std::string scope, Making making);

} // namespace parley::roles
