// The statement that a batch of appends is written with.
#pragma once

#include "adapters/postgres/sql_text.hpp"

namespace parley::postgres {

/// What a batch holds. PostgreSQL sets every part of a statement up at every call, whether rows come for it or not, and
/// that was half the cost of one offer: so a statement has the parts that its batch needs.
struct BatchKinds {
    bool several = false; // appends; a single one waits for nobody in a circle
    bool begins = false;  // an intent that is new
    bool goes_on = false; // one that is not
    bool asks = false;    // whether the head still is where it was: an append without events
    bool parts = false;   // and the rest only where something is written
    bool promises = false;
    bool deeds = false;
};

/// All of them are called "append" and take the same parameters: the columns of the appends ($1 to $10), of their
/// events ($11 to $18), parts ($19 to $23), promises ($24 to $29) and deeds ($30 to $35). The answer has a row for each
/// append, in their order: whether it is committed. Lives as long as the program; called by any thread.
const Sql& append_statement(const BatchKinds& kinds);

} // namespace parley::postgres
