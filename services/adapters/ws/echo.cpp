#include "adapters/ws/session.hpp"

namespace parley::ws {

namespace {

class EchoHandler final : public SocketHandler {
public:
    void opened(std::shared_ptr<Socket> socket) override { socket_ = std::move(socket); }
    void message(std::string_view text) override { socket_->send(encode_text_frame(text)); }
    void binary(std::string_view bytes) override { socket_->send(encode_binary_frame(bytes)); }
    void closed(std::uint16_t) override { socket_.reset(); }

private:
    std::shared_ptr<Socket> socket_;
};

} // namespace

std::shared_ptr<const SessionOptions> echo_session_options() {
    SessionOptions options;
    options.read_message_max = 16 * 1024 * 1024;
    options.allow_binary = true;
    options.messages_per_s = 0;
    options.controls_per_s = 0;
    // The bound that counts is the pause; these leave room for what one read can still add.
    options.pause_reading_above = 1024 * 1024;
    options.outbox.messages = 100'000;
    options.outbox.bytes = 64 * 1024 * 1024;
    return std::make_shared<const SessionOptions>(options);
}

std::shared_ptr<SocketHandler> make_echo_handler() {
    return std::make_shared<EchoHandler>();
}

} // namespace parley::ws
