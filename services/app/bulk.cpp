#include "app/bulk.hpp"

#include "core/talk/plain_text.hpp"
#include "core/talk/tokens.hpp"
#include "digest/digest.hpp"

namespace parley::app {

namespace {

/// The same words stay the same with other numbers, signs, spaces and capitals, and with letters that look alike.
std::string plain(const std::string& words) {
    std::string out = core::talk::plain_text(words).text;
    std::erase_if(out, [](char c) { return !core::talk::is_letter(c) && c != '\x01'; });
    return out;
}

} // namespace

boost::asio::awaitable<BulkTurn> Bulk::take(core::BusinessId business, core::IntentId intent, std::string words,
                                            core::Instant now) {
    const std::string same = plain(words);
    if (same.size() < short_words)
        co_return BulkTurn{};
    std::string hash = digest::hex(digest::sha256(same));
    const SaidTurn turn = co_await said_.take(business, hash, intent, now, now - same_words_within, same_words_max);
    co_return BulkTurn{turn == SaidTurn::refused, turn == SaidTurn::noted ? std::move(hash) : std::string()};
}

boost::asio::awaitable<void> Bulk::give_back(core::BusinessId business, core::IntentId intent, BulkTurn turn) {
    if (!turn.noted.empty())
        co_await said_.give_back(business, std::move(turn.noted), intent);
}

} // namespace parley::app
