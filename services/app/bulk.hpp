// The rule against bulk messages: a text of some length may go to a few buyers within an hour, not to many.
#pragma once

#include "app/ports/said.hpp"

#include <string>

namespace parley::app {

inline constexpr std::int64_t same_words_max = 3; // intents within `same_words_within`
inline constexpr core::Micros same_words_within = core::seconds(3'600);
inline constexpr std::size_t short_words = 20; // bytes; "Yes, we can." may be said to everybody

struct BulkTurn {
    bool refused = false;
    std::string noted; // the hash of words that count from now on; "" for none
};

class Bulk {
public:
    explicit Bulk(Said& said) : said_(said) {}
    /// Before the words are sent: refused if they, but for case and spaces, went to as many others as they may.
    boost::asio::awaitable<BulkTurn> take(core::BusinessId business, core::IntentId intent, std::string words,
                                          core::Instant now);
    /// They were refused for another reason, and nobody heard them.
    boost::asio::awaitable<void> give_back(core::BusinessId business, core::IntentId intent, BulkTurn turn);

private:
    Said& said_;
};

} // namespace parley::app
