// A loop to run coroutines and wait for things on, and the address of a Redis database of the test's own.
#pragma once

#include "support/coroutines/coroutines.hpp"
#include "support/redis.hpp"

#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>

namespace parley::redis::test {

class Loop {
public:
    asio::io_context& context() { return context_; }
    auto executor() { return context_.get_executor(); }

    /// Runs the loop until the coroutine has ended.
    template <class T>
    T run(awaitable<T> work) {
        const auto ended = parley::test::start(executor(), std::move(work));
        until([&] { return ended->done; });
        return ended->take();
    }

    /// Runs the loop until the condition holds; after ten seconds it never will.
    template <class Condition>
    void until(Condition condition) {
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (!condition()) {
            if (std::chrono::steady_clock::now() > give_up)
                throw std::runtime_error("waited ten seconds in vain");
            context_.restart();
            context_.run_one_for(std::chrono::milliseconds(20));
        }
    }

private:
    asio::io_context context_{1};
};

inline std::string url_of(const parley::test::RedisSpace& space) {
    const std::string database = std::to_string(space.database());
    return space.url().starts_with("unix:") ? space.url() + "?db=" + database : space.url() + "/" + database;
}

/// Ends the connections of that name to the own database.
inline int kill_clients(const parley::test::RedisSpace& space, const std::string& name) {
    int killed = 0;
    const std::string list = space.command({"CLIENT", "LIST"}).at(0);
    for (std::size_t from = 0; from < list.size();) {
        const auto end = list.find('\n', from);
        const std::string line = list.substr(from, end - from) + " ";
        from = end == std::string::npos ? list.size() : end + 1;
        const bool ours = line.find(" name=" + name + " ") != std::string::npos &&
                          line.find(" db=" + std::to_string(space.database()) + " ") != std::string::npos;
        if (!ours)
            continue;
        space.command({"CLIENT", "KILL", "ID", line.substr(3, line.find(' ') - 3)});
        ++killed;
    }
    return killed;
}

} // namespace parley::redis::test
