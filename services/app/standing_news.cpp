#include "app/standing_news.hpp"

#include "app/letter_parts.hpp"
#include "app/wordings.hpp"

namespace parley::app {

namespace asio = boost::asio;

namespace {

core::Value terms_value(const StandingOffer* offer) {
    core::Value value;
    if (offer == nullptr)
        return value;
    value["opening"] = price_rule_value(offer->opening);
    value["floor"] = price_rule_value(offer->floor);
    value["capacity"] = nullptr;
    if (!offer->capacity_group.empty()) {
        value["capacity"]["group"] = offer->capacity_group;
        value["capacity"]["count"] = offer->capacity;
    }
    value["paused"] = offer->paused;
    return value;
}

std::string_view deed_of(const StandingOffer* before, const StandingOffer* after) {
    if (before == nullptr)
        return "made";
    if (after == nullptr)
        return "dropped";
    StandingOffer same = *before;
    same.paused = after->paused;
    if (same != *after || before->paused == after->paused)
        return "changed";
    return after->paused ? "paused" : "resumed";
}

/// "80 %", "92.55 %": what binds is not rounded away, as far as a share is meant.
std::string per_cent(std::int64_t ppm) {
    const std::int64_t hundredths = ppm / 100;
    std::string text = std::to_string(hundredths / 100);
    if (hundredths % 100 != 0)
        text += (hundredths % 100 < 10 ? ".0" : ".") + std::to_string(hundredths % 100);
    return text + " %";
}

std::string price_words(const core::Value& rule) {
    if (const auto* price = rule.at("price").as_integer())
        return money_text(*price, "GBP");
    const auto* ppm = rule.at("ppm_of_budget").as_integer();
    return per_cent(ppm != nullptr ? *ppm : 0) + " of the budget";
}

std::string terms_words(const core::Value& terms) {
    std::string text =
        "Opens at " + price_words(terms.at("opening")) + ", never below " + price_words(terms.at("floor")) + ".";
    if (const auto* group = terms.at("capacity").at("group").as_string())
        text +=
            " Wins at most " + std::to_string(*terms.at("capacity").at("count").as_integer()) + " (" + *group + ").";
    else
        text += " No limit to how many it wins.";
    return text;
}

bool is_on(const core::Value& terms) {
    const auto* paused = terms.at("paused").as_bool();
    return paused != nullptr && !*paused;
}

} // namespace

core::Value standing_news(const StandingOffer* before, const StandingOffer* after) {
    core::Value news;
    news["deed"] = std::string(deed_of(before, after));
    news["sector"] = (after != nullptr ? after : before)->sector;
    news["before"] = terms_value(before);
    news["after"] = terms_value(after);
    return news;
}

Mail standing_letter(const core::Value& change, const std::string& sector_name, const std::string& page) {
    const std::string& deed = *change.at("deed").as_string();
    const core::Value& before = change.at("before");
    const core::Value& after = change.at("after");
    Mail mail;
    mail.subject = "Your standing offer was " + deed + ": " + sector_name;
    mail.text = "Your standing offer for " + sector_name + " was " + deed + ".";
    if (!after.is_null())
        mail.text += "\n\n" + terms_words(after) + (is_on(after) ? " It is on." : " It is paused and offers nothing.");
    if (deed == "changed" && terms_words(before) != terms_words(after))
        mail.text += "\n\nBefore: " + terms_words(before);
    mail.text +=
        "\n\nA standing offer binds you, so we write whenever one is changed. If it was not you, pause it: " + page;
    return finished(std::move(mail));
}

asio::awaitable<std::optional<Mail>> StandingMails::compose(OutboxJob job) {
    const auto owner = core::parse_id<core::PrincipalId>(job.target);
    const auto* n = job.body.at("n").as_integer();
    const core::Value& change = job.body.at("change");
    const auto* sector = change.at("sector").as_string();
    if (!owner || n == nullptr || sector == nullptr || change.at("deed").as_string() == nullptr)
        co_return std::nullopt;
    const auto contact = co_await parts_.accounts.contact_of(*owner);
    if (!contact || !co_await parts_.accounts.may_mail(*owner, invitations_purpose, parts_.clock()))
        co_return std::nullopt;
    Mail mail =
        standing_letter(change, parts_.sector_name(*sector), parts_.public_url + "/desk/" + job.target + "/shop");
    mail.message_id = "standing." + job.target + '.' + std::to_string(*n);
    mail.to = contact->email;
    co_return mail;
}

} // namespace parley::app
