// How often one subject may call what costs somebody something: one table of token buckets, spent before the handler
// runs and told in RateLimit fields (draft-ietf-httpapi-ratelimit-headers-11). The figures are those of
// reliability 4.3.
#pragma once

#include "roles/gateway/router.hpp"

namespace parley::roles {

struct Limit {
    std::string name;
    int burst = 0;            // tokens of a full bucket
    int per_minute = 0;       // tokens that come back
    bool by_business = false; // one bucket per business, else one per address
};

class Limits {
public:
    /// The defaults, with those changed that `changes` name: "offers=10/120" is a burst of 10 and 120 a minute, each
    /// from 1 to 1000000. Throws std::invalid_argument for anything else.
    explicit Limits(const std::vector<std::string>& changes);

    /// The limit of a path, or null.
    const Limit* of(std::string_view method, std::string_view pattern) const;

private:
    std::vector<Limit> limits_;
};

/// Spends a token of the caller's bucket; nothing where the caller is exempt or the bucket cannot be reached.
boost::asio::awaitable<std::optional<app::Tokens>> spend(const Services& services, const Call& call, Limit limit);

/// Says in the answer what is left of the bucket, and in a refusal when to come again.
void tell_limit(http::Response& response, const Limit& limit, const app::Tokens& tokens);

} // namespace parley::roles
