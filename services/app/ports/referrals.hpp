// Links that people pass on by themselves, and who came by them. Nothing here sends anything or knows anybody's
// friends.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace parley::app {

struct Referral {
    std::string code;
    core::IntentId intent;                   // what the link shows
    std::optional<core::PrincipalId> sharer; // nobody for who only watches
    core::Instant made_at;
};

/// How a link did. Only sales are counted, and not the sharer's own: who came and has not bought yet could tell of a
/// sealed round.
struct Credit {
    Referral referral;
    std::int64_t sales = 0;
};

/// Who came by a link: a business with an offer in `intent`, or, without one, the buyer of `intent`.
struct Arrival {
    std::string code;
    core::IntentId intent;
    std::optional<core::BusinessId> business;
    core::Instant at;
};

class Referrals {
public:
    virtual ~Referrals() = default;
    virtual boost::asio::awaitable<void> add(Referral referral) = 0;
    /// Notes the first link that somebody came by. A code that is none is passed over in silence: a link is never a
    /// reason to refuse anything.
    virtual boost::asio::awaitable<void> note(Arrival arrival) = 0;
    /// Nothing where there is no such link.
    virtual boost::asio::awaitable<std::optional<Credit>> find(std::string code) = 0;
};

} // namespace parley::app
