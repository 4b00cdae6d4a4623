// What is held, as whoever it is about reads it: the parts that pages of its own and what it takes away have in common.
// Secrets are in none of them.
#pragma once

#include "roles/gateway/team_people.hpp"

namespace parley::roles {

/// A consent as its giver sees it, and the same with the evidence for it.
core::Value consent_value(const app::ConsentRecord& one, core::Instant now);
core::Value evidence_value(const app::ConsentRecord& one, core::Instant now);
core::Value browsers_value(const std::vector<app::PushSubscription>& browsers);

// --- of a business; each is written where its own route is ----------------------------------------------------------

/// Its standing offers with their limits and the newest `changes_max` changes.
boost::asio::awaitable<core::Value> auto_offers_value(const Services& services, core::BusinessId business,
                                                      int changes_max);
boost::asio::awaitable<core::Value> templates_value(const Services& services, core::BusinessId business);
/// With what came of each this month.
boost::asio::awaitable<core::Value> playbooks_value(const Services& services, core::BusinessId business,
                                                    core::Instant now);
/// The newest `tags_max` tags of its links.
boost::asio::awaitable<core::Value> campaigns_value(const Services& services, core::BusinessId business, int tags_max);
/// Of the consents of its readers the newest `evidence_max`.
boost::asio::awaitable<core::Value> reader_list_value(const Services& services, core::BusinessId business,
                                                      int evidence_max);
/// The keys that work now.
boost::asio::awaitable<core::Value> keys_value(const Services& services, core::BusinessId business);
boost::asio::awaitable<core::Value> conduct_value(const Services& services, core::BusinessId business);
/// The founder first. The addresses of those who joined, and of those who are asked, are for whoever manages the team.
enum class Addresses { none, joined, all };
boost::asio::awaitable<core::Value> team_value(const Services& services, core::BusinessId business, Addresses shown);
/// What its people keep about one request.
boost::asio::awaitable<core::Value> team_file_value(const Services& services, std::vector<Member> members,
                                                    core::BusinessId business, core::IntentId intent);

} // namespace parley::roles
