// The mails that a developer's node wrote instead of sending, as pages and as JSON for tests: /dev/mail,
// /dev/mail/NAME, /dev/mail/latest?to=ADDRESS. A mail opens accounts, so each answer is for this machine alone;
// everybody else gets 404.
#pragma once

#include "roles/gateway/router.hpp"

namespace parley::roles {

/// For nodes with a mail folder and local limits only.
void add_dev_mail_routes(Router& router, const Services& services);

/// Whether a name in a path may be a file of the mail folder: [A-Za-z0-9._-]+\.eml without a dot in front.
bool is_mail_name(std::string_view name);

} // namespace parley::roles
