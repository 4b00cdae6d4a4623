// Sends the mails that events promised, unless a live socket has seen the news first, the matter is over, or nobody
// agreed to be written to: no mail leaves without a confirmed, unexpired consent (DESIGN 9.10).
#pragma once

#include "app/market.hpp"
#include "app/ports/accounts.hpp"
#include "app/ports/mailer.hpp"
#include "app/ports/outbox.hpp"
#include "app/ports/stages.hpp"
#include "app/secrets.hpp"

#include <boost/asio/steady_timer.hpp>

namespace parley::app {

struct MailRoomParts {
    Market& market;
    Accounts& accounts;
    Outbox& outbox;
    Mailer& mailer;
    Stages& stages;
    RandomBytes random;
    std::string public_url;
    runtime::Reactors::Executor executor;
};

class MailRoom {
public:
    explicit MailRoom(MailRoomParts parts);
    boost::asio::awaitable<void> run();

private:
    boost::asio::awaitable<void> handle(OutboxJob job);
    boost::asio::awaitable<std::optional<Mail>> compose(const OutboxJob& job);

    MailRoomParts parts_;
};

} // namespace parley::app
