#include "core/view.hpp"

#include "core/assert.hpp"
#include "core/formats/format.hpp"
#include "core/overloaded.hpp"
#include "core/view_talk.hpp"
#include "core/view_values.hpp"

#include <algorithm>

namespace parley::core {

namespace {

bool is_winner(const State& state, const Audience& audience) {
    return state.award && audience.kind == AudienceKind::bidder && state.award->bidder == audience.bidder;
}

/// A bidder hears of an intent until it says no; one that never took part has nothing to hear after that.
bool listens(const State& state, const Audience& audience) {
    if (audience.kind != AudienceKind::bidder)
        return true;
    const Bidder* bidder = state.bidder(audience.bidder);
    return bidder != nullptr && !bidder->declined;
}

bool was_public(const State& state) {
    return state.confirmed_at.has_value();
}

/// The names of the pushes that an event makes for an audience, in order.
std::vector<std::string_view> push_types(const State& after, const Record& record, const Audience& audience) {
    using Types = std::vector<std::string_view>;
    const bool buyer = audience.kind == AudienceKind::buyer;
    const bool everybody = audience.kind == AudienceKind::everybody;
    const bool bidder = audience.kind == AudienceKind::bidder;
    const auto self = [&](BidderNo number) { return bidder && audience.bidder == number; };
    const auto on_offer = [&](BidderNo actor, std::string_view type) -> Types {
        // What is offered in a turn is nobody's to know until the turn ends.
        if (self(actor) || (buyer && !after.bidder(actor)->in_turn))
            return {type};
        const auto& moved = after.rank_moved;
        if (bidder && std::binary_search(moved.begin(), moved.end(), audience.bidder))
            return {"rank_changed"};
        return {};
    };
    if (!listens(after, audience))
        return {};
    return std::visit(
        Overloaded{
            [&](const IntentCreated&) -> Types { return {}; },
            // Before it is published there is nobody to tell.
            [&](const Replanned& event) -> Types {
                return event.cause == ReplanCause::ended ? Types{"round_scheduled"} : Types{};
            },
            [&](const IntentConfirmed&) -> Types { return buyer ? Types{"intent_confirmed"} : Types{}; },
            [&](const RoundScheduled& event) -> Types {
                if (everybody && event.round == 1)
                    return {"intent_opened"};
                return {"round_scheduled"};
            },
            [&](const OffersWanted&) -> Types { return {"offers_wanted"}; },
            [&](const RoundOpened&) -> Types { return {"round_opened"}; },
            [&](const Invited&) -> Types { return buyer ? Types{"asked"} : Types{}; },
            [&](const Queued&) -> Types { return {}; },
            [&](const InvitationDeclined&) -> Types { return buyer ? Types{"invitation_declined"} : Types{}; },
            [&](const OfferPlaced& event) -> Types { return on_offer(event.bidder, "offer_placed"); },
            [&](const OfferRevised& event) -> Types { return on_offer(event.bidder, "offer_revised"); },
            [&](const OfferWithdrawn& event) -> Types { return on_offer(event.bidder, "offer_withdrawn"); },
            [&](const LowOfferExplained& event) -> Types {
                return buyer || self(event.bidder) ? Types{"low_offer_explained"} : Types{};
            },
            [&](const AutoOfferSet&) -> Types { return {}; },
            [&](const AutoOfferDropped&) -> Types { return {}; },
            [&](const RoundExtended&) -> Types { return {"round_extended"}; },
            [&](const TurnsOrdered&) -> Types { return {"turns_ordered"}; },
            [&](const TurnEnded&) -> Types { return {"turn_ended"}; },
            [&](const ClockStepped&) -> Types { return {"clock_stepped"}; },
            [&](const RoundClosed&) -> Types {
                if (bidder && after.bidder(audience.bidder)->offer)
                    return {"round_closed", "round_result"};
                return {"round_closed"};
            },
            [&](const Awarded& event) -> Types { return buyer || self(event.bidder) ? Types{"awarded"} : Types{}; },
            [&](const AwardConfirmed& event) -> Types {
                if (everybody)
                    return {"intent_ended"};
                return buyer || self(event.bidder) ? Types{"award_confirmed"} : Types{};
            },
            [&](const AwardLapsed& event) -> Types {
                return buyer || self(event.bidder) ? Types{"award_lapsed"} : Types{};
            },
            [&](const Disposed& event) -> Types { return self(event.bidder) ? Types{"disposed"} : Types{}; },
            [&](const IntentEnded&) -> Types {
                if (everybody && !was_public(after))
                    return {};
                return {"intent_ended"};
            },
            [&](const auto& event) -> Types {
                const std::string_view type = talk_push_type(after, event, audience);
                return type.empty() ? Types{} : Types{type};
            },
        },
        record.event);
}

/// How many were asked, as everybody may know it: who is asked next depends on who has answered.
Value asked_value(const State& state) {
    return is_sealed_now(state) ? Value{} : Value(static_cast<std::int64_t>(state.bidders.size()));
}

/// The members of the intent view that a push of this type may have changed for its audience.
Value push_data(const State& after, const Record& record, const Audience& audience, std::string_view type) {
    const bool buyer = audience.kind == AudienceKind::buyer;
    if (type == "intent_opened")
        return snapshot(after, audience);
    Value data = Value::Object{};
    const auto state_and_round = [&] {
        data["state"] = name_of(after.lifecycle);
        data["round"] = round_value(after, audience);
        data["decision_ends_at"] = time_or_null(after.decision_ends_at);
    };
    const auto about_offer = [&](BidderNo actor) {
        if (buyer) {
            data["offer"] = offer_value(after, *after.bidder(actor), audience);
            data["ranking"] = ranking_value(after);
        } else {
            data["me"] = me_value(after, *after.bidder(audience.bidder));
        }
    };
    std::visit(Overloaded{
                   [&](const IntentCreated&) {},
                   [&](const Replanned&) { state_and_round(); },
                   [&](const IntentConfirmed&) {
                       data["state"] = name_of(after.lifecycle);
                       data["confirmed_at"] = time_or_null(after.confirmed_at);
                       data["advice"] = advice_value(after, audience);
                   },
                   [&](const RoundScheduled&) { state_and_round(); },
                   [&](const OffersWanted&) {
                       state_and_round();
                       data["advice"] = advice_value(after, audience);
                   },
                   [&](const RoundOpened&) { state_and_round(); },
                   [&](const Invited&) {
                       data["asked"] = static_cast<std::int64_t>(after.bidders.size());
                       data["invited"] = invited_value(after);
                   },
                   [](const Queued&) {},
                   [&](const InvitationDeclined&) { data["invited"] = invited_value(after); },
                   [&](const OfferPlaced& event) { about_offer(event.bidder); },
                   [&](const OfferRevised& event) { about_offer(event.bidder); },
                   [&](const OfferWithdrawn& event) { about_offer(event.bidder); },
                   [&](const LowOfferExplained& event) { about_offer(event.bidder); },
                   [&](const AutoOfferSet&) {},
                   [&](const AutoOfferDropped&) {},
                   [&](const RoundExtended& event) {
                       state_and_round();
                       data["cause"] = name_of(event.cause);
                       if (buyer)
                           data["can_extend"] = !after.buyer_extended;
                   },
                   [&](const TurnsOrdered&) {
                       state_and_round();
                       if (audience.kind == AudienceKind::bidder)
                           data["me"] = me_value(after, *after.bidder(audience.bidder));
                       if (buyer)
                           data["offers"] = offers_value(after);
                   },
                   [&](const TurnEnded& event) {
                       state_and_round();
                       if (audience.kind != AudienceKind::everybody)
                           about_offer(event.bidder);
                   },
                   [&](const ClockStepped&) {
                       state_and_round();
                       if (audience.kind == AudienceKind::bidder)
                           data["me"] = me_value(after, *after.bidder(audience.bidder));
                   },
                   [&](const RoundClosed&) {
                       state_and_round();
                       if (buyer)
                           data["offers"] = offers_value(after);
                       if (type == "round_result")
                           data["me"] = me_value(after, *after.bidder(audience.bidder));
                       if (audience.kind == AudienceKind::everybody)
                           data["offer_count"] = offer_count_value(after);
                   },
                   [&](const Awarded&) {
                       data["state"] = name_of(after.lifecycle);
                       if (buyer)
                           data["award"] = award_value(after);
                       data["decision_ends_at"] = nullptr;
                       data["confirm_ends_at"] = to_rfc3339(after.award->confirm_by);
                   },
                   [&](const AwardConfirmed&) {
                       data["state"] = name_of(after.lifecycle);
                       if (audience.kind == AudienceKind::everybody) {
                           data["ended_at"] = time_or_null(after.award->confirmed_at);
                           data["offer_count"] = offer_count_value(after);
                           return;
                       }
                       if (buyer)
                           data["award"] = award_value(after);
                       data["confirm_ends_at"] = nullptr;
                   },
                   [&](const AwardLapsed&) {
                       data["state"] = name_of(after.lifecycle);
                       data["decision_ends_at"] = time_or_null(after.decision_ends_at);
                       data["confirm_ends_at"] = nullptr;
                       if (buyer) {
                           data["award"] = nullptr;
                           data["offers"] = offers_value(after);
                       }
                   },
                   [&](const Disposed&) { data["me"] = me_value(after, *after.bidder(audience.bidder)); },
                   [&](const IntentEnded& event) {
                       data["state"] = name_of(after.lifecycle);
                       data["ended_at"] = time_or_null(after.ended_at);
                       data["decision_ends_at"] = nullptr;
                       data["advice"] = advice_value(after, audience);
                       if (buyer)
                           data["reason"] = event.note.empty() ? event.reason : event.note;
                   },
                   [&](const auto& event) { data = talk_push_data(after, event, audience); },
               },
               record.event);
    return data;
}

} // namespace

std::int64_t push_count(const State& after, const Record& record, const Audience& audience) {
    return static_cast<std::int64_t>(push_types(after, record, audience).size());
}

std::vector<Push> view(const State& after, const Record& record, const Audience& audience) {
    const auto types = push_types(after, record, audience);
    const std::int64_t before = stream_head(after, audience) - static_cast<std::int64_t>(types.size());
    std::vector<Push> pushes;
    for (const std::string_view type : types)
        pushes.push_back({before + static_cast<std::int64_t>(pushes.size()) + 1, std::string(type),
                          push_data(after, record, audience, type)});
    return pushes;
}

Instant told_at(const State& after, const Record& record) {
    const RoundState* round = after.round();
    const bool in_secret =
        round != nullptr && round->phase == RoundPhase::running && format_of(round->rules).offers_are_parts();
    return in_secret ? record.received_at : record.at;
}

std::int64_t stream_head(const State& state, const Audience& audience) {
    switch (audience.kind) {
    case AudienceKind::everybody:
        return state.public_head;
    case AudienceKind::buyer:
        return state.buyer_head;
    case AudienceKind::bidder: {
        const Bidder* bidder = state.bidder(audience.bidder);
        PARLEY_ASSERT(bidder != nullptr, "a bidder's stream belongs to a bidder");
        return bidder->stream_head;
    }
    }
    return 0;
}

Instant stream_time(const State& state, const Audience& audience) {
    switch (audience.kind) {
    case AudienceKind::everybody:
        return state.public_at;
    case AudienceKind::buyer:
        return state.buyer_at;
    case AudienceKind::bidder: {
        const Bidder* bidder = state.bidder(audience.bidder);
        PARLEY_ASSERT(bidder != nullptr, "a bidder's stream belongs to a bidder");
        return bidder->stream_at;
    }
    }
    return {};
}

Instant public_changed_at(const State& state) {
    const Instant confirmed = state.confirmed_at.value_or(state.created_at);
    const Instant shared = state.deal->shared_at.value_or(Instant{});
    return std::max({state.public_at, confirmed, shared});
}

Value closing_prices(const State& state) {
    const RoundState* round = state.round();
    const bool more_to_come = state.lifecycle == Lifecycle::open;
    if (!was_public(state) || more_to_come || round == nullptr || round->phase != RoundPhase::closed)
        return {};
    Value list = Value::Array{};
    for (const BidderNo number : round->ranking) {
        const Bidder& bidder = *state.bidder(number);
        Value one;
        one["label"] = bidder.label;
        one["price"] = bidder.offer->price;
        list.push_back(std::move(one));
    }
    return list;
}

Value summary(const State& state) {
    const Audience everybody = Audience::of_everybody();
    const IntentCreated& intent = state.intent;
    Value line;
    line["title"] = intent.title;
    line["sector"] = intent.sector;
    line["place"] = place_value(intent.coarse);
    line["state"] = name_of(state.lifecycle);
    line["currency"] = intent.currency;
    line["budget"] = budget_value(state, everybody);
    line["simulated"] = intent.simulated;
    line["asked"] = asked_value(state);
    line["offer_count"] = offer_count_value(state);
    line["confirmed_at"] = time_or_null(state.confirmed_at);
    line["ended_at"] = time_or_null(state.ended_at);
    line["updated_at"] = to_rfc3339(public_changed_at(state));
    line["shared"] = state.deal->shared ? Value(*state.deal->shared) : Value{};
    line["erased"] = state.deal->erased;
    if (const Value round = round_line(state); !round.is_null())
        line["round"] = round;
    return line;
}

Value snapshot(const State& state, const Audience& audience) {
    const bool buyer = audience.kind == AudienceKind::buyer;
    const IntentCreated& intent = state.intent;
    Value view;
    view["state"] = name_of(state.lifecycle);
    view["audience"] = buyer ? "buyer" : audience.kind == AudienceKind::bidder ? "bidder" : "public";
    view["title"] = intent.title;
    view["text"] = intent.text;
    view["sector"] = intent.sector;
    view["place"] = place_value(buyer ? intent.exact : intent.coarse);
    view["currency"] = intent.currency;
    view["budget"] = budget_value(state, audience);
    view["needed_by"] = time_or_null(intent.needed_by);
    view["attention"]["max_offers"] = intent.max_offers;
    view["start"] = intent.start_now ? "now" : "when_reachable";
    view["simulated"] = intent.simulated;
    view["created_at"] = to_rfc3339(state.created_at);
    view["confirmed_at"] = time_or_null(state.confirmed_at);
    view["round"] = round_value(state, audience);
    view["ended_at"] = time_or_null(state.ended_at);
    view["seq"] = stream_head(state, audience);
    Value answers = Value::Object{};
    for (const auto& [key, answer] : intent.answers)
        answers[key] = answer;
    view["answers"] = std::move(answers);
    view["photos"] = photos_value(intent.photos);
    view["questions"] = questions_value(state, audience);
    view["advice"] = advice_value(state, audience);
    view["readiness"] = audience.kind == AudienceKind::everybody ? Value{} : readiness_value(state);
    view["deal"] = deal_value(state, audience);
    view["erased"] = state.deal->erased;
    // Nobody but buyer and winner needs to know how the buyer's decision goes.
    const bool concerned = buyer || is_winner(state, audience);
    view["decision_ends_at"] = concerned || !state.award ? time_or_null(state.decision_ends_at) : Value{};
    view["confirm_ends_at"] =
        concerned && state.award && !state.award->confirmed_at ? Value(to_rfc3339(state.award->confirm_by)) : Value{};
    switch (audience.kind) {
    case AudienceKind::everybody:
        view["asked"] = asked_value(state);
        view["offer_count"] = offer_count_value(state);
        break;
    case AudienceKind::buyer:
        view["asked"] = static_cast<std::int64_t>(state.bidders.size());
        view["offers"] = offers_value(state);
        view["award"] = award_value(state);
        view["invited"] = invited_value(state);
        view["can_extend"] = state.lifecycle == Lifecycle::open && state.round() != nullptr &&
                             state.round()->phase == RoundPhase::running && !state.buyer_extended;
        break;
    case AudienceKind::bidder:
        view["me"] = me_value(state, *state.bidder(audience.bidder));
        break;
    }
    return view;
}

std::optional<Push> desk_view(const State& after, const Record& record, BidderNo bidder) {
    const Audience audience = Audience::of_bidder(bidder);
    const Bidder* self = after.bidder(bidder);
    if (self == nullptr)
        return std::nullopt;
    const auto closed = [&](std::string_view reason) {
        Push push{0, "invitation_closed", {}};
        push.data["reason"] = reason;
        return push;
    };
    if (const auto* invited = std::get_if<Invited>(&record.event)) {
        if (invited->bidder != bidder)
            return std::nullopt;
        Push push{0, "invited", {}};
        push.data["intent"] = snapshot(after, audience);
        return push;
    }
    if (const auto* declined = std::get_if<InvitationDeclined>(&record.event))
        return declined->bidder == bidder ? std::optional(closed("declined")) : std::nullopt;
    if (std::holds_alternative<Erased>(record.event))
        return Push{0, "erased", Value::Object{}};
    if (self->declined)
        return std::nullopt;
    if (std::holds_alternative<OffersWanted>(record.event))
        return Push{0, "offers_wanted", push_data(after, record, audience, "offers_wanted")};
    if (std::holds_alternative<IntentEnded>(record.event) && after.first_opened == 0)
        return closed("intent_ended");
    if (std::holds_alternative<RoundClosed>(record.event)) {
        if (!self->offer)
            return closed("round_closed");
        Push push{0, "round_result", push_data(after, record, audience, "round_result")};
        return push;
    }
    // What is for this bidder alone is its news; what everybody hears is not.
    for (const std::string_view type : push_types(after, record, audience))
        if (is_news(record.event) || type == "awarded" || type == "award_confirmed" || type == "award_lapsed" ||
            type == "disposed")
            return Push{0, std::string(type), push_data(after, record, audience, type)};
    return std::nullopt;
}

} // namespace parley::core
