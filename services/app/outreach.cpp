#include "app/outreach.hpp"

#include "app/consequences.hpp"
#include "app/price_rules.hpp"
#include "runtime/deadline.hpp"
#include "runtime/log.hpp"

#include <boost/asio/as_tuple.hpp>

#include <algorithm>

namespace parley::app {

namespace asio = boost::asio;

namespace {

constexpr std::size_t requests_at_once = 16; // a wave mostly waits for the database

std::uint64_t number_from(const RandomBytes& random) {
    const auto bytes = random();
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < 8; ++i)
        number = number << 8 | bytes[i];
    return number;
}

std::vector<core::Reason> reasons_of(const std::vector<core::MatchReason>& reasons) {
    std::vector<core::Reason> named;
    for (const core::MatchReason& reason : reasons)
        named.push_back({std::string(core::name_of(reason.kind)), reason.value});
    return named;
}

/// When the first invitation came to a standing offer, which needs nobody to be told.
std::optional<core::Instant> first_answered_by_rule(const core::State& state) {
    const auto first =
        std::ranges::find_if(state.bidders, [](const core::Bidder& one) { return one.auto_offer.has_value(); });
    return first == state.bidders.end() ? std::nullopt : std::optional(first->invited_at);
}

} // namespace

std::optional<core::AutoTerms> auto_terms(const StandingOffer& offer, const core::IntentCreated& intent,
                                          std::optional<core::Minor> typical_budget, std::uint64_t unit) {
    // A price that moved with a sealed budget would tell it.
    const auto base = intent.budget && !intent.budget_sealed ? intent.budget : typical_budget;
    const auto opening = price_from(offer.opening, base);
    const auto floor = price_from(offer.floor, base);
    if (!opening || !floor || *floor > *opening)
        return std::nullopt;
    core::AutoTerms terms;
    terms.opening = *opening;
    terms.floor = *floor;
    terms.attributes = offer.attributes;
    terms.message = offer.message;
    terms.details = offer.details;
    terms.capacity_group = offer.capacity_group;
    terms.respond_min_s = offer.respond_min_s;
    terms.respond_max_s = std::max(offer.respond_max_s, offer.respond_min_s);
    const core::Micros range = core::seconds(terms.respond_max_s - terms.respond_min_s);
    const auto within =
        static_cast<core::Micros>((static_cast<unsigned __int128>(unit) * static_cast<std::uint64_t>(range)) >> 64);
    terms.respond_after = core::seconds(terms.respond_min_s) + within;
    return terms;
}

Outreach::Outreach(OutreachParts parts)
    : parts_(std::move(parts)),
      loop_(parts_.executor, parts_.outbox, parts_.market.parts().clock,
            {outreach_job, [this]() -> asio::awaitable<void> { co_await parts_.matches.refresh(); },
             [this](OutboxJob job) { return invite_for(std::move(job)); }, requests_at_once}) {}

asio::awaitable<std::vector<core::Invitee>> Outreach::invitees(std::vector<ChosenShop> shops,
                                                               std::shared_ptr<const core::State> state) {
    std::vector<core::BusinessId> ids;
    for (const ChosenShop& shop : shops)
        ids.push_back(shop.pick.business);
    const auto offers = co_await parts_.businesses.standing_offers_of(std::move(ids));
    const auto typical = parts_.typical_budget(state->intent.sector);
    std::vector<core::Invitee> list;
    for (ChosenShop& shop : shops) {
        core::Invitee invitee;
        invitee.business = std::move(shop.profile);
        invitee.reasons = reasons_of(shop.pick.reasons);
        invitee.propensity_ppm = shop.pick.propensity_ppm;
        const StandingOffer* nearest = nearest_offer(offers, invitee.business.id, state->intent.sector);
        if (nearest != nullptr && co_await answers_now(*nearest))
            invitee.auto_offer = auto_terms(*nearest, state->intent, typical, number_from(parts_.random));
        list.push_back(std::move(invitee));
    }
    co_return list;
}

asio::awaitable<bool> Outreach::answers_now(StandingOffer offer) {
    if (parts_.may_answer_by_rule && !co_await parts_.may_answer_by_rule(offer.business))
        co_return false;
    co_return co_await has_room(std::move(offer));
}

asio::awaitable<bool> Outreach::has_room(StandingOffer offer) {
    if (offer.capacity_group.empty())
        co_return true;
    const Capacity capacity = co_await parts_.ledger.capacity(offer.business, offer.capacity_group);
    co_return capacity.used < capacity.slots;
}

asio::awaitable<std::vector<core::BusinessId>> Outreach::tied_to(core::PrincipalId consumer) {
    std::vector<core::BusinessId> tied;
    const auto contact = co_await parts_.accounts.contact_of(consumer);
    if (!contact)
        co_return tied;
    for (const SessionPrincipal& one : co_await parts_.accounts.with_email(contact->email))
        if (one.kind == PrincipalKind::business)
            tied.push_back(business_of(one.principal));
    co_return tied;
}

asio::awaitable<std::optional<core::Join>> Outreach::joining(core::BusinessId business,
                                                             std::shared_ptr<const core::State> state) {
    auto shop = co_await parts_.matches.joining(business, match_query(state->intent, state->widen_km));
    if (!shop)
        co_return std::nullopt;
    std::vector<ChosenShop> one;
    one.push_back(std::move(*shop));
    auto list = co_await invitees(std::move(one), state);
    core::Join join{std::move(list.front())};
    join.self.auto_offer.reset(); // It is here in person.
    const auto tied = co_await tied_to(state->intent.consumer);
    join.tied_to_buyer = std::ranges::find(tied, business) != tied.end();
    const auto blocked = co_await parts_.listings.blocked_by(state->intent.consumer);
    join.blocked = std::ranges::find(blocked, business) != blocked.end();
    co_return join;
}

asio::awaitable<void> Outreach::invite_for(OutboxJob job) {
    auto state = co_await parts_.market.state(job.intent);
    if (state && core::lacks_offers(*state) && core::free_places(*state) > 0)
        state = co_await asked_more(job, state);
    // Also those whom a freed place has let in from the queue.
    std::vector<Businesses::InvitationNote> notes;
    for (const core::Bidder& bidder : state ? state->bidders : core::Bidders())
        notes.push_back({bidder.business.id, job.intent, bidder.number, bidder.invited_at});
    co_await parts_.businesses.note_invitations(std::move(notes));
    if (const auto at = state ? first_answered_by_rule(*state) : std::nullopt)
        co_await parts_.stages.note(job.intent, Stage::first_invite_delivered, *at);
    parts_.market.parts().reach("outbox_sent");
    co_await parts_.outbox.finish(job);
}

asio::awaitable<bool> Outreach::has_left(core::BusinessId business) {
    const auto known = co_await parts_.matches.find(business);
    co_return known && known->left_at;
}

/// The state after the next wave: those who wait in the queue, then the best of the others.
asio::awaitable<std::shared_ptr<const core::State>> Outreach::asked_more(OutboxJob job,
                                                                         std::shared_ptr<const core::State> state) {
    const core::Rules& rules = state->round()->rules;
    const auto places = static_cast<std::size_t>(core::free_places(*state));
    core::Invite invite;
    const auto suspended = parts_.suspended ? parts_.suspended() : std::vector<core::BusinessId>();
    for (const core::Queued& waiting : state->queue)
        if (invite.invitees.size() < places && std::ranges::find(suspended, waiting.business.id) == suspended.end() &&
            !co_await has_left(waiting.business.id))
            invite.invitees.push_back({waiting.business, waiting.reasons, core::ppm_per_one, std::nullopt});
    core::WavePlan plan;
    plan.count = static_cast<std::int32_t>(places - invite.invitees.size());
    plan.newcomer_ppm = state->waves == 0 ? static_cast<std::int32_t>(rules.newcomer_ppm) : 0;
    plan.preferred = co_await parts_.wishes.asked_first(job.intent);
    std::vector<core::BusinessId> already = co_await tied_to(state->intent.consumer);
    already.insert(already.end(), suspended.begin(), suspended.end());
    for (const core::BusinessId& unwanted : co_await parts_.listings.blocked_by(state->intent.consumer))
        already.push_back(unwanted);
    for (const core::Bidder& bidder : state->bidders)
        already.push_back(bidder.business.id);
    for (const core::Queued& waiting : state->queue)
        already.push_back(waiting.business.id);
    std::vector<std::uint64_t> draws;
    for (std::int32_t i = 0; i < plan.count; ++i)
        draws.push_back(number_from(parts_.random));
    auto shops = co_await parts_.matches.choose(match_query(state->intent, state->widen_km), std::move(plan),
                                                std::move(already), std::move(draws));
    auto chosen = co_await invitees(std::move(shops), state);
    for (core::Invitee& invitee : chosen)
        invite.invitees.push_back(std::move(invitee));
    if (invite.invitees.empty())
        co_return state;
    core::Envelope envelope;
    envelope.command = std::move(invite);
    envelope.key = "outreach-" + std::to_string(job.id);
    envelope.content_hash = std::to_string(job.id); // A job done twice asks once, whoever it would choose now.
    envelope.received_at = parts_.market.parts().clock();
    const Answer answer = co_await parts_.market.submit(job.intent, std::move(envelope));
    co_return answer ? answer->state : state;
}

} // namespace parley::app
