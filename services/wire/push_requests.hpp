// The body with which a browser asks for pushes.
#pragma once

#include "app/ports/pushes.hpp"
#include "wire/requests.hpp"

namespace parley::wire {

struct PushRequest {
    app::PushAddress address;
    std::string purpose; // "invitations" or "intent/ID"
    std::string wording; // the version of the words that were agreed to
};
/// {"endpoint","p256dh","auth","purpose","wording"}; whether a push service is there is not looked at.
Read<PushRequest> read_push(std::string_view body);

} // namespace parley::wire
