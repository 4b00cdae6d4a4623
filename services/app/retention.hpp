// What nobody confirmed is forgotten: consents, links and contacts after their week, posts that no author claimed and
// photos that nobody used within the day, and the record of what was mailed or delivered after its own time. Everything
// by the database's clock and in single statements, so every node may do it.
#pragma once

#include "app/ports/accounts.hpp"
#include "app/ports/claims.hpp"
#include "app/ports/mail_log.hpp"
#include "app/ports/photos.hpp"

#include <chrono>
#include <functional>

namespace parley::app {

struct RetentionParts {
    Accounts& accounts;
    MailLog& mail_log;
    Claims& claims;
    Photos& photos;
    /// Takes away what is over of webhooks and was made longer ago than that; tells how many.
    std::function<boost::asio::awaitable<std::int64_t>(core::Micros life)> forget_deliveries;
    core::Micros unconfirmed_life = core::seconds(7 * 86'400);
    std::chrono::milliseconds every{600'000};
};

class Retention {
public:
    explicit Retention(RetentionParts parts) : parts_(std::move(parts)) {}

    /// Works until cancelled.
    boost::asio::awaitable<void> run();
    boost::asio::awaitable<void> sweep();

private:
    RetentionParts parts_;
};

} // namespace parley::app
