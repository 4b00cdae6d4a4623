#include "core/erasure.hpp"

#include "core/assert.hpp"
#include "core/event_codec.hpp"

#include <algorithm>
#include <array>

namespace parley::core {

namespace {

struct Name {
    std::string_view event, part;
    friend constexpr bool operator==(const Name&, const Name&) = default;
};

constexpr auto erasable =
    std::to_array<Name>({{IntentCreated::type, "consumer"},
                         {IntentCreated::type, "title"},
                         {IntentCreated::type, "text"},
                         {IntentCreated::type, "answers"},
                         {IntentCreated::type, "place"},
                         {Invited::type, "distance"}, // Several of them tell where the buyer lives.
                         {Invited::type, "reasons"},
                         {Queued::type, "distance"},
                         {Queued::type, "reasons"},
                         {OfferPlaced::type, "message"}, // Shops write to the buyer by name.
                         {OfferPlaced::type, "details"},
                         {OfferRevised::type, "message"},
                         {OfferRevised::type, "details"},
                         {AutoOfferSet::type, "terms"},
                         {LowOfferExplained::type, "explanation"},
                         {Awarded::type, "reason"},
                         {IntentEnded::type, "note"},
                         {QuestionAsked::type, "text"},
                         {QuestionAnswered::type, "text"},
                         {MessageSent::type, "text"},
                         {AdviceGiven::type, "text"},
                         {Reported::type, "text"},
                         {PromiseMade::type, "text"},
                         {PromiseClaimed::type, "note"},
                         {PromiseJudged::type, "note"},
                         {RepairOffered::type, "text"},
                         {HandedOff::type, "target"},
                         {HandedOff::type, "code"},
                         {OutcomeReported::type, "note"},
                         {Reviewed::type, "text"},
                         {IdeaVoiced::type, "text"},
                         {OutcomeShared::type, "text"},
                         {IntentCreated::type, "photos"}});

} // namespace

bool is_erasable(std::string_view event_type, std::string_view part) {
    return std::ranges::find(erasable, Name{event_type, part}) != erasable.end();
}

Event without_erasable(const Event& event) {
    WrittenEvent written = write_event(event, 0, {});
    const std::size_t before = written.parts.size();
    std::erase_if(written.parts, [&](const Part& part) { return is_erasable(type_of(event), part.name); });
    if (written.parts.size() == before)
        return event;
    auto read = read_event(type_of(event), written.body, written.parts);
    PARLEY_ASSERT(read.has_value(), "what was written can be read");
    return *std::move(read);
}

} // namespace parley::core
