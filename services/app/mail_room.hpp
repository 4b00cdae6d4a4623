// Sends the mails that wait in the outbox. Those that events promised go out unless a live socket has seen the news
// first, the matter is over, or nobody agreed to be written to: no mail leaves without a confirmed, unexpired consent
// (DESIGN 9.10). A mail waits as its reader wishes: for the end of quiet hours, or for the digest of the day.
// Those with a link that somebody asked for, and those of a business's list, are written elsewhere.
#pragma once

#include "app/market.hpp"
#include "app/news.hpp"
#include "app/ports/accounts.hpp"
#include "app/ports/outbox.hpp"
#include "app/ports/stages.hpp"
#include "app/ports/wishes.hpp"
#include "app/postman.hpp"
#include "app/secrets.hpp"

#include <boost/asio/steady_timer.hpp>

namespace parley::app {

struct MailRoomParts {
    Market& market;
    Accounts& accounts;
    Outbox& outbox;
    Postman& postman;
    Stages& stages;
    Wishes& wishes;
    RandomBytes random;
    std::string public_url;
    runtime::Reactors::Executor executor;
};

/// Who writes the mails of one kind of outbox row; nothing for one that makes no sense any more.
struct MailWriter {
    std::string kind;
    int doubts_max = doubts_of_service_mail;
    std::function<boost::asio::awaitable<std::optional<Mail>>(OutboxJob)> compose;
};

class MailRoom {
public:
    MailRoom(MailRoomParts parts, std::vector<MailWriter> others);
    boost::asio::awaitable<void> run();
    /// Does what is due; true where there may be more.
    boost::asio::awaitable<bool> work();

private:
    struct Reader {
        core::PrincipalId id;
        Urgency urgency = Urgency::at_once;
        std::optional<core::Instant> deadline;        // after which it makes no sense
        std::optional<core::Instant> digest_deadline; // a digest after it would tell of what is over
    };

    boost::asio::awaitable<void> handle(OutboxJob job, const MailWriter& writer);
    boost::asio::awaitable<std::optional<Reader>> reader_with_wishes(OutboxJob job);
    boost::asio::awaitable<bool> is_put_off(OutboxJob job);
    boost::asio::awaitable<bool> is_done(OutboxJob job, const MailWriter& writer);
    boost::asio::awaitable<void> note_delivered(OutboxJob job);
    boost::asio::awaitable<void> finish(OutboxJob job);
    boost::asio::awaitable<std::optional<News>> allowed_news(OutboxJob job);
    boost::asio::awaitable<std::optional<Mail>> compose(OutboxJob job);
    boost::asio::awaitable<std::optional<Mail>> compose_digest(OutboxJob job);

    MailRoomParts parts_;
    std::vector<MailWriter> writers_;
};

} // namespace parley::app
