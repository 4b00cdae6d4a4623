// A business's own list: who agreed to its offers by mail, what it wrote to them, and whose turn it was. Addresses are
// not here; whoever reads is a principal with a consent.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace parley::app {

inline constexpr const char* list_mail_job = "list_mail";

struct ListCounts {
    std::int64_t readers = 0; // confirmed, and neither stopped nor expired
    std::int64_t waiting = 0; // asked, and not confirmed yet
    std::int64_t stopped = 0;
    std::int64_t mails = 0; // since the time asked for
};

/// What a business can show for one reader.
struct ListEvidence {
    std::string wording;
    std::string wording_sha256;
    core::Instant requested_at;
    core::Instant confirmed_at;
    std::optional<core::Instant> withdrawn_at;
};

struct ListMail {
    core::IntentId id; // its outbox rows are filed under it
    core::BusinessId business;
    std::string subject;
    std::string text;
    core::Instant at;
};

struct ListPosted {
    enum class Outcome { posted, no_readers, too_many } outcome = Outcome::posted;
    std::int64_t readers = 0;
};

class Lists {
public:
    virtual ~Lists() = default;
    virtual boost::asio::awaitable<ListCounts> counts(core::BusinessId business, core::Instant now,
                                                      core::Instant mails_since) = 0;
    /// Of those who confirmed, newest first.
    virtual boost::asio::awaitable<std::vector<ListEvidence>> evidence(core::BusinessId business, int limit) = 0;
    /// Stores the mail with an outbox row per reader of that moment, all or nothing. Refused where there is no reader,
    /// or where the business wrote `mails_max` mails since `mails_since`. Posting an id again changes nothing.
    virtual boost::asio::awaitable<ListPosted> post(ListMail mail, core::Instant mails_since, int mails_max) = 0;
    virtual boost::asio::awaitable<std::optional<ListMail>> find(core::IntentId mail) = 0;
    /// Takes the reader's turn for this mail; false where it had `turns_max` others since `since`. A turn that was
    /// taken stays taken: asking again is true.
    virtual boost::asio::awaitable<bool> take_turn(core::IntentId mail, core::PrincipalId reader, core::Instant now,
                                                   core::Instant since, int turns_max) = 0;
};

} // namespace parley::app
