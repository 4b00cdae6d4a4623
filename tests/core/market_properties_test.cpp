// What holds for every market: random people act on random rules, and the promises of DESIGN 9 are checked after each
// act and at the end.
#include "core/formats/format.hpp"
#include "core/market_builders.hpp"
#include "core/offer_rules.hpp"
#include "core/verify.hpp"

#include <map>
#include <tuple>

namespace parley::core {
namespace {

using namespace testing;

template <class T>
T one_of(std::initializer_list<T> values) {
    return *rc::gen::elementOf(std::vector<T>(values));
}
std::int64_t number(std::int64_t low, std::int64_t past_high) {
    return *rc::gen::inRange<std::int64_t>(low, past_high);
}
bool chance(int in_ten) {
    return number(0, 10) < in_ten;
}

Rules random_rules() {
    Rules rules;
    rules.format = one_of({Format::open, Format::open, Format::open, Format::sealed, Format::turns,
                           Format::rising_clock, Format::falling_clock});
    rules.buyer_sees = one_of({BuyerSees::live, BuyerSees::at_close});
    if (rules.format == Format::sealed)
        rules.pricing = one_of({Pricing::pay_as_bid, Pricing::second_price});
    if (rules.format == Format::open)
        rules.close_mode = one_of({CloseMode::hard, CloseMode::soft, CloseMode::soft});
    rules.visibility = one_of({Visibility::none, Visibility::rank, Visibility::best_price, Visibility::all_prices});
    rules.duration_s = number(30, 300);
    rules.window_s = number(0, 120);
    rules.extension_s = number(0, 120);
    rules.max_total_s = one_of<std::int64_t>({0, 100, 400});
    rules.trigger = one_of({Trigger::any_improvement, Trigger::lead_change, Trigger::rank});
    rules.trigger_rank = number(1, 3);
    rules.own_bp = one_of<std::int64_t>({0, 0, 100});
    rules.lead_min = one_of<Minor>({0, 0, 50});
    rules.lead_scope = one_of({LeadScope::taking_lead, LeadScope::every_offer});
    rules.max_drop_bp = one_of<std::int64_t>({0, 0, 3'000});
    rules.max_revisions = one_of<std::int64_t>({0, 0, 3});
    rules.self_outbid = chance(7);
    rules.allow_raise = chance(7);
    rules.ceiling_enforce = chance(3);
    rules.ties = one_of({Ties::earlier, Ties::refuse});
    rules.turns = {number(1, 4), number(0, 20), number(0, 10), number(10, 40), 0};
    rules.clock = {rules.format == Format::falling_clock ? 3'000 : 500, number(50, 400), number(8, 40), 0};
    if (chance(4))
        rules.scoring = {{"delivery_days", 200}};
    rules.confirm_s = number(20, 200);
    rules.decision_window_s = number(100, 500);
    return rules;
}

Market random_market(BidderNo bidders) {
    MarketBuilder builder;
    builder.rules([](Rules& r) { r = random_rules(); });
    if (chance(7))
        builder.budget(number(1'000, 3'000), chance(5));
    for (BidderNo i = 0; i < bidders; ++i) {
        if (chance(3)) {
            const Minor floor = number(500, 2'000);
            builder.auto_bidder(floor + number(0, 1'000), floor, one_of<Micros>({0, 0, seconds(number(1, 60))}));
        } else {
            builder.bidders(1);
        }
    }
    for (std::int64_t i = number(0, 3); i > 0; --i) {
        const Admit admit = one_of<Admit>({{AdmitMode::all, 0}, {AdmitMode::best, 2}, {AdmitMode::winner, 0}});
        builder.then(random_rules(), admit, number(0, 60));
    }
    return builder.scheduled();
}

Envelope random_act(const Market& market, BidderNo bidders, Instant received_at) {
    const BidderNo actor = number(1, bidders + 1);
    const auto kind = number(0, 100);
    if (kind < 50) {
        PlaceOffer offer = Market::price_offer(actor, number(400, 3'200));
        if (chance(3))
            offer.attributes = {{"delivery_days", number(0, 5)}};
        offer.confirm = chance(8);
        Envelope envelope = Market::from_bidder(actor, offer, received_at);
        if (chance(3)) {
            envelope.key = "key-" + std::to_string(number(0, 4));
            envelope.content_hash = std::to_string(offer.price);
        }
        return envelope;
    }
    if (kind < 56) {
        Accept accept;
        accept.new_id = offer_id(actor);
        return Market::from_bidder(actor, accept, received_at);
    }
    if (kind < 60)
        return Market::from_bidder(actor, WithdrawOffer{}, received_at);
    if (kind < 70) {
        SetAutoOffer command;
        command.terms.floor = number(400, 2'500);
        command.terms.opening = command.terms.floor + number(-10, 1'000);
        command.terms.capacity_group = one_of<std::string>({"", "week"});
        command.terms.respond_after = one_of<Micros>({0, seconds(number(1, 60))});
        return Market::from_bidder(actor, command, received_at);
    }
    if (kind < 73)
        return Market::from_bidder(actor, DropAutoOffer{}, received_at);
    if (kind < 75)
        return Market::from_bidder(actor, DeclineInvitation{"too_busy"}, received_at);
    if (kind < 76)
        return number(0, 1) == 0 ? Market::from_system(RetireOffer{business_id(actor), "week"}, received_at)
                                 : Market::from_system(SuspendBidder{business_id(actor)}, received_at);
    if (kind < 78)
        return Market::from_system(ClaimOutage{received_at - seconds(number(5, 40)), received_at}, received_at);
    if (kind < 80)
        return Market::from_buyer(ExtendOnce{}, received_at);
    if (kind < 81)
        return Market::from_buyer(CloseEarly{}, received_at);
    if (kind < 84) {
        const Bidder* bidder = market.state.bidder(actor);
        const OfferId id = bidder != nullptr && bidder->offer ? bidder->offer->id : offer_id(actor);
        return Market::from_buyer(Award{id, ""}, received_at);
    }
    if (kind < 88)
        return Market::from_bidder(actor, ConfirmAward{}, received_at);
    if (kind < 89)
        return Market::from_bidder(actor, ExplainLowOffer{chance(5) ? "A return" : "Seconds"}, received_at);
    if (kind < 90)
        return Market::from_buyer(chance(5) ? Command(Cancel{}) : Command(DeclineAll{}), received_at);
    if (kind < 92) {
        Join join;
        join.self.business.id = business_id(actor);
        return Market::from_bidder(actor, join, received_at);
    }
    return Market::from_system(Tick{}, received_at);
}

/// Nobody waits who is in, and nobody waits while there is a place in an open round.
void check_queue(const State& state) {
    for (const Queued& waiting : state.queue)
        RC_ASSERT(state.bidder_of(waiting.business.id) == nullptr);
    const RoundState* round = state.round();
    if (state.lifecycle == Lifecycle::open && round != nullptr && round->phase == RoundPhase::running &&
        round->rules.format == Format::open && admits_newcomers(state))
        RC_ASSERT(state.queue.empty() || free_places(state) <= 0);
}

/// People act until they are tired, in an order that is not always that of their receipt; then time ends it all.
void play(Market& market, BidderNo bidders) {
    Instant now = at(-5);
    for (std::int64_t acts = number(5, 60); acts > 0; --acts) {
        now = now + one_of<Micros>({0, 1, 1'000, seconds(1), seconds(number(1, 40))});
        const Micros behind = chance(2) ? one_of<Micros>({1, 300'000, seconds(2)}) : 0;
        const auto before = market.round().closes_at;
        const auto rounds = market.state.rounds.size();
        market.submit(random_act(market, bidders, now - behind), now);
        check_queue(market.state);
        if (market.state.rounds.size() == rounds)
            RC_ASSERT(market.round().closes_at >= before);
    }
    for (int i = 0; i < 10'000 && market.tick_when_due(); ++i)
        continue;
    RC_ASSERT(market.state.is_over());
}

std::vector<Audience> audiences(const State& state) {
    std::vector<Audience> all{Audience::of_everybody(), Audience::of_buyer()};
    for (const Bidder& bidder : state.bidders)
        all.push_back(Audience::of_bidder(bidder.number));
    return all;
}

/// A ranking by nothing but the definition: who has the fewest standing offers before it.
std::vector<BidderNo> naive_ranking(const State& state) {
    std::map<std::tuple<Minor, Instant, std::int64_t>, BidderNo> order;
    for (const Bidder& bidder : state.bidders)
        if (bidder.offer && bidder.offer->standing)
            order[{bidder.offer->score, bidder.offer->at, bidder.offer->seq}] = bidder.number;
    std::vector<BidderNo> ranking;
    for (const auto& [key, bidder] : order)
        ranking.push_back(bidder);
    return ranking;
}

void check_log(const Market& market) {
    Instant last = market.log.front().at;
    for (std::size_t i = 0; i < market.log.size(); ++i) {
        RC_ASSERT(market.log[i].seq == static_cast<std::int64_t>(i) + 1);
        RC_ASSERT(market.log[i].at >= last);
        last = market.log[i].at;
    }
    RC_ASSERT(portrait(replayed(market.log)) == portrait(market.state));
}

void check_streams(const Market& market) {
    std::map<Audience, std::int64_t> heads;
    State walking;
    for (const Record& record : market.log) {
        evolve(walking, record);
        RC_ASSERT(walking.ranking == naive_ranking(walking));
        for (const Audience& audience : audiences(walking)) {
            for (const Push& push : view(walking, record, audience))
                RC_ASSERT(push.seq == ++heads[audience]);
            RC_ASSERT(stream_head(walking, audience) == heads[audience]);
            RC_ASSERT(*snapshot(walking, audience).at("seq").as_integer() == heads[audience]);
        }
    }
}

/// Only a person's offer, received within the window, moves the end of a round, and never past the cap. `cause` is the
/// event before.
void check_late_offer(const RoundState& round, const RoundExtended& event, const Record& cause) {
    const auto* placed = std::get_if<OfferPlaced>(&cause.event);
    const auto* revised = std::get_if<OfferRevised>(&cause.event);
    RC_ASSERT((placed != nullptr && !placed->automatic) || (revised != nullptr && !revised->automatic));
    RC_ASSERT(round.rules.format == Format::open);
    RC_ASSERT(round.rules.close_mode == CloseMode::soft);
    RC_ASSERT(cause.received_at >= round.closes_at - seconds(round.rules.window_s));
    RC_ASSERT(event.closes_at > round.closes_at);
    RC_ASSERT(event.closes_at <= cause.received_at + seconds(round.rules.extension_s));
    if (round.rules.max_total_s > 0)
        RC_ASSERT(event.closes_at <= round.opens_at + seconds(round.rules.max_total_s) + round.outage);
}

/// An offer by hand falls by its own step, and takes the lead by the lead step; one by a proxy is above its floor.
void check_steps(const State& before, const OfferTerms& offer) {
    const Rules& rules = before.round()->rules;
    const Bidder& bidder = *before.bidder(offer.bidder);
    if (offer.automatic)
        return RC_ASSERT(offer.price >= bidder.auto_offer->terms.floor);
    const bool clock = rules.format == Format::rising_clock || rules.format == Format::falling_clock;
    if (clock)
        return RC_ASSERT((offer.price - rules.clock.start) % rules.clock.change == 0);
    if (bidder.offer && bidder.offer->standing && offer.price < bidder.offer->price)
        RC_ASSERT(bidder.offer->price - offer.price >= step_of(bidder.offer->price, rules.own_bp, rules.own_min));
    if (rules.format != Format::open || before.ranking.empty() || before.ranking.front() == offer.bidder)
        return;
    const Minor lead = before.bidder(before.ranking.front())->offer->score;
    const Minor score = score_of(rules, offer.price, offer.attributes);
    if (score < lead)
        RC_ASSERT(lead - score >= step_of(lead, rules.lead_bp, rules.lead_min));
}

void check_rounds(const Market& market) {
    State walking;
    std::map<std::int64_t, int> closed;
    std::map<BidderNo, int> finals;
    for (const Record& record : market.log) {
        const State before = walking;
        evolve(walking, record);
        if (const auto* event = std::get_if<RoundExtended>(&record.event))
            if (event->cause == ExtensionCause::late_offer)
                check_late_offer(*before.round(), *event, market.log[static_cast<std::size_t>(record.seq - 2)]);
        if (std::holds_alternative<OfferPlaced>(record.event) || std::holds_alternative<OfferRevised>(record.event)) {
            RC_ASSERT(before.round()->phase == RoundPhase::running);
            RC_ASSERT(record.received_at >= before.round()->opens_at);
            RC_ASSERT(record.received_at < before.round()->closes_at);
            const OfferTerms* offer = std::get_if<OfferPlaced>(&record.event);
            check_steps(before, offer != nullptr ? *offer : std::get<OfferRevised>(record.event));
        }
        if (const auto* event = std::get_if<RoundClosed>(&record.event)) {
            ++closed[event->round];
            RC_ASSERT(event->ranking == naive_ranking(before));
            if (event->cause == CloseCause::time)
                RC_ASSERT(record.at == next_boundary(before));
        }
        if (const auto* event = std::get_if<Disposed>(&record.event)) {
            finals[event->bidder] += event->final ? 1 : 0;
            RC_ASSERT(event->final || finals[event->bidder] == 0);
        }
    }
    for (const RoundState& round : walking.rounds)
        RC_ASSERT(closed[round.number] == (round.phase == RoundPhase::scheduled ? 0 : 1));
    for (const Bidder& bidder : walking.bidders)
        RC_ASSERT(finals[bidder.number] == (bidder.offer ? 1 : 0));
}

/// The written form of the log tells the same story, and so does what is left of it after an erasure.
void check_written(const Market& market) {
    const Entropy entropy{7};
    State read_state;
    State erased_state;
    for (const Record& record : market.log) {
        const WrittenEvent written = write_event(record.event, record.seq, entropy);
        auto read = read_event(type_of(record.event), written.body, written.parts);
        RC_ASSERT(read.has_value());
        evolve(read_state, Record{record.seq, record.at, record.received_at, record.command_key, *read});
        auto erased = read_event(type_of(record.event), written.body, {});
        RC_ASSERT(erased.has_value());
        evolve(erased_state, Record{record.seq, record.at, record.received_at, record.command_key, *erased});
    }
    RC_ASSERT(portrait(read_state) == portrait(market.state));
    RC_ASSERT(erased_state.lifecycle == market.state.lifecycle);
    RC_ASSERT(stream_head(erased_state, Audience::of_buyer()) == stream_head(market.state, Audience::of_buyer()));
}

std::string faults_of(const LogCheck& check) {
    std::string all;
    for (const LogFault& fault : check.faults)
        all += std::to_string(fault.seq) + ": " + fault.what + "; ";
    return all;
}

/// Whoever checks the log finds nothing wrong, with all of it or with no more than anybody may have.
void check_checked(const Market& market) {
    KnownParts all, opened;
    std::vector<Record> seen;
    for (const Record& record : market.log) {
        WrittenEvent written = write_event(record.event, record.seq, Entropy{});
        for (const Part& part : written.parts)
            all.emplace(record.seq, part.name);
        std::erase_if(written.parts,
                      [&](const Part& part) { return !opens_with_the_log(type_of(record.event), part.name); });
        for (const Part& part : written.parts)
            opened.emplace(record.seq, part.name);
        seen.push_back({record.seq, record.at, record.received_at, "",
                        *read_event(type_of(record.event), written.body, written.parts)});
    }
    RC_ASSERT(faults_of(check_log(market.log, LogView::whole_log, all)) == "");
    const LogCheck by_anybody = check_log(seen, LogView::public_log, opened);
    RC_ASSERT(faults_of(by_anybody) == "");
    RC_ASSERT(by_anybody.unchecked.empty());
    RC_ASSERT(by_anybody.state.ranking == market.state.ranking);
    // Without the openings nothing is wrong, but something is left open.
    RC_ASSERT(faults_of(check_log(seen, LogView::public_log, {})) == "");
}

RC_GTEST_PROP(EveryMarket, KeepsItsPromises, ()) {
    const BidderNo bidders = number(3, 9);
    Market market = random_market(bidders);
    play(market, bidders);
    check_log(market);
    check_streams(market);
    check_rounds(market);
    check_written(market);
    check_checked(market);
}

RC_GTEST_PROP(EveryMarket, NeedsNoTickOnTime, ()) {
    // The clock may be late or early: what it does carries the scheduled time, so the log is the same.
    const BidderNo bidders = number(3, 6);
    Market on_time = random_market(bidders);
    Market late = on_time;
    Instant now = t0;
    for (std::int64_t acts = number(1, 20); acts > 0; --acts) {
        now = now + seconds(number(1, 60));
        Envelope act = random_act(on_time, bidders, now);
        if (std::holds_alternative<ClaimOutage>(act.command))
            act = Market::from_system(Tick{}, now); // While nobody was there, nobody ticked either.
        while (next_due(on_time.state) && *next_due(on_time.state) <= now)
            on_time.tick_when_due();
        const std::string first = on_time.submit(act);
        if (first == "held") {
            const Instant later = *on_time.decision->hold;
            RC_ASSERT(on_time.submit(act, later) == late.submit(act, later));
            now = later;
            continue;
        }
        RC_ASSERT(late.submit(act) == first);
    }
    while (on_time.tick_when_due())
        continue;
    late.tick(now + seconds(10'000'000));
    RC_ASSERT(portrait(late.state) == portrait(on_time.state));
}

} // namespace
} // namespace parley::core
