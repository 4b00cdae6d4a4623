// Many connections share few readers: whoever has half a message keeps one, whoever is at rest has none.
#include "adapters/ws/reader.hpp"

#include "adapters/ws/ws_client.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::ws {
namespace {

using std::chrono::seconds;
using tests::client_frame;
using tests::close_payload;
using tests::WsClient;
using tests::WsServer;
namespace opcode = tests::opcode;

struct EchoTown {
    explicit EchoTown(std::size_t peers)
        : server([](Sessions& sessions) { return sessions.takeover(make_echo_handler()); }) {
        for (std::size_t at = 0; at < peers; ++at) {
            clients.emplace_back(server.port());
            EXPECT_EQ(clients.back().handshake.status, 101);
        }
    }

    std::int64_t readers() {
        std::int64_t count = 0;
        server.on_reactor([&] { count = server.metrics->gauge("parley_ws_readers", "").value(); });
        return count;
    }
    // Turns of the reactor until there are so many readers; false when there never are.
    bool comes_to(std::int64_t wanted) {
        const auto late = std::chrono::steady_clock::now() + seconds(8);
        while (readers() != wanted && std::chrono::steady_clock::now() < late) {
        }
        return readers() == wanted;
    }
    void expect_echo(std::size_t at, const std::string& text) {
        const auto frame = clients[at].read();
        ASSERT_TRUE(frame) << "client " << at;
        EXPECT_EQ(frame->payload, text);
    }

    WsServer server;
    std::vector<WsClient> clients;
};

constexpr auto spare = static_cast<std::int64_t>(Readers::spare_at_most);

TEST(Readers, AreFewWhereManyAreAtRest) {
    EchoTown town(40);
    EXPECT_TRUE(town.comes_to(spare)) << town.readers();
    for (int round = 0; round < 3; ++round) {
        for (std::size_t at = 0; at < town.clients.size(); ++at) {
            town.clients[at].text("from " + std::to_string(at));
        }
        for (std::size_t at = 0; at < town.clients.size(); ++at) {
            town.expect_echo(at, "from " + std::to_string(at));
        }
    }
    EXPECT_TRUE(town.comes_to(spare)) << town.readers();
}

TEST(Readers, KeepHalfAMessageForThePeerThatSentIt) {
    EchoTown town(24);
    const auto text = [](std::size_t at) { return std::string(100 + at * 10, static_cast<char>('a' + at)); };
    // Cut in the head, in the key, in the payload, and between the fragments of a message.
    const auto frames = [&](std::size_t at) {
        return client_frame(opcode::text, text(at), false) + client_frame(opcode::continuation, "!");
    };
    const auto cut = [&](std::size_t at) {
        const std::array<std::size_t, 6> cuts{
            1, 3, 6, 50, client_frame(opcode::text, text(at), false).size(), frames(at).size() - 1};
        return cuts[at % cuts.size()];
    };
    const std::size_t halves = 20;
    for (std::size_t at = 0; at < halves; ++at) {
        town.clients[at].raw.send(frames(at).substr(0, cut(at)));
    }
    // Those at rest are served while the halves wait.
    for (std::size_t at = halves; at < town.clients.size(); ++at) {
        town.clients[at].text("whole");
        town.expect_echo(at, "whole");
    }
    EXPECT_TRUE(town.comes_to(static_cast<std::int64_t>(halves) + 1)) << town.readers();
    for (std::size_t at = halves; at-- > 0;) {
        town.clients[at].raw.send(frames(at).substr(cut(at)));
        town.expect_echo(at, text(at) + "!");
    }
    EXPECT_TRUE(town.comes_to(spare)) << town.readers();
}

TEST(Readers, AreNotSharedFurtherOnceAPeerHasBrokenTheRules) {
    EchoTown town(3);
    town.clients[0].raw.send(std::string("\x81\x02hi", 4)); // not masked
    EXPECT_EQ(town.clients[0].read_close(), 1002);
    town.clients[1].send(opcode::close, close_payload(1000));
    EXPECT_EQ(town.clients[1].read_close(), 1000);
    town.clients[2].text("still here");
    town.expect_echo(2, "still here");
    EXPECT_TRUE(town.comes_to(1)) << town.readers();
}

TEST(Readers, DoNotRestWithAHeadWhoseLengthCannotBe) {
    EchoTown town(2);
    const std::string head("\x81\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFC", 10);
    town.clients[0].raw.send(client_frame(opcode::ping, "x") + head);
    EXPECT_EQ(town.clients[0].read()->opcode, opcode::pong);
    town.server.on_reactor([] {});
    town.clients[1].text("still here");
    town.expect_echo(1, "still here");
    town.clients[0].raw.send("key!");
    EXPECT_EQ(town.clients[0].read_close(), 1009);
}

// Beast's checker of texts still waits for the rest of the letter where the last fragment was empty.
TEST(Readers, AreNotSharedFurtherAfterATextThatEndsWithinALetter) {
    EchoTown town(2);
    const auto cut = client_frame(opcode::text, "a\xE2\x82", false) + client_frame(opcode::continuation, "");
    for (int time = 0; time < 3; ++time) { // and again after our goodbye, which is not answered
        town.clients[0].raw.send(cut + client_frame(opcode::ping, "x"));
        town.server.on_reactor([] {});
        town.clients[1].text("still here");
        town.expect_echo(1, "still here");
    }
    EXPECT_EQ(town.clients[0].read_close(), 1007);
}

TEST(Readers, AnswerAPingAndRest) {
    EchoTown town(2);
    for (int round = 0; round < 3; ++round) {
        for (auto& client : town.clients) {
            client.send(opcode::ping, "there?");
            const auto pong = client.read();
            ASSERT_TRUE(pong);
            EXPECT_EQ(pong->opcode, opcode::pong);
            EXPECT_EQ(pong->payload, "there?");
        }
    }
    EXPECT_TRUE(town.comes_to(2)) << town.readers();
}

TEST(Readers, TakeTheOptionsOfThePeerTheyServe) {
    WsServer server([small = true](Sessions& sessions) mutable {
        return std::exchange(small, false) ? sessions.takeover(make_echo_handler())
                                           : sessions.takeover(make_echo_handler(), echo_session_options());
    });
    WsClient small(server.port());
    WsClient large(server.port());
    const std::string text(100'000, 'x');
    large.text(text);
    EXPECT_EQ(large.read()->payload, text);
    large.send(opcode::binary, "b");
    EXPECT_EQ(large.read()->opcode, opcode::binary);
    small.text("y");
    EXPECT_EQ(small.read()->payload, "y");
    small.text(text);
    EXPECT_EQ(small.read_close(), 1009);
}

// Holds no session: one that does lets go in closed(), which comes only where the sessions are stopped.
struct Deaf final : SocketHandler {
    void opened(std::shared_ptr<Socket>) override {}
    void message(std::string_view) override {}
    void closed(std::uint16_t) override {}
};

TEST(Readers, GoWithTheirReactorWhenNobodyStoppedThem) {
    std::shared_ptr<runtime::Registry> metrics;
    {
        WsServer server([](Sessions& sessions) { return sessions.takeover(std::make_shared<Deaf>()); });
        metrics = server.metrics;
        WsClient at_rest(server.port());
        WsClient half(server.port());
        half.raw.send(client_frame(opcode::text, "half").substr(0, 3));
        server.leave_running();
    }
    EXPECT_EQ(metrics->gauge("parley_ws_readers", "").value(), 0);
    EXPECT_EQ(metrics->gauge("parley_ws_sessions", "").value(), 0);
}

TEST(Readers, LetEverybodySayGoodbyeWhenTheServerStops) {
    EchoTown town(30);
    auto stopping = town.server.stopping(seconds(10));
    for (auto& client : town.clients) {
        EXPECT_EQ(client.read_close(), 1012);
    }
    EXPECT_TRUE(stopping.get());
    EXPECT_EQ(town.readers(), 0);
    EXPECT_EQ(town.server.sessions().size(), 0U);
}

} // namespace
} // namespace parley::ws
