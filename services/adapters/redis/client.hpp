// A connection to Redis over Asio: hiredis writes and reads the protocol, everything that moves or waits is ours.
// Commands are answered in order (FIFO) and written in whole buffers. There is no hidden queue: without a connection a
// command fails at once, when the connection breaks everything in flight fails, and nothing is ever sent twice. The
// oldest command in flight is watched; one that waits too long ends the connection, because a reply cannot be skipped.
// Not thread-safe: everything happens on the executor given.
#pragma once

#include "runtime/asio.hpp"
#include "runtime/error.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::redis {

/// Where Redis is: "unix:///path[?db=N]" or "redis://[[user]:password@]host[:port][/db]".
struct Address {
    std::string socket_path; // "" for TCP
    std::string host;
    std::uint16_t port = 6379;
    std::string user;
    std::string password;
    int database = 0;
};
std::optional<Address> parse_address(std::string_view url);

struct Reply {
    enum class Kind { nil, integer, text, array, error };
    Kind kind = Kind::nil;
    std::int64_t integer = 0;
    std::string text; // also the message of an error
    std::vector<Reply> elements;

    bool is_error() const { return kind == Kind::error; }
    bool is_no_script() const { return is_error() && text.starts_with("NOSCRIPT"); }
};

using Arguments = std::vector<std::string>;

struct ClientCounters {
    std::uint64_t commands = 0; // written
    std::uint64_t writes = 0;   // system calls that carried them, about
    std::uint64_t connects = 0;
    std::uint64_t failed = 0; // refused or lost in flight
    std::uint64_t no_script = 0;
};

struct ClientSettings {
    Address address;
    std::string name = "parley"; // CLIENT SETNAME
    std::chrono::milliseconds connect_timeout{1'000};
    std::chrono::milliseconds oldest_in_flight{500};
    std::chrono::milliseconds backoff_first{20};
    std::chrono::milliseconds backoff_max{1'000};
    std::size_t in_flight_max = 16'384;          // commands
    std::size_t buffered_max = 32 * 1024 * 1024; // bytes not yet written
};

class Client {
public:
    /// What became of a command: its reply, or nothing when it was refused or its connection was lost.
    using Done = std::function<void(std::optional<Reply>)>;
    /// Sent first on each new connection, before it counts as up (SCRIPT LOAD, SUBSCRIBE).
    using Greeting = std::vector<Arguments>;

    Client(asio::any_io_executor executor, ClientSettings settings);
    ~Client(); // close()
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void set_greeting(Greeting greeting);
    /// Called after each greeting that succeeded; `first` when the very first attempt did, so that nothing was missed.
    void on_up(std::function<void(bool first)> up);
    /// Called when an established connection ends.
    void on_down(std::function<void()> down);
    /// Takes the replies that answer no command: a connection that has subscribed.
    void on_push(std::function<void(Reply)> push);

    /// Begins to connect, and to connect again whenever the connection ends, until close().
    void start();
    void close();

    bool is_up() const;
    /// Queues a command; `done` may be called before this returns when it is refused.
    void send(const Arguments& arguments, Done done = {});
    /// Sends and waits at most `limit`; throws Unavailable{unknown} when no answer came and {not_done} when it was
    /// never sent. An error reply is returned like any other.
    awaitable<Reply> command(Arguments arguments, std::chrono::milliseconds limit = std::chrono::milliseconds(500));
    /// Ends the connection; used by whoever sees that it is stuck.
    void disconnect();

    const ClientCounters& counters() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace parley::redis
