// What a business wrote to whom lately, by the hash of its words: the same words to many are no conversation.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace parley::app {

enum class SaidTurn { noted, repeated, refused };

class Said {
public:
    virtual ~Said() = default;
    /// Notes the words, unless this business has written them in `most` other intents since `since`. What was noted
    /// for this intent before is a repeat, and no further buyer hears it.
    virtual boost::asio::awaitable<SaidTurn> take(core::BusinessId business, std::string words_hash,
                                                  core::IntentId intent, core::Instant at, core::Instant since,
                                                  std::int64_t most) = 0;
    /// Nobody heard them after all.
    virtual boost::asio::awaitable<void> give_back(core::BusinessId business, std::string words_hash,
                                                   core::IntentId intent) = 0;
};

} // namespace parley::app
