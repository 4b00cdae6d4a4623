// Mails that can be answered: the link in one leads to a page that shows the thread and takes an answer, without a
// session. Whoever has the link may write in that thread as the one it was sent to, and nothing else.
#pragma once

#include "app/market.hpp"
#include "app/ports/accounts.hpp"

namespace parley::app {

/// What a link of purpose reply is about: "INTENT/BIDDER/buyer" or "INTENT/BIDDER/business".
std::string reply_subject(const core::IntentId& intent, core::BidderNo bidder, bool by_business);

struct ReplyThread {
    core::IntentId intent;
    core::BidderNo bidder = 0;
    bool by_business = false;
};
std::optional<ReplyThread> reply_thread(std::string_view subject);

class Replies {
public:
    Replies(Market& market, Accounts& accounts) : market_(market), accounts_(accounts) {}

    /// The thread of a link, with the state of its intent; nothing for a link that is unknown or too old.
    struct Found {
        ReplyThread thread;
        std::shared_ptr<const core::State> state;
    };
    boost::asio::awaitable<std::optional<Found>> find(std::string token);
    /// Writes in that thread. `envelope` has its key and time.
    boost::asio::awaitable<Answer> write(Found found, std::string text, core::Envelope envelope);

private:
    Market& market_;
    Accounts& accounts_;
};

} // namespace parley::app
