// Doing something to an intent for whoever calls: as its buyer, as a business, or as whichever of the two the caller
// is.
#pragma once

#include "roles/gateway/router.hpp"

#include <functional>

namespace parley::roles {

/// The command of a business with its key, ready to be submitted.
core::Envelope business_envelope(const Call& call, core::BusinessId business, core::Command command);

/// {"state","seq"}
core::Value state_answer(const app::Done& done);

/// What is noted after a commit can fail by itself. Then the sender must not hear that nothing was changed: it asks
/// again with its key, is answered as the first time, and the note is made.
boost::asio::awaitable<void> noted(boost::asio::awaitable<void> note);

/// A page of this business has shown its invitations to these; their buyers hear how many have.
boost::asio::awaitable<void> note_seen(const Services& services, core::BusinessId business,
                                       std::vector<core::IntentId> intents);

/// Submits for the business that the caller acts for; a refusal is thrown as its problem.
boost::asio::awaitable<app::Done> done_as_business(const Services& services, const Call& call, core::Command command,
                                                   std::string_view scope = "offers");
/// Submits for the buyer, if that is who calls.
boost::asio::awaitable<app::Done> done_as_buyer(const Services& services, const Call& call, core::Command command);

/// The same, answered with state_answer.
boost::asio::awaitable<http::Response> as_business(const Services& services, Call call, core::Command command);
boost::asio::awaitable<http::Response> as_buyer(const Services& services, Call call, core::Command command);

/// Words of a business for one buyer.
struct Addressed {
    core::BusinessId business;
    core::IntentId intent;
    std::string words;
};
/// Of the business that the caller acts for.
Addressed addressed(const Call& call, std::string words);

/// The same words to many are refused by name before anybody hears them, and the try counts in its score; words that
/// `deed` refuses were not said.
using Deed = std::function<boost::asio::awaitable<http::Response>()>;
boost::asio::awaitable<http::Response> to_one_buyer(const Services& services, Addressed sent, Deed deed);

/// Browsers are kept only as long as somebody agreed to be pushed to.
boost::asio::awaitable<void> forget_idle_browsers(const Services& services, core::PrincipalId reader);

/// The buyers that the caller is, one per mail address.
std::vector<core::PrincipalId> consumers_of(const Caller& caller);
/// Those of a signed-in buyer; a problem for anybody else.
std::vector<core::PrincipalId> signed_in_consumers(const Call& call);

/// Whether the caller stands here as the intent's buyer: it holds the intent and does not name a business to act for.
boost::asio::awaitable<bool> is_buyer_here(const Services& services, const Call& call);
/// As the buyer if the caller is that, else as a business.
boost::asio::awaitable<http::Response> as_either(const Services& services, Call call, core::Command command);

} // namespace parley::roles
