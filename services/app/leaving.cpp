#include "app/leaving.hpp"

#include "core/auto_moves.hpp"

#include <algorithm>
#include <array>

namespace parley::app {

namespace asio = boost::asio;

namespace {

struct Deed {
    std::string_view method;
    std::string_view pattern;
};

constexpr auto still_open = std::to_array<Deed>({
    {"POST", "/v1/businesses/me/leave"},
    {"DELETE", "/v1/intents/{}/offers/{}"},
    {"POST", "/v1/intents/{}/confirm-award"},
    {"POST", "/v1/intents/{}/messages"},
    {"POST", "/v1/intents/{}/reports"},
    {"POST", "/v1/intents/{}/promises/{}/claim"},
    {"POST", "/v1/intents/{}/promises/{}/repair"},
    {"POST", "/v1/intents/{}/hand-off"},
    {"POST", "/v1/intents/{}/redeem"},
    {"POST", "/v1/intents/{}/read"},
    {"POST", "/v1/businesses/me/tasks/{}/seen"},
    {"POST", "/v1/deletions/{}/ack"},
    {"POST", "/v1/complaints"},
    {"POST", "/v1/businesses/me/appeals"},
});

bool offers_now(const core::Bidder& bidder) {
    return core::stands(bidder) || bidder.in_turn.has_value();
}

/// What takes it out of the round; nothing where it is out.
std::optional<core::Command> way_out(const core::Bidder& bidder) {
    if (offers_now(bidder))
        return core::WithdrawOffer{};
    if (bidder.auto_offer && bidder.offer)
        return core::DropAutoOffer{};
    if (!bidder.offer && !bidder.declined)
        return core::DeclineInvitation{"other"};
    return std::nullopt;
}

} // namespace

bool is_open_to_left(std::string_view method, std::string_view pattern) {
    if (method == "GET" || method == "HEAD")
        return true;
    return std::ranges::any_of(still_open,
                               [&](const Deed& one) { return one.method == method && one.pattern == pattern; });
}

asio::awaitable<TakenBack> take_back(Market& market, Listings& listings, core::BusinessId business, std::string deed) {
    TakenBack taken;
    for (const core::IntentId& intent : co_await listings.asked_and_open(business)) {
        const auto state = co_await market.state(intent);
        const core::Bidder* bidder = state ? state->bidder_of(business) : nullptr;
        const auto command = bidder != nullptr ? way_out(*bidder) : std::nullopt;
        if (!command)
            continue;
        const bool offered = offers_now(*bidder);
        core::Envelope envelope;
        envelope.command = *command;
        envelope.sender = {core::SenderKind::business, business};
        envelope.received_at = market.parts().clock();
        const Answer done = co_await market.submit(intent, std::move(envelope), deed);
        // In rounds of turns it is the move that is taken back, and the offer before it stands.
        const bool stands = offered && (!done || core::stands(*done->state->bidder_of(business)));
        taken.standing += stands ? 1 : 0;
        taken.offers += offered && !stands ? 1 : 0;
        taken.invitations += !offered && done && !bidder->offer ? 1 : 0;
    }
    co_return taken;
}

} // namespace parley::app
