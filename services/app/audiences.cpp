#include "app/audiences.hpp"

#include "core/talk/word.hpp"

#include "app/consequences.hpp"

#include <algorithm>

namespace parley::app {

FeedKey feed_key(const core::IntentId& intent, const core::Audience& audience) {
    FeedKey key = intent_topic(intent);
    switch (audience.kind) {
    case core::AudienceKind::everybody:
        return key + "|public";
    case core::AudienceKind::buyer:
        return key + "|buyer";
    case core::AudienceKind::bidder:
        return key + '|' + std::to_string(audience.bidder);
    }
    return key;
}

std::optional<core::Audience> audience_of(const core::State& state, const Viewer& viewer) {
    if (state.seq == 0)
        return std::nullopt;
    if (viewer.business)
        if (const core::Bidder* bidder = state.bidder_of(*viewer.business))
            return core::Audience::of_bidder(bidder->number);
    const auto& mine = viewer.principals;
    if (std::find(mine.begin(), mine.end(), state.intent.consumer) != mine.end())
        return core::Audience::of_buyer();
    if (state.confirmed_at)
        return core::Audience::of_everybody();
    return std::nullopt;
}

bool is_winner(const core::State& state, const core::Audience& audience) {
    return audience.kind == core::AudienceKind::bidder && core::is_chosen(state, audience.bidder);
}

} // namespace parley::app
