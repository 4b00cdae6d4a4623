// A TCP connection whose HTTP request asked for another protocol: what the HTTP server hands to the one that goes on.
// It lives here so that the two adapters need not know each other. Nothing was answered yet, nothing further was read.
#pragma once

#include "runtime/asio.hpp"

#include <functional>
#include <memory>
#include <string>

namespace parley::runtime {

struct UpgradedStream {
    asio::ip::tcp::socket socket; // bound to the reactor that accepted it
    std::string request_head;     // request line and fields as received, with the empty line
    std::string subprotocol;      // the one to announce; empty: none was offered
    std::string remote_address;   // after trusted proxies
    std::shared_ptr<void> slot;   // counts as a connection until let go
};

// Called on the connection's reactor.
using Takeover = std::function<void(UpgradedStream stream)>;

} // namespace parley::runtime
