// The live line over a WebSocket (/v1/live, subprotocol parley.v1) and, where sockets cannot pass, over an event stream
// (/v1/stream): the same topics, the same pushes, gapless by seq.
#pragma once

#include "adapters/http/event_stream.hpp"
#include "adapters/ws/socket.hpp"
#include "roles/gateway/caller.hpp"

namespace parley::roles {

inline constexpr const char* live_subprotocol = "parley.v1";

std::shared_ptr<ws::SocketHandler> make_live_socket(const Services& services, Caller caller);

struct StreamRequest {
    std::string topic;
    std::optional<std::int64_t> after;
    std::string acting_for;
};
std::shared_ptr<http::EventHandler> make_live_stream(const Services& services, Caller caller, StreamRequest request);

/// Whole WebSocket frames of pushes, encoded once for everybody who listens.
app::FrameEncoder socket_frames();

} // namespace parley::roles
