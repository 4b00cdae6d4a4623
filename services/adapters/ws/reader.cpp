#include "adapters/ws/reader.hpp"

#include "adapters/ws/frame_cursor.hpp"
#include "adapters/ws/socket.hpp"
#include "runtime/assert.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_prefix.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <functional>
#include <utility>
#include <vector>

namespace parley::ws {

namespace websocket = boost::beast::websocket;
namespace beast_http = boost::beast::http;

namespace {

using Request = beast_http::request<beast_http::empty_body>;

bool parse_head(const std::string& head, Request& request) {
    beast_http::request_parser<beast_http::empty_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(head.size() + 1));
    error_code error;
    parser.put(asio::buffer(head), error);
    const bool whole = !error && parser.is_header_done();
    if (whole) {
        request = parser.release();
    }
    return whole;
}

// Opens a stream for a connection whose hands were shaken by another reader. Nobody sees the answer.
Request request_of_nobody() {
    Request request(beast_http::verb::get, "/", 11);
    request.set(beast_http::field::host, "localhost");
    request.set(beast_http::field::upgrade, "websocket");
    request.set(beast_http::field::connection, "upgrade");
    request.set(beast_http::field::sec_websocket_key, "AAAAAAAAAAAAAAAAAAAAAA==");
    request.set(beast_http::field::sec_websocket_version, "13");
    return request;
}

} // namespace

class Reader;

struct SpareReaders {
    explicit SpareReaders(runtime::Gauge& given) : count(given) {}
    runtime::Gauge& count;
    std::vector<std::shared_ptr<Reader>> waiting;
    bool keeping = true;
};

namespace {

// The next layer under Beast: reads and writes go to the connection that the reader serves.
class ReaderStream {
public:
    using executor_type = asio::any_io_executor;

    ReaderStream(Reader& reader, asio::any_io_executor executor) : reader_(&reader), executor_(std::move(executor)) {}

    executor_type get_executor() const { return executor_; }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        auto initiate = [stream = this](auto handler, const Buffers& given) {
            stream->read(given, std::move(handler));
        };
        return asio::async_initiate<Token, void(error_code, std::size_t)>(std::move(initiate), token, buffers);
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        auto initiate = [stream = this](auto handler, const Buffers& given) {
            std::string bytes(asio::buffer_size(given), '\0');
            asio::buffer_copy(asio::buffer(bytes), given);
            stream->write(std::move(bytes), std::move(handler));
        };
        return asio::async_initiate<Token, void(error_code, std::size_t)>(std::move(initiate), token, buffers);
    }

    // The session closes the socket; Beast's own time limits are off.
    friend void beast_close_socket(ReaderStream&) {}
    // Beast calls this when the protocol is over; the session closes the socket after lingering.
    template <class Handler>
    friend void async_teardown(boost::beast::role_type, ReaderStream& stream, Handler&& handler) {
        auto executor = asio::get_associated_executor(handler, stream.executor_);
        asio::post(executor, [given = std::forward<Handler>(handler)]() mutable { given(error_code()); });
    }

private:
    template <class Buffers, class Handler>
    void read(const Buffers& buffers, Handler handler);
    template <class Handler>
    void write(std::string bytes, Handler handler);

    Reader* reader_; // it owns the stream
    asio::any_io_executor executor_;
};

} // namespace

class Reader : public std::enable_shared_from_this<Reader> {
public:
    Reader(const asio::any_io_executor& executor, std::shared_ptr<SpareReaders> spare,
           std::shared_ptr<ReadSide> connection);
    ~Reader() { spare_->count.add(-1); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    // Shakes hands with the peer and reads.
    static awaitable<void> open(std::shared_ptr<Reader> self, std::string request_head);
    // Reads for a connection whose hands were shaken by another reader.
    static awaitable<void> read_on(std::shared_ptr<Reader> self);

    // Of a spare reader only: bytes have come for this connection.
    void serve(std::shared_ptr<ReadSide> connection);
    // Of a spare reader only: its coroutine ends.
    void let_go() { std::exchange(waiting_read_, {})(false); }
    // Of a spare reader only, when its reactor has ended: its coroutine is destroyed.
    void drop() { waiting_read_ = {}; }

private:
    friend class ReaderStream;

    awaitable<bool> shake_hands(const Request& request);
    awaitable<void> read_messages();
    std::uint16_t code_of(error_code error) const;
    // Two connections must never meet in one stream, so the cursor alone is not believed: Beast has handed over all
    // that it counted.
    bool at_rest() const { return !bytes_came_ && cursor_.between_messages() && cursor_.begun() == handed_over_; }
    void rest();

    const std::shared_ptr<SpareReaders> spare_;
    std::shared_ptr<ReadSide> connection_; // none: a spare reader
    FrameCursor cursor_;
    std::uint64_t handed_over_ = 0;          // messages and control frames, by Beast
    bool bytes_came_ = false;                // and none of them was read yet
    bool muted_ = false;                     // what Beast writes is for nobody
    std::function<void(bool)> waiting_read_; // Beast's, of a spare reader: true goes on with it, false fails it
    websocket::stream<ReaderStream, false> stream_;
    boost::beast::flat_buffer buffer_;
};

namespace {

// Beast asks for more than it has: where nothing is half read, that is the moment to serve another connection.
template <class Buffers, class Handler>
void ReaderStream::read(const Buffers& buffers, Handler handler) {
    auto executor = asio::get_associated_executor(handler, executor_);
    // The waiting read is kept as a copyable callback; handlers are not.
    auto held = std::make_shared<Handler>(std::move(handler));
    auto go_on = [reader = reader_, executor, held, buffers](bool reads) {
        if (!reads) {
            asio::post(executor, [held] { std::move (*held)(asio::error::operation_aborted, 0); });
            return;
        }
        reader->bytes_came_ = false;
        auto follow = [reader, held, buffers](error_code error, std::size_t size) {
            for (const asio::const_buffer part :
                 boost::beast::buffers_range(boost::beast::buffers_prefix(size, buffers))) {
                reader->cursor_.follow({static_cast<const char*>(part.data()), part.size()});
            }
            std::move (*held)(error, size);
        };
        reader->connection_->socket().async_read_some(buffers, asio::bind_executor(executor, std::move(follow)));
    };
    if (reader_->at_rest()) {
        reader_->waiting_read_ = std::move(go_on);
        reader_->rest();
    } else {
        go_on(true);
    }
}

template <class Handler>
void ReaderStream::write(std::string bytes, Handler handler) {
    const auto size = bytes.size();
    auto executor = asio::get_associated_executor(handler, executor_);
    auto held = std::make_shared<Handler>(std::move(handler));
    auto finish = [executor, held, size](bool sent) {
        const auto error = sent ? error_code() : error_code(asio::error::connection_aborted);
        asio::post(executor, [held, error, size] { std::move (*held)(error, size); });
    };
    if (reader_->muted_) {
        finish(true);
        return;
    }
    const bool is_close = !bytes.empty() && static_cast<unsigned char>(bytes.front()) == 0x88;
    auto frame = std::make_shared<const std::string>(std::move(bytes));
    if (is_close) {
        reader_->connection_->write_last(std::move(frame), std::move(finish));
    } else {
        reader_->connection_->write(std::move(frame), std::move(finish));
    }
}

} // namespace

Reader::Reader(const asio::any_io_executor& executor, std::shared_ptr<SpareReaders> spare,
               std::shared_ptr<ReadSide> connection)
    : spare_(std::move(spare)), connection_(std::move(connection)), stream_(*this, executor) {
    spare_->count.add(1);
    stream_.auto_fragment(false);
    stream_.read_message_max(connection_->read_message_max());
    stream_.set_option(
        websocket::stream_base::timeout{websocket::stream_base::none(), websocket::stream_base::none(), false});
    stream_.set_option(websocket::stream_base::decorator([this](websocket::response_type& response) {
        response.erase(beast_http::field::server);
        response.set(beast_http::field::server, "parley");
        if (!connection_->subprotocol().empty()) {
            response.set(beast_http::field::sec_websocket_protocol, connection_->subprotocol());
        }
    }));
    stream_.control_callback([this](websocket::frame_type kind, boost::beast::string_view) {
        using Control = ReadSide::Control;
        ++handed_over_;
        connection_->control(kind == websocket::frame_type::ping   ? Control::ping
                             : kind == websocket::frame_type::pong ? Control::pong
                                                                   : Control::close);
    });
}

// When all must end their sockets are closed, and that fails every wait; a cancelled wait that threw would keep the
// connection from hearing its last call.
awaitable<void> Reader::open(std::shared_ptr<Reader> self, std::string request_head) {
    co_await asio::this_coro::throw_if_cancelled(false);
    Request request;
    if (!parse_head(std::exchange(request_head, {}), request) || !co_await self->shake_hands(request)) {
        self->connection_->refused();
        co_return;
    }
    if (self->connection_->opened()) {
        co_await self->read_messages();
    } else {
        co_await self->connection_->ended(close_code::broken, false);
    }
}

awaitable<void> Reader::read_on(std::shared_ptr<Reader> self) {
    co_await asio::this_coro::throw_if_cancelled(false);
    self->muted_ = self->bytes_came_ = true;
    const bool shaken = co_await self->shake_hands(request_of_nobody());
    runtime::ensure(shaken, "Beast takes our own request");
    self->muted_ = false;
    co_await self->read_messages();
}

awaitable<bool> Reader::shake_hands(const Request& request) {
    const auto [error] = co_await stream_.async_accept(request, asio::as_tuple(asio::use_awaitable));
    co_return !error;
}

// Between two messages the connection may become another one, or none.
awaitable<void> Reader::read_messages() {
    constexpr std::size_t kept_bytes = 512;
    for (;;) {
        const auto [error, size] = co_await stream_.async_read(buffer_, asio::as_tuple(asio::use_awaitable));
        const auto connection = connection_;
        if (!connection) {
            co_return;
        }
        if (error) {
            co_await connection->ended(code_of(error), error == websocket::error::closed);
            co_return;
        }
        ++handed_over_;
        const auto data = buffer_.cdata();
        if (!connection->message({static_cast<const char*>(data.data()), data.size()}, stream_.got_binary())) {
            co_await connection->ended(close_code::broken, false);
            co_return;
        }
        buffer_.consume(buffer_.size());
        if (buffer_.capacity() > kept_bytes) {
            buffer_.shrink_to_fit();
        }
        co_await connection->ready_for_more();
    }
}

std::uint16_t Reader::code_of(error_code error) const {
    if (error == websocket::error::closed) {
        const auto code = stream_.reason().code;
        return code == websocket::close_code::none ? close_code::no_status : static_cast<std::uint16_t>(code);
    }
    if (error == websocket::error::message_too_big || error == websocket::error::buffer_overflow) {
        return close_code::too_big;
    }
    if (error == websocket::error::bad_frame_payload) {
        return close_code::bad_payload;
    }
    const bool protocol = error == websocket::condition::protocol_violation;
    return protocol ? static_cast<std::uint16_t>(websocket::close_code::protocol_error) : close_code::broken;
}

void Reader::serve(std::shared_ptr<ReadSide> connection) {
    connection_ = std::move(connection);
    bytes_came_ = true;
    stream_.read_message_max(connection_->read_message_max());
    std::exchange(waiting_read_, {})(true);
}

void Reader::rest() {
    const auto connection = std::exchange(connection_, nullptr);
    if (spare_->keeping && spare_->waiting.size() < Readers::spare_at_most) {
        spare_->waiting.push_back(shared_from_this());
    } else {
        let_go();
    }
    connection->rest();
}

Readers::Readers(runtime::TaskGroup& tasks, runtime::Gauge& count)
    : tasks_(tasks), spare_(std::make_shared<SpareReaders>(count)) {}

// The spare ones hold themselves: Beast's waiting read holds the coroutine, and that the reader.
Readers::~Readers() {
    spare_->keeping = false;
    for (const auto& reader : std::exchange(spare_->waiting, {})) {
        reader->drop();
    }
}

void Readers::open(std::shared_ptr<ReadSide> connection, std::string request_head) {
    auto reader = std::make_shared<Reader>(tasks_.executor(), spare_, std::move(connection));
    tasks_.spawn("ws", Reader::open(std::move(reader), std::move(request_head)));
}

void Readers::read(std::shared_ptr<ReadSide> connection) {
    if (spare_->waiting.empty()) {
        auto reader = std::make_shared<Reader>(tasks_.executor(), spare_, std::move(connection));
        tasks_.spawn("ws", Reader::read_on(std::move(reader)));
        return;
    }
    const auto reader = std::move(spare_->waiting.back());
    spare_->waiting.pop_back();
    reader->serve(std::move(connection));
}

void Readers::keep_none() {
    spare_->keeping = false;
    for (const auto& reader : std::exchange(spare_->waiting, {})) {
        reader->let_go();
    }
}

} // namespace parley::ws
