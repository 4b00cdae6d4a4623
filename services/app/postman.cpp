#include "app/postman.hpp"

#include "runtime/error.hpp"
#include "runtime/log.hpp"
#include "runtime/metrics.hpp"

namespace parley::app {

namespace asio = boost::asio;

namespace {

/// Names no address and no subject: whom a mail was for is in nobody's log.
void count(Delivery delivery) {
    const auto counter = [](const char* outcome) -> runtime::Counter& {
        return runtime::process_metrics().counter("parley_mails_total", "Mails handed to the mail server, by outcome",
                                                  {{"outcome", outcome}});
    };
    static runtime::Counter* const counters[] = {&counter("sent"), &counter("over"), &counter("refused"),
                                                 &counter("later"), &counter("in_doubt")};
    counters[static_cast<std::size_t>(delivery)]->add();
}

Delivery failed(const runtime::Unavailable& error) {
    if (!error.retryable())
        return Delivery::refused;
    return error.outcome() == runtime::Outcome::unknown ? Delivery::in_doubt : Delivery::later;
}

} // namespace

asio::awaitable<Delivery> Postman::deliver(Mail mail, int doubts_max) {
    const std::string id = mail.message_id;
    if (!co_await log_.begin(id, doubts_max, clock_())) {
        count(Delivery::over);
        co_return Delivery::over;
    }
    Delivery delivery = Delivery::sent;
    try {
        co_await mailer_.send(std::move(mail));
    } catch (const runtime::Unavailable& error) {
        delivery = failed(error);
    }
    count(delivery);
    if (delivery == Delivery::sent)
        co_await log_.end(id, MailEnd::sent, clock_());
    else if (delivery == Delivery::refused)
        co_await log_.end(id, MailEnd::given_up, clock_());
    else if (delivery == Delivery::later)
        co_await log_.end(id, MailEnd::waiting, clock_());
    if (delivery != Delivery::sent)
        runtime::log_warning("mail_not_delivered", {{"mail", id}, {"outcome", static_cast<int>(delivery)}});
    co_return delivery;
}

} // namespace parley::app
