#include "app/seat_roles.hpp"

#include <algorithm>
#include <array>

namespace parley::app {

namespace {

struct Row {
    std::string_view method;
    std::string_view pattern;
    Right right;
};

constexpr auto rows = std::to_array<Row>({
    {"POST", "/v1/intents/{}/offers", Right::sell},
    {"DELETE", "/v1/intents/{}/offers/{}", Right::sell},
    {"POST", "/v1/intents/{}/confirm-award", Right::sell},
    {"POST", "/v1/intents/{}/explanation", Right::sell},
    {"POST", "/v1/invitations/{}/decline", Right::sell},
    {"POST", "/v1/intents/{}/advice", Right::sell},
    {"POST", "/v1/intents/{}/questions", Right::sell},
    {"POST", "/v1/intents/{}/messages", Right::sell},
    {"POST", "/v1/intents/{}/reports", Right::sell},
    {"POST", "/v1/intents/{}/promises", Right::sell},
    {"POST", "/v1/intents/{}/promises/{}/claim", Right::sell},
    {"POST", "/v1/intents/{}/promises/{}/repair", Right::sell},
    {"POST", "/v1/intents/{}/hand-off", Right::sell},
    {"POST", "/v1/intents/{}/redeem", Right::sell},
    {"POST", "/v1/intents/{}/ideas/{}/answer", Right::sell},
    {"POST", "/v1/auto-offers", Right::sell},
    {"PATCH", "/v1/auto-offers/{}", Right::sell},
    {"DELETE", "/v1/auto-offers/{}", Right::sell},
    {"POST", "/v1/offer-checks", Right::sell},
    {"POST", "/v1/offer-templates", Right::sell},
    {"PUT", "/v1/offer-templates/{}", Right::sell},
    {"POST", "/v1/offer-templates/{}/uses", Right::sell},
    {"DELETE", "/v1/offer-templates/{}", Right::sell},
    {"PUT", "/v1/playbooks/{}/{}", Right::sell},
    {"DELETE", "/v1/playbooks/{}/{}", Right::sell},
    {"PUT", "/v1/businesses/me/deals/{}/account", Right::sell},
    {"POST", "/v1/photos", Right::sell},
    {"POST", "/v1/deletions/{}/ack", Right::sell},
    {"PATCH", "/v1/businesses/me", Right::present},
    {"POST", "/v1/businesses/me/case-studies", Right::present},
    {"DELETE", "/v1/businesses/me/case-studies", Right::present},
    {"POST", "/v1/lists/mails", Right::present},
    {"PUT", "/v1/businesses/me/profile", Right::present},
    {"POST", "/v1/businesses/me/posts", Right::present},
    {"PUT", "/v1/businesses/me/posts/{}", Right::present},
    {"DELETE", "/v1/businesses/me/posts/{}", Right::present},
    // Addresses of webhooks are often secrets themselves.
    {"GET", "/v1/api-keys", Right::own},
    {"GET", "/v1/businesses/me/webhooks", Right::own},
    {"GET", "/v1/businesses/me/webhooks/{}", Right::own},
    {"GET", "/v1/businesses/me/webhooks/{}/deliveries", Right::own},
    {"GET", "/v1/businesses/me/export", Right::own}, // with whatever the people of the business said of themselves
    {"POST", "/v1/intents/{}/notes", Right::hand_over},
    {"POST", "/v1/intents/{}/hand-overs", Right::hand_over},
    // What somebody has read, and where its own calendar reads, changes nothing of the business.
    {"POST", "/v1/ws-tickets", Right::read},
    {"POST", "/v1/businesses/me/preview", Right::read},
    {"POST", "/v1/intents/{}/read", Right::read},
    {"POST", "/v1/businesses/me/tasks/{}/seen", Right::read},
    {"POST", "/v1/businesses/me/calendar-link", Right::read},
    {"DELETE", "/v1/businesses/me/calendar-link", Right::read},
});

} // namespace

std::span<const std::string_view> names_of(SeatRole) {
    static constexpr std::string_view names[] = {"owner", "seller", "marketing", "reader"};
    return names;
}

bool permits(SeatRole role, Right right) {
    switch (right) {
    case Right::read:
        return true;
    case Right::sell:
        return role == SeatRole::owner || role == SeatRole::seller;
    case Right::present:
        return role == SeatRole::owner || role == SeatRole::marketing;
    case Right::hand_over:
        return role != SeatRole::reader;
    case Right::own:
        return role == SeatRole::owner;
    }
    return false;
}

std::string roles_with(Right right) {
    std::string words;
    for (const SeatRole role : {SeatRole::owner, SeatRole::seller, SeatRole::marketing, SeatRole::reader})
        if (permits(role, right))
            words += (words.empty() ? "" : " or ") + std::string(core::name_of(role));
    return words;
}

Right right_of(std::string_view method, std::string_view pattern) {
    const std::string_view asked = method == "HEAD" ? "GET" : method;
    const auto row =
        std::ranges::find_if(rows, [&](const Row& one) { return one.method == asked && one.pattern == pattern; });
    if (row != rows.end())
        return row->right;
    return asked == "GET" ? Right::read : Right::own;
}

} // namespace parley::app
