// What buyers wish beyond one request: which businesses are asked first, and when mails may come. Only the buyer
// changes it, and no business can read it.
#pragma once

#include "app/mail_wishes.hpp"
#include "core/ids.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace parley::app {

inline constexpr int preferred_max = 20; // of one buyer

struct PreferredBusiness {
    core::BusinessId business;
    std::string name;
    core::Instant since;
};

/// What is wished with one request.
struct IntentWishes {
    bool preferred_first = false;
    std::optional<MailWishes> mail; // nothing: as before
    std::string name = {};          // what the buyer calls itself, "" where it did not say
};

class Wishes {
public:
    virtual ~Wishes() = default;

    /// False where there are preferred_max already; one that is there stays as it is.
    virtual boost::asio::awaitable<bool> prefer(core::PrincipalId consumer, core::BusinessId business,
                                                core::Instant now) = 0;
    virtual boost::asio::awaitable<void> prefer_no_more(core::PrincipalId consumer, core::BusinessId business) = 0;
    /// Oldest first.
    virtual boost::asio::awaitable<std::vector<PreferredBusiness>> preferred(core::PrincipalId consumer) = 0;

    virtual boost::asio::awaitable<void> set_mail(core::PrincipalId consumer, MailWishes wishes) = 0;
    virtual boost::asio::awaitable<MailWishes> mail(core::PrincipalId consumer) = 0;

    /// What was wished while posting; the first word stays.
    virtual boost::asio::awaitable<void> note(core::IntentId intent, core::PrincipalId consumer,
                                              IntentWishes wishes) = 0;
    /// The intent is confirmed: from now on its wishes about mails are its buyer's. A second time does nothing. Gives
    /// the name that it was posted with, "" for none.
    virtual boost::asio::awaitable<std::string> confirm(core::IntentId intent) = 0;
    /// The businesses to ask first for this intent; none unless its buyer said so while posting.
    virtual boost::asio::awaitable<std::vector<core::BusinessId>> asked_first(core::IntentId intent) = 0;
    /// The requests of this buyer for which preferred businesses are asked first.
    virtual boost::asio::awaitable<std::vector<core::IntentId>> asking_preferred(core::PrincipalId consumer) = 0;
};

} // namespace parley::app
