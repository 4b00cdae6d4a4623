// Non-interference (DESIGN 3.2, 9.8): while a sealed round runs, all that a bidder or the public can get is the same
// whatever the rivals do. Two markets differ in nothing but their rivals; one bidder, one outsider and the public look
// at both, and what they get is compared byte for byte.
#include "core/market_builders.hpp"

#include <algorithm>
#include <tuple>

namespace parley::core {
namespace {

using namespace testing;

constexpr BidderNo observer = 1;
constexpr BidderNo outsider = 99; // matches, but was not invited: it may try to join

std::int64_t number(std::int64_t low, std::int64_t past_high) {
    return *rc::gen::inRange<std::int64_t>(low, past_high);
}
bool chance(int in_ten) {
    return number(0, 10) < in_ten;
}
template <class T>
T one_of(std::initializer_list<T> values) {
    return *rc::gen::elementOf(std::vector<T>(values));
}

struct Act {
    Envelope envelope;
    Instant now;       // when its turn comes, perhaps a little after it was received
    bool told = false; // to somebody who must not learn of rivals
    std::size_t place = 0;
};

/// Some moment of the round's ten minutes; often one of few, so that acts meet at the same microsecond or overtake each
/// other on their way.
Instant some_moment() {
    if (chance(4))
        return at_us(number(0, 599), number(0, 1'000'000));
    return at_us(number(1, 5) * 100, one_of<Micros>({0, 0, 1, 20'000, 1'000'000}));
}

OfferDetails some_details() {
    OfferDetails details;
    details.item = one_of<std::string>({"", "", "Table B"});
    if (chance(30))
        details.fulfilment = Fulfilment::fit;
    return details;
}

enum class Says { offers, also_no };

Act bidder_act(BidderNo bidder, bool with_auto, bool behind, Says says = Says::offers) {
    const Instant received_at = some_moment();
    const auto kind = number(0, 10);
    Envelope envelope = Market::from_bidder(bidder, WithdrawOffer{}, received_at);
    if (says == Says::also_no && chance(1))
        envelope.command = DeclineInvitation{"too_busy"};
    else if (kind < 6) {
        PlaceOffer offer = Market::price_offer(bidder, number(0, 3'000));
        offer.details = some_details();
        envelope.command = std::move(offer);
    } else if (kind < 7 && with_auto)
        envelope.command = SetAutoOffer{{number(900, 3'000),
                                         number(500, 1'500),
                                         {},
                                         "",
                                         some_details(),
                                         one_of<Micros>({0, seconds(number(1, 99))}),
                                         0,
                                         0,
                                         one_of<std::string>({"", "week"})}};
    else if (kind < 8 && with_auto)
        envelope.command = DropAutoOffer{};
    else if (kind < 9 && says == Says::also_no)
        envelope = chance(50) ? Market::from_system(RetireOffer{business_id(bidder), "week"}, received_at)
                              : Market::from_system(SuspendBidder{business_id(bidder)}, received_at);
    if (chance(5)) {
        envelope.key = "key-" + std::to_string(number(0, 3));
        envelope.content_hash = std::to_string(number(0, 2));
    }
    const Micros late = behind ? one_of<Micros>({0, 0, 1, 40'000, 2'000'000}) : 0;
    return {envelope, received_at + late, bidder == observer};
}

Act outsider_act() {
    Join join;
    join.self.business.id = business_id(outsider);
    const Instant received_at = some_moment();
    return {Market::from_bidder(outsider, join, received_at), received_at, true};
}

/// Everything that came out of one market for those who must not learn of rivals.
class Watch {
public:
    explicit Watch(const Market& market) : market_(market) { seen_ = market_.log.size(); }
    void act(const Act& act) {
        // The clock ticks alike in both markets.
        if (act.told)
            market_.tick(act.now);
        note_pushes();
        const std::string outcome = market_.submit(act.envelope, act.now);
        note_pushes();
        if (!act.told)
            return;
        note(outcome + ' ' + canonical(market_.details));
        if (market_.decision) {
            const KeyUse& use = market_.decision->use;
            note(std::to_string(use.caller_seq) + ' ' + to_rfc3339(use.at) + (use.first_offer ? " first" : ""));
            note(market_.decision->hold ? to_rfc3339(*market_.decision->hold) : "decided");
        }
        look();
    }
    void look() {
        for (const Audience& audience : watched(market_.state))
            note(canonical(snapshot(market_.state, audience)) + std::to_string(stream_head(market_.state, audience)) +
                 to_rfc3339(stream_time(market_.state, audience)));
    }
    const std::vector<std::string>& notes() const { return notes_; }
    const Market& market() const { return market_; }

private:
    static std::vector<Audience> watched(const State& state) {
        std::vector<Audience> all{Audience::of_everybody(), Audience::of_bidder(observer)};
        if (const Bidder* joined = state.bidder_of(business_id(outsider)))
            all.push_back(Audience::of_bidder(joined->number));
        return all;
    }
    void note(std::string text) { notes_.push_back(std::move(text)); }
    void note_pushes() {
        State walking;
        for (std::size_t i = 0; i < market_.log.size(); ++i) {
            const Record& record = market_.log[i];
            evolve(walking, record);
            if (i < seen_)
                continue;
            for (const Audience& audience : watched(walking)) {
                for (const Push& push : view(walking, record, audience))
                    note(std::to_string(push.seq) + push.type + canonical(push.data) +
                         to_rfc3339(told_at(walking, record)));
                if (audience.kind == AudienceKind::bidder)
                    if (const auto push = desk_view(walking, record, audience.bidder))
                        note("desk " + push->type + canonical(push->data));
            }
        }
        seen_ = market_.log.size();
    }
    Market market_;
    std::size_t seen_ = 0;
    std::vector<std::string> notes_;
};

/// The acts' times count from t0; they are moved to ten minutes that begin at `from`.
std::vector<std::string> watched_from(const Market& market, Instant from, std::vector<Act> acts,
                                      const std::vector<Act>& rivals) {
    const Micros begin = from - t0;
    acts.insert(acts.end(), rivals.begin(), rivals.end());
    for (std::size_t i = 0; i < acts.size(); ++i) {
        acts[i].place = i;
        acts[i].envelope.received_at = acts[i].envelope.received_at + begin;
        acts[i].now = acts[i].now + begin;
    }
    std::sort(acts.begin(), acts.end(),
              [](const Act& a, const Act& b) { return std::tie(a.now, a.place) < std::tie(b.now, b.place); });
    Watch watch(market);
    const Instant end = at(600) + begin;
    for (const Act& act : acts)
        if (act.now < end)
            watch.act(act);
    watch.act({Market::from_system(Tick{}, end - 1), end - 1});
    watch.look();
    RC_ASSERT(watch.market().round().phase == RoundPhase::running);
    return watch.notes();
}

std::vector<std::string> watched(const Market& market, std::vector<Act> acts, const std::vector<Act>& rivals) {
    return watched_from(market, market.round().opens_at, std::move(acts), rivals);
}

/// Nothing when all was the same, else the first two notes that differ.
std::string difference(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
        const std::string one = i < a.size() ? a[i] : "(nothing)";
        const std::string other = i < b.size() ? b[i] : "(nothing)";
        if (one != other)
            return "note " + std::to_string(i) + '\n' + one + '\n' + other;
    }
    return "";
}

std::vector<Act> rival_acts(BidderNo bidders) {
    std::vector<Act> acts;
    for (std::int64_t i = number(0, 20); i > 0; --i)
        acts.push_back(bidder_act(number(observer + 1, bidders + 1), true, true, Says::also_no));
    return acts;
}

Rules sealed_rules() {
    Rules r;
    r.format = Format::sealed;
    r.duration_s = 600;
    r.visibility = one_of({Visibility::none, Visibility::rank, Visibility::best_price, Visibility::all_prices});
    r.pricing = one_of({Pricing::pay_as_bid, Pricing::second_price});
    r.buyer_sees = one_of({BuyerSees::live, BuyerSees::at_close});
    r.ties = one_of({Ties::earlier, Ties::refuse});
    r.lead_min = r.own_min = one_of<Minor>({0, 50});
    r.lead_scope = one_of({LeadScope::taking_lead, LeadScope::every_offer});
    r.max_drop_bp = one_of<std::int64_t>({0, 2'000});
    r.max_revisions = one_of<std::int64_t>({0, 2});
    r.self_outbid = chance(5);
    r.allow_raise = chance(5);
    r.ceiling_enforce = chance(5);
    r.invite_count = number(0, 12);
    // Not allowed in a sealed round, and without effect if it were.
    r.close_mode = one_of({CloseMode::hard, CloseMode::soft});
    r.window_s = r.extension_s = 300;
    r.trigger = Trigger::any_improvement;
    return r;
}

MarketBuilder sealed_market(BidderNo bidders) {
    MarketBuilder builder;
    builder.budget(number(1'000, 3'000), chance(5)).rules([](Rules& r) { r = sealed_rules(); });
    if (chance(5))
        builder.auto_bidder(2'000, 900, one_of<Micros>({0, seconds(number(1, 500))}));
    return builder.bidders(bidders);
}

std::vector<Act> own_acts() {
    std::vector<Act> own;
    for (std::int64_t i = number(1, 12); i > 0; --i)
        own.push_back(chance(8) ? bidder_act(observer, true, true) : outsider_act());
    return own;
}

RC_GTEST_PROP(ASealedRound, TellsNobodyWhatRivalsDo, ()) {
    const BidderNo bidders = number(3, 9);
    const Market market = sealed_market(bidders).running();
    std::vector<Act> own = own_acts();
    if (chance(3))
        own.push_back({Market::from_buyer(ExtendOnce{}, at(300)), at(300)}); // The buyer may learn all.
    const auto quiet = watched(market, own, rival_acts(bidders));
    RC_ASSERT(difference(quiet, watched(market, own, rival_acts(bidders))) == "");
}

RC_GTEST_PROP(InitialOffersOfTurns, TellNobodyWhatRivalsDo, ()) {
    const BidderNo bidders = number(3, 9);
    MarketBuilder builder = sealed_market(bidders);
    const Market market = builder
                              .rules([](Rules& r) {
                                  r.format = Format::turns;
                                  r.pricing = Pricing::pay_as_bid;
                                  r.turns = {2, 60, 60, 60, 0};
                              })
                              .running();
    const std::vector<Act> own = own_acts();
    const auto quiet = watched(market, own, rival_acts(bidders));
    RC_ASSERT(difference(quiet, watched(market, own, rival_acts(bidders))) == "");
}

RC_GTEST_PROP(ATurn, TellsNobodyWhatIsOfferedInIt, ()) {
    // Three in turns of 600 s; in the first one somebody else than the observer bids.
    Market market = a_market()
                        .rules([](Rules& r) {
                            r.format = Format::turns;
                            r.visibility = one_of(
                                {Visibility::none, Visibility::rank, Visibility::best_price, Visibility::all_prices});
                            r.turns = {1, 0, 0, 600, 0};
                        })
                        .bidders(3)
                        .running();
    market.offer(1, 1'000, at(1));
    market.offer(2, 3'000, at(2));
    market.offer(3, 2'000, at(3));
    market.tick(at(600) + settle);
    RC_ASSERT(market.round().turns.current()->bidder == 2);
    std::vector<Act> own;
    for (std::int64_t i = number(1, 12); i > 0; --i)
        own.push_back(bidder_act(observer, true, true));
    const auto in_turn = [&] {
        std::vector<Act> acts;
        for (std::int64_t i = number(0, 12); i > 0; --i)
            acts.push_back(bidder_act(2, true, true));
        return acts;
    };
    const auto quiet = watched_from(market, at(600), own, in_turn());
    RC_ASSERT(difference(quiet, watched_from(market, at(600), own, in_turn())) == "");
}

RC_GTEST_PROP(ASealedRound, TellsNobodyWhatRivalsDoInASecondOneEither, ()) {
    // Offers of the first round stand, and what it told is known; what rivals make of them now is not.
    const BidderNo bidders = number(3, 9);
    const Admit admit = one_of<Admit>({{AdmitMode::all, 0}, {AdmitMode::best, 2}});
    Market market = sealed_market(bidders).then(sealed_rules(), admit, 60).running();
    for (BidderNo bidder = 1; bidder <= bidders; ++bidder)
        if (chance(8))
            market.offer(bidder, number(500, 1'500), at(bidder));
    market.tick(at(600) + settle);
    RC_PRE(market.state.rounds.size() == 2);
    market.tick(market.round().opens_at);
    const std::vector<Act> own = own_acts();
    const auto quiet = watched(market, own, rival_acts(bidders));
    RC_ASSERT(difference(quiet, watched(market, own, rival_acts(bidders))) == "");
}

RC_GTEST_PROP(AnOpenRoundWithoutVisibility, TellsABidderNothingOfRivalsOffers, ()) {
    // As far as its rules do not make a bidder's own fate depend on rivals: no steps to the lead, no ties refused, no
    // extension, and no auto-offer of the bidder's own.
    const BidderNo bidders = number(3, 9);
    const Market market = a_market()
                              .rules([](Rules& r) {
                                  r.visibility = Visibility::none;
                                  r.own_min = one_of<Minor>({0, 50});
                                  r.max_drop_bp = one_of<std::int64_t>({0, 2'000});
                                  r.max_revisions = one_of<std::int64_t>({0, 2});
                              })
                              .bidders(bidders)
                              .running();
    std::vector<Act> own;
    for (std::int64_t i = number(1, 12); i > 0; --i)
        own.push_back(bidder_act(observer, false, false));
    std::vector<Act> first, second;
    for (std::vector<Act>* rivals : {&first, &second})
        for (std::int64_t i = number(0, 20); i > 0; --i)
            rivals->push_back(bidder_act(number(observer + 1, bidders + 1), true, false));
    RC_ASSERT(difference(watched(market, own, first), watched(market, own, second)) == "");
}

TEST(ASealedRound, TheWatchSeesALeakWhereThereIsOne) {
    // The same comparison over an open round with visible ranks fails: it can tell.
    const Market market = a_market().rules([](Rules& r) { r.visibility = Visibility::rank; }).bidders(3).running();
    const auto notes_with = [&](Minor rival_price) {
        Watch watch(market);
        watch.act({Market::from_bidder(1, Market::price_offer(1, 1'000), at(1)), at(1), true});
        watch.act({Market::from_bidder(2, Market::price_offer(2, rival_price), at(2)), at(2), false});
        return watch.notes();
    };
    EXPECT_EQ(notes_with(2'000), notes_with(3'000));
    EXPECT_NE(notes_with(2'000), notes_with(900));
}

} // namespace
} // namespace parley::core
