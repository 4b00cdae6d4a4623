// The bodies of the calls about claims.
#pragma once

#include "wire/requests.hpp"

namespace parley::wire {

/// A public post: where it stands, whose it is there, what it says.
struct ClaimRequest {
    std::string network;
    std::string handle;
    std::string text;
    std::string url;
};

/// {"network","handle","text","url"}: a known network, 1 to 100 and 1 to 1 000 characters, an address of the web.
Read<ClaimRequest> read_claim(std::string_view body);
/// {"secret"}: that of the claim's link.
Read<std::string> read_claim_secret(std::string_view body);

} // namespace parley::wire
