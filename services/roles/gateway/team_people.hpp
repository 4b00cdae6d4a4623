// The people of a business as its pages know them: the founder, who has no seat, and everybody who has one.
#pragma once

#include "roles/gateway/router.hpp"

namespace parley::roles {

struct Member {
    std::string id; // the seat's, or the business's for the founder
    std::string name;
    app::SeatRole role = app::SeatRole::owner;
    bool is_founder = false;
    bool has_joined = true;
};

/// The founder first.
boost::asio::awaitable<std::vector<Member>> members_of(const Services& services, core::BusinessId business);
const Member* find_member(const std::vector<Member>& members, const std::string& id);
/// {"id","name"}; the name is null of somebody who left.
core::Value member_value(const std::vector<Member>& members, const std::string& id);

} // namespace parley::roles
