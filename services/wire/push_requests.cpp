#include "wire/push_requests.hpp"

#include "wire/reading.hpp"

namespace parley::wire {

Read<PushRequest> read_push(std::string_view text) {
    return reading<PushRequest>(text, [](Body& body, PushRequest& out) {
        out.address.endpoint = body.text("endpoint", 10, 1'000).value_or("");
        out.address.p256dh = body.text("p256dh", 87, 87).value_or("");
        out.address.auth = body.text("auth", 22, 22).value_or("");
        out.purpose = body.text("purpose", 1, 80).value_or("");
        out.wording = body.text("wording", 1, 80).value_or("");
    });
}

} // namespace parley::wire
