// A standing offer commits its shop while nobody looks. So whatever changes one is noted, and its owner is mailed: by
// whom it was changed is not known, and may not have been the owner.
#pragma once

#include "app/ports/accounts.hpp"
#include "app/ports/businesses.hpp"
#include "app/ports/mailer.hpp"
#include "app/ports/outbox.hpp"

#include <functional>

namespace parley::app {

/// The kind of the outbox row; its target is the owner, its body {"n","change"}.
inline constexpr const char* standing_mail_job = "standing_mail";

/// {"deed": made | changed | paused | resumed | dropped, "sector", "before", "after"}; null is none, else what it
/// commits to: {"opening","floor","capacity","paused"}.
core::Value standing_news(const StandingOffer* before, const StandingOffer* after);

/// Without its address.
Mail standing_letter(const core::Value& change, const std::string& sector_name, const std::string& page);

struct StandingMailParts {
    Accounts& accounts;
    std::string public_url;
    std::function<std::string(const std::string& slug)> sector_name;
    std::function<core::Instant()> clock;
};

class StandingMails {
public:
    explicit StandingMails(StandingMailParts parts) : parts_(std::move(parts)) {}
    /// Nothing for an owner who did not agree to mails.
    boost::asio::awaitable<std::optional<Mail>> compose(OutboxJob job);

private:
    StandingMailParts parts_;
};

} // namespace parley::app
