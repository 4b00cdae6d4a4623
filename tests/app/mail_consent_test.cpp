// Invariant 10: no mail goes to anyone without a confirmed, unexpired consent, whatever people do and in which order.
#include "mail_world.hpp"

#include "app/wordings.hpp"
#include "core/talk/word.hpp"

#include <rapidcheck.h>

namespace parley::app::test {
namespace {

constexpr core::Micros minute = core::seconds(60);
constexpr core::Micros day = core::seconds(86'400);

/// People who do one thing after another, drawn by lot. What they have agreed to is known from what they did, not from
/// the store that is tested.
class History {
public:
    explicit History(std::uint64_t seed) : world_(seed) {
        world_.mailer.watch = [this](const Mail& mail) { judge(mail); };
        // In most histories there are shops from the beginning, or few would come far.
        for (std::size_t shop = 0; shop < 2 && world_.pick(4) > 0; ++shop) {
            world_.enroll(shop_address(shop), shop_name(shop));
            world_.work();
            if (!world_.mailer.sent.empty())
                follow(world_.mailer.sent.back());
        }
    }

    void step() {
        using Deed = void (History::*)();
        // Some are done more often, so that deals happen and lists have readers.
        static constexpr Deed deeds[] = {
            &History::post,    &History::post,   &History::enroll, &History::follow,  &History::follow,
            &History::follow,  &History::not_me, &History::stop,   &History::wait,    &History::wait,
            &History::work,    &History::work,   &History::forget, &History::deal,    &History::deal,
            &History::deal,    &History::deal,   &History::join,   &History::join,    &History::write,
            &History::write,   &History::leave,  &History::fail,   &History::sign_in, &History::go_on,
            &History::go_on,   &History::go_on,  &History::go_on,  &History::go_on,   &History::go_on,
            &History::go_on,   &History::go_on,  &History::go_on,  &History::suspend, &History::suspend,
            &History::suspend, &History::write,  &History::wish,   &History::stand};
        (this->*deeds[world_.pick(std::size(deeds))])();
    }
    std::vector<std::string> faults;
    std::map<std::string, int> sent; // by letter

private:
    // --- what people do ---------------------------------------------------------------------------------------------
    void post() {
        const auto id = world_.post(buyer(), world_.pick(4) == 0);
        if (id.is_nil())
            return;
        intents_.push_back(id);
        if (world_.pick(3) > 0 && !world_.mailer.sent.empty())
            follow(world_.mailer.sent.back());
    }
    void enroll() {
        const std::size_t shop = world_.pick(2);
        world_.enroll(shop_address(shop), shop_name(shop));
    }
    void sign_in() { world_.run(world_.admission.sign_in(buyer())); }
    void follow() {
        if (const Mail* mail = any_mail())
            follow(*mail);
    }
    void follow(Mail mail) {
        const auto answer = patiently(world_.admission.confirm_link(token_in(mail, "confirm"), ""));
        if (!answer.admitted || answer.admitted->kind == "session")
            return;
        const std::string& kind = answer.admitted->kind;
        if (kind == "business")
            confirmed_.insert(mail.to);
        agreed_.insert({mail.to, kind == "intent"     ? "intent/" + answer.admitted->id
                                 : kind == "business" ? "invitations"
                                                      : "offers/" + answer.admitted->id});
    }
    void not_me() {
        if (const Mail* mail = any_mail())
            patiently(world_.admission.not_me(token_in(*mail, "not-me")));
    }
    void stop() {
        const Mail* mail = any_mail();
        if (mail == nullptr)
            return;
        const auto answer = patiently(world_.admission.unsubscribe(token_in(*mail, "unsubscribe")));
        if (!answer.admitted)
            return;
        if (answer.stopped.kind == "all")
            std::erase_if(agreed_, [&](const auto& one) { return one.first == mail->to; });
        else
            agreed_.erase({mail->to, purpose_of(*mail)});
    }
    void wait() {
        static constexpr core::Micros spans[] = {minute / 6,  minute,          minute, 5 * minute, 20 * minute,
                                                 20 * minute, 3 * 60 * minute, day,    8 * day,    300 * day};
        world_.now = world_.now + spans[std::min(world_.pick(10), world_.pick(10))];
        for (const core::IntentId& intent : intents_)
            catch_up(intent);
    }
    void catch_up(const core::IntentId& id) { patiently(world_.market().tick(id)); }
    /// What comes in the moment in which a round settles is held until it has.
    template <class T>
    T patiently(asio::awaitable<T> work) {
        const auto ended = world_.start(std::move(work));
        while (!ended->done) {
            world_.now = world_.now + core::settle;
            const auto a_while = std::chrono::steady_clock::now() + std::chrono::milliseconds(400);
            world_.until([&] { return ended->done || std::chrono::steady_clock::now() > a_while; });
        }
        if constexpr (std::is_void_v<T>)
            ended->get();
        else
            return std::move(ended->get());
    }
    void work() { world_.work(); }
    /// Quiet hours, a digest, both or neither.
    void wish() {
        const auto reader = world_.accounts.principal_with(buyer());
        if (!reader)
            return;
        MailWishes wishes;
        if (world_.pick(2) == 0)
            wishes.quiet = QuietHours{static_cast<std::int32_t>(world_.pick(700)), 720};
        if (world_.pick(2) == 0)
            wishes.digest_at = static_cast<std::int32_t>(720 + world_.pick(700));
        world_.run(world_.wishes.set_mail(*reader, wishes));
    }
    void forget() { world_.run(world_.retention.sweep()); }
    void fail() {
        const bool unknown = world_.pick(2) == 0;
        world_.mailer.failures.emplace_back("as the test wants it", world_.pick(4) != 0,
                                            unknown ? runtime::Outcome::unknown : runtime::Outcome::not_done);
    }

    /// One intent goes on as far as it comes, and the mail room works in between or does not.
    void deal() {
        if (intents_.empty())
            return;
        const core::IntentId id = some_intent();
        invite(id);
        for (std::size_t shop = 0; shop < 2; ++shop)
            if (const auto business = business_of(shop)) {
                core::PlaceOffer offer;
                offer.price = static_cast<core::Minor>(40'000 + world_.pick(100) * 100);
                offer.new_id = draw_id<core::OfferId>(world_.random);
                submit(id, core::SenderKind::business, *business, std::move(offer));
            }
        if (world_.pick(4) > 0)
            choose(id);
    }
    /// The buyer takes the best offer, if there is one; its shop says yes, says nothing yet, or not in time.
    void choose(const core::IntentId& id) {
        const auto state = state_of(id);
        if (state->ranking.empty())
            return;
        const core::Bidder& best = *state->bidder(state->ranking.front());
        submit(id, core::SenderKind::buyer, {}, core::Award{best.offer->id, ""});
        const auto award = state_of(id)->award;
        if (!award)
            return;
        if (world_.pick(2) > 0)
            submit(id, core::SenderKind::business, best.business.id, core::ConfirmAward{});
        else if (world_.pick(3) > 0)
            until(id, award->confirm_by);
    }
    core::IntentId some_intent() {
        return intents_[intents_.size() - 1 - std::min(world_.pick(intents_.size()), std::size_t{3})];
    }
    std::shared_ptr<const core::State> state_of(const core::IntentId& id) {
        return world_.run(world_.market().state(id));
    }
    void invite(const core::IntentId& id) {
        core::Invite invite;
        for (std::size_t shop = 0; shop < 2; ++shop)
            if (const auto business = business_of(shop)) {
                core::Invitee invitee;
                invitee.business.id = *business;
                invitee.business.name = shop_name(shop);
                invite.invitees.push_back(std::move(invitee));
            }
        catch_up(id);
        submit(id, core::SenderKind::system, {}, std::move(invite));
    }
    /// One request goes on by what it waits for, and what is said and promised in it is mailed about.
    void go_on() {
        if (intents_.empty())
            return;
        const core::IntentId id = some_intent();
        catch_up(id);
        const auto state = state_of(id);
        if (world_.pick(30) == 0)
            return says(id, core::Erase{});
        switch (state->lifecycle) {
        case core::Lifecycle::open:
            if (core::asks_for_advice(*state))
                return advise(id);
            if (state->ranking.empty())
                return world_.pick(3) == 0 ? run_out(id) : invite(id);
            talk(id);
            return world_.pick(2) == 0 ? says(id, core::CloseEarly{}) : run_out(id);
        case core::Lifecycle::deciding:
            return world_.pick(2) == 0 ? choose(id) : until(id, *state->decision_ends_at - decision_reminder + minute);
        case core::Lifecycle::awarded:
            return until(id, state->award->confirm_by);
        case core::Lifecycle::confirmed:
            return keep(id, state->bidder(state->award->bidder)->business.id);
        default:
            return;
        }
    }
    void says(const core::IntentId& id, core::Command command) {
        submit(id, core::SenderKind::buyer, {}, std::move(command));
        until(id, world_.now + minute);
    }
    void says(const core::IntentId& id, const core::BusinessId& business, core::Command command) {
        submit(id, core::SenderKind::business, business, std::move(command));
        until(id, world_.now + minute);
    }
    /// That moment comes, and the mails that are due by then.
    void until(const core::IntentId& id, core::Instant moment) {
        world_.now = std::max(world_.now, moment);
        catch_up(id);
        world_.now = world_.now + minute;
        world_.work();
    }
    void run_out(const core::IntentId& id) {
        for (int i = 0; i < 4 && state_of(id)->lifecycle == core::Lifecycle::open; ++i)
            until(id, core::next_due(*state_of(id)).value_or(world_.now));
    }
    void advise(const core::IntentId& id) {
        invite(id);
        for (std::size_t shop = 0; shop < 2; ++shop)
            if (const auto business = business_of(shop))
                says(id, *business, core::GiveAdvice{"Oak stands damp better"});
        says(id, core::AskForOffers{world_.now + 10 * minute, 2});
    }
    void talk(const core::IntentId& id) {
        const auto state = state_of(id);
        const core::Bidder& best = *state->bidder(state->ranking.front());
        says(id, best.business.id, core::Ask{"How wide?"});
        const auto asked = static_cast<std::int64_t>(state_of(id)->dialogue->questions.size());
        says(id, core::AnswerQuestion{asked, "A metre"});
        says(id, core::Ask{"Oiled or waxed?"});
        says(id, core::SendMessage{best.offer->id, core::MessageKind::message, "And by Friday?"});
        says(id, best.business.id, core::SendMessage{{}, core::MessageKind::message, "Oiled"});
    }
    void keep(const core::IntentId& id, const core::BusinessId& business) {
        says(id, business, core::MakePromise{world_.now + 60 * minute, "With oil"});
        const auto promise = static_cast<std::int64_t>(state_of(id)->deal->promises.size());
        until(id, world_.now + 120 * minute);
        says(id, core::JudgePromise{promise, false, ""});
        says(id, business, core::OfferRepair{promise, {}, "Tomorrow"});
        says(id, business, core::HandOver{core::HandOffKind::visit, "", "K7"});
    }
    /// Or its suspension is lifted.
    void suspend() {
        const auto business = business_of(world_.pick(2));
        if (!business || world_.suspended.erase(*business) > 0)
            return;
        for (const core::IntentId& id : intents_)
            submit(id, core::SenderKind::system, {}, core::SuspendBidder{*business});
        world_.suspended.insert(*business);
        world_.now = world_.now + minute;
        world_.work();
    }
    void submit(core::IntentId id, core::SenderKind who, core::BusinessId business, core::Command command) {
        if (world_.pick(10) == 0 || (who == core::SenderKind::business && world_.suspended.contains(business)))
            return;
        world_.now = world_.now + core::seconds(30); // later than the grace of most mails
        catch_up(id);
        core::Envelope envelope{std::move(command), {who, business}, "", "", world_.now};
        patiently(world_.market().submit(id, std::move(envelope)));
        if (world_.pick(3) == 0)
            world_.work();
    }
    void join() {
        for (const core::IntentId& id : intents_) {
            const auto state = world_.run(world_.market().state(id));
            const auto member = world_.run(world_.offer_lists.membership(state));
            if (member && world_.pick(2) == 0)
                world_.run(world_.offer_lists.ask(*member, state->intent.consumer, {}));
        }
    }
    void leave() {
        for (const core::IntentId& id : intents_) {
            const auto state = world_.run(world_.market().state(id));
            const auto member = world_.run(world_.offer_lists.membership(state));
            const auto contact = world_.run(world_.accounts.contact_of(state->intent.consumer));
            if (!member || !contact || world_.pick(3) > 0)
                continue;
            world_.run(world_.offer_lists.stop(member->business, state->intent.consumer, "page"));
            agreed_.erase({contact->email, offers_purpose(member->business)});
        }
    }
    void write() {
        if (const auto business = business_of(world_.pick(2)))
            world_.run(
                world_.offer_lists.write(draw_id<core::IntentId>(world_.random), *business, "News", "Oak tables."));
    }

    /// A shop's standing offer is made, changed or dropped; it hears of each.
    void stand() {
        const auto business = business_of(world_.pick(2));
        if (!business)
            return;
        StandingOffer offer;
        offer.id = core::to_text(*business);
        offer.business = *business;
        offer.sector = "furniture/tables";
        offer.opening.price = 50'000;
        offer.floor.price = static_cast<core::Minor>(30'000 + world_.pick(100) * 100);
        offer.paused = true; // or it would offer in these histories
        if (world_.pick(3) == 0)
            world_.run(world_.businesses.drop_standing_offer(*business, offer.id, world_.now));
        else
            world_.run(world_.businesses.put_standing_offer(offer, world_.now));
    }

    // --- what is judged ---------------------------------------------------------------------------------------------
    void judge(const Mail& mail) {
        const std::string name = letter_name(mail);
        ++sent[name];
        const bool asked_for = name == "confirm_intent" || name == "confirm_business" || name == "join_list" ||
                               name == "sign_in" || name == "reminder";
        if (asked_for)
            return judge_asked_for(mail);
        if (name != "digest")
            return judge_told(mail, purpose_of(mail));
        static const std::regex link("/buyer/([0-9a-z]{26})");
        for (std::sregex_iterator told(mail.text.begin(), mail.text.end(), link), end; told != end; ++told)
            judge_told(mail, "intent/" + (*told)[1].str());
    }
    void judge_told(const Mail& mail, const std::string& purpose) {
        if (!agreed_.contains({mail.to, purpose}))
            faults.push_back(mail.message_id + " went to " + mail.to + " who had not agreed to " + purpose);
        const auto agreed = world_.accounts.agreed_to(purpose, world_.now);
        const auto reader = world_.accounts.principal_with(mail.to);
        const bool in_store = reader && std::ranges::find(agreed, *reader) != agreed.end();
        if (!in_store)
            faults.push_back(mail.message_id + " went out without a confirmed, unexpired row for " + purpose);
        if (letter_name(mail) == "list" && std::ranges::any_of(world_.suspended, [&](const core::BusinessId& one) {
                return purpose == offers_purpose(one);
            }))
            faults.push_back(mail.message_id + " is of a business that is suspended");
    }
    /// What is asked for by whoever types an address is bounded, and nobody is reminded twice.
    void judge_asked_for(const Mail& mail) {
        auto& times = asked_for_[mail.to];
        const bool again = !names_.insert(mail.message_id).second;
        if (!again)
            times.insert(world_.now);
        if (std::distance(times.lower_bound(world_.now - 60 * minute + 1), times.end()) > 2 * mails_per_hour)
            faults.push_back("too many mails to " + mail.to);
    }
    std::string purpose_of(const Mail& mail) const {
        if (letter_name(mail) == "list")
            return offers_purpose(*business_of(mail.subject.starts_with(shop_name(0)) ? 0 : 1));
        if (letter_name(mail) == "digest") { // that tells of one request alone, as it can be stopped
            std::smatch told;
            std::regex_search(mail.text, told, std::regex("/buyer/([0-9a-z]{26})"));
            return "intent/" + told[1].str();
        }
        return mail.to.starts_with("shop") ? "invitations"
                                           : "intent/" + mail.message_id.substr(letter_name(mail).size() + 1, 26);
    }

    // --- who and what there is --------------------------------------------------------------------------------------
    std::string buyer() { return "buyer" + std::to_string(world_.pick(3)) + "@example.org"; }
    static std::string shop_address(std::size_t shop) { return "shop" + std::to_string(shop) + "@example.org"; }
    static std::string shop_name(std::size_t shop) { return shop == 0 ? "Oak Hall" : "Pine Hall"; }
    std::optional<core::BusinessId> business_of(std::size_t shop) const {
        // Only who has confirmed is asked, and is never forgotten.
        if (!confirmed_.contains(shop_address(shop)))
            return std::nullopt;
        const auto found = world_.accounts.principal_with(shop_address(shop));
        return found ? std::optional(core::BusinessId{found->high, found->low}) : std::nullopt;
    }
    const Mail* any_mail() {
        // Late mails are followed more often: their links still work.
        const auto& all = world_.mailer.sent;
        if (all.empty())
            return nullptr;
        return &all[all.size() - 1 - std::min(world_.pick(all.size()), world_.pick(all.size()))];
    }
    static constexpr int mails_per_hour = 3;
    MailWorld world_;
    std::vector<core::IntentId> intents_;
    std::set<std::pair<std::string, std::string>> agreed_; // address, purpose
    std::set<std::string> confirmed_;                      // addresses of shops
    std::map<std::string, std::set<core::Instant>> asked_for_;
    std::set<std::string> names_;
};

constexpr const char* letters[] = {
    "confirm_intent", "reminder",    "join_list",    "list",           "invitation",     "advice",
    "offers_wanted",  "first_offer", "round_closed", "decision_ends",  "awarded",        "award_confirmed",
    "award_lapsed",   "disposed",    "no_offers",    "offers_gone",    "question",       "question_to_all",
    "answer",         "message",     "promise_due",  "promise_broken", "repair_offered", "handed_off",
    "deletion",       "digest",      "standing"};

TEST(MailConsent, NoMailGoesOutWithoutAConfirmedAndUnexpiredConsent) {
    std::map<std::string, int> sent;
    const auto missing = [&] { return std::ranges::find_if(letters, [&](auto letter) { return sent[letter] == 0; }); };
    // Each letter comes some ten times in a hundred histories; more are played as long as one is missing.
    for (int hundreds = 0; hundreds < 5 && missing() != std::end(letters); ++hundreds)
        ASSERT_TRUE(rc::check([&] {
            // One number is the whole history, and smaller ones are no simpler.
            History history(*rc::gen::noShrink(rc::gen::arbitrary<std::uint64_t>()));
            for (int i = 0; i < 250 && history.faults.empty(); ++i)
                history.step();
            for (const auto& [letter, count] : history.sent)
                sent[letter] += count;
            RC_ASSERT(history.faults == std::vector<std::string>());
        }));
    EXPECT_EQ(missing(), std::end(letters)) << "no history came as far as " << *missing();
}

} // namespace
} // namespace parley::app::test
