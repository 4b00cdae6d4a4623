// Every statement of the ledger, outbox and uptime adapters, as a named constant: the name goes into errors and metrics,
// and is the name of the prepared statement. Statements with $n take binary parameters through Session::execute, those
// with :name go through SOCI.
#pragma once

namespace parley::postgres {

struct Sql {
    const char* name;
    const char* text;
};

} // namespace parley::postgres
