#include "app/ports/accounts.hpp"
#include "app/ports/oversight.hpp"
#include "app/ports/webhooks.hpp"

namespace parley::app {

std::span<const std::string_view> names_of(PrincipalKind) {
    static constexpr std::string_view names[] = {"consumer", "business", "researcher", "steward", "seat"};
    return names;
}

std::span<const std::string_view> names_of(LinkPurpose) {
    static constexpr std::string_view names[] = {
        "confirm_intent", "confirm_business",  "sign_in",   "not_me", "unsubscribe", "join_list",
        "reply",          "confirm_complaint", "join_seat", "offer"};
    return names;
}

std::span<const std::string_view> names_of(ConsentState) {
    static constexpr std::string_view names[] = {"none", "asked", "confirmed", "stopped"};
    return names;
}

std::span<const std::string_view> names_of(WebhookState) {
    static constexpr std::string_view names[] = {"on", "off", "gone", "failing"};
    return names;
}

std::span<const std::string_view> names_of(DeliveryState) {
    static constexpr std::string_view names[] = {"waiting", "delivered", "failed"};
    return names;
}

std::span<const std::string_view> names_of(StewardDeed) {
    static constexpr std::string_view names[] = {"suspend", "lift", "uphold", "dismiss", "sign_in"};
    return names;
}

std::span<const std::string_view> names_of(ActReader) {
    static constexpr std::string_view names[] = {"subject", "reporter", "reported"};
    return names;
}

std::span<const std::string_view> names_of(FlagKind) {
    static constexpr std::string_view names[] = {"bulk_message", "near_copy", "low_offer", "throttled"};
    return names;
}

std::span<const std::string_view> names_of(MatterKind) {
    static constexpr std::string_view names[] = {"complaint", "appeal"};
    return names;
}

} // namespace parley::app
