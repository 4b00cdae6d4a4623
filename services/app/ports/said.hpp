// What a business wrote to whom lately, by the hash of its words: the same words to many are no conversation.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace parley::app {

class Said {
public:
    virtual ~Said() = default;
    /// Notes the words and tells in how many other intents this business has written them since `since`.
    virtual boost::asio::awaitable<std::int64_t> note(core::BusinessId business, std::string words_hash,
                                                      core::IntentId intent, core::Instant at,
                                                      core::Instant since) = 0;
};

} // namespace parley::app
