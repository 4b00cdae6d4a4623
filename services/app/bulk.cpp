#include "app/bulk.hpp"

#include "digest/digest.hpp"

namespace parley::app {

namespace {

/// The same words stay the same with other spaces and capitals.
std::string plain(const std::string& words) {
    std::string out;
    for (const char c : words)
        if (static_cast<unsigned char>(c) > ' ')
            out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

} // namespace

boost::asio::awaitable<bool> Bulk::is_bulk(core::BusinessId business, core::IntentId intent, std::string words,
                                           core::Instant now) {
    const std::string same = plain(words);
    if (same.size() < short_words)
        co_return false;
    const std::string hash = digest::hex(digest::sha256(same));
    const core::Instant since = now - same_words_within;
    co_return co_await said_.note(business, hash, intent, now, since) >= same_words_max;
}

} // namespace parley::app
