// Who came by a link that somebody passed on. The calls that may say so carry the link's code in a header; with a code
// that is none, or without one, they do just the same.
#pragma once

#include "roles/gateway/router.hpp"

namespace parley::roles {

inline constexpr const char* referral_header = "parley-referral";

/// Whether the text has the form of a link's code, which is that of an id.
bool is_referral_code(std::string_view text);

/// Notes that this call, with which a business placed an offer in the intent or, without one, a buyer posted it, came
/// by a link. Never fails: what could not be noted is logged, for a link must not stand in the way of anything.
boost::asio::awaitable<void> note_arrival(const Services& services, const Call& call, core::IntentId intent,
                                          std::optional<core::BusinessId> business);

} // namespace parley::roles
