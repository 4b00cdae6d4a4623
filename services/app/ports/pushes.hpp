// Pushes to browsers (RFC 8030): which browsers may be pushed to, and who carries a push to one of them.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parley::app {

inline constexpr int push_subscriptions_max = 5; // of one person or business

/// What a browser gave to be reached by.
struct PushAddress {
    std::string endpoint; // of its push service
    std::string p256dh;   // its public key, base64url of 65 bytes
    std::string auth;     // its secret, base64url of 16 bytes
    friend bool operator==(const PushAddress&, const PushAddress&) = default;
};

struct PushSubscription {
    std::string id; // 26 characters
    core::PrincipalId principal;
    PushAddress address;
    core::Instant made_at;
    std::string seat; // at which its person is in the business; "" for the founder and for buyers
    friend bool operator==(const PushSubscription&, const PushSubscription&) = default;
};

using PushSecret = std::array<std::uint8_t, 32>; // a scalar of P-256

class PushSubscriptions {
public:
    virtual ~PushSubscriptions() = default;

    /// The key by which push services know us; `fresh` becomes it where there is none yet.
    virtual boost::asio::awaitable<PushSecret> secret(PushSecret fresh, core::Instant now) = 0;
    /// The same browser again gets its new keys; beyond push_subscriptions_max the oldest of that principal goes.
    virtual boost::asio::awaitable<void> put(PushSubscription subscription) = 0;
    /// Oldest first.
    virtual boost::asio::awaitable<std::vector<PushSubscription>> of(core::PrincipalId principal) = 0;
    virtual boost::asio::awaitable<void> drop(core::PrincipalId principal, std::string endpoint) = 0;
    /// Its push service said that the browser is gone: for everybody.
    virtual boost::asio::awaitable<void> drop_endpoint(std::string endpoint) = 0;
};

struct Push {
    PushAddress to;
    std::string payload; // at most 3 000 bytes; it is encrypted for the browser alone
    std::int64_t ttl_s = 0;
    std::string topic; // a newer push of a topic takes the place of one that waits; at most 32 of A-Za-z0-9_-
};

enum class PushOutcome {
    sent,
    gone,    // the browser is no more
    refused, // for good
    later,   // certainly not sent; try again
    in_doubt // perhaps sent
};
struct PushAnswer {
    PushOutcome outcome = PushOutcome::sent;
    std::optional<core::Micros> retry_after; // as the push service asked
};

class Pusher {
public:
    virtual ~Pusher() = default;
    virtual boost::asio::awaitable<PushAnswer> push(Push push) = 0;
    /// Whether it is the address of a push service that we know, with keys that are keys. Nothing else is ever called.
    virtual bool takes(const PushAddress& address) const = 0;
    /// What a browser subscribes with: base64url of 65 bytes.
    virtual const std::string& public_key() const = 0;
};

} // namespace parley::app
