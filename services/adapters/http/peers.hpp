// Who a connection comes from: address text, the group that limits count by, trusted proxies and what they say of the
// client, and the bounds on open connections.
#pragma once

#include "adapters/http/message.hpp"

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace parley::http {

// IPv4 addresses mapped into IPv6 become IPv4.
boost::asio::ip::address plain_address(boost::asio::ip::address address);
// The IPv4 address, or "2001:db8:1:2::/64": one household or server of IPv6 has all of a /64.
std::string address_group(const boost::asio::ip::address& address);

class TrustedProxies {
public:
    // Addresses or CIDR blocks; throws std::invalid_argument naming the one that is neither.
    explicit TrustedProxies(const std::vector<std::string>& blocks);

    bool contains(const boost::asio::ip::address& address) const;
    // Fills the address fields of a request from its peer and, when the peer is trusted, from X-Forwarded-For (the
    // last address that is not a trusted proxy) and X-Forwarded-Proto.
    void identify(const boost::asio::ip::address& peer, Request& request) const;

private:
    struct Block {
        boost::asio::ip::address address;
        unsigned prefix;
    };
    std::vector<Block> blocks_;
};

// Counts open connections of all reactors. A slot is given back when its last owner lets go.
class ConnectionLimits : public std::enable_shared_from_this<ConnectionLimits> {
public:
    enum class Refusal { too_many, too_many_from_address };
    struct Admission {
        std::shared_ptr<void> slot; // empty when refused
        std::optional<Refusal> refusal;
    };

    ConnectionLimits(std::size_t total, std::size_t per_group, bool exempt_loopback)
        : total_(total), per_group_(per_group), exempt_loopback_(exempt_loopback) {}

    Admission admit(const boost::asio::ip::address& peer);
    std::size_t open() const;
    void on_change(std::function<void(std::size_t open)> listener) { listener_ = std::move(listener); }

private:
    void leave(const std::string& group);

    const std::size_t total_;
    const std::size_t per_group_;
    const bool exempt_loopback_;
    mutable std::mutex mutex_;
    std::size_t open_ = 0;
    std::unordered_map<std::string, std::size_t> by_group_;
    std::function<void(std::size_t)> listener_;
};

} // namespace parley::http
