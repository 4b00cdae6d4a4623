#include "wire/rights_requests.hpp"

#include "wire/reading.hpp"

#include <limits>

namespace parley::wire {

namespace {

const std::vector<std::string> topics{"privacy", "mails", "a_business", "this_service", "other"};
const std::vector<std::string> deeds{"suspend", "lift", "uphold", "dismiss"};
constexpr std::size_t words_min = 10;
constexpr std::size_t words_max = 4'000;

} // namespace

Read<ComplaintRequest> read_complaint(std::string_view text) {
    return reading<ComplaintRequest>(text, [](Body& body, ComplaintRequest& out) {
        out.about = body.word("about", topics, true).value_or("");
        out.text = body.text("text", words_min, words_max).value_or("");
        if (body.is_given("email"))
            out.email = body.email("email").value_or("");
    });
}

Read<AppealRequest> read_appeal(std::string_view text) {
    return reading<AppealRequest>(text, [](Body& body, AppealRequest& out) {
        out.text = body.text("text", words_min, words_max).value_or("");
        out.event = body.integer("event", 1, std::numeric_limits<std::int64_t>::max(), false);
    });
}

Read<std::string> read_conduct(std::string_view text) {
    return reading<std::string>(text,
                                [](Body& body, std::string& out) { out = body.text("version", 1, 80).value_or(""); });
}

Read<Withdrawal> read_withdrawal(std::string_view text) {
    return reading<Withdrawal>(text, [](Body& body, Withdrawal& out) {
        out.purpose = body.text("purpose", 1, 80).value_or("");
        out.channel = body.word("channel", {"email", "push"}).value_or("email");
    });
}

Read<std::string> read_steward_token(std::string_view text) {
    return reading<std::string>(text,
                                [](Body& body, std::string& out) { out = body.text("token", 32, 200).value_or(""); });
}

Read<ActRequest> read_act(std::string_view text) {
    return reading<ActRequest>(text, [](Body& body, ActRequest& out) {
        if (const auto deed = body.word("act", deeds, true))
            out.deed = *core::from_name<app::StewardDeed>(*deed);
        out.subject = body.text("subject", 3, 120).value_or("");
        out.reasons = body.text("reasons", words_min, 2'000).value_or("");
    });
}

} // namespace parley::wire
