#include "app/offer_links.hpp"

#include "app/price_rules.hpp"
#include "app/secrets.hpp"
#include "core/talk/word.hpp"

#include <charconv>

namespace parley::app {

namespace asio = boost::asio;

namespace {

// Rounds end sooner; a link of one that has ended permits nothing.
constexpr core::Micros link_life = core::seconds(30LL * 86'400);
constexpr int looked_back = 20; // invitations

std::string offer_subject(const core::IntentId& intent, std::int64_t round) {
    return core::to_text(intent) + '/' + std::to_string(round);
}

struct LinkedRound {
    core::IntentId intent;
    std::int64_t round = 0;
};
std::optional<LinkedRound> linked_round(std::string_view subject) {
    const std::size_t slash = std::min(subject.find('/'), subject.size());
    const auto intent = core::parse_id<core::IntentId>(subject.substr(0, slash));
    const std::string_view number = subject.substr(std::min(slash + 1, subject.size()));
    LinkedRound linked;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), linked.round);
    if (!intent || error != std::errc() || end != number.data() + number.size())
        return std::nullopt;
    linked.intent = *intent;
    return linked;
}

/// A standing offer's words stand for every request; here a person reads them for this one.
std::string with_item(std::string message, const std::string& item) {
    constexpr std::string_view slot = "{item}";
    for (std::size_t at = message.find(slot); at != std::string::npos; at = message.find(slot, at + item.size()))
        message.replace(at, slot.size(), item);
    return message;
}

} // namespace

std::span<const std::string_view> names_of(FilledFrom) {
    static constexpr std::string_view names[] = {"nothing", "own", "standing_offer", "last_offer"};
    return names;
}

bool takes_typed_offer(const core::State& state) {
    const core::RoundState* round = state.round();
    if (state.lifecycle != core::Lifecycle::open || round == nullptr || round->phase == core::RoundPhase::closed ||
        core::asks_for_advice(state))
        return false;
    return round->rules.format != core::Format::rising_clock && round->rules.format != core::Format::falling_clock;
}

NewLink offer_link(const std::string& token, const core::IntentId& intent, const core::State& state,
                   const core::BusinessId& business, core::Instant now) {
    NewLink link;
    link.token_hash = secret_hash(token);
    link.purpose = LinkPurpose::offer;
    link.subject = offer_subject(intent, state.round()->number);
    link.principal = principal_of(business);
    link.made_at = link.code_expires_at = now;
    link.expires_at = now + link_life;
    return link;
}

std::optional<core::Minor> shown_budget(const core::State& state) {
    const bool shown = !state.intent.budget_sealed && state.intent.plan.rounds.front().rules.show_budget;
    return shown ? state.intent.budget : std::nullopt;
}

FilledOffer filled_as(const core::Offer& own) {
    return {FilledFrom::own, own.price, own.attributes, own.message, own.details};
}

FilledOffer filled_as(const StandingOffer& offer, std::optional<core::Minor> budget) {
    return {FilledFrom::standing_offer, price_from(offer.opening, budget), offer.attributes, offer.message,
            offer.details};
}

FilledOffer filled_as(const core::Offer& last, std::optional<core::Minor> budget_then,
                      std::optional<core::Minor> budget) {
    FilledOffer filled{FilledFrom::last_offer, last.price, last.attributes, last.message, last.details};
    // What it was, what it once cost elsewhere and what was said with it belong to that one buyer's thing.
    filled.message.clear();
    filled.details.item.clear();
    filled.details.reference_price.reset();
    filled.details.photos.clear();
    if (budget_then && *budget_then > 0 && budget)
        filled.price =
            rounded_price(static_cast<core::Minor>(static_cast<__int128>(last.price) * *budget / *budget_then));
    return filled;
}

asio::awaitable<std::optional<OfferLinks::Found>> OfferLinks::find(std::string token) {
    const LinkResult seen = co_await accounts_.peek_link(secret_hash(token), market_.parts().clock());
    if (seen.outcome != LinkOutcome::used || seen.link.purpose != LinkPurpose::offer)
        co_return std::nullopt;
    const auto linked = linked_round(seen.link.subject);
    if (!linked)
        co_return std::nullopt;
    Found found{linked->intent, business_of(seen.link.principal), co_await market_.state(linked->intent)};
    if (!found.state || found.state->bidder_of(found.business) == nullptr)
        co_return std::nullopt;
    const core::RoundState* round = found.state->round();
    found.is_open = takes_typed_offer(*found.state) && round->number == linked->round;
    co_return found;
}

asio::awaitable<FilledOffer> OfferLinks::filled(Found found) {
    const core::IntentCreated& intent = found.state->intent;
    const auto& own = found.bidder().offer;
    const auto standing = co_await businesses_.standing_offers(found.business);
    const StandingOffer* rule = nearest_offer(standing, found.business, intent.sector);
    FilledOffer filled = own && own->standing ? filled_as(*own)
                         : rule != nullptr    ? filled_as(*rule, shown_budget(*found.state))
                                              : co_await filled_as_last(found);
    filled.message = with_item(std::move(filled.message), intent.title);
    co_return filled;
}

asio::awaitable<FilledOffer> OfferLinks::filled_as_last(Found found) {
    const core::IntentCreated& intent = found.state->intent;
    const auto notes =
        co_await businesses_.invitations(found.business, market_.parts().clock() + core::seconds(1), looked_back);
    for (const auto& note : notes) {
        if (note.intent == found.intent)
            continue;
        const auto state = co_await market_.state(note.intent);
        const core::Bidder* bidder = state ? state->bidder_of(found.business) : nullptr;
        if (bidder != nullptr && bidder->offer && state->intent.sector == intent.sector &&
            state->intent.currency == intent.currency)
            co_return filled_as(*bidder->offer, shown_budget(*state), shown_budget(*found.state));
    }
    co_return FilledOffer{};
}

} // namespace parley::app
