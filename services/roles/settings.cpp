#include "roles/settings.hpp"

#include <algorithm>

namespace parley::roles {

bool Settings::has_role(std::string_view role) const {
    return std::find(roles.begin(), roles.end(), role) != roles.end();
}

const std::vector<std::string>& crash_points() {
    static const std::vector<std::string> points{"before_commit",  "after_commit", "before_ack",     "before_redis",
                                                 "before_publish", "tick_claimed", "tick_committed", "outbox_sent"};
    return points;
}

} // namespace parley::roles
