// Tags of answers (ETag and If-None-Match, RFC 9110), so that who asks again is sent only what it does not have.
#pragma once

#include "adapters/http/message.hpp"

namespace parley::roles {

/// The strong tag of these bytes, in its quotes.
std::string etag_of(std::string_view body);

/// The answer with its tag, or 304 without its body for a request that names the tag. For answers with status 200.
http::Response unless_known(const http::Request& request, http::Response answer);

} // namespace parley::roles
