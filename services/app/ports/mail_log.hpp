// What became of each mail, by its Message-ID: noted before a try and after it, so that whoever tries next knows.
#pragma once

#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace parley::app {

/// How a try ended. One that is not ended stays in doubt: the mail may have reached its reader.
enum class MailEnd { sent, waiting, given_up };

class MailLog {
public:
    virtual ~MailLog() = default;
    /// Notes that a try begins. False where none may: the mail was sent or given up, or more than `doubts_max` tries
    /// are in doubt, with which it is given up.
    virtual boost::asio::awaitable<bool> begin(std::string message_id, int doubts_max, core::Instant now) = 0;
    virtual boost::asio::awaitable<void> end(std::string message_id, MailEnd end, core::Instant now) = 0;
    /// Drops what is older than `life`, by the store's own clock.
    virtual boost::asio::awaitable<void> forget(core::Micros life) = 0;
};

} // namespace parley::app
