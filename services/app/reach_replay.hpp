// Previews of a shop's reach, and what it was not asked for: the past requests of its sectors, read and kept for a
// moment, replayed by core/matching/preview.
#pragma once

#include "app/ports/past_requests.hpp"
#include "app/ports/reference_data.hpp"
#include "app/shelf.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>

namespace parley::app {

struct ReachReplayParts {
    PastRequests& past;
    const std::vector<Sector>& sectors;
    core::SectorTree tree;
    boost::asio::any_io_executor background; // replays take their time
    std::function<core::Instant()> clock;
    core::Micros fresh_for = core::seconds(15);
};

struct ReachPreview {
    core::Instant from;
    core::Instant to;
    core::Preview now;    // by the first settings
    core::Preview wanted; // by the second
};

/// What a shop was not asked for; `requests` is what `missed` points into.
struct MissedRequests {
    core::Instant from;
    core::Instant to;
    core::Preview now;
    std::shared_ptr<const std::vector<core::PastRequest>> requests;
    std::vector<core::Missed> missed;
};

/// Callable from any thread.
class ReachReplay {
public:
    explicit ReachReplay(ReachReplayParts parts) : parts_(std::move(parts)) {}

    struct Asked {
        std::string currency = "GBP";
        bool simulated = false;
        std::optional<core::Minor> price; // what it takes as its usual one
    };
    /// Of the last preview_days, by the settings as they are and as they would be.
    boost::asio::awaitable<ReachPreview> preview(core::Shop now, core::Shop wanted, Asked asked);
    boost::asio::awaitable<MissedRequests> missed(core::Shop shop, Asked asked);

private:
    struct Past {
        core::Instant from;
        core::Instant to;
        std::vector<core::PastRequest> requests;
    };
    boost::asio::awaitable<std::shared_ptr<const Past>> past(std::vector<std::string> sectors, const Asked& asked);

    ReachReplayParts parts_;
    Shelf<Past> shelf_;
};

} // namespace parley::app
