// What a business's till or checkout may tell us by itself: the key that signs it, and the sale that a code belongs to.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <array>
#include <optional>
#include <string>

namespace parley::app {

using PostbackSecret = std::array<std::uint8_t, 32>;

struct PostbackKey {
    PostbackSecret secret{};
    core::Instant made_at;
    std::optional<core::Instant> last_used_at;
};

class Postbacks {
public:
    virtual ~Postbacks() = default;
    /// The business's one key; another takes its place.
    virtual boost::asio::awaitable<void> set_key(core::BusinessId business, PostbackSecret secret,
                                                 core::Instant now) = 0;
    virtual boost::asio::awaitable<std::optional<PostbackKey>> key_of(core::BusinessId business) = 0;
    /// Nothing happens where there is none.
    virtual boost::asio::awaitable<void> drop_key(core::BusinessId business) = 0;
    virtual boost::asio::awaitable<void> note_use(core::BusinessId business, core::Instant now) = 0;
    /// The newest deal of the business in which it gave this code, if there is one.
    virtual boost::asio::awaitable<std::optional<core::IntentId>> deal_with(core::BusinessId business,
                                                                            std::string code) = 0;
};

} // namespace parley::app
