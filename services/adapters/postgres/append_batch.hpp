// The ledger's statements: many appends in one, or one with its claim or erasure in a transaction. Nothing here waits,
// retries or knows of threads; errors come out as they are.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/ledger.hpp"

#include <span>
#include <vector>

namespace parley::postgres {

/// All in one statement that commits by itself. At most one append of each intent. Outcomes are in the order given.
std::vector<app::AppendOutcome> append_batch(Session& session, std::span<const app::Append* const> appends);

/// In a transaction of its own: the group's row is locked and its slots counted before anything is written.
app::AppendOutcome append_alone(Session& session, const app::Append& append);

/// For appends that were sent before and got no answer: a conflict whose first event is in the log with our hash was
/// that earlier commit, and is made `committed`.
void credit_earlier_commit(Session& session, std::span<const app::Append* const> appends,
                           std::vector<app::AppendOutcome>& outcomes);

} // namespace parley::postgres
