// What buyers wish existed, by sector, and what businesses say to it. The ideas themselves are events of the log; this
// reads them there and keeps the answers.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace parley::app {

struct IdeaAnswer {
    core::BusinessId business;
    std::string name;
    std::string text;
    core::Instant at;
};

struct SectorIdea {
    core::IntentId intent;
    std::int64_t number = 0; // in its intent
    std::string sector;
    std::string text;
    core::Instant at;
    std::vector<IdeaAnswer> answers; // oldest first
};

/// The place of an idea in the order of lists: the event that voiced it.
struct IdeaPlace {
    core::Instant at;
    core::IntentId intent;
    std::int64_t seq = 0;
};

struct IdeaPage {
    std::vector<SectorIdea> ideas;       // newest first
    std::optional<IdeaPlace> older_from; // where older ones follow: the place of the last of these
};

class Ideas {
public:
    virtual ~Ideas() = default;
    /// The newest ideas of these sectors and all below them, or those that are older than the one at `after`; what was
    /// erased is not among them.
    virtual boost::asio::awaitable<IdeaPage> of_sectors(std::vector<std::string> sectors, int limit,
                                                        std::optional<IdeaPlace> after) = 0;
    /// A business's one answer to an idea; another replaces it. False when there is no such idea (any more).
    virtual boost::asio::awaitable<bool> answer(core::IntentId intent, std::int64_t idea, core::BusinessId business,
                                                std::string text, core::Instant at) = 0;
};

} // namespace parley::app
