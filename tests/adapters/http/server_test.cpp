#include "adapters/http/test_server.hpp"

#include "runtime/error.hpp"

#include <gtest/gtest.h>

#include <sys/resource.h>

#include <algorithm>
#include <latch>
#include <set>
#include <stdexcept>
#include <thread>

namespace parley::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using tests::RawClient;
using tests::TestServer;

const std::string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

TEST(Server, HandsTheHandlerADecodedRequest) {
    std::int64_t now = 1'700'000'000'000'000;
    ServerOptions options;
    options.clock = [&now] { return now; };
    TestServer server(options);
    const auto response =
        server.ask("POST /v1/intents/%C3%A4/offers?near=Leeds+town&q=a%26b&flag HTTP/1.1\r\n"
                   "Host: parley.example:8080\r\nContent-Type: application/json\r\n"
                   "Cookie: a=1; ps=token; b=2\r\nIDEMPOTENCY-key: k\r\nContent-Length: 5\r\n\r\n{\"a\"}");
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 200);
    const auto requests = server.handler.requests();
    ASSERT_EQ(requests.size(), 1U);
    const auto& request = requests[0];
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.path, "/v1/intents/\xC3\xA4/offers");
    EXPECT_EQ(request.query_value("near"), "Leeds town");
    EXPECT_EQ(request.query_value("q"), "a&b");
    EXPECT_EQ(request.query_value("flag"), "");
    EXPECT_EQ(request.query_value("none"), std::nullopt);
    EXPECT_EQ(request.header("Idempotency-Key"), "k");
    EXPECT_EQ(request.cookie("ps"), "token");
    EXPECT_EQ(request.cookie("p"), std::nullopt);
    EXPECT_EQ(request.body, "{\"a\"}");
    EXPECT_EQ(request.remote_address, "127.0.0.1");
    EXPECT_EQ(request.received_at, now);
    EXPECT_TRUE(request.is_loopback);
    EXPECT_FALSE(request.via_trusted_proxy);
    EXPECT_EQ(response->header("date"), "Tue, 14 Nov 2023 22:13:20 GMT");
}

TEST(Server, ReceivedAtIsWhenTheLastByteCame) {
    std::atomic<std::int64_t> now{1};
    ServerOptions options;
    options.clock = [&now] { return now.load(); };
    TestServer server(options);
    auto client = server.connect();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    ASSERT_TRUE(client.read_until("100 Continue\r\n\r\n"));
    client.input().clear();
    now = 77;
    client.send("body");
    ASSERT_TRUE(client.read_response());
    EXPECT_EQ(server.handler.requests().at(0).received_at, 77);
    EXPECT_EQ(server.handler.requests().at(0).body, "body");
}

TEST(Server, AnswersPipelinedRequestsOneAfterAnother) {
    TestServer server;
    auto client = server.connect();
    std::string all;
    for (int at = 0; at < 50; ++at) {
        all += "GET /" + std::to_string(at) + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }
    client.send("\r\n" + all);
    for (int at = 0; at < 50; ++at) {
        const auto response = client.read_response();
        ASSERT_TRUE(response);
        EXPECT_EQ(response->body, "GET /" + std::to_string(at) + "|");
        EXPECT_EQ(response->header("connection"), "");
    }
}

TEST(Server, ReadsChunkedBodies) {
    TestServer server;
    auto client = server.connect();
    client.send(
        "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n" +
        get);
    EXPECT_EQ(client.read_response()->body, "POST /c|abc0123456789");
    EXPECT_EQ(client.read_response()->body, "GET /|") << "the connection goes on behind the last chunk";
}

TEST(Server, TakesABodyAsLargeAsItsLimit) {
    TestServer server;
    const std::string body(64 * 1024, 'b');
    const auto response =
        server.ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->body, "POST /|" + body);
    EXPECT_EQ(server.ask("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789")->status, 200);
}

TEST(Server, TellsAPeerThatIsStillSendingThatItIsTooMuch) {
    TestServer server;
    auto client = server.connect();
    client.send("POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
    const std::string body(1'000'000, 'b');
    client.send(body);
    const auto response = client.read_response();
    ASSERT_TRUE(response) << "the answer was lost in a reset";
    EXPECT_EQ(response->status, 413);
}

TEST(Server, LeavesTheBodyOutForHead) {
    TestServer server;
    auto client = server.connect();
    client.send("HEAD /h HTTP/1.1\r\nHost: a\r\n\r\n" + get);
    const auto response = client.read_response(true);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->header("content-length"), "8");
    EXPECT_EQ(client.read_response()->body, "GET /|");
}

TEST(Server, ReadsAbsoluteTargetsAndSpeaksHttp10) {
    TestServer server;
    EXPECT_EQ(server.ask("GET http://b.example/x?y=1 HTTP/1.1\r\nHost: a\r\n\r\n")->body, "GET /x|");
    EXPECT_EQ(server.ask("GET http://b.example HTTP/1.1\r\nHost: a\r\n\r\n")->body, "GET /|");
    auto old = server.connect();
    old.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_EQ(old.read_response()->header("connection"), "close");
    EXPECT_TRUE(old.is_closed_by_peer());
    auto kept = server.connect();
    kept.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(kept.read_response()->header("connection"), "keep-alive");
    kept.send("GET /2 HTTP/1.0\r\n\r\n");
    EXPECT_EQ(kept.read_response()->body, "GET /2|");
}

TEST(Server, ClosesWhenAskedAndAfterItsShareOfRequests) {
    ServerOptions options;
    options.requests_per_connection = 3;
    TestServer server(options);
    auto polite = server.connect();
    polite.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(polite.read_response()->header("connection"), "close");
    EXPECT_TRUE(polite.is_closed_by_peer());
    auto busy = server.connect();
    busy.send(get + get + get + get);
    EXPECT_EQ(busy.read_response()->header("connection"), "");
    EXPECT_EQ(busy.read_response()->header("connection"), "");
    EXPECT_EQ(busy.read_response()->header("connection"), "close");
    EXPECT_TRUE(busy.is_closed_by_peer());
    EXPECT_TRUE(busy.input().empty());
}

TEST(Server, AnswersForAHandlerThatFails) {
    TestServer server;
    server.handler.on_handle = [](Request request, Response) -> awaitable<Response> {
        if (request.path == "/down") {
            throw runtime::Unavailable("postgres: queue is full");
        }
        throw std::runtime_error("a bug with a secret in it");
    };
    auto client = server.connect();
    client.send("GET /down HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto down = client.read_response();
    ASSERT_TRUE(down);
    EXPECT_EQ(down->status, 503);
    EXPECT_EQ(down->header("retry-after"), "1");
    client.send(get);
    const auto broken = client.read_response();
    ASSERT_TRUE(broken) << "one failure does not cost the connection";
    EXPECT_EQ(broken->status, 500);
    EXPECT_EQ(broken->body.find("secret"), std::string::npos);
}

TEST(Server, KeepsLineBreaksOutOfItsHeaders) {
    ServerOptions options;
    options.always_headers = {{"X-Content-Type-Options", "nosniff"}, {"Cache-Control", "no-store"}};
    TestServer server(options);
    server.handler.on_handle = [](Request, Response response) -> awaitable<Response> {
        response.set("Location", "/a\r\nSet-Cookie: stolen=1");
        response.set("Cache-Control", "no-cache");
        co_return response;
    };
    const auto response = server.ask(get);
    ASSERT_TRUE(response);
    EXPECT_FALSE(response->headers.contains("set-cookie"));
    EXPECT_FALSE(response->headers.contains("location"));
    EXPECT_EQ(response->header("cache-control"), "no-cache") << "the response's own wins";
    EXPECT_EQ(response->header("x-content-type-options"), "nosniff");
}

TEST(Server, SendsLargeBodiesWholeToASlowReader) {
    TestServer server;
    const auto large = std::make_shared<const std::string>(3'000'000, 'x');
    server.handler.on_handle = [large](Request, Response response) -> awaitable<Response> {
        response.shared_body = large;
        co_return response;
    };
    auto client = server.connect(4096);
    client.send(get);
    const auto response = client.read_response();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->body, *large);
}

ServerOptions impatient() {
    ServerOptions options;
    options.header_timeout = milliseconds(300);
    options.body_timeout = milliseconds(300);
    options.idle_timeout = milliseconds(300);
    options.write_timeout = milliseconds(300);
    return options;
}

TEST(ServerDeadlines, AHeadThatTricklesIsCutOffInTotalTime) {
    TestServer server(impatient());
    auto client = server.connect();
    const auto began = std::chrono::steady_clock::now();
    client.send("GET / HTTP/1.1\r\nHost: a\r\n");
    bool answered = false;
    for (int at = 0; at < 100 && !answered; ++at) {
        client.send("X: y\r\n");
        answered = client.read_some(milliseconds(50)); // each byte comes well within the deadline
    }
    const auto response = client.read_response();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 408);
    EXPECT_LT(std::chrono::steady_clock::now() - began, seconds(3));
    EXPECT_TRUE(client.is_closed_by_peer());
}

TEST(ServerDeadlines, ABodyThatStopsIsAnswered408) {
    TestServer server(impatient());
    auto client = server.connect();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc");
    const auto response = client.read_response();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 408);
    EXPECT_TRUE(server.handler.requests().empty());
}

TEST(ServerDeadlines, IdleConnectionsAreClosedInSilence) {
    TestServer server(impatient());
    auto fresh = server.connect();
    auto used = server.connect();
    used.send(get);
    ASSERT_TRUE(used.read_response());
    EXPECT_TRUE(fresh.is_closed_by_peer());
    EXPECT_TRUE(used.is_closed_by_peer());
    EXPECT_TRUE(fresh.input().empty());
    EXPECT_TRUE(used.input().empty());
}

TEST(ServerDeadlines, AReaderThatNeverReadsIsCutOff) {
    auto options = impatient();
    options.write_timeout = milliseconds(200);
    TestServer server(options);
    server.handler.on_handle = [](Request, Response response) -> awaitable<Response> {
        // The extra time for bytes beyond 64 KiB must not hide the deadline: pipelined small answers do it.
        response.body = std::string(60'000, 'x');
        co_return response;
    };
    auto client = server.connect(4096);
    std::string many;
    for (int at = 0; at < 900; ++at) {
        many += get;
    }
    client.send(many);
    const auto deadline = runtime::expires_within(seconds(10));
    while (server.server().connections() > 0 && !deadline.expired()) {
        std::this_thread::yield();
    }
    EXPECT_EQ(server.server().connections(), 0U);
}

TEST(ServerLimits, TurnsAwayMoreThanItsShareOfConnections) {
    ServerOptions options;
    options.max_connections_per_address = 3;
    TestServer server(options);
    std::vector<RawClient> clients;
    for (int at = 0; at < 3; ++at) {
        clients.push_back(server.connect());
        clients.back().send(get);
        ASSERT_TRUE(clients.back().read_response());
    }
    auto refused = server.connect();
    const auto response = refused.read_response();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 429);
    EXPECT_EQ(response->header("content-type"), "application/problem+json");
    EXPECT_TRUE(refused.is_closed_by_peer());
    clients.pop_back();
    const auto deadline = runtime::expires_within(seconds(5));
    while (server.server().connections() > 2 && !deadline.expired()) {
        std::this_thread::yield();
    }
    EXPECT_EQ(server.ask(get)->status, 200) << "a slot given back is free again";
}

TEST(ServerLimits, LoopbackCanBeExemptButNotFromTheTotal) {
    ServerOptions options;
    options.max_connections_per_address = 1;
    options.max_connections = 3;
    options.exempt_loopback = true;
    TestServer server(options);
    std::vector<RawClient> clients;
    for (int at = 0; at < 3; ++at) {
        clients.push_back(server.connect());
        clients.back().send(get);
        ASSERT_TRUE(clients.back().read_response());
    }
    auto refused = server.connect();
    EXPECT_EQ(refused.read_response()->status, 503);
    EXPECT_NE(server.metrics.render().find("parley_http_connections_refused_total{reason=\"total\"} 1"),
              std::string::npos);
}

TEST(ServerLimits, SurvivesRunningOutOfDescriptors) {
    TestServer server;
    ASSERT_EQ(server.ask(get)->status, 200);
    const auto patience = runtime::expires_within(seconds(5));
    while (server.server().connections() > 0 && !patience.expired()) {
        std::this_thread::yield(); // its descriptor would be free for one of the accepts below
    }
    // The clients' descriptors exist before the limit does; then no accept can succeed.
    std::vector<int> sockets;
    for (int at = 0; at < 5; ++at) {
        sockets.push_back(::socket(AF_INET, SOCK_STREAM, 0));
    }
    rlimit saved{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &saved), 0);
    rlimit tight = saved;
    tight.rlim_cur = static_cast<rlim_t>(*std::max_element(sockets.begin(), sockets.end())) + 1;
    // Fill the holes below, so that the limit is met exactly.
    std::vector<int> fillers;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
    for (int filler = ::dup(sockets[0]); filler >= 0; filler = ::dup(sockets[0])) {
        fillers.push_back(filler);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server.port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const void* plain = &address;
    // fillers share sockets[0]; the others connect.
    int hung_up = 0;
    for (std::size_t at = 1; at < sockets.size(); ++at) {
        ASSERT_EQ(::connect(sockets[at], static_cast<const sockaddr*>(plain), sizeof address), 0);
        char byte = 0;
        pollfd waiting{sockets[at], POLLIN, 0};
        ::poll(&waiting, 1, 3000);
        hung_up += ::recv(sockets[at], &byte, 1, MSG_DONTWAIT) <= 0 && (waiting.revents & (POLLIN | POLLHUP)) != 0;
    }
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &saved), 0);
    for (const int descriptor : fillers) {
        ::close(descriptor);
    }
    for (const int descriptor : sockets) {
        ::close(descriptor);
    }
    EXPECT_EQ(hung_up, 4) << "clients are hung up on, not left waiting";
    EXPECT_EQ(server.ask(get)->status, 200) << "and the server goes on";
    EXPECT_EQ(server.metrics.render().find("parley_http_accept_failures_total 0"), std::string::npos);
}

TEST(ServerStop, FinishesWhatIsInFlightAndClosesWhatIsIdle) {
    TestServer server;
    std::latch entered(1);
    std::promise<void> release;
    auto released = release.get_future().share();
    server.handler.on_handle = [&](Request request, Response response) -> awaitable<Response> {
        if (request.path == "/slow") {
            entered.count_down();
            while (released.wait_for(seconds(0)) != std::future_status::ready) {
                co_await runtime::sleep_for(milliseconds(1));
            }
        }
        co_return response;
    };
    auto idle = server.connect();
    idle.send(get);
    ASSERT_TRUE(idle.read_response());
    auto busy = server.connect();
    busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    entered.wait();
    auto stopping = server.stopping(seconds(10));
    EXPECT_TRUE(idle.is_closed_by_peer());
    const auto deadline = runtime::expires_within(seconds(5));
    while (RawClient(server.port()).connected() && !deadline.expired()) {
    }
    EXPECT_FALSE(deadline.expired()) << "still accepting";
    EXPECT_NE(stopping.wait_for(seconds(0)), std::future_status::ready);
    release.set_value();
    const auto response = busy.read_response();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->body, "GET /slow|");
    EXPECT_EQ(response->header("connection"), "close");
    EXPECT_TRUE(busy.is_closed_by_peer());
    EXPECT_TRUE(stopping.get());
}

TEST(ServerStop, CutsAtTheDeadline) {
    TestServer server;
    std::latch entered(1);
    server.handler.on_handle = [&](Request, Response response) -> awaitable<Response> {
        entered.count_down();
        co_await runtime::sleep_for(std::chrono::hours(1));
        co_return response;
    };
    auto client = server.connect();
    client.send(get);
    entered.wait();
    const auto began = std::chrono::steady_clock::now();
    EXPECT_FALSE(server.stop(milliseconds(50)));
    EXPECT_LT(std::chrono::steady_clock::now() - began, seconds(3));
    EXPECT_TRUE(client.is_closed_by_peer());
}

TEST(ServerReactors, ShareOnePort) {
    TestServer server({}, 2);
    std::mutex mutex;
    std::set<std::size_t> seen;
    server.handler.on_handle = [&](Request, Response response) -> awaitable<Response> {
        const std::lock_guard lock(mutex);
        seen.insert(*server.reactors().current());
        co_return response;
    };
    for (int at = 0; at < 200 && seen.size() < 2; ++at) {
        ASSERT_TRUE(server.ask(get));
    }
    EXPECT_EQ(seen.size(), 2U);
}

TEST(ServerReactors, AnotherServerOnThePortIsAnError) {
    TestServer first;
    runtime::Reactors reactors(1);
    tests::TestHandler handler;
    ServerOptions options;
    options.clock = tests::utc_now;
    options.port = first.port();
    try {
        Server second(reactors, options, handler);
        FAIL() << "two servers share a port in silence";
    } catch (const boost::system::system_error& error) {
        EXPECT_NE(std::string(error.what()).find("127.0.0.1:" + std::to_string(first.port())), std::string::npos)
            << error.what();
    }
    options.address = "localhost";
    EXPECT_THROW(Server(reactors, options, handler), boost::system::system_error);
}

TEST(ServerUpgrade, HandsTheConnectionOver) {
    TestServer server;
    server.handler.on_upgrade = [](Request) -> runtime::Takeover {
        return [](runtime::UpgradedStream stream) {
            const std::string text = "taken:" + stream.subprotocol + ":" + stream.remote_address + ":" +
                                     std::to_string(stream.request_head.size());
            stream.socket.write_some(asio::buffer(text));
        };
    };
    const std::string plain =
        "GET /socket HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    {
        auto client = server.connect();
        const auto whole = plain + "Sec-WebSocket-Protocol: other, parley.v1\r\n\r\n";
        client.send(whole);
        EXPECT_EQ(client.read_to_end(), "taken:parley.v1:127.0.0.1:" + std::to_string(whole.size()));
    }
    {
        auto client = server.connect();
        client.send(plain + "\r\n");
        EXPECT_EQ(client.read_to_end(), "taken::127.0.0.1:" + std::to_string(plain.size() + 2));
    }
    EXPECT_EQ(server.ask(plain + "Sec-WebSocket-Protocol: graphql-ws\r\n\r\n")->status, 400);
    const auto early = server.ask(plain + "\r\n\x81\x80zzzz");
    ASSERT_TRUE(early);
    EXPECT_EQ(early->status, 400) << "a frame before the answer";
    EXPECT_NE(early->body.find("bad_handshake"), std::string::npos);
}

TEST(ServerUpgrade, RefusesWhatIsNoHandshake) {
    TestServer server;
    const auto not_upgrade = server.ask("GET /socket HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_TRUE(not_upgrade);
    EXPECT_EQ(not_upgrade->status, 426);
    EXPECT_EQ(not_upgrade->header("upgrade"), "websocket");
    EXPECT_EQ(not_upgrade->header("sec-websocket-version"), "13");
    const std::string base = "GET /socket HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
    EXPECT_EQ(
        server.ask(base + "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")->status,
        426);
    EXPECT_EQ(server.ask(base + "Sec-WebSocket-Version: 13\r\n\r\n")->status, 400);
    EXPECT_EQ(server.ask(base + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n\r\n")->status, 400);
    const auto refused =
        server.ask(base + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    EXPECT_EQ(refused->status, 401) << "the handler's answer, when it does not take over";
}

} // namespace
} // namespace parley::http
