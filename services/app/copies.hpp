// Copy-paste across requests: which offers say nearly the same as the same business said elsewhere.
#pragma once

#include "app/ports/earlier.hpp"
#include "core/state.hpp"

namespace parley::app {

inline constexpr std::int64_t copies_days = 30;

struct CopiedOffer {
    core::OfferId offer;
    std::int64_t copies = 0; // in how many other requests; at least one
};

class Copies {
public:
    /// Texts are compared on `comparing`: that takes long, and is nobody's turn.
    Copies(Earlier& earlier, boost::asio::any_io_executor comparing)
        : earlier_(earlier), comparing_(std::move(comparing)) {}

    /// Of these bidders of the intent. An offer that a standing one made says so itself and is no copy.
    boost::asio::awaitable<std::vector<CopiedOffer>> among(core::IntentId intent,
                                                           std::shared_ptr<const core::State> state,
                                                           std::vector<core::BidderNo> bidders, core::Instant now);

private:
    Earlier& earlier_;
    boost::asio::any_io_executor comparing_;
};

} // namespace parley::app
