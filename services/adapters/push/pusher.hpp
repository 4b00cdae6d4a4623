// Pushes by way of libcurl, on threads of its own, because it blocks.
#pragma once

#include "app/ports/pushes.hpp"
#include "app/secrets.hpp"
#include "runtime/asio.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace parley::push {

struct PushSettings {
    app::PushSecret secret{};          // by which push services know us
    std::string contact;               // "mailto:..." or "https://...": whom a push service writes to about us
    std::vector<std::string> services; // as services.hpp has them
    app::RandomBytes random;
    std::function<core::Instant()> clock;
    std::chrono::seconds connect_timeout{3};
    std::chrono::seconds total_timeout{5};
    std::size_t workers = 2;
    std::size_t waiting_max = 256;
};

/// Throws std::invalid_argument for a secret, a contact or a service that cannot be one.
std::shared_ptr<app::Pusher> make_pusher(PushSettings settings);

} // namespace parley::push
