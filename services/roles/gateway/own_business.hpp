// What several routes ask of the business that is acting, and of what it wants to be.
#pragma once

#include "roles/gateway/acting.hpp"
#include "roles/gateway/router.hpp"
#include "wire/reach_json.hpp"

namespace parley::roles {

/// The business that the call acts for; fails where there is none.
boost::asio::awaitable<app::Business> own_business(const Services& services, const Call& call);

/// The place that a request means, as this node's places have it.
wire::FindPlace find_place(const Services& services);

/// Fails for words that name a way to reach somebody: they are to stand where everybody reads them.
void require_no_contacts(const std::string& words);

/// Fails with the first sector that we do not know.
void check_sectors(const Services& services, const std::vector<std::string>& sectors);

/// Fails unless its sectors are known and ask the questions that it has requirements about, with these answers, and
/// its shops' names hold no contact details.
void check_reach(const Services& services, const app::Business& business);

} // namespace parley::roles
