// Who a viewer is for an intent, and the name of that audience's stream.
#pragma once

#include "app/market.hpp"

namespace parley::app {

/// "intent/ID|public", "intent/ID|buyer", "intent/ID|3".
FeedKey feed_key(const core::IntentId& intent, const core::Audience& audience);

/// Nothing when the viewer may not even know of the intent.
std::optional<core::Audience> audience_of(const core::State& state, const Viewer& viewer);

bool is_winner(const core::State& state, const core::Audience& audience);

} // namespace parley::app
