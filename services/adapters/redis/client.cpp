#include "adapters/redis/client.hpp"

#include "runtime/log.hpp"
#include "runtime/metrics.hpp"

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <hiredis/hiredis.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <map>
#include <random>

namespace parley::redis {

namespace {

using runtime::Outcome;
using runtime::Unavailable;
using Clock = std::chrono::steady_clock;
using Socket = asio::generic::stream_protocol::socket;

constexpr auto quiet = asio::as_tuple(asio::use_awaitable);

struct FreeReader {
    void operator()(redisReader* reader) const { redisReaderFree(reader); }
};

// How far the text is a number in that range, wholly.
template <class Integer>
std::optional<Integer> whole_number(std::string_view text) {
    Integer number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || text.empty())
        return std::nullopt;
    return number;
}

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        unsigned byte = 0;
        const char* const digits = text.data() + i + 1;
        if (i + 2 >= text.size() || std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2)
            return std::nullopt;
        out += static_cast<char>(byte);
        i += 2;
    }
    return out;
}

Reply reply_of(const redisReply& raw) {
    Reply reply;
    switch (raw.type) {
    case REDIS_REPLY_INTEGER:
        reply.kind = Reply::Kind::integer;
        reply.integer = raw.integer;
        break;
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
    case REDIS_REPLY_ERROR:
        reply.kind = raw.type == REDIS_REPLY_ERROR ? Reply::Kind::error : Reply::Kind::text;
        reply.text.assign(raw.str, static_cast<std::size_t>(raw.len));
        break;
    case REDIS_REPLY_ARRAY:
        reply.kind = Reply::Kind::array;
        for (std::size_t i = 0; i < raw.elements; ++i)
            reply.elements.push_back(reply_of(*raw.element[i]));
        break;
    default: // REDIS_REPLY_NIL; there is nothing else in RESP2
        break;
    }
    return reply;
}

void append_command(std::string& out, const Arguments& arguments) {
    std::vector<const char*> words;
    std::vector<std::size_t> lengths;
    words.reserve(arguments.size());
    lengths.reserve(arguments.size());
    for (const std::string& word : arguments) {
        words.push_back(word.data());
        lengths.push_back(word.size());
    }
    char* formatted = nullptr;
    const long long length =
        redisFormatCommandArgv(&formatted, static_cast<int>(words.size()), words.data(), lengths.data());
    if (length < 0)
        throw std::bad_alloc();
    out.append(formatted, static_cast<std::size_t>(length));
    redisFreeCommand(formatted);
}

} // namespace

std::optional<Address> parse_address(std::string_view url) {
    Address address;
    constexpr std::string_view unix_scheme = "unix://", tcp_scheme = "redis://";
    if (url.starts_with(unix_scheme)) {
        url.remove_prefix(unix_scheme.size());
        const auto question = url.find('?');
        address.socket_path = url.substr(0, question);
        if (question != std::string_view::npos) {
            const std::string_view query = url.substr(question + 1);
            const auto database = query.starts_with("db=") ? whole_number<int>(query.substr(3)) : std::nullopt;
            if (!database || *database < 0)
                return std::nullopt;
            address.database = *database;
        }
        return address.socket_path.starts_with('/') ? std::optional(address) : std::nullopt;
    }
    if (!url.starts_with(tcp_scheme))
        return std::nullopt;
    url.remove_prefix(tcp_scheme.size());
    if (const auto slash = url.find('/'); slash != std::string_view::npos) {
        const std::string_view path = url.substr(slash + 1);
        url = url.substr(0, slash);
        const auto database = path.empty() ? std::optional(0) : whole_number<int>(path);
        if (!database || *database < 0)
            return std::nullopt;
        address.database = *database;
    }
    if (const auto at = url.rfind('@'); at != std::string_view::npos) {
        const std::string_view who = url.substr(0, at);
        url.remove_prefix(at + 1);
        const auto colon = who.find(':');
        if (colon == std::string_view::npos)
            return std::nullopt;
        const auto user = percent_decoded(who.substr(0, colon));
        const auto password = percent_decoded(who.substr(colon + 1));
        if (!user || !password)
            return std::nullopt;
        address.user = *user;
        address.password = *password;
    }
    const auto bracket = url.rfind(']');
    if (const auto colon = url.rfind(':');
        colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
        const auto port = whole_number<std::uint16_t>(url.substr(colon + 1));
        if (!port || *port == 0)
            return std::nullopt;
        address.port = *port;
        url = url.substr(0, colon);
    }
    if (url.starts_with('[') && url.ends_with(']'))
        url = url.substr(1, url.size() - 2);
    address.host = url;
    return address.host.empty() ? std::nullopt : std::optional(address);
}

// --- one connection -------------------------------------------------------------------------------------------------

namespace {

struct Pending {
    Client::Done done;
    Clock::time_point sent_at;
};

// What belongs to one connection and ends with it. Handlers hold it, so that a late one finds it dead and not gone.
struct Line {
    explicit Line(const asio::any_io_executor& executor)
        : socket(executor), watchdog(executor), ended(executor, Clock::time_point::max()), reader(redisReaderCreate()) {
        if (!reader)
            throw std::bad_alloc();
    }

    Socket socket;
    asio::steady_timer watchdog;
    asio::steady_timer ended; // cancelled when the line dies
    std::unique_ptr<redisReader, FreeReader> reader;
    std::array<char, 64 * 1024> in{};
    std::string out;     // not yet written
    std::string writing; // being written
    std::deque<Pending> pending;
    bool writes = false;
    bool flush_comes = false;
    bool watched = false;
    bool up = false; // greeted
    bool dead = false;
};
using LinePtr = std::shared_ptr<Line>;

} // namespace

struct Client::State : std::enable_shared_from_this<State> {
    State(asio::any_io_executor given, ClientSettings wanted)
        : executor(std::move(given)), settings(std::move(wanted)), pause(executor), dice(std::random_device{}()) {}

    asio::any_io_executor executor;
    ClientSettings settings;
    Greeting greeting;
    std::function<void(bool)> up_callback;
    std::function<void()> down_callback;
    std::function<void(Reply)> push_callback;
    ClientCounters counters;
    std::map<std::string, runtime::Counter*> counted;
    LinePtr line;
    asio::steady_timer pause;
    std::minstd_rand dice;
    std::uint64_t attempts = 0;
    bool started = false;
    bool closed = false;

    bool is_up() const { return line && line->up && !line->dead; }

    // --- connecting

    awaitable<void> keep_connected() {
        const auto self = shared_from_this();
        auto backoff = settings.backoff_first;
        while (!closed) {
            line = std::make_shared<Line>(executor);
            const LinePtr mine = line;
            ++attempts;
            co_await connect(mine);
            if (!mine->dead) {
                greet(mine);
                read(mine);
            }
            while (!mine->dead)
                co_await mine->ended.async_wait(quiet);
            if (closed)
                break;
            // A line that was good for something begins anew; the others wait longer each time, and not all at once.
            backoff = mine->up ? settings.backoff_first : std::min(backoff * 2, settings.backoff_max);
            std::uniform_int_distribution<long long> jitter(backoff.count() / 2, backoff.count());
            pause.expires_after(std::chrono::milliseconds(jitter(dice)));
            co_await pause.async_wait(quiet);
        }
    }

    // Leaves the line connected, or dead.
    awaitable<void> connect(LinePtr mine) {
        const auto self = shared_from_this();
        const Address& address = settings.address;
        const auto resolver = std::make_shared<asio::ip::tcp::resolver>(executor);
        mine->watchdog.expires_after(settings.connect_timeout);
        mine->watchdog.async_wait([self, mine, resolver](error_code error) {
            if (error)
                return;
            self->drop(mine, "connecting took too long");
            resolver->cancel();
        });
        error_code error;
        if (!address.socket_path.empty()) {
            asio::generic::stream_protocol::endpoint endpoint;
            try {
                endpoint = asio::local::stream_protocol::endpoint(address.socket_path);
            } catch (const boost::system::system_error& bad) {
                error = bad.code(); // the path is longer than a socket's may be
            }
            if (!error)
                std::tie(error) = co_await mine->socket.async_connect(endpoint, quiet);
        } else {
            auto [unresolved, found] =
                co_await resolver->async_resolve(address.host, std::to_string(address.port), quiet);
            error = unresolved;
            for (const auto& entry : found) {
                if (mine->dead)
                    break;
                error_code ignored;
                mine->socket.close(ignored);
                const asio::generic::stream_protocol::endpoint endpoint(entry.endpoint());
                std::tie(error) = co_await mine->socket.async_connect(endpoint, quiet);
                if (error)
                    continue;
                mine->socket.set_option(asio::ip::tcp::no_delay(true), ignored);
                break;
            }
        }
        mine->watchdog.cancel();
        if (error)
            drop(mine, error.message());
    }

    void greet(const LinePtr& mine) {
        ++counters.connects;
        Greeting all;
        const Address& address = settings.address;
        if (!address.password.empty() && address.user.empty())
            all.push_back({"AUTH", address.password});
        if (!address.password.empty() && !address.user.empty())
            all.push_back({"AUTH", address.user, address.password});
        if (address.database != 0)
            all.push_back({"SELECT", std::to_string(address.database)});
        all.push_back({"CLIENT", "SETNAME", settings.name});
        all.insert(all.end(), greeting.begin(), greeting.end());
        const auto self = shared_from_this();
        for (std::size_t i = 0; i < all.size() && !mine->dead; ++i) {
            const bool last = i + 1 == all.size();
            enqueue(mine, all[i], [self, mine, last](std::optional<Reply> reply) {
                if (!reply)
                    return;
                if (reply->is_error())
                    return self->drop(mine, reply->text);
                if (last)
                    self->rise(mine);
            });
        }
    }

    void rise(const LinePtr& mine) {
        if (mine->dead)
            return;
        mine->up = true;
        if (up_callback)
            up_callback(attempts == 1);
    }

    // --- ending

    void drop(const LinePtr& mine, std::string_view why) {
        if (mine->dead)
            return;
        const bool was_up = mine->up;
        mine->dead = true;
        error_code ignored;
        mine->socket.close(ignored);
        mine->watchdog.cancel();
        mine->ended.cancel();
        auto lost = std::move(mine->pending);
        mine->pending.clear();
        counters.failed += lost.size();
        if (!closed && was_up)
            runtime::log_warning("redis_connection_lost", {{"why", why}, {"in_flight", lost.size()}});
        if (!closed && was_up && down_callback)
            down_callback();
        for (Pending& command : lost)
            if (command.done)
                command.done(std::nullopt);
    }

    // --- writing

    void count(const std::string& command) {
        runtime::Counter*& counter = counted[command];
        if (counter == nullptr)
            counter = &runtime::process_metrics().counter("parley_redis_commands_total", "Commands sent to Redis",
                                                          {{"command", command}});
        counter->add();
    }

    void enqueue(const LinePtr& mine, const Arguments& arguments, Done done) {
        append_command(mine->out, arguments);
        mine->pending.push_back({std::move(done), Clock::now()});
        ++counters.commands;
        count(arguments.front());
        watch(mine);
        if (mine->writes || mine->flush_comes)
            return;
        // What else is queued in this turn of the loop goes out with the same write.
        mine->flush_comes = true;
        asio::post(executor, [self = shared_from_this(), mine] {
            mine->flush_comes = false;
            self->flush(mine);
        });
    }

    void flush(const LinePtr& mine) {
        if (mine->dead || mine->writes || mine->out.empty())
            return;
        mine->writes = true;
        mine->writing.clear();
        mine->writing.swap(mine->out);
        ++counters.writes;
        asio::async_write(mine->socket, asio::buffer(mine->writing),
                          [self = shared_from_this(), mine](error_code error, std::size_t) {
                              mine->writes = false;
                              if (error)
                                  return self->drop(mine, error.message());
                              self->flush(mine);
                          });
    }

    // --- reading

    void read(const LinePtr& mine) {
        mine->socket.async_read_some(asio::buffer(mine->in),
                                     [self = shared_from_this(), mine](error_code error, std::size_t count) {
                                         if (mine->dead)
                                             return;
                                         if (error)
                                             return self->drop(mine, error.message());
                                         if (self->take_in(mine, count))
                                             self->read(mine);
                                     });
    }

    bool take_in(const LinePtr& mine, std::size_t count) {
        if (redisReaderFeed(mine->reader.get(), mine->in.data(), count) != REDIS_OK) {
            drop(mine, "not the protocol of Redis");
            return false;
        }
        while (!mine->dead) {
            void* raw = nullptr;
            if (redisReaderGetReply(mine->reader.get(), &raw) != REDIS_OK) {
                drop(mine, "not the protocol of Redis");
                return false;
            }
            if (raw == nullptr)
                return true;
            const std::unique_ptr<void, decltype(&freeReplyObject)> owned(raw, &freeReplyObject);
            deliver(mine, reply_of(*static_cast<redisReply*>(raw)));
        }
        return false;
    }

    void deliver(const LinePtr& mine, Reply reply) {
        const bool pushed = push_callback && reply.elements.size() == 3 && reply.elements[0].text == "message";
        if (pushed)
            return push_callback(std::move(reply));
        if (mine->pending.empty())
            return drop(mine, "an answer to nothing");
        const Done done = std::move(mine->pending.front().done);
        mine->pending.pop_front();
        if (reply.is_no_script())
            ++counters.no_script;
        if (done)
            done(std::move(reply));
    }

    // --- the oldest command in flight

    void watch(const LinePtr& mine) {
        if (mine->watched || mine->dead || mine->pending.empty())
            return;
        mine->watched = true;
        mine->watchdog.expires_at(mine->pending.front().sent_at + settings.oldest_in_flight);
        mine->watchdog.async_wait([self = shared_from_this(), mine](error_code error) {
            mine->watched = false;
            if (error || mine->dead || mine->pending.empty())
                return;
            if (Clock::now() - mine->pending.front().sent_at >= self->settings.oldest_in_flight)
                return self->drop(mine, "no answer in time");
            self->watch(mine);
        });
    }

    void close() {
        closed = true;
        pause.cancel();
        if (line)
            drop(line, "closed");
    }
};

// --- the client -----------------------------------------------------------------------------------------------------

Client::Client(asio::any_io_executor executor, ClientSettings settings)
    : state_(std::make_shared<State>(std::move(executor), std::move(settings))) {}
Client::~Client() {
    close();
}

void Client::set_greeting(Greeting greeting) {
    state_->greeting = std::move(greeting);
}
void Client::on_up(std::function<void(bool)> up) {
    state_->up_callback = std::move(up);
}
void Client::on_down(std::function<void()> down) {
    state_->down_callback = std::move(down);
}
void Client::on_push(std::function<void(Reply)> push) {
    state_->push_callback = std::move(push);
}

void Client::start() {
    if (state_->started)
        return;
    state_->started = true;
    asio::co_spawn(state_->executor, state_->keep_connected(), [](std::exception_ptr error) {
        if (error)
            std::rethrow_exception(error);
    });
}

void Client::close() {
    state_->close();
}
bool Client::is_up() const {
    return state_->is_up();
}
const ClientCounters& Client::counters() const {
    return state_->counters;
}

void Client::disconnect() {
    if (state_->line)
        state_->drop(state_->line, "asked to");
}

void Client::send(const Arguments& arguments, Done done) {
    State& state = *state_;
    const bool full = state.is_up() && (state.line->pending.size() >= state.settings.in_flight_max ||
                                        state.line->out.size() >= state.settings.buffered_max);
    if (!state.is_up() || full) {
        ++state.counters.failed;
        if (done)
            done(std::nullopt);
        return;
    }
    state.enqueue(state.line, arguments, std::move(done));
}

awaitable<Reply> Client::command(Arguments arguments, std::chrono::milliseconds limit) {
    struct Call {
        explicit Call(const asio::any_io_executor& executor) : timer(executor) {}
        asio::steady_timer timer;
        std::optional<Reply> reply;
        bool answered = false;
    };
    const auto call = std::make_shared<Call>(state_->executor);
    call->timer.expires_after(limit);
    auto done = [call](std::optional<Reply> reply) {
        call->reply = std::move(reply);
        call->answered = true;
        call->timer.cancel();
    };
    const bool sent = is_up();
    send(arguments, std::move(done));
    // An answer that comes after the limit finds its place in the queue and is thrown away there.
    if (!call->answered)
        co_await call->timer.async_wait(quiet);
    if (!call->reply)
        throw Unavailable(sent ? "redis: no answer" : "redis: not connected", true,
                          sent ? Outcome::unknown : Outcome::not_done);
    co_return std::move(*call->reply);
}

} // namespace parley::redis
