// A step of an experiment as part of a transaction that stores more with it.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/experiments.hpp"

namespace parley::postgres {

/// Somebody else was first, and the transaction is to be undone.
struct Overtaken {};

/// Throws Overtaken.
void store_step(Session& session, const app::ExperimentStep& step);

} // namespace parley::postgres
