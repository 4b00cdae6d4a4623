// Ends the live lines of keys that do not work any longer: at once on the node where a key was revoked, within a second
// or two on the others and when the time of a replaced one is over.
#pragma once

#include "app/ports/api_keys.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace parley::roles {

class KeyWatch {
public:
    KeyWatch(app::ApiKeys& keys, boost::asio::any_io_executor executor, std::function<core::Instant()> clock);

    /// A line that a key came in with; callable from any thread. `end` is run on `executor` while `line` lives.
    void watch(std::string key, boost::asio::any_io_executor executor, std::weak_ptr<void> line,
               std::function<void()> end);
    /// A key was revoked; callable from any thread.
    void poke();
    /// Works until cancelled.
    boost::asio::awaitable<void> run();

private:
    struct Line {
        boost::asio::any_io_executor executor;
        std::weak_ptr<void> line;
        std::function<void()> end;
    };
    boost::asio::awaitable<void> look();
    std::vector<std::string> watched();

    app::ApiKeys& keys_;
    boost::asio::any_io_executor executor_;
    std::function<core::Instant()> clock_;
    boost::asio::steady_timer wake_;
    bool poked_ = false;
    std::mutex mutex_;
    std::map<std::string, std::vector<Line>> lines_;
};

} // namespace parley::roles
