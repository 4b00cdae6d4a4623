#include "adapters/http/test_server.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace parley::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using tests::RawClient;
using tests::TestServer;

TEST(EventEncoding, GivesEveryLineItsField) {
    EXPECT_EQ(*encode_event("41", "offer_placed", "{\"a\":1}"), "id: 41\nevent: offer_placed\ndata: {\"a\":1}\n\n");
    EXPECT_EQ(*encode_event("", "", "a\nb\r\nc\rd"), "data: a\ndata: b\ndata: c\ndata: d\n\n");
    EXPECT_EQ(*encode_event("", "", ""), "data: \n\n");
    EXPECT_EQ(*encode_event("", "", "a\n"), "data: a\ndata: \n\n");
}

// Keeps the sink, and tells the test what happens.
struct Subscriber final : EventHandler {
    void opened(std::shared_ptr<EventSink> given) override {
        sink = std::move(given);
        if (on_open) {
            on_open(*sink);
        }
    }
    bool overflowed() override {
        ++overflows;
        if (snapshot) {
            sink->send("", "snapshot", "latest");
        }
        return snapshot;
    }
    void closed() override {
        sink.reset();
        done.set_value();
    }
    std::shared_ptr<EventSink> sink; // touched on the reactor only
    std::function<void(EventSink&)> on_open;
    std::promise<void> done;
    std::atomic<int> overflows{0};
    bool snapshot = false;
};

struct Streaming {
    explicit Streaming(ServerOptions options = {}) : server(std::move(options)) {
        server.handler.on_stream = [this](Request request) -> awaitable<StreamAnswer> {
            last_event_id = std::string(request.last_event_id().value_or("none"));
            co_return StreamAnswer(std::shared_ptr<EventHandler>(subscriber));
        };
    }
    RawClient open(const std::string& fields = {}, int receive_buffer = 0) {
        auto client = server.connect(receive_buffer);
        client.send("GET /events HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
        return client;
    }
    void on_reactor(std::function<void()> work) {
        std::promise<void> ran;
        server.reactors().post(0, [&] {
            work();
            ran.set_value();
        });
        ran.get_future().wait();
    }
    bool ended() { return subscriber->done.get_future().wait_for(seconds(5)) == std::future_status::ready; }

    std::shared_ptr<Subscriber> subscriber = std::make_shared<Subscriber>();
    std::string last_event_id;
    TestServer server;
};

TEST(EventStream, SendsEventsUntilTheClientLeaves) {
    Streaming streaming;
    streaming.subscriber->on_open = [](EventSink& sink) { sink.send("1", "round_opened", "{}"); };
    auto client = streaming.open("Last-Event-ID: 40\r\n");
    const auto head = client.read_response();
    ASSERT_TRUE(head);
    EXPECT_EQ(head->status, 200);
    EXPECT_EQ(head->header("content-type"), "text/event-stream");
    EXPECT_EQ(head->header("cache-control"), "no-store");
    EXPECT_EQ(head->header("x-accel-buffering"), "no");
    EXPECT_EQ(head->header("content-length"), "");
    ASSERT_TRUE(client.read_until("data: {}\n\n"));
    EXPECT_EQ(client.take(client.input().size()), "id: 1\nevent: round_opened\ndata: {}\n\n");
    EXPECT_EQ(streaming.last_event_id, "40");
    streaming.on_reactor([&] {
        streaming.subscriber->sink->send(encode_event("2", "", "two"));
        streaming.subscriber->sink->send(encode_event("3", "", "three"));
    });
    ASSERT_TRUE(client.read_until("data: three\n\n"));
    client.close();
    EXPECT_TRUE(streaming.ended());
}

TEST(EventStream, ClosingDrainsFirst) {
    Streaming streaming;
    streaming.subscriber->on_open = [](EventSink& sink) {
        for (int at = 0; at < 100; ++at) {
            sink.send("", "", std::to_string(at));
        }
        sink.close();
        sink.send("", "", "late");
    };
    auto client = streaming.open();
    const auto all = client.read_to_end();
    EXPECT_TRUE(client.eof());
    EXPECT_NE(all.find("data: 99\n\n"), std::string::npos);
    EXPECT_EQ(all.find("late"), std::string::npos);
    client.close();
    EXPECT_TRUE(streaming.ended());
}

TEST(EventStream, BeatsWhileNothingHappensAndEndsAfterItsLifetime) {
    ServerOptions options;
    options.event_heartbeat = milliseconds(100);
    options.event_lifetime = milliseconds(700);
    Streaming streaming(options);
    auto client = streaming.open();
    const auto all = client.read_to_end();
    EXPECT_TRUE(client.eof());
    EXPECT_NE(all.find(":\n\n:\n\n"), std::string::npos) << all;
    client.close();
    EXPECT_TRUE(streaming.ended());
}

TEST(EventStream, AReaderTooSlowGetsTheLatestState) {
    Streaming streaming;
    streaming.subscriber->snapshot = true;
    auto client = streaming.open({}, 4096);
    ASSERT_TRUE(client.read_until("\r\n\r\n"));
    const auto frame = encode_event("", "", std::string(4000, 'x'));
    auto& dropped = streaming.server.metrics.counter("parley_http_event_overflows_total",
                                                     "Backlogs dropped because the reader was too slow");
    for (int at = 0; at < 20'000 && dropped.value() == 0; ++at) {
        streaming.on_reactor([&] { streaming.subscriber->sink->send(frame, 0); });
    }
    ASSERT_EQ(dropped.value(), 1U);
    EXPECT_EQ(streaming.subscriber->overflows, 0) << "the state is asked for when it can be sent";
    EXPECT_TRUE(client.read_until("event: snapshot\ndata: latest\n\n"));
    EXPECT_EQ(streaming.subscriber->overflows, 1);
    streaming.on_reactor([&] { streaming.subscriber->sink->send("", "", "goes on"); });
    EXPECT_TRUE(client.read_until("data: goes on\n\n"));
    client.close();
    EXPECT_TRUE(streaming.ended());
}

TEST(EventStream, AReaderThatNeverReadsIsCutOff) {
    ServerOptions options;
    options.write_timeout = milliseconds(300);
    Streaming streaming(options);
    streaming.subscriber->on_open = [](EventSink& sink) {
        for (int at = 0; at < 2000; ++at) {
            sink.send("", "", std::string(4000, 'x'));
        }
    };
    auto client = streaming.open({}, 4096);
    EXPECT_TRUE(streaming.ended());
}

TEST(EventStream, ServerStopEndsIt) {
    Streaming streaming;
    auto client = streaming.open();
    ASSERT_TRUE(client.read_until("\r\n\r\n"));
    auto stopping = streaming.server.stopping(seconds(10));
    EXPECT_TRUE(client.is_closed_by_peer());
    client.close();
    EXPECT_TRUE(stopping.get());
    EXPECT_TRUE(streaming.ended());
}

TEST(EventStream, OnlyGetReadsIt) {
    Streaming streaming;
    const auto response = streaming.server.ask("POST /events HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 405);
    EXPECT_EQ(response->header("allow"), "GET");
    streaming.subscriber->done.set_value();
}

} // namespace
} // namespace parley::http
