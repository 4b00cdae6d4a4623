// The rule against bulk messages: a text of some length may go to a few buyers within an hour, not to many.
#pragma once

#include "app/ports/said.hpp"

namespace parley::app {

inline constexpr std::int64_t same_words_max = 3; // intents within `same_words_within`
inline constexpr core::Micros same_words_within = core::seconds(3'600);
inline constexpr std::size_t short_words = 20; // bytes; "Yes, we can." may be said to everybody

class Bulk {
public:
    explicit Bulk(Said& said) : said_(said) {}
    /// Whether these words, but for case and spaces, went to as many others as they may.
    boost::asio::awaitable<bool> is_bulk(core::BusinessId business, core::IntentId intent, std::string words,
                                         core::Instant now);

private:
    Said& said_;
};

} // namespace parley::app
