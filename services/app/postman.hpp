// Hands mails to the mailer so that none is sent twice: each try is noted before and after it under the mail's stable
// Message-ID. What is done about a try in doubt is docs/decisions/0007.
#pragma once

#include "app/ports/mail_log.hpp"
#include "app/ports/mailer.hpp"

#include <functional>

namespace parley::app {

/// A mail that somebody waits for is sent once more when nobody knows whether it arrived; one that only sells is not.
inline constexpr int doubts_of_service_mail = 1;
inline constexpr int doubts_of_list_mail = 0;

enum class Delivery {
    sent,
    over,    // it was sent before, or has been given up
    refused, // for good
    later,   // certainly not sent; try again
    in_doubt // perhaps sent; trying again is judged by the number of doubts
};

class Postman {
public:
    Postman(Mailer& mailer, MailLog& log, std::function<core::Instant()> clock)
        : mailer_(mailer), log_(log), clock_(std::move(clock)) {}

    boost::asio::awaitable<Delivery> deliver(Mail mail, int doubts_max);

private:
    Mailer& mailer_;
    MailLog& log_;
    std::function<core::Instant()> clock_;
};

} // namespace parley::app
