#include "adapters/redis/client.hpp"

#include "redis_tools.hpp"

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>

namespace parley::redis::test {
namespace {

using runtime::Outcome;
using runtime::Unavailable;
using namespace std::chrono_literals;

TEST(RedisAddress, ReadsBothKinds) {
    const auto local = parse_address("unix:///run/redis.sock?db=3");
    ASSERT_TRUE(local);
    EXPECT_EQ(local->socket_path, "/run/redis.sock");
    EXPECT_EQ(local->database, 3);
    const auto tcp = parse_address("redis://me:p%40ss:word@cache.example:7000/2");
    ASSERT_TRUE(tcp);
    EXPECT_EQ(tcp->host, "cache.example");
    EXPECT_EQ(tcp->port, 7000);
    EXPECT_EQ(tcp->user, "me");
    EXPECT_EQ(tcp->password, "p@ss:word");
    EXPECT_EQ(tcp->database, 2);
    EXPECT_EQ(parse_address("redis://127.0.0.1")->port, 6379);
    EXPECT_EQ(parse_address("redis://[::1]:1234")->host, "::1");
    EXPECT_EQ(parse_address("redis://[::1]")->host, "::1");
    EXPECT_EQ(parse_address("redis://:secret@h")->password, "secret");
}

TEST(RedisAddress, RefusesTheRest) {
    for (const char* bad :
         {"", "redis://", "http://x", "unix://relative", "redis://h:0", "redis://h:70000", "redis://h/x",
          "redis://h:1x", "unix:///s?db=-1", "unix:///s?x=1", "redis://p%4@h:1", "redis://nocolon@h"})
        EXPECT_FALSE(parse_address(bad)) << bad;
}

class RedisClient : public testing::Test {
protected:
    ClientSettings settings() {
        ClientSettings out;
        out.address = *parse_address(url_of(space_));
        out.name = "client-test";
        return out;
    }
    void start(Client& client) {
        client.start();
        loop_.until([&] { return client.is_up(); });
    }

    parley::test::RedisSpace space_;
    Loop loop_;
};

TEST_F(RedisClient, AnswersInOrderHoweverManyAreInFlight) {
    Client client(loop_.executor(), settings());
    start(client);
    const auto writes_before = client.counters().writes;
    std::vector<std::int64_t> answers;
    for (int i = 0; i < 5'000; ++i)
        client.send({"INCR", "n"}, [&](std::optional<Reply> reply) { answers.push_back(reply ? reply->integer : -1); });
    loop_.until([&] { return answers.size() == 5'000; });
    for (std::size_t i = 0; i < answers.size(); ++i)
        ASSERT_EQ(answers[i], static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(client.counters().writes - writes_before, 1U) << "what is queued in one turn is one write";
}

TEST_F(RedisClient, CarriesAnyBytes) {
    Client client(loop_.executor(), settings());
    start(client);
    std::string value(1 << 20, 'x');
    value.replace(0, 8, std::string("\0\r\n$5\r\n%", 8));
    loop_.run(client.command({"SET", "key with spaces %s", value}));
    const Reply back = loop_.run(client.command({"GET", "key with spaces %s"}));
    EXPECT_EQ(back.kind, Reply::Kind::text);
    EXPECT_TRUE(back.text == value);
    EXPECT_EQ(loop_.run(client.command({"GET", "nothing"})).kind, Reply::Kind::nil);
    EXPECT_EQ(loop_.run(client.command({"LRANGE", "nothing", "0", "-1"})).kind, Reply::Kind::array);
    EXPECT_TRUE(loop_.run(client.command({"NONSENSE"})).is_error());
}

TEST_F(RedisClient, FailsAtOnceWithoutAConnection) {
    ClientSettings nowhere = settings();
    nowhere.address.socket_path = "/nonexistent/redis.sock";
    nowhere.address.host.clear();
    Client client(loop_.executor(), nowhere);
    client.start();
    try {
        loop_.run(client.command({"PING"}));
        FAIL();
    } catch (const Unavailable& error) {
        EXPECT_EQ(error.outcome(), Outcome::not_done);
    }
}

TEST_F(RedisClient, EverythingInFlightFailsWhenTheConnectionEndsAndItComesBack) {
    Client client(loop_.executor(), settings());
    start(client);
    int downs = 0, lost = 0, answered = 0;
    client.on_down([&] { ++downs; });
    client.send({"BLPOP", "never", "0"}, [&](std::optional<Reply> reply) { (reply ? answered : lost) += 1; });
    for (int i = 0; i < 99; ++i)
        client.send({"PING"}, [&](std::optional<Reply> reply) { (reply ? answered : lost) += 1; });
    const auto written = client.counters().writes;
    loop_.until([&] { return client.counters().writes > written; });
    ASSERT_EQ(kill_clients(space_, "client-test"), 1);
    loop_.until([&] { return lost + answered == 100; });
    EXPECT_EQ(lost, 100);
    EXPECT_EQ(downs, 1);
    loop_.until([&] { return client.is_up(); });
    EXPECT_EQ(loop_.run(client.command({"PING"})).text, "PONG");
    EXPECT_EQ(client.counters().connects, 2U);
}

TEST_F(RedisClient, GivesUpOnAnAnswerWithoutLosingItsPlaceInTheOrder) {
    ClientSettings patient = settings();
    patient.oldest_in_flight = 5s;
    Client client(loop_.executor(), patient);
    start(client);
    try {
        loop_.run(client.command({"BLPOP", "later", "1"}, 50ms));
        FAIL();
    } catch (const Unavailable& error) {
        EXPECT_EQ(error.outcome(), Outcome::unknown);
    }
    space_.command({"RPUSH", "later", "x"});
    EXPECT_EQ(loop_.run(client.command({"ECHO", "mine"}, 2s)).text, "mine") << "the late answer went to somebody else";
    EXPECT_EQ(client.counters().connects, 1U);
}

TEST_F(RedisClient, RefusesMoreThanItsBound) {
    ClientSettings small = settings();
    small.in_flight_max = 10;
    Client client(loop_.executor(), small);
    start(client);
    int refused = 0, answered = 0;
    for (int i = 0; i < 25; ++i)
        client.send({"PING"}, [&](std::optional<Reply> reply) { ++(reply ? answered : refused); });
    EXPECT_EQ(refused, 15) << "refused before send() returned";
    loop_.until([&] { return answered == 10; });
}

TEST_F(RedisClient, AGreetingThatIsRefusedIsNoConnection) {
    Client client(loop_.executor(), settings());
    client.set_greeting({{"NONSENSE"}});
    client.start();
    loop_.until([&] { return client.counters().connects >= 2; });
    EXPECT_FALSE(client.is_up());
}

// Answers as many commands as it was told to, and then nothing, like a server whose machine hangs.
class StallingServer {
public:
    StallingServer(asio::io_context& loop, int answers)
        : path_(std::filesystem::temp_directory_path() / ("parley-stall-" + std::to_string(::getpid()) + ".sock")),
          acceptor_(loop), answers_(answers) {
        std::filesystem::remove(path_);
        acceptor_.open();
        acceptor_.bind(asio::local::stream_protocol::endpoint(path_.string()));
        acceptor_.listen();
        accept();
    }
    ~StallingServer() { std::filesystem::remove(path_); }
    std::string path() const { return path_.string(); }
    int connections() const { return static_cast<int>(open_.size()); }

private:
    struct Peer {
        explicit Peer(asio::local::stream_protocol::socket given) : socket(std::move(given)) {}
        asio::local::stream_protocol::socket socket;
        std::array<char, 4096> in{};
    };
    void accept() {
        acceptor_.async_accept([this](error_code error, asio::local::stream_protocol::socket socket) {
            if (error)
                return;
            open_.push_back(std::make_shared<Peer>(std::move(socket)));
            read(open_.back(), answers_);
            accept();
        });
    }
    void read(std::shared_ptr<Peer> peer, int left) {
        peer->socket.async_read_some(asio::buffer(peer->in), [this, peer, left](error_code error, std::size_t) {
            if (error)
                return;
            if (left > 0)
                asio::write(peer->socket, asio::buffer("+OK\r\n", 5));
            read(peer, left - 1);
        });
    }
    std::filesystem::path path_;
    asio::local::stream_protocol::acceptor acceptor_;
    int answers_;
    std::vector<std::shared_ptr<Peer>> open_;
};

TEST_F(RedisClient, AStalledServerIsLeftAfterTheOldestCommandWaitedTooLong) {
    StallingServer server(loop_.context(), 1);
    ClientSettings to_stall = settings();
    to_stall.address = *parse_address("unix://" + server.path());
    to_stall.oldest_in_flight = 200ms;
    Client client(loop_.executor(), to_stall);
    start(client);
    const auto began = std::chrono::steady_clock::now();
    std::vector<std::chrono::steady_clock::duration> ends;
    for (int i = 0; i < 3; ++i)
        client.send({"PING"}, [&](std::optional<Reply> reply) {
            EXPECT_FALSE(reply);
            ends.push_back(std::chrono::steady_clock::now() - began);
        });
    loop_.until([&] { return ends.size() == 3; });
    EXPECT_GE(ends[0], 190ms);
    EXPECT_LT(ends[0], 2s);
    loop_.until([&] { return server.connections() >= 2; });
}

TEST_F(RedisClient, NonsenseFromTheServerEndsTheConnection) {
    asio::local::stream_protocol::socket peer(loop_.context());
    const std::string path =
        (std::filesystem::temp_directory_path() / ("parley-x-" + std::to_string(::getpid()))).string();
    std::filesystem::remove(path);
    asio::local::stream_protocol::acceptor acceptor(loop_.context(), asio::local::stream_protocol::endpoint(path));
    bool accepted = false;
    acceptor.async_accept(peer, [&](error_code) {
        asio::write(peer, asio::buffer(std::string("HTTP/1.1 400 Bad Request\r\n\r\n")));
        accepted = true;
    });
    ClientSettings wrong = settings();
    wrong.address = *parse_address("unix://" + path);
    Client client(loop_.executor(), wrong);
    client.start();
    loop_.until([&] { return accepted && client.counters().failed > 0; });
    EXPECT_FALSE(client.is_up());
    std::filesystem::remove(path);
}

} // namespace
} // namespace parley::redis::test
