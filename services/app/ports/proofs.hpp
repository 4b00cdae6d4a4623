// What proves something against the operator: the key that all nodes sign with, and the published lists of the chain
// heads of intents that are over.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"
#include "digest/digest.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace parley::app {

using SigningSeed = std::array<std::uint8_t, 32>;

struct ChainHead {
    core::IntentId intent;
    std::int64_t seq = 0;
    digest::Sha256 hash{};
};

/// A list as it was published. `body` is canonical JSON; `hash` chains it to the list before (DESIGN 4).
struct HeadList {
    std::int64_t n = 0; // 1, 2, 3 ...
    std::string body;
    digest::Sha256 hash{};
    std::string signature; // of the hash's hex digits, base64url
};

/// Makes list `n`, which follows one with hash `previous` (zero bytes: none).
using HeadListMaker =
    std::function<HeadList(std::int64_t n, const digest::Sha256& previous, const std::vector<ChainHead>& heads)>;

class Proofs {
public:
    virtual ~Proofs() = default;

    /// The seed that everybody signs with; `fresh` becomes it where there is none yet.
    virtual boost::asio::awaitable<SigningSeed> signing_seed(SigningSeed fresh, core::Instant now) = 0;
    /// Publishes the heads of those of these intents that no list has yet; nothing when every one is listed already.
    virtual boost::asio::awaitable<void> publish(std::vector<core::IntentId> intents, HeadListMaker make) = 0;
    /// Lists with n > after, ascending, at most `limit`.
    virtual boost::asio::awaitable<std::vector<HeadList>> lists(std::int64_t after, int limit) = 0;
};

} // namespace parley::app
