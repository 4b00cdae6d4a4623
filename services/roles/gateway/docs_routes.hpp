// The description of the wire as this node keeps it: /openapi.yaml and /asyncapi.yaml with the schemas they refer to,
// and /docs where the web build has a page for it. Files are read once; what is not there has no path.
#pragma once

#include "roles/gateway/router.hpp"

namespace parley::roles {

void add_docs_routes(Router& router, const Services& services);

} // namespace parley::roles
