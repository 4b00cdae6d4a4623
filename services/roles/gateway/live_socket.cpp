#include "roles/gateway/live_socket.hpp"

#include "adapters/ws/frame.hpp"
#include "roles/gateway/subscriptions.hpp"
#include "runtime/log.hpp"
#include "runtime/metrics.hpp"
#include "wire/live_messages.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

/// Runs work that belongs to a connection; what the world failed at is told through `on_failure`.
template <class OnFailure>
void spawn(const asio::any_io_executor& executor, asio::awaitable<void> work, OnFailure on_failure) {
    asio::co_spawn(executor, std::move(work), [on_failure = std::move(on_failure)](std::exception_ptr error) {
        if (!error)
            return;
        try {
            std::rethrow_exception(error);
        } catch (const std::exception& failure) {
            runtime::log_warning("live_request_failed", {{"reason", failure.what()}});
            on_failure();
        }
    });
}

/// What the caller of a line came by; the line ends with it.
class Grounds {
public:
    Grounds(const Services& services, const Caller& caller) : services_(services) {
        for (const app::Seat& seat : caller.seats)
            seats_.push_back(seat.id);
        if (!caller.key.empty())
            keys_.push_back(caller.key);
    }

    void watch(const LineWatch::End& end) {
        seat_line_ = services_.seat_watch.add(seats_, end);
        key_line_ = services_.key_watch.add(keys_, end);
    }
    void forget() {
        services_.seat_watch.drop(seat_line_);
        services_.key_watch.drop(key_line_);
    }

private:
    const Services& services_;
    std::vector<std::string> seats_;
    std::vector<std::string> keys_;
    std::uint64_t seat_line_ = 0;
    std::uint64_t key_line_ = 0;
};

class LiveSocket final : public ws::SocketHandler, public app::Sink, public std::enable_shared_from_this<LiveSocket> {
public:
    LiveSocket(const Services& services, Caller caller)
        : services_(services), grounds_(services, caller),
          subscriptions_(std::make_shared<Subscriptions>(services, std::move(caller))) {}

    void opened(std::shared_ptr<ws::Socket> socket) override {
        socket_ = std::move(socket);
        grounds_.watch([socket = std::weak_ptr(socket_), on = socket_->executor()] {
            asio::post(on, [socket] {
                if (const auto open = socket.lock())
                    open->close(ws::close_code::revoked, "this seat or key was taken away");
            });
        });
        say(wire::hello_text(epoch(), services_.clock()));
    }

    void message(std::string_view text) override {
        const auto request = wire::read_live_request(text);
        if (!request)
            return say(wire::live_error_text("bad_request", "That is no request of this line.", ""));
        switch (request->kind) {
        case wire::LiveRequest::Kind::subscribe:
            return run(
                subscriptions_->subscribe(request->topic, request->after, request->acting_for, shared_from_this()),
                request->topic);
        case wire::LiveRequest::Kind::unsubscribe:
            return subscriptions_->unsubscribe(request->topic);
        case wire::LiveRequest::Kind::ack:
            return run(subscriptions_->acknowledge(request->topic, request->seq), request->topic);
        case wire::LiveRequest::Kind::ping:
            return say(wire::pong_text(services_.clock()));
        }
    }

    void closed(std::uint16_t) override {
        grounds_.forget();
        subscriptions_->close();
        socket_.reset();
    }

    void subscribed(const app::Subscribed& note) override {
        subscriptions_->begun(note);
        say(wire::subscribed_text(note, epoch()));
    }
    void push(const app::PushPtr& message) override {
        if (socket_)
            socket_->send(message->frame);
    }
    void missed(const app::PushPtr& message) override {
        subscriptions_->missed(*message);
        if (socket_)
            socket_->send_asked(message->frame);
    }
    void refused(const std::string& topic, const std::string& code, const std::string& detail) override {
        say(wire::live_error_text(code, detail, topic));
    }

private:
    const std::string& epoch() const { return services_.market.parts().stream_epoch; }
    void say(const std::string& text) {
        if (socket_)
            socket_->send(ws::encode_text_frame(text));
    }
    void run(asio::awaitable<void> work, const std::string& topic) {
        if (!socket_)
            return;
        auto tell = [self = shared_from_this(), topic] {
            self->refused(topic, "unavailable", "That cannot be answered now; try again.");
        };
        spawn(socket_->executor(), std::move(work), std::move(tell));
    }

    const Services& services_;
    Grounds grounds_;
    std::shared_ptr<Subscriptions> subscriptions_;
    std::shared_ptr<ws::Socket> socket_;
};

class LiveStream final : public http::EventHandler, public app::Sink, public std::enable_shared_from_this<LiveStream> {
public:
    LiveStream(const Services& services, Caller caller, StreamRequest request)
        : services_(services), request_(std::move(request)), grounds_(services, caller),
          subscriptions_(std::make_shared<Subscriptions>(services, std::move(caller))) {}

    void opened(std::shared_ptr<http::EventSink> sink) override {
        sink_ = std::move(sink);
        grounds_.watch([sink = std::weak_ptr(sink_), on = sink_->executor()] {
            asio::post(on, [sink] {
                if (const auto open = sink.lock())
                    open->close();
            });
        });
        auto give_up = [self = shared_from_this()] { self->end(); };
        spawn(sink_->executor(),
              subscriptions_->subscribe(request_.topic, request_.after, request_.acting_for, shared_from_this()),
              std::move(give_up));
    }
    void closed() override {
        grounds_.forget();
        subscriptions_->close();
        sink_.reset();
    }

    void subscribed(const app::Subscribed& note) override {
        subscriptions_->begun(note);
        if (sink_)
            sink_->send("", "subscribed", wire::subscribed_text(note, services_.market.parts().stream_epoch));
    }
    void push(const app::PushPtr& message) override {
        if (sink_)
            sink_->send(event(*message));
    }
    void missed(const app::PushPtr& message) override {
        subscriptions_->missed(*message);
        if (sink_)
            sink_->send_asked(event(*message));
    }
    void refused(const std::string& topic, const std::string& code, const std::string& detail) override {
        if (sink_)
            sink_->send("", "error", wire::live_error_text(code, detail, topic));
        end();
    }

private:
    static runtime::Frame event(const app::PushMessage& message) {
        return http::encode_event(std::to_string(message.seq), message.type, wire::push_text(message));
    }
    void end() {
        if (sink_)
            sink_->close();
    }

    const Services& services_;
    StreamRequest request_;
    Grounds grounds_;
    std::shared_ptr<Subscriptions> subscriptions_;
    std::shared_ptr<http::EventSink> sink_;
};

} // namespace

std::shared_ptr<ws::SocketHandler> make_live_socket(const Services& services, Caller caller) {
    return std::make_shared<LiveSocket>(services, std::move(caller));
}

std::shared_ptr<http::EventHandler> make_live_stream(const Services& services, Caller caller, StreamRequest request) {
    return std::make_shared<LiveStream>(services, std::move(caller), std::move(request));
}

app::FrameEncoder socket_frames() {
    auto& encodings = runtime::process_metrics().counter("parley_push_encodings_total",
                                                         "Pushes encoded as frames, once for all who hear them");
    return [&encodings](const app::PushMessage& message) {
        encodings.add();
        return ws::encode_text_frame(wire::push_text(message));
    };
}

} // namespace parley::roles
