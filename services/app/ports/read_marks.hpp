// How far each side has read each thread of an intent, for counts of what is new. No decision rests on it, so it is no
// part of the log.
#pragma once

#include "core/ids.hpp"

#include <boost/asio/awaitable.hpp>

#include <map>

namespace parley::app {

class ReadMarks {
public:
    virtual ~ReadMarks() = default;
    /// `reader`: a bidder's number, or 0 for the buyer; `thread`: likewise, 0 for the questions to all. A mark only
    /// rises.
    virtual boost::asio::awaitable<void> mark(core::IntentId intent, core::BidderNo reader, core::BidderNo thread,
                                              std::int64_t upto) = 0;
    /// The marks of a reader, by thread.
    virtual boost::asio::awaitable<std::map<core::BidderNo, std::int64_t>> marks(core::IntentId intent,
                                                                                 core::BidderNo reader) = 0;
};

} // namespace parley::app
