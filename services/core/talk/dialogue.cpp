#include "core/talk/dialogue.hpp"

#include <array>

namespace parley::core {

namespace {

constexpr std::array<std::string_view, 2> party_names{"buyer", "business"};
constexpr std::array<std::string_view, 2> message_kind_names{"message", "beat_this"};
constexpr std::array<std::string_view, 3> readiness_names{"ready", "not_yet", "ask_me"};
constexpr std::array<std::string_view, 7> complaint_names{
    "rude", "spam", "contact_outside", "wrong_price", "reference_price", "not_genuine", "other"};

} // namespace

std::span<const std::string_view> names_of(Party) {
    return party_names;
}
std::span<const std::string_view> names_of(MessageKind) {
    return message_kind_names;
}
std::span<const std::string_view> names_of(Readiness) {
    return readiness_names;
}
std::span<const std::string_view> names_of(Complaint) {
    return complaint_names;
}

const Question* Dialogue::question(std::int64_t number) const {
    const bool known = number >= 1 && number <= static_cast<std::int64_t>(questions.size());
    return known ? &questions[static_cast<std::size_t>(number - 1)] : nullptr;
}

const Thread& Dialogue::thread(BidderNo bidder) const {
    static const Thread empty;
    const auto found = threads.find(bidder);
    return found == threads.end() ? empty : found->second;
}

std::int64_t Dialogue::asked_all_seq() const {
    for (auto question = questions.rbegin(); question != questions.rend(); ++question)
        if (question->asker == 0)
            return question->seq;
    return 0;
}

} // namespace parley::core
