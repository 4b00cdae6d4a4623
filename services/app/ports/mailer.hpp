// Hands one finished mail to the world: an SMTP server, or a folder of .eml files on a developer's machine.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <string>

namespace parley::app {

struct Mail {
    std::string message_id; // stable: sending twice collapses in the reader's mailbox
    std::string to;
    std::string subject;
    std::string text;            // text/plain, the first part
    std::string html;            // "" for none
    std::string unsubscribe_url; // "" for none; RFC 8058 one-click otherwise
};

class Mailer {
public:
    virtual ~Mailer() = default;
    /// Throws runtime::Unavailable where it failed: not retryable when it was refused for good, its outcome unknown
    /// when all of it was handed over and the answer was lost.
    virtual boost::asio::awaitable<void> send(Mail mail) = 0;
};

} // namespace parley::app
