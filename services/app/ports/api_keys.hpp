// The keys that the machines of a business come in with. They are known by their hashes; each has a name that may be
// shown.
#pragma once

#include "app/ports/accounts.hpp"

namespace parley::app {

struct ApiKey {
    std::string id;
    core::PrincipalId principal;
    std::string label;
    std::vector<std::string> scopes;
    core::Instant made_at;
    std::optional<core::Instant> last_used_at; // to the minute
    std::optional<core::Instant> ends_at;      // of one that another took the place of
};

class ApiKeys {
public:
    virtual ~ApiKeys() = default;
    /// False where the principal has `most` that work already.
    virtual boost::asio::awaitable<bool> add(std::string key_hash, ApiKey key, int most) = 0;
    /// Who comes with that key, and notes that it came.
    virtual boost::asio::awaitable<std::optional<SessionInfo>> find(std::string key_hash, core::Instant now) = 0;
    /// Those that work now, the newest first.
    virtual boost::asio::awaitable<std::vector<ApiKey>> of(core::PrincipalId principal, core::Instant now) = 0;
    /// Another key with the same label and scopes takes the place of one, which goes on working until `old_ends_at`,
    /// or its own end if that is earlier. False where the principal has no such key.
    virtual boost::asio::awaitable<bool> rotate(core::PrincipalId principal, std::string id, std::string new_hash,
                                                std::string new_id, core::Instant now, core::Instant old_ends_at) = 0;
    /// Ends it now. False where the principal has no such key.
    virtual boost::asio::awaitable<bool> revoke(core::PrincipalId principal, std::string id) = 0;
    /// Which of these do not work any longer.
    virtual boost::asio::awaitable<std::vector<std::string>> gone(std::vector<std::string> ids, core::Instant now) = 0;
};

} // namespace parley::app
