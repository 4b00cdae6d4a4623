// When an intent came to a stage that its log does not tell, because no decision rests on it: experiments compare their
// arms at each stage, so the times are kept from the first round on.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <vector>

namespace parley::app {

enum class Stage {
    first_invite_delivered, // a live page acknowledged an invitation, its mail left, or a standing offer took it
    offer_seen              // the buyer's live page acknowledged a push with an offer in it
};

class Stages {
public:
    virtual ~Stages() = default;
    /// Keeps the time at which the intent came there first; later ones change nothing.
    virtual boost::asio::awaitable<void> note(core::IntentId intent, Stage stage, core::Instant at) = 0;
    /// A page of this business showed its invitations to these. The first time of each makes an entry on the topic
    /// "seen/INTENT", so that the topic's head is how many businesses have seen theirs.
    virtual boost::asio::awaitable<void> note_seen(core::BusinessId business, std::vector<core::IntentId> intents,
                                                   core::Instant at) = 0;
    /// The buyer's page showed these offers of its request; the first time of each is kept.
    virtual boost::asio::awaitable<void> note_opened(core::IntentId intent, std::vector<core::OfferId> offers,
                                                     core::Instant at) = 0;
};

} // namespace parley::app
