// A market to test with: arrange it with MarketBuilder, let people act on the Market, read what came of it. Every
// decision is checked on the way: its records must fold to the state that it gave.
#pragma once

#include "core/decide.hpp"
#include "core/view.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

namespace parley::core::testing {

/// The first round of every market here opens at t0; at(10) is ten seconds later.
inline constexpr Instant t0{1'795'510'800'000'000}; // 2026-11-24T09:00:00Z
inline constexpr Instant at(std::int64_t s) {
    return t0 + seconds(s);
}
inline constexpr Instant at_us(std::int64_t s, Micros us) {
    return at(s) + us;
}

inline BusinessId business_id(BidderNo number) {
    BusinessId id;
    id.high = 0xB0;
    id.low = static_cast<std::uint64_t>(number);
    return id;
}
inline OfferId offer_id(BidderNo number) {
    OfferId id;
    id.high = 0x0F;
    id.low = static_cast<std::uint64_t>(number);
    return id;
}

/// Everything that the rules let anybody see or the market do next, as text: two states that agree here are the same.
inline std::string portrait(const State& state) {
    Value all;
    const auto add = [&](const std::string& name, const Audience& audience) {
        all[name]["snapshot"] = snapshot(state, audience);
        all[name]["head"] = stream_head(state, audience);
        all[name]["told"] = stream_time(state, audience).us;
    };
    all["seq"] = state.seq;
    all["at"] = state.at.us;
    all["due"] = next_due(state) ? Value(next_due(state)->us) : Value{};
    all["ranking"] = Value::Array{};
    for (const BidderNo number : state.ranking)
        all["ranking"].push_back(number);
    if (state.seq > 0) {
        add("public", Audience::of_everybody());
        add("buyer", Audience::of_buyer());
    }
    all["queue"] = Value::Array{};
    for (const Queued& waiting : state.queue)
        all["queue"].push_back(to_text(waiting.business.id));
    for (const Bidder& bidder : state.bidders) {
        const std::string name = "bidder " + std::to_string(bidder.number);
        add(name, Audience::of_bidder(bidder.number));
        all[name]["admitted"] = bidder.admitted;
        if (bidder.offer) {
            all[name]["offer_seq"] = bidder.offer->seq;
            all[name]["offer_at"] = bidder.offer->at.us;
        }
        if (bidder.auto_offer) {
            all[name]["acts_at"] = bidder.auto_offer->acts_at ? Value(bidder.auto_offer->acts_at->us) : Value{};
            all[name]["cause"] = bidder.auto_offer->cause;
            all[name]["since"] = bidder.auto_offer->since;
        }
    }
    state.keys.each([&](const std::string& key, const KeyUse& use) {
        all["keys"][key]["hash"] = use.content_hash;
        all["keys"][key]["seq"] = use.seq;
        all["keys"][key]["caller_seq"] = use.caller_seq;
        all["keys"][key]["at"] = use.at.us;
    });
    return canonical(all);
}

inline State replayed(const std::vector<Record>& log) {
    State state;
    for (const Record& record : log)
        evolve(state, record);
    return state;
}

/// A market that people act on. Each act answers "accepted", "held", "repeat" or the name of the refusal.
class Market {
public:
    State state;
    std::vector<Record> log;
    std::vector<Record> last; // of the last act
    Value details;            // of the last refusal
    std::optional<Decision> decision;

    std::string submit(Envelope envelope, std::optional<Instant> now = {}) {
        last.clear();
        details = {};
        decision.reset();
        auto decided = decide(state, envelope, now.value_or(envelope.received_at));
        if (!decided) {
            details = decided.error().details;
            return std::string(name_of(decided.error().code));
        }
        State folded = state;
        for (const Record& record : decided->records)
            evolve(folded, record);
        EXPECT_EQ(portrait(folded), portrait(decided->state));
        decision = *decided;
        if (decided->hold)
            return "held";
        if (decided->repeat)
            return "repeat";
        state = decided->state;
        last = decided->records;
        log.insert(log.end(), last.begin(), last.end());
        return "accepted";
    }
    static Envelope from_buyer(Command command, Instant received_at) {
        return {std::move(command), {SenderKind::buyer, {}}, "", "", received_at};
    }
    static Envelope from_system(Command command, Instant received_at) {
        return {std::move(command), {SenderKind::system, {}}, "", "", received_at};
    }
    static Envelope from_bidder(BidderNo number, Command command, Instant received_at) {
        return {std::move(command), {SenderKind::business, business_id(number)}, "", "", received_at};
    }
    static PlaceOffer price_offer(BidderNo number, Minor price) {
        PlaceOffer offer;
        offer.price = price;
        offer.new_id = offer_id(number);
        return offer;
    }

    std::string offer(BidderNo number, Minor price, Instant received_at, std::optional<Instant> now = {}) {
        return submit(from_bidder(number, price_offer(number, price), received_at), now);
    }
    std::string offer(BidderNo number, PlaceOffer offer, Instant received_at) {
        offer.new_id = offer_id(number);
        return submit(from_bidder(number, std::move(offer), received_at));
    }
    std::string withdraw(BidderNo number, Instant received_at) {
        return submit(from_bidder(number, WithdrawOffer{}, received_at));
    }
    std::string set_auto(BidderNo number, Minor opening, Minor floor, Instant received_at, Micros after = 0) {
        SetAutoOffer command;
        command.terms.opening = opening;
        command.terms.floor = floor;
        command.terms.respond_after = after;
        return submit(from_bidder(number, command, received_at));
    }
    std::string invite(BidderNo number, Instant received_at) {
        Invitee invitee;
        invitee.business.id = business_id(number);
        invitee.business.name = "Shop " + std::to_string(number);
        return submit(from_system(Invite{{invitee}}, received_at));
    }
    std::string tick(Instant now) { return submit(from_system(Tick{}, now), now); }
    std::string award(BidderNo number, Instant received_at) {
        const Bidder* bidder = state.bidder(number);
        const OfferId id = bidder != nullptr && bidder->offer ? bidder->offer->id : offer_id(number);
        return submit(from_buyer(Award{id, "it is near"}, received_at));
    }
    std::string confirm_award(BidderNo number, Instant received_at) {
        return submit(from_bidder(number, ConfirmAward{}, received_at));
    }

    /// The next thing that waits for time alone happens, when it is due.
    bool tick_when_due() {
        const auto due = next_due(state);
        if (!due)
            return false;
        tick(*due);
        return true;
    }

    const RoundState& round() const { return *state.round(); }
    const Offer& offer_of(BidderNo number) const { return *state.bidder(number)->offer; }
    Minor price_of(BidderNo number) const { return offer_of(number).price; }

    template <class Kind>
    std::vector<Kind> events(const std::vector<Record>& among) const {
        std::vector<Kind> found;
        for (const Record& record : among)
            if (const auto* event = std::get_if<Kind>(&record.event))
                found.push_back(*event);
        return found;
    }
    template <class Kind>
    std::vector<Kind> events() const {
        return events<Kind>(log);
    }
    std::vector<std::string> last_types() const {
        std::vector<std::string> types;
        for (const Record& record : last)
            types.emplace_back(type_of(record.event));
        return types;
    }
    /// "won!", "stand_by" ...: what a bidder was told, in order; final ones have a mark.
    std::vector<std::string> told(BidderNo number) const {
        std::vector<std::string> words;
        for (const Disposed& one : events<Disposed>())
            if (one.bidder == number)
                words.push_back(std::string(name_of(one.disposition)) + (one.final ? "!" : ""));
        return words;
    }
};

class MarketBuilder {
public:
    MarketBuilder() {
        rules_.duration_s = 600;
        intent_.title = "Solid oak table";
        intent_.text = "Six seats";
        intent_.photos = {{{}, std::string(64, 'a'), 800, 600, "THE-CORNER"}};
        intent_.sector = "furniture/tables";
        intent_.consumer.high = 0xC0;
        intent_.exact = {"LS6 2AB", {53'819'000, -1'561'000}};
        intent_.coarse = {"LS6", {53'800'000, -1'600'000}};
    }
    template <class Change>
    MarketBuilder& rules(Change change) {
        change(rules_);
        return *this;
    }
    MarketBuilder& sealed() {
        rules_.format = Format::sealed;
        rules_.buyer_sees = BuyerSees::at_close;
        return *this;
    }
    MarketBuilder& budget(Minor amount, bool is_sealed = false) {
        intent_.budget = amount;
        intent_.budget_sealed = is_sealed;
        return *this;
    }
    /// The buyer hears advice first; its round waits for it to ask for offers.
    MarketBuilder& without_experiments() {
        intent_.experiments = false;
        return *this;
    }
    MarketBuilder& advice_first() {
        intent_.advice_first = true;
        return *this;
    }
    MarketBuilder& bidders(BidderNo count) {
        for (BidderNo i = 0; i < count; ++i)
            invitee();
        return *this;
    }
    /// One more bidder, with a standing auto-offer that answers after `after`.
    MarketBuilder& auto_bidder(Minor opening, Minor floor, Micros after = 0) {
        AutoTerms terms;
        terms.opening = opening;
        terms.floor = floor;
        terms.respond_after = after;
        invitee().auto_offer = terms;
        return *this;
    }
    Invitee& last_invitee() { return invitees_.back(); }
    /// One more round after the ones so far, under rules of its own.
    MarketBuilder& then(const Rules& rules, Admit admit = {}, std::int64_t starts_after_s = 0) {
        later_.push_back({rules, starts_after_s, admit});
        return *this;
    }

    Market created() {
        intent_.plan.rounds = {{rules_, 0, {}}};
        intent_.plan.rounds.insert(intent_.plan.rounds.end(), later_.begin(), later_.end());
        Market market;
        EXPECT_EQ(market.submit(Market::from_buyer(Create{intent_}, at(-60))), "accepted");
        return market;
    }
    Market confirmed() {
        Market market = created();
        EXPECT_EQ(market.submit(Market::from_buyer(Confirm{t0, 14}, at(-30))), "accepted");
        return market;
    }
    Market scheduled() {
        Market market = confirmed();
        if (!invitees_.empty())
            EXPECT_EQ(market.submit(Market::from_system(Invite{invitees_}, at(-20))), "accepted");
        return market;
    }
    Market running() {
        Market market = scheduled();
        EXPECT_EQ(market.tick(t0), "accepted");
        return market;
    }

private:
    Invitee& invitee() {
        Invitee invitee;
        const auto number = static_cast<BidderNo>(invitees_.size()) + 1;
        invitee.business.id = business_id(number);
        invitee.business.name = "Shop " + std::to_string(number);
        invitee.business.distance_m = 1'000 * number;
        invitee.reasons = {{"distance_m", 1'000 * number}};
        invitees_.push_back(std::move(invitee));
        return invitees_.back();
    }
    Rules rules_;
    IntentCreated intent_;
    std::vector<PlannedRound> later_;
    std::vector<Invitee> invitees_;
};

inline MarketBuilder a_market() {
    return {};
}

using Strings = std::vector<std::string>;

} // namespace parley::core::testing
