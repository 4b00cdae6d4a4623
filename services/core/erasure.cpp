#include "core/erasure.hpp"

#include "core/assert.hpp"
#include "core/event_codec.hpp"

#include <algorithm>
#include <array>

namespace parley::core {

namespace {

/// What a part is of: the request, which goes first, or the deal that came of it.
enum class Of { request, deal };

struct Name {
    std::string_view event, part;
    Of of;
};

constexpr auto erasable =
    std::to_array<Name>({{IntentCreated::type, "consumer", Of::deal},
                         {IntentCreated::type, "title", Of::request},
                         {IntentCreated::type, "text", Of::request},
                         {IntentCreated::type, "answers", Of::request},
                         {IntentCreated::type, "place", Of::request},
                         {IntentCreated::type, "photos", Of::request},
                         {Invited::type, "distance", Of::request}, // Several of them tell where the buyer lives.
                         {Invited::type, "reasons", Of::request},
                         {Queued::type, "distance", Of::request},
                         {Queued::type, "reasons", Of::request},
                         {AutoOfferSet::type, "terms", Of::request},
                         {LowOfferExplained::type, "explanation", Of::request},
                         {Awarded::type, "reason", Of::request},
                         {IntentEnded::type, "note", Of::request},
                         {QuestionAsked::type, "text", Of::request},
                         {QuestionAnswered::type, "text", Of::request},
                         {AdviceGiven::type, "text", Of::request},
                         {IdeaVoiced::type, "text", Of::deal},
                         {OfferPlaced::type, "message", Of::deal}, // Shops write to the buyer by name.
                         {OfferPlaced::type, "details", Of::deal},
                         {OfferRevised::type, "message", Of::deal},
                         {OfferRevised::type, "details", Of::deal},
                         {MessageSent::type, "text", Of::deal},
                         {Reported::type, "text", Of::deal},
                         {PromiseMade::type, "text", Of::deal},
                         {PromiseClaimed::type, "note", Of::deal},
                         {PromiseJudged::type, "note", Of::deal},
                         {RepairOffered::type, "text", Of::deal},
                         {HandedOff::type, "target", Of::deal},
                         {HandedOff::type, "code", Of::deal},
                         {OutcomeReported::type, "note", Of::deal},
                         {Reviewed::type, "text", Of::deal},
                         {OutcomeShared::type, "text", Of::deal}});

const Name* find(std::string_view event_type, std::string_view part) {
    const auto found =
        std::ranges::find_if(erasable, [&](const Name& one) { return one.event == event_type && one.part == part; });
    return found == erasable.end() ? nullptr : &*found;
}

Event without(const Event& event, bool (*goes)(std::string_view, std::string_view)) {
    WrittenEvent written = write_event(event, 0, {});
    const std::size_t before = written.parts.size();
    std::erase_if(written.parts, [&](const Part& part) { return goes(type_of(event), part.name); });
    if (written.parts.size() == before)
        return event;
    auto read = read_event(type_of(event), written.body, written.parts);
    PARLEY_ASSERT(read.has_value(), "what was written can be read");
    return *std::move(read);
}

} // namespace

bool is_erasable(std::string_view event_type, std::string_view part) {
    return find(event_type, part) != nullptr;
}

bool is_of_request(std::string_view event_type, std::string_view part) {
    const Name* found = find(event_type, part);
    return found != nullptr && found->of == Of::request;
}

Event without_erasable(const Event& event) {
    return without(event, is_erasable);
}

Event without_request(const Event& event) {
    return without(event, is_of_request);
}

} // namespace parley::core
