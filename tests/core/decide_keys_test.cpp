// A command key has one effect (DESIGN 9.3): the same key and content is a repeat, other content is refused.
#include "core/market_builders.hpp"

namespace parley::core {
namespace {

using namespace testing;

Envelope keyed(Envelope envelope, std::string key, std::string content) {
    envelope.key = std::move(key);
    envelope.content_hash = std::move(content);
    return envelope;
}
Envelope offer(BidderNo number, Minor price, Instant received_at, std::string key) {
    return keyed(Market::from_bidder(number, Market::price_offer(number, price), received_at), std::move(key),
                 "price-" + std::to_string(price));
}

TEST(CommandKey, ARepeatIsAnsweredAsTheFirstTime) {
    Market market = a_market()
                        .auto_bidder(60'000, 30'000)
                        .bidders(2)
                        .rules([](Rules& r) { r.visibility = Visibility::rank; })
                        .running();
    ASSERT_EQ(market.submit(offer(2, 50'000, at(1), "first-key-of-two")), "accepted");
    const KeyUse first = market.decision->use;
    EXPECT_TRUE(first.first_offer);
    EXPECT_EQ(first.at, at(1));
    market.offer(3, 20'000, at(2));
    market.offer(2, 19'000, at(3));
    ASSERT_EQ(market.submit(offer(2, 50'000, at(4), "first-key-of-two")), "repeat");
    EXPECT_EQ(market.decision->repeat->caller_seq, first.caller_seq);
    EXPECT_EQ(market.decision->repeat->seq, first.seq);
    EXPECT_EQ(market.decision->repeat->at, first.at);
    EXPECT_TRUE(market.decision->repeat->first_offer);
    EXPECT_EQ(market.decision->use.caller_seq, first.caller_seq);
    EXPECT_TRUE(market.decision->records.empty());
    EXPECT_EQ(market.price_of(2), 19'000);
}

TEST(CommandKey, TheCallersSeqIsThatOfItsOwnPush) {
    Market market = a_market().bidders(2).running();
    market.submit(offer(1, 50'000, at(1), "key-0123456789abcd"));
    bool found = false;
    State walking;
    for (const Record& record : market.log) {
        evolve(walking, record);
        if (walking.bidder(1) == nullptr)
            continue;
        for (const Push& push : view(walking, record, Audience::of_bidder(1)))
            if (push.type == "offer_placed") {
                EXPECT_EQ(push.seq, market.decision->use.caller_seq);
                found = true;
            }
    }
    EXPECT_TRUE(found);
}

TEST(CommandKey, WithoutAKeyTheAnswerIsTheSame) {
    Market with_key = a_market().bidders(2).running();
    Market without = with_key;
    with_key.submit(offer(1, 50'000, at(1), "key-0123456789abcd"));
    without.offer(1, 50'000, at(1));
    EXPECT_EQ(with_key.decision->use.caller_seq, without.decision->use.caller_seq);
    EXPECT_EQ(with_key.decision->use.at, without.decision->use.at);
    EXPECT_EQ(with_key.decision->use.first_offer, without.decision->use.first_offer);
}

TEST(CommandKey, WithOtherContentIsRefused) {
    Market market = a_market().bidders(2).running();
    market.submit(offer(1, 50'000, at(1), "key"));
    EXPECT_EQ(market.submit(offer(1, 49'000, at(2), "key")), "key_reused");
    EXPECT_EQ(market.price_of(1), 50'000);
}

TEST(CommandKey, BelongsToItsSender) {
    Market market = a_market().bidders(2).running();
    market.submit(offer(1, 50'000, at(1), "key"));
    EXPECT_EQ(market.submit(offer(2, 49'000, at(2), "key")), "accepted");
    EXPECT_EQ(market.submit(keyed(Market::from_buyer(ExtendOnce{}, at(3)), "key", "x")), "accepted");
}

TEST(CommandKey, ARefusedCommandStoresNothingAndMayBeSentAgain) {
    Market market = a_market().bidders(1).scheduled();
    EXPECT_EQ(market.submit(offer(1, 50'000, at(-1), "key")), "round_not_open");
    EXPECT_EQ(market.submit(offer(1, 49'000, at(1), "key")), "accepted");
}

TEST(CommandKey, ARepeatOutlivesTheRoundAndTheIntent) {
    Market market = a_market().bidders(1).running();
    market.submit(offer(1, 50'000, at(1), "key"));
    market.tick(at(600) + settle);
    EXPECT_EQ(market.submit(offer(1, 50'000, at(601), "key")), "repeat");
    market.submit(Market::from_buyer(Cancel{}, at(700)));
    EXPECT_EQ(market.submit(offer(1, 50'000, at(701), "key")), "repeat");
}

TEST(CommandKey, ARepeatWhileTheRoundSettlesIsAnsweredAtOnce) {
    Market market = a_market().bidders(1).running();
    market.submit(offer(1, 50'000, at(1), "key"));
    EXPECT_EQ(market.submit(offer(1, 50'000, at(600), "key")), "repeat");
}

TEST(CommandKey, OfABusinessTellsNothingOfAnybodyElsesStream) {
    Market market = a_market().sealed().bidders(3).running();
    market.submit(offer(1, 50'000, at(1), "one"));
    for (BidderNo rival : {2, 3})
        market.offer(rival, 40'000, at(2));
    market.submit(keyed(Market::from_bidder(1, WithdrawOffer{}, at(5)), "two", "w"));
    EXPECT_EQ(market.decision->use.caller_seq, stream_head(market.state, Audience::of_bidder(1)));
    market.submit(keyed(Market::from_bidder(1, WithdrawOffer{}, at(6)), "two", "w"));
    EXPECT_EQ(market.decision->repeat->caller_seq, stream_head(market.state, Audience::of_bidder(1)));
}

TEST(CommandKey, IsWrittenWithItsSenderAndContent) {
    EXPECT_EQ(command_key_of(offer(1, 5, t0, "k")), "business " + to_text(business_id(1)) + "/k#price-5");
    EXPECT_EQ(command_key_of(keyed(Market::from_buyer(Tick{}, t0), "k", "h")), "buyer/k#h");
    EXPECT_EQ(command_key_of(keyed(Market::from_system(Tick{}, t0), "k", "h")), "system/k#h");
    EXPECT_EQ(command_key_of(Market::from_system(Tick{}, t0)), "");
}

TEST(CommandKey, IsCarriedByTheFirstEventOfItsCommandAlone) {
    Market market = a_market().auto_bidder(60'000, 30'000).bidders(1).scheduled();
    market.submit(offer(2, 50'000, at(1), "key"));
    Strings with_key;
    for (const Record& record : market.log)
        if (!record.command_key.empty())
            with_key.emplace_back(type_of(record.event));
    EXPECT_EQ(market.last_types(), (Strings{"round_opened", "offer_placed", "offer_placed", "offer_revised"}));
    EXPECT_EQ(with_key, (Strings{"offer_placed"}));
}

TEST(CommandKey, IsCarriedOnceByACommandOfSeveralEvents) {
    Market market = a_market().bidders(3).running();
    market.offer(1, 50'000, at(1));
    market.offer(2, 51'000, at(2));
    ASSERT_EQ(market.submit(keyed(Market::from_buyer(Award{offer_id(1), ""}, at(3)), "key", "award")), "accepted");
    ASSERT_EQ(market.last_types(), (Strings{"round_closed", "awarded", "disposed"}));
    EXPECT_EQ(market.last[0].command_key, "buyer/key#award");
    EXPECT_EQ(market.last[1].command_key + market.last[2].command_key, "");
    EXPECT_EQ(market.decision->use.seq, market.last[0].seq);
}

} // namespace
} // namespace parley::core
