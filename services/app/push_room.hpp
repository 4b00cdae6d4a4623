// Sends the pushes that events promised, to every browser of its reader that asked for them. None leaves without a
// confirmed, unexpired consent of its own (DESIGN 9.10), none in quiet hours, none twice to one browser, and none after
// what it tells is over. It says little: what, of which request, and where to look.
#pragma once

#include "app/market.hpp"
#include "app/ports/accounts.hpp"
#include "app/ports/mail_log.hpp"
#include "app/ports/outbox.hpp"
#include "app/ports/pushes.hpp"
#include "app/ports/wishes.hpp"

namespace parley::app {

/// What a browser shows.
struct Notice {
    std::string title;
    std::string line; // "" for none
    std::string path; // of the page that it leads to
    std::string tag;  // of its round: a newer one takes the place of an older, also on the way
    core::Instant until;
};

/// {"title","body","path","tag"} as the service worker reads it (web/public/sw.js).
std::string payload_of(const Notice& notice);

struct PushRoomParts {
    Market& market;
    Accounts& accounts;
    Outbox& outbox;
    PushSubscriptions& subscriptions;
    MailLog& log;
    Wishes& wishes;
    Pusher& pusher;
    std::string public_url;
};

class PushRoom {
public:
    explicit PushRoom(PushRoomParts parts) : parts_(std::move(parts)) {}
    boost::asio::awaitable<void> run();
    /// Does what is due; true where there may be more.
    boost::asio::awaitable<bool> work();

private:
    struct Addressed {
        core::PrincipalId reader;
        std::string purpose;
        std::string id; // stable: names this push for ever
        Notice notice;
    };

    boost::asio::awaitable<void> handle(OutboxJob job);
    /// When to try again, if it has to be.
    boost::asio::awaitable<std::optional<core::Instant>> done(OutboxJob job);
    boost::asio::awaitable<std::optional<core::Instant>> to_browsers(Addressed push, int attempt);
    boost::asio::awaitable<std::optional<Addressed>> addressed(OutboxJob job);
    boost::asio::awaitable<PushAnswer> deliver(std::string id, Push push);

    PushRoomParts parts_;
};

} // namespace parley::app
