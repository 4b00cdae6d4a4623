#include "app/letters_weekly.hpp"

#include "app/letter_parts.hpp"
#include "app/london.hpp"
#include "app/public_request.hpp"
#include "core/rules.hpp"

#include <array>

namespace parley::app {

namespace {

std::string count(std::int64_t number, const char* one, const char* many) {
    return std::to_string(number) + ' ' + (number == 1 ? one : many);
}

std::string of(std::int64_t happened, std::int64_t cases) {
    return std::to_string(happened) + " of " + std::to_string(cases);
}

std::string quality_text(const core::Quality& quality) {
    std::string text = "How well it went";
    if (quality.answerable > 0)
        text += "\nAnswered in time: " + of(quality.answered, quality.answerable);
    if (quality.promises_judged > 0)
        text += "\nPromises kept: " + of(quality.promises_kept, quality.promises_judged);
    if (quality.questions > 0)
        text += "\nQuestions answered: " + of(quality.questions_answered, quality.questions);
    if (quality.answerable + quality.promises_judged + quality.questions == 0)
        text += "\nNothing of last week can be judged yet.";
    return text;
}

std::string funnel_text(const core::Funnel& funnel) {
    static constexpr std::array<const char*, core::funnel_steps> steps{
        "Requests that matched you", "Seen by you",           "Offers you made",        "Opened by the buyer",
        "Short-listed or chosen",    "Agreed with the buyer", "Bought, says the buyer", "To buyers who came again"};
    std::string text = "From request to sale, of last week's requests";
    for (std::size_t step = 0; step < core::funnel_steps; ++step)
        text += std::string("\n") + steps[step] + ": " + std::to_string(funnel[step]);
    return text;
}

std::string reason_text(const std::string& reason) {
    static constexpr std::array<std::array<const char*, 2>, 7> words{{
        {"higher_price", "another was cheaper"},
        {"other_preferred", "the buyer preferred another"},
        {"same_price_later", "another had the same price first"},
        {"declined_all", "the buyer took none"},
        {"cancelled", "the buyer called it off"},
        {"not_decided", "the buyer did not decide"},
        {"not_confirmed_in_time", "you did not confirm in time"},
    }};
    for (const auto& [code, text] : words)
        if (reason == code)
            return text;
    return "it ended without a sale";
}

std::string outcome_text(const WeeklyFacts& facts) {
    std::string text = "Won and lost\nSold: " + count(facts.sales, "sale", "sales");
    if (facts.sales > 0)
        text += ", " + money_text(facts.value, facts.currency);
    if (facts.leads.still_open > 0)
        text += "\nMore likely to buy, and still open: " + count(facts.leads.still_open, "buyer", "buyers");
    for (const core::WhyLost& lost : facts.rates.reasons)
        text += "\nLost, " + reason_text(lost.reason) + ": " + std::to_string(lost.offers);
    if (facts.missed.close > 0)
        text += "\nOf these, at most 5 % above the price that was chosen: " + std::to_string(facts.missed.close);
    return text;
}

/// "" where there is nothing to say.
std::string could_sell_text(const WeeklyFacts& facts) {
    std::string text;
    if (facts.missed.nobody_sold > 0)
        text += "\nRequests near you that nobody sold: " + std::to_string(facts.missed.nobody_sold) +
                ", of which you answered " + std::to_string(facts.missed.nobody_sold - facts.missed.unanswered);
    for (const UnmetSector& sector : facts.unmet) {
        for (const core::AskedFor& asked : sector.unmet.asked_for)
            text += "\nAsked for in " + sector.sector + ", and not sold: " + asked.answer + " (" +
                    count(asked.requests, "request", "requests") + ")";
        if (const auto& prices = sector.unmet.prices)
            text += "\nIn " + sector.sector + " the best price was above the budget in " +
                    count(prices->requests, "request", "requests") + ": wanted for " +
                    money_text(prices->budget, facts.currency) + ", offered at " +
                    money_text(prices->best_price, facts.currency);
    }
    return text.empty() ? text : "What you could sell" + text;
}

} // namespace

Mail weekly_letter(const WeeklyFacts& facts) {
    const std::int64_t monday = day_in_london(facts.monday);
    Mail mail;
    mail.message_id = "report." + core::to_text(facts.business) + '.' + std::to_string(facts.monday.us);
    const std::string week = day_words(monday - 7) + " to " + day_words(monday - 1);
    const std::string desk = facts.public_url + "/desk/" + core::to_text(facts.business) + "/numbers";
    const bool is_empty = facts.funnel.front() == 0 && facts.sales == 0;
    mail.subject = is_empty          ? "Your week: no request came"
                   : facts.sales > 0 ? "Your week: " + count(facts.sales, "sale", "sales")
                                     : "Your week: " + count(facts.funnel.front(), "request", "requests");
    if (is_empty) {
        mail.text = "No request matched " + facts.name + " from " + week + ".";
    } else {
        mail.text = facts.name + ", " + week + "\n\n" + quality_text(facts.quality) + "\n\n" +
                    funnel_text(facts.funnel) + "\n\n" + outcome_text(facts);
        if (const std::string could = could_sell_text(facts); !could.empty())
            mail.text += "\n\n" + could;
        mail.text += "\n\nAll of your numbers: " + desk;
    }
    mail.text += "\n\nYou get this because you asked for a report on Mondays. Stop it: " + facts.public_url +
                 "/unsubscribe#" + facts.unsubscribe_token + "\n";
    mail.unsubscribe_url = facts.public_url + "/v1/unsubscribe?token=" + facts.unsubscribe_token;
    return finished(std::move(mail));
}

} // namespace parley::app
