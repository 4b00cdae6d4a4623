// Which addresses are anybody's on the internet: nothing else is ever sent to, so that no name leads to a machine of
// ours or of our provider (reliability 4.2).
#pragma once

#include <boost/asio/ip/address.hpp>

namespace parley::webhook {

/// Routed on the public internet to one machine, and not an IPv4 address in the clothes of IPv6.
bool is_global(const boost::asio::ip::address& address);

} // namespace parley::webhook
