// What buyers wish existed, by sector, and what businesses say to it. The ideas themselves are events of the log; this
// reads them there and keeps the answers.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

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

class Ideas {
public:
    virtual ~Ideas() = default;
    /// The newest ideas of a sector and all below it, newest first; what was erased is not among them.
    virtual boost::asio::awaitable<std::vector<SectorIdea>> of_sector(std::string sector, int limit) = 0;
    /// A business's one answer to an idea; another replaces it. False when there is no such idea (any more).
    virtual boost::asio::awaitable<bool> answer(core::IntentId intent, std::int64_t idea, core::BusinessId business,
                                                std::string text, core::Instant at) = 0;
};

} // namespace parley::app
