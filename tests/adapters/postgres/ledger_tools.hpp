// What the tests of the ledger need: a loop that runs coroutines to their end, and appends whose content is easy to
// tell apart. The hashes are not a real chain; the ledger stores them and never computes them.
#pragma once

#include "adapters/postgres/ledger.hpp"
#include "digest/digest.hpp"
#include "support/coroutines/coroutines.hpp"
#include "support/database.hpp"

#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace parley::postgres::test {

using parley::test::run;

/// What running it throws, or nothing.
template <class T>
std::optional<runtime::Unavailable> failure_of(awaitable<T> work) {
    try {
        run(std::move(work));
    } catch (const runtime::Unavailable& error) {
        return error;
    }
    return std::nullopt;
}

inline core::IntentId intent(std::uint64_t number) {
    core::IntentId id;
    id.high = 0x0123456789abcdef;
    id.low = number;
    return id;
}

inline core::BusinessId business(std::uint64_t number) {
    core::BusinessId id;
    id.low = number;
    return id;
}

/// `count` events after expected_seq; `who` makes their content, and so their hashes, differ.
inline app::Append an_append(core::IntentId id, std::int64_t expected_seq, const std::string& who = "a",
                             int count = 1) {
    app::Append append;
    append.intent = id;
    append.expected_seq = expected_seq;
    for (int i = 1; i <= count; ++i) {
        app::StoredEvent event;
        event.seq = expected_seq + i;
        event.at = {1'700'000'000'000'000 + event.seq};
        event.received_at = {1'700'000'000'000'000 + event.seq - 1};
        event.type = "tested";
        event.body["who"] = who;
        event.body["seq"] = core::Value(event.seq);
        event.hash = digest::sha256(who + "/" + std::to_string(event.seq));
        append.events.push_back(std::move(event));
    }
    append.head.state = "open";
    append.head.sector = "furniture/tables";
    append.head.summary["title"] = "table";
    append.head.created_at = {1'700'000'000'000'000};
    return append;
}

inline LedgerSettings settings_for(const std::string& url) {
    LedgerSettings settings;
    settings.session.url = url;
    return settings;
}

/// An empty database with the ledger's tables.
inline parley::test::Database ledger_database() {
    return parley::test::Database::migrated();
}

} // namespace parley::postgres::test
