// Claims: a public post becomes a card that only who has its link can open, and what nobody opened becomes a number.
#pragma once

#include "app/ports/claims.hpp"
#include "roles/gateway/router.hpp"

namespace parley::roles {

void add_claim_routes(Router& router, const Services& services, app::Claims& claims);

} // namespace parley::roles
