#include "adapters/ws/ws_client.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>

namespace parley::ws {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using tests::client_frame;
using tests::close_payload;
using tests::WsClient;
using tests::WsServer;
namespace opcode = tests::opcode;

// Remembers what it is told; the socket is touched on the reactor only.
struct Recorder final : SocketHandler {
    void opened(std::shared_ptr<Socket> given) override {
        socket = std::move(given);
        ready.set_value();
    }
    void message(std::string_view text) override {
        if (on_message) {
            on_message(text);
        }
        ++messages;
    }
    bool overflowed() override {
        ++overflows;
        if (snapshot) {
            socket->send(encode_text_frame("snapshot"));
        }
        return snapshot;
    }
    void closed(std::uint16_t code) override {
        socket.reset();
        ended.set_value(code);
    }
    // The code given to closed(), or 0 when it was not called in time.
    std::uint16_t end_code() {
        auto future = ended.get_future();
        return future.wait_for(seconds(8)) == std::future_status::ready ? future.get() : std::uint16_t{0};
    }

    std::shared_ptr<Socket> socket;
    std::function<void(std::string_view)> on_message;
    std::promise<void> ready;
    std::promise<std::uint16_t> ended;
    std::atomic<int> messages{0};
    std::atomic<int> overflows{0};
    bool snapshot = false;
};

struct Live {
    explicit Live(SessionOptions options = {}, std::string subprotocol = {})
        : server([this, shared = std::make_shared<const SessionOptions>(options)](
                     Sessions& sessions) { return sessions.takeover(handler, shared); },
                 std::move(subprotocol)) {}
    WsClient connect(const std::string& fields = {}, int receive_buffer = 0) {
        WsClient client(server.port(), fields, receive_buffer);
        handler->ready.get_future().wait();
        return client;
    }
    void send(const std::string& text, std::uint64_t key = 0) {
        server.on_reactor([&] { handler->socket->send(encode_text_frame(text), key); });
    }

    std::shared_ptr<Recorder> handler = std::make_shared<Recorder>();
    WsServer server;
};

TEST(Session, ShakesHandsAndTalksBothWays) {
    Live live({}, "parley.v1");
    auto client = live.connect("Sec-WebSocket-Protocol: parley.v1\r\n");
    EXPECT_EQ(client.handshake.status, 101);
    EXPECT_EQ(client.handshake.header("sec-websocket-accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    EXPECT_EQ(client.handshake.header("sec-websocket-protocol"), "parley.v1");
    EXPECT_FALSE(client.handshake.headers.contains("sec-websocket-extensions"));
    std::string heard;
    live.server.on_reactor([&] {
        live.handler->on_message = [&](std::string_view text) {
            heard = std::string(text);
            live.handler->socket->send(encode_text_frame("answer"));
        };
    });
    client.text("{\"subscribe\":\"intent/1\"}");
    const auto frame = client.read();
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->opcode, opcode::text);
    EXPECT_TRUE(frame->fin);
    EXPECT_EQ(frame->payload, "answer");
    EXPECT_EQ(heard, "{\"subscribe\":\"intent/1\"}");
    client.send(opcode::close, close_payload(1000));
    EXPECT_EQ(client.read_close(), 1000);
    EXPECT_EQ(live.handler->end_code(), 1000);
    EXPECT_TRUE(client.closed_by_server);
}

TEST(Session, OffersNoCompression) {
    Live live;
    auto client = live.connect("Sec-WebSocket-Extensions: permessage-deflate\r\n");
    EXPECT_EQ(client.handshake.status, 101);
    EXPECT_FALSE(client.handshake.headers.contains("sec-websocket-extensions"));
}

TEST(Session, JoinsFragmentsWithControlFramesBetween) {
    Live live;
    auto client = live.connect();
    std::promise<std::string> heard;
    live.server.on_reactor(
        [&] { live.handler->on_message = [&](std::string_view text) { heard.set_value(std::string(text)); }; });
    client.send(opcode::text, "one ", false);
    client.send(opcode::ping, "mid");
    client.send(opcode::continuation, "two", true);
    EXPECT_EQ(heard.get_future().get(), "one two");
    const auto pong = client.read();
    ASSERT_TRUE(pong);
    EXPECT_EQ(pong->opcode, opcode::pong);
    EXPECT_EQ(pong->payload, "mid");
}

TEST(Session, AVanishedPeerIs1006) {
    Live live;
    auto client = live.connect();
    client.raw.reset();
    EXPECT_EQ(live.handler->end_code(), 1006);
}

TEST(Session, CloseSendsWhatWaitsThenItsCode) {
    Live live;
    auto client = live.connect();
    live.server.on_reactor([&] {
        for (int at = 0; at < 100; ++at) {
            live.handler->socket->send(encode_text_frame(std::to_string(at)));
        }
        live.handler->socket->close(close_code::revoked, "signed out");
        live.handler->socket->send(encode_text_frame("late"));
        EXPECT_FALSE(live.handler->socket->is_open());
    });
    for (int at = 0; at < 100; ++at) {
        EXPECT_EQ(client.read()->payload, std::to_string(at));
    }
    const auto frame = client.read();
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->opcode, opcode::close);
    EXPECT_EQ(frame->close_code(), 4401);
    EXPECT_EQ(frame->payload.substr(2), "signed out");
    client.send(opcode::close, frame->payload);
    EXPECT_FALSE(client.read()) << "one close frame, nothing behind it";
    EXPECT_TRUE(client.raw.eof());
    EXPECT_EQ(live.handler->end_code(), 4401);
}

TEST(Session, APeerThatNeverAnswersACloseIsCutOff) {
    SessionOptions options;
    options.close_timeout = milliseconds(200);
    Live live(options);
    auto client = live.connect();
    live.server.on_reactor([&] { live.handler->socket->close(close_code::normal, ""); });
    EXPECT_EQ(live.handler->end_code(), 1000);
    EXPECT_EQ(client.read()->opcode, opcode::close);
    EXPECT_FALSE(client.read());
}

struct Violation {
    std::string name;
    std::string bytes;
    std::uint16_t code;
};

void PrintTo(const Violation& one, std::ostream* out) {
    *out << one.name;
}

class Violations : public testing::TestWithParam<Violation> {};

TEST_P(Violations, AreAnsweredWithTheirCode) {
    Live live;
    auto client = live.connect();
    client.raw.send(GetParam().bytes);
    EXPECT_EQ(client.read_close(), GetParam().code);
    EXPECT_TRUE(client.closed_by_server);
    EXPECT_EQ(live.handler->end_code(), GetParam().code);
    EXPECT_EQ(live.handler->messages, 0);
}

std::string unmasked_text() {
    return std::string("\x81\x02hi", 4);
}

INSTANTIATE_TEST_SUITE_P(
    Ws, Violations,
    testing::Values(
        Violation{"Binary", client_frame(opcode::binary, "x"), 1003},
        Violation{"TooLong", client_frame(opcode::text, std::string(4097, 'x')), 1009},
        Violation{"TooLongInFragments",
                  client_frame(opcode::text, std::string(4000, 'x'), false) +
                      client_frame(opcode::continuation, std::string(4000, 'x')),
                  1009},
        Violation{"BadUtf8", client_frame(opcode::text, "a\xC3\x28"), 1007},
        Violation{"CutUtf8", client_frame(opcode::text, "a\xE2\x82"), 1007},
        Violation{"CutUtf8ThenEmptyFragment",
                  client_frame(opcode::text, "a\xE2\x82", false) + client_frame(opcode::continuation, ""), 1007},
        Violation{"Unmasked", unmasked_text(), 1002},
        Violation{"ReservedBit", "\xC1" + client_frame(opcode::text, "x").substr(1), 1002},
        Violation{"ReservedOpcode", client_frame(3, "x"), 1002},
        Violation{"ReservedControl", client_frame(11, "x"), 1002},
        Violation{"LonelyContinuation", client_frame(opcode::continuation, "x"), 1002},
        Violation{"TextInFragments", client_frame(opcode::text, "x", false) + client_frame(opcode::text, "y"), 1002},
        Violation{"LongPing", client_frame(opcode::ping, std::string(126, 'x')), 1002},
        Violation{"FragmentedPing", client_frame(opcode::ping, "x", false), 1002},
        Violation{"CloseWithOneByte", client_frame(opcode::close, "x"), 1002},
        Violation{"CloseWithReservedCode", client_frame(opcode::close, close_payload(1005)), 1002}),
    [](const auto& info) { return info.param.name; });

TEST(SessionRates, AllowTheBurstAndNoMore) {
    Live live;
    auto client = live.connect();
    std::string burst;
    for (int at = 0; at < 41; ++at) {
        burst += client_frame(opcode::text, "x");
    }
    client.raw.send(burst);
    EXPECT_EQ(client.read_close(), 1008);
    EXPECT_EQ(live.handler->end_code(), 1008);
    EXPECT_EQ(live.handler->messages, 40);
}

TEST(SessionRates, BoundControlFrames) {
    Live live;
    auto client = live.connect();
    std::string flood;
    for (int at = 0; at < 1000; ++at) {
        flood += client_frame(opcode::ping, std::to_string(at));
    }
    client.raw.send(flood);
    int pongs = 0;
    auto frame = client.read();
    while (frame && frame->opcode == opcode::pong) {
        ++pongs;
        frame = client.read();
    }
    ASSERT_TRUE(frame);
    EXPECT_EQ(frame->close_code(), 1008);
    EXPECT_LE(pongs, 12);
    client.send(opcode::close, close_payload(1008));
    EXPECT_EQ(live.handler->end_code(), 1008);
}

TEST(SessionPings, FindADeadPeer) {
    SessionOptions options;
    options.ping_every = milliseconds(200);
    options.dead_after = milliseconds(300);
    Live live(options);
    auto client = live.connect();
    const auto ping = client.read();
    ASSERT_TRUE(ping);
    EXPECT_EQ(ping->opcode, opcode::ping);
    EXPECT_EQ(live.handler->end_code(), 1006);
    EXPECT_TRUE(client.raw.is_closed_by_peer());
}

TEST(SessionPings, KeepAPeerThatAnswers) {
    SessionOptions options;
    options.ping_every = milliseconds(100);
    options.dead_after = milliseconds(200);
    options.controls_per_s = 0;
    Live live(options);
    auto client = live.connect();
    for (int at = 0; at < 5; ++at) {
        const auto ping = client.read();
        ASSERT_TRUE(ping) << "closed after " << at << " answered pings";
        ASSERT_EQ(ping->opcode, opcode::ping);
        client.send(opcode::pong, ping->payload);
    }
    client.text("still here");
    client.send(opcode::close, close_payload(1001));
    EXPECT_EQ(live.handler->end_code(), 1001);
    EXPECT_EQ(live.handler->messages, 1);
}

TEST(SessionOutbox, SixteenMessagesOfATurnAreOneWrite) {
    Live live;
    auto client = live.connect();
    const auto& stats = runtime::Flusher::of(live.server.reactors().executor(0)).stats();
    runtime::OutboxStats before;
    live.server.on_reactor([&] {
        before = stats;
        for (int at = 0; at < 16; ++at) {
            live.handler->socket->send(encode_text_frame("message " + std::to_string(at)));
        }
    });
    for (int at = 0; at < 16; ++at) {
        EXPECT_EQ(client.read()->payload, "message " + std::to_string(at));
    }
    live.server.on_reactor([&] {
        EXPECT_EQ(stats.frames - before.frames, 16U);
        EXPECT_EQ(stats.writes - before.writes, 1U);
    });
}

TEST(SessionOutbox, PongsAndFramesNeverInterleave) {
    SessionOptions options;
    options.controls_per_s = 0;
    options.outbox.messages = 100'000;
    options.outbox.bytes = 1 << 30;
    Live live(options);
    auto client = live.connect({}, 8192);
    // Frames of many sizes fill the socket while pings come in; the reader checks every boundary.
    std::thread sender([&] {
        for (int at = 0; at < 3000; ++at) {
            const auto size = static_cast<std::size_t>((at * 7919) % 5000);
            live.send("<" + std::to_string(at) + ":" + std::string(size, 'd') + ">");
            if (at % 10 == 0) {
                client.send(opcode::ping, std::to_string(at));
            }
        }
    });
    int messages = 0;
    int pongs = 0;
    while (messages < 3000 || pongs < 300) {
        const auto frame = client.read();
        if (!frame) {
            break;
        }
        if (frame->opcode == opcode::pong) {
            EXPECT_EQ(frame->payload, std::to_string(pongs * 10));
            ++pongs;
        } else {
            ASSERT_EQ(frame->opcode, opcode::text);
            const auto prefix = "<" + std::to_string(messages) + ":";
            ASSERT_EQ(frame->payload.substr(0, prefix.size()), prefix);
            ASSERT_EQ(frame->payload.size(), prefix.size() + static_cast<std::size_t>((messages * 7919) % 5000) + 1);
            ASSERT_EQ(frame->payload.back(), '>');
            ++messages;
        }
    }
    sender.join();
    EXPECT_EQ(messages, 3000);
    EXPECT_EQ(pongs, 300);
}

// Sends until the bound was met; false when 64 MiB did not meet it.
bool overflow(Live& live) {
    const auto frame = encode_text_frame(std::string(16'000, 'x'));
    auto& overflows =
        live.server.metrics->counter("parley_ws_overflows_total", "Backlogs dropped because the reader was too slow");
    for (int at = 0; at < 4000 && overflows.value() == 0; ++at) {
        live.server.on_reactor([&] { live.handler->socket->send(frame); });
    }
    return overflows.value() > 0;
}

TEST(SessionOutbox, ASlowReaderIsClosedWith1013AfterWholeFrames) {
    Live live;
    auto client = live.connect({}, 4096);
    ASSERT_TRUE(overflow(live));
    EXPECT_EQ(client.read_close(), 1013);
    EXPECT_EQ(live.handler->overflows, 1);
    EXPECT_EQ(live.handler->end_code(), 1013);
}

TEST(SessionOutbox, ASlowReaderGetsTheStateInsteadWhenTheHandlerHasOne) {
    Live live;
    live.handler->snapshot = true;
    auto client = live.connect({}, 4096);
    ASSERT_TRUE(overflow(live));
    auto frame = client.read_data();
    while (frame && frame->payload != "snapshot") {
        EXPECT_EQ(frame->payload.size(), 16'000U);
        frame = client.read_data();
    }
    ASSERT_TRUE(frame);
    live.send("goes on");
    EXPECT_EQ(client.read_data()->payload, "goes on");
    EXPECT_EQ(live.handler->overflows, 1);
}

TEST(SessionOutbox, ASlowReaderOfKeyedStateHasOnlyTheLatestWaiting) {
    Live live;
    auto client = live.connect({}, 4096);
    const std::string filler(16'000, 'x');
    int sent = 0;
    std::size_t waiting = 0;
    // 2000 states of 16 KB would overflow any bound of 256 KiB; one key keeps one of them.
    for (; sent < 2000; ++sent) {
        live.server.on_reactor([&] {
            live.handler->socket->send(encode_text_frame(std::to_string(sent) + ":" + filler), 7);
            waiting = std::max(waiting, live.handler->socket->queued_messages());
        });
    }
    EXPECT_LE(waiting, 2U) << "one started, one waiting";
    int last = -1;
    int received = 0;
    while (last < sent - 1) {
        const auto frame = client.read_data();
        ASSERT_TRUE(frame);
        ASSERT_EQ(frame->opcode, opcode::text);
        const int state = std::stoi(frame->payload);
        ASSERT_GT(state, last);
        last = state;
        ++received;
    }
    EXPECT_LT(received, sent) << "something was conflated";
    EXPECT_EQ(live.handler->overflows, 0);
}

TEST(SessionOutbox, AReaderThatNeverReadsIsGivenUp) {
    SessionOptions options;
    options.stalled_after = milliseconds(300);
    options.close_timeout = milliseconds(300);
    Live live(options);
    auto client = live.connect({}, 4096);
    ASSERT_TRUE(overflow(live));
    EXPECT_EQ(live.handler->end_code(), 1013);
    EXPECT_EQ(live.handler->overflows, 0) << "there is no point in asking for a state that cannot be sent";
}

TEST(SessionHandler, AFailureIs1011) {
    Live live;
    auto client = live.connect();
    live.server.on_reactor(
        [&] { live.handler->on_message = [](std::string_view) { throw std::runtime_error("a bug"); }; });
    client.text("x");
    EXPECT_EQ(client.read_close(), 1011);
    EXPECT_EQ(live.handler->end_code(), 1011);
}

TEST(SessionStop, ClosesWith1012AndWaits) {
    Live live;
    auto client = live.connect();
    EXPECT_EQ(live.server.sessions().size(), 1U);
    auto stopping = live.server.stopping(seconds(10));
    EXPECT_EQ(client.read_close(), 1012);
    EXPECT_TRUE(stopping.get());
    EXPECT_EQ(live.server.sessions().size(), 0U);
    EXPECT_EQ(live.handler->end_code(), 1012);
}

TEST(SessionStop, CutsWhoDoesNotAnswer) {
    Live live;
    auto client = live.connect();
    const auto began = std::chrono::steady_clock::now();
    EXPECT_FALSE(live.server.stop(milliseconds(100)));
    EXPECT_LT(std::chrono::steady_clock::now() - began, seconds(3));
    EXPECT_EQ(live.handler->end_code(), 1012);
}

TEST(SessionStop, CutsWhoHasSentHalfAMessage) {
    Live live;
    auto client = live.connect();
    std::promise<void> heard;
    live.server.on_reactor([&] { live.handler->on_message = [&](std::string_view) { heard.set_value(); }; });
    client.raw.send(client_frame(opcode::text, "whole") + client_frame(opcode::text, "half").substr(0, 3));
    heard.get_future().wait();
    EXPECT_FALSE(live.server.stop(milliseconds(100)));
    EXPECT_EQ(live.handler->end_code(), 1012);
    EXPECT_EQ(live.server.sessions().size(), 0U);
}

TEST(SessionStop, CutsWhoBrokeTheRulesAndTakesNothing) {
    Live live;
    auto client = live.connect({}, 4096);
    bool is_full = false;
    while (!is_full) { // the kernel takes what it has room for
        live.send(std::string(16'000, 'x'));
        live.server.on_reactor([&] { is_full = live.handler->socket->queued_messages() > 1; });
    }
    live.server.on_reactor([&] { live.handler->socket->close(1001, "our goodbye cannot leave"); });
    client.raw.send(unmasked_text());
    EXPECT_FALSE(live.server.stop(milliseconds(100)));
    EXPECT_EQ(live.handler->end_code(), 1001);
    EXPECT_EQ(live.server.sessions().size(), 0U);
}

TEST(SessionHandshake, SilenceAndGarbageEndIt) {
    auto handler = std::make_shared<Recorder>();
    WsServer server([handler](Sessions& sessions) { return sessions.takeover(handler); });
    tests::RawClient client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"); // no upgrade at all
    const auto response = client.read_response();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 400);
    EXPECT_TRUE(client.is_closed_by_peer());
    EXPECT_EQ(handler->socket, nullptr);
}

TEST(Echo, ReturnsTextAndBinaryUpTo16MiB) {
    WsServer server([](Sessions& sessions) { return sessions.takeover(make_echo_handler(), echo_session_options()); });
    WsClient client(server.port());
    ASSERT_EQ(client.handshake.status, 101);
    for (const std::size_t size : {0UL, 1UL, 125UL, 126UL, 65'535UL, 65'536UL, 1'000'000UL, 16UL * 1024 * 1024}) {
        const std::string payload(size, 'p');
        const int code = size % 2 == 0 ? opcode::text : opcode::binary;
        // The server may answer while we still send: a thread keeps both ways open.
        std::thread sender([&] { client.send(code, payload); });
        const auto frame = client.read();
        sender.join();
        ASSERT_TRUE(frame) << size;
        EXPECT_EQ(frame->opcode, code);
        EXPECT_TRUE(frame->fin);
        EXPECT_EQ(frame->payload, payload);
    }
    client.send(opcode::binary, std::string(16UL * 1024 * 1024 + 1, 'p'));
    EXPECT_EQ(client.read_close(), 1009);
}

TEST(Echo, StopsReadingFromAPeerThatDoesNotRead) {
    WsServer server([](Sessions& sessions) { return sessions.takeover(make_echo_handler(), echo_session_options()); });
    WsClient client(server.port(), {}, 4096);
    ASSERT_EQ(client.handshake.status, 101);
    std::atomic<int> sent{0};
    std::thread sender([&] {
        const auto frame = client_frame(opcode::binary, std::string(100'000, 'e'));
        for (int at = 0; at < 400 && client.raw.send(frame); ++at) {
            ++sent;
        }
    });
    int received = 0;
    while (received < 400) {
        const auto frame = client.read_data();
        if (!frame) {
            break;
        }
        ++received;
    }
    sender.join();
    EXPECT_EQ(sent, 400);
    EXPECT_EQ(received, 400) << "the pause loses nothing";
}

} // namespace
} // namespace parley::ws
