#include "app/letters.hpp"

#include "app/letter_html.hpp"
#include "app/letter_parts.hpp"
#include "app/wordings.hpp"
#include "core/talk/word.hpp"

#include <array>
#include <cstdio>

namespace parley::app {

namespace {

constexpr const char* no_third_mail = "\nThis is the only reminder.";

/// Who trades, as the law wants it shown; a line for each that is known.
std::string trader_lines(const core::Value& trader) {
    std::string text;
    const auto known = [&](const char* member) {
        const auto* words = trader.at(member).as_string();
        return words == nullptr ? std::string() : *words;
    };
    for (const char* member : {"address", "phone", "email"})
        if (const std::string line = known(member); !line.empty())
            text += '\n' + line;
    if (const std::string number = known("register_no"); !number.empty())
        text += '\n' + (known("register").empty() ? "Register" : known("register")) + " number " + number;
    return text;
}

/// What the law gives a buyer after the yes, and what the business gives besides.
std::string rights_text(const core::Bidder& seller) {
    const auto days = seller.offer->details.returns_days;
    const std::string own = !days        ? "It has not stated returns of its own."
                            : *days == 0 ? "It gives no returns beyond that."
                                         : "By its own terms you have " + std::to_string(*days) +
                                               (*days == 1 ? " day" : " days") + " to give it back.";
    return "You may change your mind: what is bought at a distance can be cancelled within 14 days after it came to "
           "you, and a service within 14 days after the yes, without a reason. Tell " +
           seller.business.name +
           " in writing; it pays back within 14 days. This is not so for what is made to your wishes or goes off "
           "quickly, for urgent repairs that you asked for, and for what you saw and bought in the shop.\n" +
           own;
}

/// "4 offers, best 480.00 GBP", or without the price while it is hidden.
std::string offers_text(const core::State& state) {
    const std::size_t count = state.ranking.size();
    std::string text = std::to_string(count) + (count == 1 ? " offer" : " offers");
    if (count > 0)
        text += ", best " + money_text(state.bidder(state.ranking.front())->offer->price, state.intent.currency);
    return text;
}

/// How and until when offers are taken.
std::string how_to_offer(const core::RoundState& round) {
    const std::string end = time_text(round.closes_at);
    switch (round.rules.format) {
    case core::Format::turns:
        return "First offers are secret and taken until " + end + "; then each has a turn to go lower.";
    case core::Format::rising_clock:
        return "The price rises until somebody says yes, at the latest until " + end + ".";
    case core::Format::falling_clock:
        return "The price falls; whoever does not say yes to each price is out. It ends by " + end + ".";
    case core::Format::sealed:
        return "Offers are sealed and taken until " + end + ".";
    case core::Format::open:
        break;
    }
    return "Offers are taken until " + end + ". The buyer may choose earlier, and then the round closes at once.";
}

/// Who is asked for advice is told so, and that answers are no offers.
std::optional<Mail> advice_wanted(const LetterFacts& facts) {
    if (facts.state->dialogue->advice.contains(facts.bidder->number))
        return std::nullopt;
    const core::IntentCreated& intent = facts.state->intent;
    return written(facts, "invitation", "Asked for advice: " + intent.title,
                   "Somebody near " + intent.coarse.name +
                       " asks for advice before asking for prices: " + intent.title + ".\n" + intent.text +
                       "\n\nOne answer from each business, no prices: who helps is remembered when offers are asked "
                       "for.\n\nAnswer: " +
                       desk_page(facts) + "\n\nYou get this because you sell in this sector and area.");
}

/// By the link of this mail with one tap, or at the desk.
std::string where_to_offer(const LetterFacts& facts) {
    if (facts.offer_token.empty())
        return "\n\nMake an offer: " + desk_page(facts);
    return "\n\nLook it over and send your offer, without signing in: " + facts.public_url + "/offer#" +
           facts.offer_token + "\nKeep that link to yourself: whoever has it can offer for you here, until the round " +
           "ends.\n\nOr at your desk: " + desk_page(facts);
}

std::optional<Mail> invitation(const LetterFacts& facts) {
    const core::State& state = *facts.state;
    if (state.is_over() || facts.bidder->offer || facts.bidder->declined || state.lifecycle != core::Lifecycle::open)
        return std::nullopt;
    if (core::asks_for_advice(state))
        return advice_wanted(facts);
    const core::RoundState& round = *state.round();
    std::string text = "Somebody near " + state.intent.coarse.name + " wants to buy: " + state.intent.title + ".\n";
    if (state.intent.budget && !state.intent.budget_sealed && round.rules.show_budget)
        text += "Budget: " + money_text(*state.intent.budget, state.intent.currency) + ".\n";
    text += how_to_offer(round) + where_to_offer(facts) +
            "\n\nYou get this because you sell in this sector and area. Nobody pays to be asked, or to stand first.";
    return written(facts, "invitation", "Asked for: " + state.intent.title, std::move(text));
}

std::optional<Mail> advice(const LetterFacts& facts) {
    if (!core::asks_for_advice(*facts.state))
        return std::nullopt;
    return written(facts, "advice", "The first advice is in: " + facts.state->intent.title,
                   "A business has answered your question: " + facts.state->intent.title +
                       ".\nAnswers are no offers. When you know what you want, ask for offers with one press.\n\n"
                       "Read it: " +
                       buyer_page(facts));
}

std::optional<Mail> offers_wanted(const LetterFacts& facts) {
    const core::State& state = *facts.state;
    if (state.lifecycle != core::Lifecycle::open || facts.bidder->offer || facts.bidder->declined)
        return std::nullopt;
    return written(facts, "offers_wanted", "Now asking for offers: " + state.intent.title,
                   "You advised on this, and the buyer asks for offers now.\n" + how_to_offer(*state.round()) +
                       where_to_offer(facts));
}

std::optional<Mail> first_offer(const LetterFacts& facts) {
    if (facts.state->is_over() || facts.state->lifecycle != core::Lifecycle::open)
        return std::nullopt;
    return written(facts, "first_offer", "The first offer is in: " + facts.state->intent.title,
                   "A business has made an offer for: " + facts.state->intent.title + ".\nMore may come until " +
                       time_text(facts.state->round()->closes_at) +
                       "; you need not do anything.\n\nSee it: " + buyer_page(facts));
}

std::optional<Mail> round_closed(const LetterFacts& facts) {
    const core::State& state = *facts.state;
    if (state.lifecycle != core::Lifecycle::deciding)
        return std::nullopt;
    const std::string summary = offers_text(state) + ", choose by " + time_text(*state.decision_ends_at);
    return written(facts, "round_closed", summary,
                   summary + ".\n\nYour request: " + state.intent.title + "\nCompare and choose: " + buyer_page(facts) +
                       "\n\nYou need not choose any. Every business is told how it ended.");
}

std::optional<Mail> decision_ends(const LetterFacts& facts) {
    const core::State& state = *facts.state;
    if (state.lifecycle != core::Lifecycle::deciding)
        return std::nullopt;
    return written(facts, "decision_ends", "Two hours left to choose: " + state.intent.title,
                   offers_text(state) + " for: " + state.intent.title + ".\nThey stand until " +
                       time_text(*state.decision_ends_at) + ".\n\nChoose, or let them go: " + buyer_page(facts));
}

std::optional<Mail> awarded(const LetterFacts& facts) {
    const core::State& state = *facts.state;
    if (state.lifecycle != core::Lifecycle::awarded || state.award->bidder != facts.bidder->number)
        return std::nullopt;
    return written(
        facts, "awarded", "You were chosen: " + state.intent.title,
        "The buyer chose your offer of " + money_text(facts.bidder->offer->price, state.intent.currency) +
            " for: " + state.intent.title + ".\nConfirm by " + time_text(state.award->confirm_by) +
            "; after that it goes back to the buyer.\n\nConfirm, and see how to reach the buyer: " + desk_page(facts));
}

std::optional<Mail> award_confirmed(const LetterFacts& facts) {
    const core::State& state = *facts.state;
    if (!state.award)
        return std::nullopt;
    const core::Bidder& winner = *state.bidder(state.award->bidder);
    return written(facts, "award_confirmed", winner.business.name + " confirmed: " + state.intent.title,
                   winner.business.name + " confirmed the sale at " +
                       money_text(winner.offer->price, state.intent.currency) +
                       " and has your mail address now. Nobody else has.\n\nYou have this contract with:\n" +
                       winner.business.name + trader_lines(facts.seller) + "\n\n" + rights_text(winner) +
                       "\n\nSee it: " + buyer_page(facts));
}

std::optional<Mail> award_lapsed(const LetterFacts& facts) {
    if (facts.state->lifecycle != core::Lifecycle::deciding)
        return std::nullopt;
    const core::Bidder* chosen = facts.state->bidder(facts.about);
    const bool suspended =
        chosen != nullptr && chosen->offer && chosen->offer->withdrawn == core::WithdrawalReason::suspended;
    return written(facts, "award_lapsed", "Choose again: " + facts.state->intent.title,
                   std::string(suspended
                                   ? "We have suspended the business you chose, and it was not given your address."
                                   : "The business you chose did not confirm in time.") +
                       " The other offers still stand until " + time_text(*facts.state->decision_ends_at) +
                       ".\n\nChoose another: " + buyer_page(facts));
}

std::string reason_text(const core::Verdict& verdict) {
    std::string text = "Another offer was chosen.";
    if (verdict.reason == "higher_price")
        text = "The chosen offer cost less" +
               (verdict.band.empty() ? std::string(".") : "; yours was " + verdict.band + " % above it.");
    else if (verdict.reason == "same_price_later")
        text = "The chosen offer was as good and came earlier.";
    else if (verdict.reason == "other_preferred")
        text = "The buyer preferred another offer, though yours did not cost more.";
    else if (verdict.reason == "not_decided")
        text = "The buyer let the time to choose pass.";
    else if (verdict.reason == "not_confirmed_in_time")
        text = "You were chosen, but did not confirm in time.";
    else if (verdict.reason == "capacity_taken")
        text = "You had won as many as your standing offer allows, so this offer was taken back.";
    else if (verdict.reason == "suspended")
        text = "Your business was suspended on Parley, so this offer was taken back.";
    else if (verdict.reason == "you_withdrew")
        text = "You had withdrawn your offer.";
    else if (verdict.disposition == core::Disposition::declined_all)
        text = "The buyer took none of the offers.";
    else if (verdict.disposition == core::Disposition::no_award)
        text = "The buyer ended the request without choosing.";
    return text;
}

std::optional<Mail> disposed(const LetterFacts& facts) {
    if (!facts.bidder->verdict || !facts.bidder->verdict->final)
        return std::nullopt;
    const bool erased = facts.state->deal->erased;
    const std::string title = erased ? "a request that was erased" : facts.state->intent.title;
    return written(facts, "disposed", "How it ended: " + title,
                   reason_text(*facts.bidder->verdict) + "\n\nThe request was: " + title +
                       ". Thank you for answering it.\n\nSee it: " + desk_page(facts));
}

std::optional<Mail> no_offers(const LetterFacts& facts) {
    const core::RoundState* round = facts.state->round();
    const bool extended = round != nullptr && round->extended_for_offers;
    return written(facts, "no_offers", "No offers this time: " + facts.state->intent.title,
                   "Nobody made an offer for: " + facts.state->intent.title + ", though " +
                       std::to_string(facts.state->bidders.size()) + " businesses were asked" +
                       (extended ? " and the time was extended once" : "") +
                       ".\nA wider area or a higher budget "
                       "may help.\n\nTry again: " +
                       facts.public_url + "/");
}

std::optional<Mail> offers_gone(const LetterFacts& facts) {
    return written(facts, "offers_gone", "The offers are gone: " + facts.state->intent.title,
                   "Those who offered for: " + facts.state->intent.title +
                       " can no longer deliver, and their offers were taken back.\n\nAsk again: " + facts.public_url +
                       "/");
}

} // namespace

Mail finished(Mail mail) {
    mail.html = letter_html(mail.subject, mail.text);
    return mail;
}

std::string buyer_page(const LetterFacts& facts) {
    return facts.public_url + "/buyer/" + core::to_text(facts.intent);
}

std::string desk_page(const LetterFacts& facts) {
    return facts.public_url + "/desk/" + core::to_text(facts.bidder->business.id);
}

Mail written(const LetterFacts& facts, std::string_view name, std::string subject, std::string text) {
    Mail mail;
    mail.message_id = std::string(name) + '.' + core::to_text(facts.intent) + '.' + std::to_string(facts.seq) +
                      (facts.bidder != nullptr ? '.' + std::to_string(facts.bidder->number) : std::string());
    mail.subject = std::move(subject);
    mail.text = std::move(text);
    if (!facts.unsubscribe_token.empty()) {
        mail.unsubscribe_url = facts.public_url + "/v1/unsubscribe?token=" + facts.unsubscribe_token;
        mail.text += "\n\nStop these mails: " + facts.public_url + "/unsubscribe#" + facts.unsubscribe_token + "\n";
    }
    return finished(std::move(mail));
}

std::string money_text(core::Minor amount, const std::string& currency) {
    char text[64];
    std::snprintf(text, sizeof text, "%lld.%02lld ", static_cast<long long>(amount / 100),
                  static_cast<long long>(amount % 100));
    return text + currency;
}

std::string time_text(core::Instant at) {
    constexpr std::array<const char*, 7> days{"Thu", "Fri", "Sat", "Sun",
                                              "Mon", "Tue", "Wed"}; // 1970-01-01 was a Thursday
    constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::int64_t minutes = at.us / (60 * core::micros_per_s);
    const std::int64_t day = minutes / (24 * 60);
    const core::CivilDate date = core::civil_from_days(day);
    char text[64];
    std::snprintf(text, sizeof text, "%s %d %s %02d:%02d UTC", days[static_cast<std::size_t>(day % 7)], date.day,
                  months[static_cast<std::size_t>(date.month - 1)], static_cast<int>(minutes / 60 % 24),
                  static_cast<int>(minutes % 60));
    return text;
}

namespace {

struct Entry {
    std::string_view name;
    std::optional<Mail> (*write)(const LetterFacts&);
};
constexpr auto letters = std::to_array<Entry>({{"invitation", invitation},
                                               {"advice", advice},
                                               {"offers_wanted", offers_wanted},
                                               {"first_offer", first_offer},
                                               {"round_closed", round_closed},
                                               {"decision_ends", decision_ends},
                                               {"awarded", awarded},
                                               {"award_confirmed", award_confirmed},
                                               {"award_lapsed", award_lapsed},
                                               {"disposed", disposed},
                                               {"no_offers", no_offers},
                                               {"offers_gone", offers_gone},
                                               {"question", question_letter},
                                               {"question_to_all", question_to_all_letter},
                                               {"answer", answer_letter},
                                               {"message", message_letter},
                                               {"promise_due", promise_due_letter},
                                               {"promise_broken", promise_broken_letter},
                                               {"repair_offered", repair_offered_letter},
                                               {"handed_off", handed_off_letter},
                                               {"deletion", deletion_letter}});

} // namespace

std::vector<std::string_view> letter_names() {
    std::vector<std::string_view> names;
    for (const Entry& entry : letters)
        names.push_back(entry.name);
    return names;
}

std::optional<Mail> letter(std::string_view name, const LetterFacts& facts) {
    for (const Entry& entry : letters)
        if (entry.name == name)
            return entry.write(facts);
    return std::nullopt;
}

Mail confirmation_letter(const LinkFacts& facts) {
    Mail mail;
    mail.subject = (facts.is_reminder ? "Still to confirm: " : "Confirm: ") + facts.what;
    mail.text = "Confirm your request and businesses near you will be asked:\n" + facts.public_url + "/confirm#" +
                facts.token + "\n\nOr type this code where you wrote it: " + facts.code +
                " (good for 15 minutes)\n\nYour request: " + facts.what +
                "\nNobody sees it, and nobody can reach you, before you confirm. Your mail address goes to nobody but "
                "the business that you choose.\n\nWith it you say: " +
                words_for(WordingKind::intent) + (facts.is_reminder ? no_third_mail : "") + "\n\nThis was not you? " +
                facts.public_url + "/not-me#" + facts.not_me_token + "\n";
    return finished(std::move(mail));
}

Mail business_letter(const LinkFacts& facts) {
    Mail mail;
    mail.subject = "Confirm " + facts.what + " on Parley";
    mail.text =
        "Confirm your business and requests near you will reach you:\n" + facts.public_url + "/confirm#" + facts.token +
        "\n\nOr type this code: " + facts.code +
        " (good for 15 minutes)\n\nWhoever makes offers accepts the code of conduct: answer who asked and nobody "
        "else, name the whole price, keep what you promised. If it was ticked while joining, confirming accepts it. " +
        facts.public_url + "/conduct\n\nWith it you say: " + words_for(WordingKind::invitations) +
        "\n\nThis was not you? " + facts.public_url + "/not-me#" + facts.not_me_token + "\n";
    return finished(std::move(mail));
}

Mail join_letter(const LinkFacts& facts) {
    Mail mail;
    mail.subject = (facts.is_reminder ? "Still to confirm: offers from " : "Confirm: offers from ") + facts.what;
    mail.text = "Confirm that you want offers from " + facts.what + " by mail:\n" + facts.public_url + "/confirm#" +
                facts.token + "\n\nWith it you say: " + words_for(WordingKind::offers, facts.what) +
                "\n\nWithout it nothing is sent, and in seven days what you asked for is forgotten." +
                (facts.is_reminder ? no_third_mail : "") + "\n\nThis was not you? " + facts.public_url + "/not-me#" +
                facts.not_me_token + "\n";
    return finished(std::move(mail));
}

Mail seat_letter(const LinkFacts& facts) {
    Mail mail;
    mail.subject = "Join the team of " + facts.what + " on Parley";
    mail.text =
        facts.what + " asks you to join its team on Parley. Join:\n" + facts.public_url + "/confirm#" + facts.token +
        "\n\nThere is no password: later you sign in with this address. Nothing else is sent to it. Without the "
        "link nothing happens, and in seven days your name and address are forgotten.\n\nThis was not meant for "
        "you? " +
        facts.public_url + "/not-me#" + facts.not_me_token + "\n";
    return finished(std::move(mail));
}

Mail sign_in_letter(const std::string& public_url, const std::string& token) {
    Mail mail;
    mail.subject = "Sign in to Parley";
    mail.text = "Sign in:\n" + public_url + "/confirm#" + token +
                " (good for ten minutes)\n\nIf you did not ask for this, ignore it.\n";
    return finished(std::move(mail));
}

Mail list_letter(const ListLetterFacts& facts) {
    Mail mail;
    mail.subject = facts.business + ": " + facts.subject;
    mail.text = facts.text + "\n\n" + facts.business + trader_lines(facts.trader) +
                "\n\nYou get this because you asked for offers from " + facts.business +
                " on Parley. Stop mails from " + facts.business + ": " + facts.public_url + "/unsubscribe#" +
                facts.unsubscribe_token + "\n";
    mail.unsubscribe_url = facts.public_url + "/v1/unsubscribe?token=" + facts.unsubscribe_token;
    return finished(std::move(mail));
}

Mail digest_letter(const DigestFacts& facts) {
    Mail mail;
    mail.message_id = "digest." + core::to_text(facts.reader) + '.' + std::to_string(facts.due.us);
    mail.subject = facts.news.size() == 1 ? facts.news.front().subject
                                          : "Your " + std::to_string(facts.news.size()) + " news of the day";
    mail.text = "What happened since the last mail, all at once, as you wished:";
    for (const DigestNews& one : facts.news)
        mail.text += "\n\n" + one.subject + "\n" + one.page;
    mail.text += "\n\nOne mail a day, or each at once? Choose here: " + facts.wishes_page +
                 "\n\nStop these mails: " + facts.public_url + "/unsubscribe#" + facts.unsubscribe_token + "\n";
    mail.unsubscribe_url = facts.public_url + "/v1/unsubscribe?token=" + facts.unsubscribe_token;
    return finished(std::move(mail));
}

} // namespace parley::app
