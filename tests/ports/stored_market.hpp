// A market of tests/core as the ledger takes it.
#pragma once

#include "app/consequences.hpp"
#include "app/log_codec.hpp"
#include "app/ports/ledger.hpp"
#include "core/market_builders.hpp"

namespace parley::test {

/// The whole log as the first append of that intent.
inline app::Append append_of(core::IntentId intent, const core::testing::Market& market) {
    app::Append append;
    append.intent = intent;
    app::EncodedRun run = app::encode_run({}, market.log, {});
    append.events = std::move(run.events);
    append.parts = std::move(run.parts);
    append.head = app::head_facts(market.state);
    return append;
}

} // namespace parley::test
