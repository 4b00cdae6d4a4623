// The conversation and the deal, told a second time in the plainest way, and compared with the real thing on random
// talk: every word, yes and no alike.
#include "core/market_builders.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <random>

namespace parley::core {
namespace {

using namespace testing;

constexpr std::uint64_t seed = 20'261'128;
constexpr std::int64_t full = 24'000;
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define PARLEY_SHORT_RUN
#endif
#endif
#ifdef PARLEY_SHORT_RUN
constexpr std::int64_t commands_wanted = 5'000;
#else
constexpr std::int64_t commands_wanted = full;
#endif
/// Nothing that can be said may be rarer than this; the short run under a sanitizer meets everything at all.
constexpr std::int64_t rare = commands_wanted == full ? full / 1'000 : 1;

const std::size_t market_last = Event(IntentEnded{}).index();

enum class Who { buyer, shop };

/// What is remembered of one thread: who spoke last, in the plainest words.
struct NaiveThread {
    std::string last;        // "", "buyer", "shop"; an offer with a message is a word of the shop's
    bool spoke_late = false; // the buyer, after the end, with no answer yet
    bool blocked = false, muted = false, listed = false, complained_buyer = false, complained_shop = false;
    std::int64_t shop_spoke_at = -1, buyer_spoke_at = 0;
    std::int64_t beaten = 0;
    bool heard_all = false; // of the buyer's latest question to all, with no answer yet
};
struct NaivePromise {
    std::string state = "open";
    bool was_broken = false, repair = false;
};

/// Only the talk: what the market does is given to it.
struct NaiveTalk {
    std::map<BidderNo, NaiveThread> threads;
    std::map<std::int64_t, std::pair<BidderNo, bool>> questions; // who asked, and whether it was answered
    std::vector<NaivePromise> promises;
    std::int64_t readiness = 0; // ready, not_yet, ask_me
    std::int64_t ask_at = 0;    // 0: none
    std::string code;
    std::int64_t added = 0; // by the shop, since the buyer said something
    bool redeemed = false, outcome = false, bought = false, reviewed = false, shared = false, erased = false;
    std::string shared_text;
};

class Talk {
public:
    Talk(std::mt19937_64& dice, std::map<std::string, std::int64_t>& table) : dice_(dice), table_(table) {
        market_ = a_market().bidders(4).running();
        for (BidderNo number = 1; number <= 3; ++number) {
            PlaceOffer offer;
            offer.price = 50'000 + number * 100;
            offer.message = chance(50) ? "Oak, oiled" : "";
            if (chance(50))
                offer.attributes["delivery_days"] = 3;
            naive_.threads[number].last = offer.message.empty() ? "" : "shop";
            naive_.threads[number].shop_spoke_at = offer.message.empty() ? -1 : 0;
            market_.offer(number, offer, at(number));
        }
    }

    void act() {
        now_ = now_ + 1 + pick(0, 2'000'000);
        if (chance(1))
            now_ = now_ + seconds(pick(1, 86'400));
        // What is due by now has happened before anybody speaks.
        market_.tick(now_ + settle);
        now_ = std::max(now_, market_.state.at) + 1;
        if (chance(4))
            return move_the_market();
        const BidderNo number = pick(1, 5);
        const bool by_buyer = chance(50);
        // While it is open people talk; afterwards they have a deal to keep.
        switch (chance(over() ? 75 : 20) ? 13 : pick(1, 12)) {
        case 1:
            return by_buyer ? give(Ask{words()}, Who::buyer, 0, ask_all())
                            : give(Ask{words()}, Who::shop, number, ask(number));
        case 2: {
            const auto question = pick(1, static_cast<std::int64_t>(naive_.questions.size()) + 1);
            return give(AnswerQuestion{question, words()}, Who::buyer, 0, answer(question));
        }
        case 3:
        case 4:
        case 5:
        case 6:
            return by_buyer
                       ? give(SendMessage{offer_id(number), MessageKind::message, words()}, Who::buyer, 0, say(number))
                       : give(SendMessage{std::nullopt, MessageKind::message, words()}, Who::shop, number,
                              write(number));
        case 7:
            return give(SendMessage{offer_id(number), MessageKind::beat_this, ""}, Who::buyer, 0, beat(number));
        case 8:
            return set_readiness();
        case 9: {
            const bool muted = chance(50);
            return give(MuteThread{offer_id(number), muted}, Who::buyer, 0, flag(number, muted, &NaiveThread::muted));
        }
        case 10: {
            const bool listed = chance(50);
            return give(Shortlist{offer_id(number), listed}, Who::buyer, 0, flag(number, listed, &NaiveThread::listed));
        }
        case 11:
            if (chance(70))
                return;
            // Nobody was asked for advice here.
            if (chance(10))
                return give(BlockBidder{{}, business_id(number)}, Who::buyer, 0, "advice_unknown");
            return give(BlockBidder{offer_id(number), {}}, Who::buyer, 0, flag(number, true, &NaiveThread::blocked));
        case 12:
            // Nobody was asked for advice here.
            if (by_buyer && chance(10))
                return give(Report{std::nullopt, Complaint::rude, "x", business_id(number)}, Who::buyer, 0,
                            "advice_unknown");
            return by_buyer
                       ? give(Report{offer_id(number), Complaint::rude, "x", {}}, Who::buyer, 0, complain(number, true))
                       : give(Report{std::nullopt, Complaint::spam, "x", {}}, Who::shop, number,
                              complain(number, false));
        default:
            return act_on_deal(number);
        }
    }
    bool goes_on() const { return !naive_.erased || extra_-- > 0; }

private:
    std::int64_t pick(std::int64_t low, std::int64_t high) {
        return low + static_cast<std::int64_t>(dice_() % static_cast<std::uint64_t>(high - low + 1));
    }
    bool chance(int in_hundred) { return pick(1, 100) <= in_hundred; }
    /// Sometimes with a way around the market in it.
    const char* words() { return (with_contact_ = chance(15)) ? "mail me: ann@example.org" : "Is that so?"; }

    void move_the_market() {
        const BidderNo number = pick(1, 3);
        switch (pick(1, 4)) {
        case 1:
            market_.tick_when_due();
            now_ = std::max(now_, market_.state.at);
            return;
        case 2:
        case 3:
            if (market_.award(number, now_) == "accepted" && chance(80))
                if (market_.confirm_award(number, now_) == "accepted")
                    for (const PromiseMade& made : market_.events<PromiseMade>(market_.last)) {
                        (void)made;
                        naive_.promises.push_back({});
                    }
            return;
        case 4:
            if (chance(10))
                market_.submit(Market::from_buyer(Cancel{}, now_));
            return;
        }
    }

    bool over() const { return market_.state.is_over(); }
    bool deal_with(BidderNo number) const {
        return market_.state.award && market_.state.award->confirmed_at && market_.state.award->bidder == number;
    }
    bool chosen(BidderNo number) const {
        const bool holds =
            market_.state.lifecycle == Lifecycle::awarded || (market_.state.award && market_.state.award->confirmed_at);
        return holds && market_.state.award->bidder == number;
    }
    bool has_offer(BidderNo number) const { return number <= 3; }

    // --- what ought to be said, and remembered if it is taken ---

    std::string ask(BidderNo number) {
        if (number > 4)
            return "not_invited";
        if (naive_.erased)
            return "erased";
        if (over())
            return "intent_over";
        if (naive_.threads[number].blocked)
            return "blocked";
        for (const auto& [question, known] : naive_.questions)
            if (known.first == number && !known.second)
                return "question_open";
        if (with_contact_)
            return "contact_details";
        naive_.questions[static_cast<std::int64_t>(naive_.questions.size()) + 1] = {number, false};
        return "accepted";
    }
    std::string ask_all() {
        if (over())
            return "intent_over";
        if (with_contact_)
            return "contact_details";
        naive_.questions[static_cast<std::int64_t>(naive_.questions.size()) + 1] = {0, false};
        for (BidderNo number = 1; number <= 4; ++number)
            naive_.threads[number].heard_all = true;
        return "accepted";
    }
    std::string answer(std::int64_t question) {
        if (over())
            return "intent_over";
        const auto found = naive_.questions.find(question);
        if (found == naive_.questions.end() || found->second.first == 0)
            return "question_unknown";
        if (found->second.second)
            return "already_answered";
        if (with_contact_)
            return "contact_details";
        found->second.second = true;
        return "accepted";
    }
    std::string shut(BidderNo number) {
        const bool standing = market_.state.bidder(number)->offer->standing;
        const bool open = over() ? chosen(number) || naive_.ask_at > 0 : standing;
        if (!open)
            return "thread_closed";
        return naive_.threads[number].blocked ? "blocked" : "";
    }
    std::string say(BidderNo number) {
        if (!has_offer(number))
            return "offer_unknown";
        if (naive_.erased)
            return "erased";
        if (const std::string no = shut(number); !no.empty())
            return no;
        if (with_contact_ && !chosen(number))
            return "contact_details";
        naive_.threads[number].last = "buyer";
        if (deal_with(number) || chosen(number))
            naive_.added = 0;
        naive_.threads[number].spoke_late = over();
        naive_.threads[number].buyer_spoke_at = now_.us;
        return "accepted";
    }
    std::string write(BidderNo number) {
        if (number > 4)
            return "not_invited";
        if (naive_.erased)
            return "erased";
        if (!has_offer(number))
            return "no_thread";
        if (const std::string no = shut(number); !no.empty())
            return no;
        NaiveThread& thread = naive_.threads[number];
        const bool late = over() && !chosen(number);
        if (late && now_.us >= std::max(naive_.ask_at, thread.buyer_spoke_at) + 7 * 86'400'000'000)
            return "thread_closed";
        bool word = late ? thread.spoke_late : thread.last != "shop" || thread.heard_all;
        if (naive_.ask_at > 0 && now_.us >= naive_.ask_at && now_.us < naive_.ask_at + 7 * 86'400'000'000 &&
            thread.shop_spoke_at < naive_.ask_at)
            word = true;
        if (!word)
            return "awaiting_answer";
        if (with_contact_ && !chosen(number))
            return "contact_details";
        thread.last = "shop";
        thread.heard_all = thread.spoke_late = false;
        thread.shop_spoke_at = now_.us;
        return "accepted";
    }
    std::string beat(BidderNo number) {
        with_contact_ = false;
        const RoundState* round = market_.state.round();
        if (round->phase != RoundPhase::running)
            return "round_closed";
        if (!has_offer(number))
            return "offer_unknown";
        if (naive_.erased)
            return "erased";
        if (const std::string no = shut(number); !no.empty())
            return no;
        if (naive_.threads[number].beaten == round->number)
            return "already_asked";
        naive_.threads[number].beaten = round->number;
        naive_.threads[number].last = "buyer";
        return "accepted";
    }
    std::string flag(BidderNo number, bool wanted, bool NaiveThread::* which) {
        if (!has_offer(number))
            return "offer_unknown";
        if (naive_.erased)
            return "erased";
        bool& now = naive_.threads[number].*which;
        changes_ = now != wanted;
        now = wanted;
        return "accepted";
    }
    std::string complain(BidderNo number, bool buyer) {
        if (!buyer && number > 4)
            return "not_invited";
        if (buyer && !has_offer(number))
            return "offer_unknown";
        if (naive_.erased)
            return "erased";
        NaiveThread& thread = naive_.threads[number];
        bool& done = buyer ? thread.complained_buyer : thread.complained_shop;
        if (done)
            return "already_reported";
        done = true;
        return "accepted";
    }
    void set_readiness() {
        const auto kind = pick(0, 2);
        SetReadiness command{static_cast<Readiness>(kind), std::nullopt};
        if (kind == 2)
            command.ask_at = now_ + seconds(pick(1, 100));
        std::string expected = "accepted";
        if (naive_.erased) {
            expected = "erased";
        } else {
            changes_ = kind == 2 || naive_.readiness != kind;
            naive_.readiness = kind;
            naive_.ask_at = command.ask_at ? command.ask_at->us : 0;
        }
        give(command, Who::buyer, 0, expected);
    }

    // --- the deal ---

    std::string shop_deal(BidderNo number) {
        if (number > 4)
            return "not_invited";
        if (naive_.erased)
            return "erased";
        return deal_with(number) ? "" : "no_deal";
    }
    std::string shop_adds(BidderNo number) {
        if (const std::string no = shop_deal(number); !no.empty())
            return no;
        if (naive_.threads[number].blocked)
            return "blocked";
        return naive_.added > 4 ? "awaiting_answer" : "";
    }
    std::string buyer_deal() {
        if (naive_.erased)
            return "erased";
        return market_.state.award && market_.state.award->confirmed_at ? "" : "no_deal";
    }
    NaivePromise* promise(std::int64_t number) {
        return number <= static_cast<std::int64_t>(naive_.promises.size())
                   ? &naive_.promises[static_cast<std::size_t>(number - 1)]
                   : nullptr;
    }
    void act_on_deal(BidderNo number) {
        if (market_.state.award && chance(80))
            number = market_.state.award->bidder;
        auto which = pick(1, static_cast<std::int64_t>(naive_.promises.size()) + 1);
        // A broken promise is what there is most to say about.
        for (std::size_t i = 0; i < naive_.promises.size(); ++i)
            if (naive_.promises[i].state == "broken" && chance(60))
                which = static_cast<std::int64_t>(i) + 1;
        NaivePromise* one = promise(which);
        const auto settled = [&] { return one->state == "kept" || one->state == "repaired"; };
        switch (pick(1, 12)) {
        case 1: {
            if (naive_.promises.size() > 6)
                return;
            std::string no = shop_adds(number);
            if (no.empty()) {
                naive_.promises.push_back({});
                ++naive_.added;
            }
            return give(MakePromise{std::nullopt, "A tin of oil"}, Who::shop, number, no);
        }
        case 2: {
            std::string no = shop_deal(number);
            if (no.empty())
                no = one == nullptr                                      ? "promise_unknown"
                     : settled()                                         ? "promise_settled"
                     : one->state == "open" || one->state == "repairing" ? ""
                                                                         : "promise_waits";
            if (no.empty() && naive_.threads[number].blocked)
                no = "blocked";
            if (no.empty())
                one->state = "claimed";
            return give(ClaimPromise{which, "Done"}, Who::shop, number, no);
        }
        case 3:
        case 4: {
            const bool kept = chance(50);
            std::string no = buyer_deal();
            if (no.empty())
                no = one == nullptr                                   ? "promise_unknown"
                     : settled() || (one->state == "broken" && !kept) ? "promise_settled"
                                                                      : "";
            if (no.empty()) {
                one->was_broken = one->was_broken || !kept;
                one->state = !kept ? "broken" : one->was_broken ? "repaired" : "kept";
                one->repair = false;
                naive_.added = 0;
            }
            return give(JudgePromise{which, kept, ""}, Who::buyer, 0, no);
        }
        case 5: {
            std::string no = shop_adds(number);
            if (no.empty())
                no = one == nullptr                          ? "promise_unknown"
                     : settled()                             ? "promise_settled"
                     : one->state != "broken" || one->repair ? "promise_waits"
                                                             : "";
            if (no.empty()) {
                one->repair = true;
                ++naive_.added;
            }
            return give(OfferRepair{which, std::nullopt, "Soon"}, Who::shop, number, no);
        }
        case 6: {
            const bool yes = chance(50);
            std::string no = buyer_deal();
            if (no.empty())
                no = one == nullptr ? "promise_unknown" : !one->repair ? "promise_waits" : "";
            if (no.empty()) {
                one->repair = false;
                one->state = yes ? "repairing" : "broken";
                naive_.added = 0;
            }
            return give(AnswerRepair{which, yes}, Who::buyer, 0, no);
        }
        case 7: {
            const std::string code = "K" + std::to_string(pick(1, 2));
            if (chance(40)) {
                std::string no = shop_adds(number);
                if (no.empty() && naive_.redeemed)
                    no = "promise_settled";
                if (no.empty()) {
                    naive_.code = code;
                    ++naive_.added;
                }
                return give(HandOver{HandOffKind::visit, "", code}, Who::shop, number, no);
            }
            std::string no = shop_deal(number);
            if (no.empty() && naive_.code != code)
                no = "code_wrong";
            if (no.empty()) {
                changes_ = !naive_.redeemed;
                naive_.redeemed = naive_.bought = true;
            }
            return give(RedeemVisit{code}, Who::shop, number, no);
        }
        case 8: {
            const auto where = static_cast<BoughtWhere>(pick(0, 2));
            ReportOutcome command{where, chance(10) ? Minor{0} : Minor{40'000}, ""};
            std::string no = *command.price == 0 ? "price_out_of_range" : naive_.erased ? "erased" : "";
            const bool agreed = market_.state.award && market_.state.award->confirmed_at;
            if (no.empty() && (!over() || (where == BoughtWhere::here && !agreed)))
                no = "no_deal";
            if (no.empty() && naive_.outcome)
                no = "already_reported";
            if (no.empty()) {
                naive_.outcome = true;
                naive_.added = 0;
                naive_.bought = naive_.bought || where == BoughtWhere::here;
            }
            return give(command, Who::buyer, 0, no);
        }
        case 9: {
            const WriteReview command{4, false, words()};
            std::string no = buyer_deal();
            if (no.empty())
                no = with_contact_     ? "contact_details"
                     : !naive_.bought  ? "not_bought_here"
                     : naive_.reviewed ? "already_reviewed"
                                       : "";
            if (no.empty())
                naive_.reviewed = true;
            return give(command, Who::buyer, 0, no);
        }
        case 10: {
            const VoiceIdea command{words()};
            return give(command, Who::buyer, 0, naive_.erased ? "erased" : with_contact_ ? "contact_details" : "");
        }
        case 11: {
            const ShareOutcome command{chance(70), words()};
            std::string no = buyer_deal();
            if (no.empty())
                no = with_contact_ ? "contact_details" : !naive_.bought ? "not_bought_here" : "";
            if (no.empty()) {
                changes_ = naive_.shared != command.shared || (command.shared && naive_.shared_text != command.text);
                naive_.shared = command.shared;
                naive_.shared_text = command.text;
            }
            return give(command, Who::buyer, 0, no);
        }
        default:
            if (!chance(4))
                return;
            changes_ = !naive_.erased;
            naive_.erased = true;
            return give(Erase{}, Who::buyer, 0, "");
        }
    }

    void give(Command command, Who who, BidderNo number, const std::string& expected) {
        const bool changes = std::exchange(changes_, true);
        const Envelope envelope =
            who == Who::buyer ? Market::from_buyer(command, now_) : Market::from_bidder(number, command, now_);
        const std::string outcome = market_.submit(envelope, now_ + settle);
        EXPECT_EQ(outcome, expected.empty() ? "accepted" : expected) << "command " << envelope.command.index();
        // What was due before happens with it, and is the market's.
        const auto is_talk = [](const Record& record) { return record.event.index() > market_last; };
        if (outcome == "accepted")
            EXPECT_EQ(std::ranges::any_of(market_.last, is_talk), changes) << "command " << envelope.command.index();
        ++table_[outcome];
        for (const Record& record : market_.last)
            ++table_[std::string(type_of(record.event))];
        for (std::size_t i = 0; i < naive_.promises.size(); ++i)
            EXPECT_EQ(name_of(market_.state.deal->promises[i].state), naive_.promises[i].state);
        now_ = std::max(now_, market_.state.at);
    }

    std::mt19937_64& dice_;
    std::map<std::string, std::int64_t>& table_;
    Market market_;
    NaiveTalk naive_;
    Instant now_ = at(10);
    bool with_contact_ = false;
    bool changes_ = true; // whether what is taken makes an event
    mutable int extra_ = 20;
};

TEST(Dialogue, IsTheSameInBothEngines) {
    std::mt19937_64 dice(seed);
    std::map<std::string, std::int64_t> table;
    std::int64_t given = 0;
    while (given < commands_wanted && !HasFailure()) {
        Talk talk(dice, table);
        for (int i = 0; i < 100 && talk.goes_on() && !HasFailure(); ++i, ++given)
            talk.act();
    }
    std::printf("seed %llu: %lld words and acts\n", static_cast<unsigned long long>(seed),
                static_cast<long long>(given));
    for (const auto& [name, count] : table)
        std::printf("  %-24s %9lld\n", name.c_str(), static_cast<long long>(count));
    for (auto code = static_cast<std::size_t>(RefusalCode::erased); code < names_of(RefusalCode{}).size(); ++code)
        EXPECT_GE(table[std::string(names_of(RefusalCode{})[code])], rare) << names_of(RefusalCode{})[code];
    for (const char* type :
         {"question_asked",   "question_answered", "message_sent",    "readiness_set",  "thread_muted",
          "bidder_blocked",   "shortlisted",       "reported",        "promise_made",   "promise_claimed",
          "promise_judged",   "repair_offered",    "repair_answered", "handed_off",     "visit_redeemed",
          "outcome_reported", "reviewed",          "idea_voiced",     "outcome_shared", "erased"})
        EXPECT_GE(table[type], rare) << type;
}

} // namespace
} // namespace parley::core
