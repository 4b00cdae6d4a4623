// What is written about decisions: reasons, answers and limits.
#include "app/letter_parts.hpp"

namespace parley::app {

namespace {

/// As the pages say it.
std::string_view words_for_report(std::string_view about) {
    if (about == "rude")
        return "rude words";
    if (about == "spam")
        return "unwanted messages";
    if (about == "contact_outside")
        return "a way around the market";
    if (about == "wrong_price")
        return "a wrong price";
    return about == "not_genuine" ? "not being genuine" : "something else";
}

} // namespace

Mail steward_letter(const StewardLetterFacts& facts) {
    const bool to_business = !facts.business_id.empty();
    const std::string page = facts.public_url + (to_business ? "/desk/" + facts.business_id : std::string("/me"));
    Mail mail;
    switch (facts.deed) {
    case StewardDeed::suspend:
        mail.subject = facts.business + " is suspended on Parley";
        mail.text =
            "You cannot make offers or write to buyers for now: " + facts.business +
            " is suspended.\n\nThe reasons:\n" + facts.reasons +
            "\n\nWhat you have promised to buyers you can still do. If you think this is wrong, say so, and it is "
            "looked at again within 14 days: " +
            page;
        break;
    case StewardDeed::lift:
        mail.subject = facts.business + " is open again on Parley";
        mail.text = "The suspension of " + facts.business + " is over.\n\nThe reasons:\n" + facts.reasons +
                    "\n\nYour desk: " + page;
        break;
    case StewardDeed::sign_in:
        break; // is nobody's but the operator's
    case StewardDeed::uphold:
    case StewardDeed::dismiss: {
        const bool upheld = facts.deed == StewardDeed::uphold;
        mail.subject = upheld ? "You were right: our answer" : "Our answer to what you wrote";
        mail.text = std::string("We have looked at what you wrote to us, and ") +
                    (upheld ? "you were right." : "we see it differently.") + "\n\nThe reasons:\n" + facts.reasons +
                    "\n\nSee it: " + page +
                    "\n\nIf you are not content and it is about your data, the Information Commissioner takes "
                    "complaints, too.";
        break;
    }
    }
    return finished(std::move(mail));
}

Mail report_letter(const ReportLetterFacts& facts) {
    const std::string other = facts.other.empty() ? "a buyer" : facts.other;
    const std::string where = facts.title.empty() ? "" : " in \"" + facts.title + "\"";
    const std::string what = std::string(words_for_report(facts.about));
    Mail mail;
    if (facts.to_reporter) {
        mail.subject = "Your report about " + other + " is decided";
        mail.text = "You reported " + other + where + " for " + what + ". " +
                    (facts.upheld ? "We agree." : "We see it differently, and nothing follows from it.");
    } else {
        mail.subject = "A report about you is decided";
        mail.text = (facts.other.empty() ? "A buyer" : facts.other) + " reported you" + where + " for " + what + ". " +
                    (facts.upheld ? "We agree." : "We do not, and nothing follows from it.");
    }
    mail.text += "\n\nThe reasons:\n" + facts.reasons;
    if (!facts.to_reporter && facts.upheld && facts.to_business)
        mail.text +=
            "\n\nIt counts in your conduct score for 90 days. If you think this is wrong, say so at your desk, "
            "and it is looked at again within 14 days.";
    mail.text += "\n\nSee it: " + facts.page;
    return finished(std::move(mail));
}

Mail complaint_letter(const std::string& public_url, bool to_business, core::Instant due_at) {
    Mail mail;
    mail.subject = "We have your complaint";
    mail.text = "We have your complaint, and answer it by " + time_text(due_at) +
                ".\n\nSee how it stands: " + public_url + (to_business ? "/desk" : "/me") +
                "\n\nIf you hear nothing by then, or are not content, the Information Commissioner takes complaints "
                "about personal data, too: https://ico.org.uk/make-a-complaint";
    return finished(std::move(mail));
}

Mail complaint_link_letter(const LinkFacts& facts) {
    Mail mail;
    mail.subject = "Confirm your complaint";
    mail.text = "Confirm that you complained, so that we know whom to answer:\n" + facts.public_url + "/confirm#" +
                facts.token + "\n\nWithout it nobody reads it, and in seven days it is forgotten." +
                "\n\nThis was not you? " + facts.public_url + "/not-me#" + facts.not_me_token + "\n";
    return finished(std::move(mail));
}

Mail limit_letter(const std::string& desk, const std::string& business, const std::string& reasons) {
    Mail mail;
    mail.subject = business + " may make only a few new offers now";
    mail.text = reasons +
                "\n\nIf you think that something there is wrong, say so, and it is looked at again within 14 "
                "days: " +
                desk;
    return finished(std::move(mail));
}

} // namespace parley::app
