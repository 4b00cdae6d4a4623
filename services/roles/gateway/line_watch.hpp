// What live lines stand on: the seat of a person, the key of a program. Every call looks it up anew; a line that is
// open has to be ended when that is taken away, here at once and on the other nodes at their next look.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace parley::roles {

class LineWatch {
public:
    /// Ends one line; called on any thread.
    using End = std::function<void()>;
    /// Which of these are no more.
    using Gone = std::function<boost::asio::awaitable<std::vector<std::string>>(std::vector<std::string>)>;

    explicit LineWatch(Gone gone, std::chrono::milliseconds look_every = std::chrono::seconds(2))
        : gone_(std::move(gone)), look_every_(look_every) {}

    /// Gives the number to forget the line by; 0 for a line that stands on nothing, which is not kept.
    std::uint64_t add(std::vector<std::string> grounds, End end);
    void drop(std::uint64_t line);
    /// Ends every line that stands on this.
    void end(const std::string& ground);
    /// Looks until cancelled.
    boost::asio::awaitable<void> run();

private:
    struct Line {
        std::vector<std::string> grounds;
        End end;
    };
    boost::asio::awaitable<void> look();
    std::vector<std::string> watched();

    Gone gone_;
    std::chrono::milliseconds look_every_;
    std::mutex mutex_;
    std::map<std::uint64_t, Line> lines_;
    std::uint64_t latest_ = 0;
};

} // namespace parley::roles
