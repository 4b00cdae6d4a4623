#include "adapters/postgres/sessions.hpp"

#include "core/assert.hpp"

#include <libpq-fe.h>
#include <soci/logger.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/session.h>

#include <algorithm>
#include <charconv>
#include <map>

namespace parley::postgres {

namespace {

using runtime::Outcome;
using runtime::Unavailable;

// The line is dead or the server told us to go; whatever was under way may or may not have happened.
struct ConnectionLost : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// SOCI tells its logger of every statement it is given; the counting of work needs no more than that.
class StatementCounter final : public soci::logger_impl {
public:
    explicit StatementCounter(std::shared_ptr<SqlCounters> counters) : counters_(std::move(counters)) {}
    void start_query(const std::string&) override { ++counters_->statements; }

private:
    logger_impl* do_clone() const override { return new StatementCounter(counters_); }
    std::shared_ptr<SqlCounters> counters_;
};

std::string quoted(std::string_view value) {
    std::string out = "'";
    for (const char c : value) {
        if (c == '\'' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + "'";
}

// What the caller's connection string leaves open is set to values under which a dead peer is noticed within seconds.
std::string connection_string(const SessionSettings& settings) {
    std::map<std::string, std::string> options = {
        {"application_name", settings.application_name},
        {"connect_timeout", std::to_string(settings.connect_timeout.count())},
        {"client_encoding", "UTF8"},
        {"keepalives", "1"},
        {"keepalives_idle", "10"},
        {"keepalives_interval", "5"},
        {"keepalives_count", "3"},
        {"tcp_user_timeout", "5000"},
    };
    char* problem = nullptr;
    PQconninfoOption* given = PQconninfoParse(settings.url.c_str(), &problem);
    if (given == nullptr) {
        std::string why = problem == nullptr ? "out of memory" : problem;
        PQfreemem(problem);
        why.erase(why.find_last_not_of('\n') + 1);
        throw std::invalid_argument("database URL: " + why);
    }
    for (const PQconninfoOption* option = given; option->keyword != nullptr; ++option)
        if (option->val != nullptr)
            options[option->keyword] = option->val;
    PQconninfoFree(given);
    options["client_encoding"] = "UTF8"; // what bodies are, whatever the environment says

    std::string out;
    for (const auto& [name, value] : options)
        out += name + "=" + quoted(value) + " ";
    return out;
}

std::string first_line(const char* message) {
    const std::string_view text = message == nullptr ? "no message" : message;
    return std::string(text.substr(0, text.find('\n')));
}

bool means_connection_lost(std::string_view sqlstate) {
    return sqlstate.starts_with("08") || sqlstate.starts_with("57P0");
}

// Rolled back by the server for a reason that passes: deadlock, serialization, timeouts, no resources.
bool passes_with_time(std::string_view sqlstate) {
    return sqlstate.starts_with("40") || sqlstate.starts_with("53") || sqlstate == "55P03" || sqlstate == "57014" ||
           sqlstate == "25P03";
}

[[noreturn]] void raise(const std::string& sqlstate, const std::string& message) {
    if (passes_with_time(sqlstate))
        throw Unavailable("postgres: " + message + " (" + sqlstate + ")");
    throw SqlError(sqlstate, "postgres: " + message + " (" + sqlstate + ")");
}

void ignore_notice(void*, const PGresult*) {}

// Whether a connection can be made and used. SOCI loses the memory of one that ends while it is being set up, which a
// pooler without its server does every time; so after a failure the way is tried before SOCI goes it.
void probe(const std::string& connection) {
    const std::unique_ptr<PGconn, decltype(&PQfinish)> conn(PQconnectdb(connection.c_str()), &PQfinish);
    if (PQstatus(conn.get()) != CONNECTION_OK)
        throw std::runtime_error(PQerrorMessage(conn.get()));
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(conn.get(), "SELECT 1"), &PQclear);
    if (PQresultStatus(result.get()) != PGRES_TUPLES_OK)
        throw std::runtime_error(PQerrorMessage(conn.get()));
}

constexpr std::chrono::milliseconds backoff_first{50}, backoff_max{1'000};

} // namespace

// --- rows -----------------------------------------------------------------------------------------------------------

void Rows::Clear::operator()(pg_result* result) const {
    PQclear(result);
}

Rows::Rows(pg_result* result) : result_(result), size_(result == nullptr ? 0 : PQntuples(result)) {}

bool Rows::is_null(int row, int column) const {
    return PQgetisnull(result_.get(), row, column) == 1;
}

std::string_view Rows::text(int row, int column) const {
    const int length = PQgetlength(result_.get(), row, column);
    return {PQgetvalue(result_.get(), row, column), static_cast<std::size_t>(length)};
}

std::int64_t Rows::bigint(int row, int column) const {
    const std::string_view digits = text(row, column);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size())
        throw std::logic_error("postgres: column " + std::to_string(column) + " holds no integer");
    return number;
}

bool Rows::boolean(int row, int column) const {
    return text(row, column) == "t";
}

std::string Rows::bytes(int row, int column) const {
    std::size_t length = 0;
    unsigned char* raw =
        PQunescapeBytea(reinterpret_cast<const unsigned char*>(PQgetvalue(result_.get(), row, column)), &length);
    if (raw == nullptr)
        throw std::bad_alloc();
    std::string out(reinterpret_cast<const char*>(raw), length);
    PQfreemem(raw);
    return out;
}

std::int64_t Rows::affected() const {
    const std::string_view digits = PQcmdTuples(result_.get());
    std::int64_t number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

// --- session --------------------------------------------------------------------------------------------------------

Session::Session(SessionSettings settings) : settings_(std::move(settings)) {}
Session::~Session() = default;

soci::session& Session::db(const char* statement) {
    PARLEY_ASSERT(soci_ != nullptr, "only a guarded session is used");
    tally(statement);
    return *soci_;
}

pg_conn* Session::native() const {
    PARLEY_ASSERT(soci_ != nullptr, "only a guarded session is used");
    return static_cast<soci::postgresql_session_backend*>(soci_->get_backend())->conn_;
}

bool Session::is_connected() const {
    return soci_ != nullptr && PQstatus(native()) == CONNECTION_OK;
}

void Session::connect() {
    const auto now = std::chrono::steady_clock::now();
    if (now < no_connect_before_)
        throw Unavailable("postgres: not connected");
    try {
        const std::string connection = connection_string(settings_);
        if (backoff_ > backoff_.zero())
            probe(connection);
        soci_ = std::make_unique<soci::session>(soci::postgresql, connection);
        soci_->set_logger(soci::logger(new StatementCounter(settings_.counters)));
        PQsetNoticeReceiver(native(), ignore_notice, nullptr);
        std::string text = "SET TimeZone = 'UTC'";
        text += "; SET statement_timeout = " + std::to_string(settings_.statement_timeout.count());
        text += "; SET lock_timeout = " + std::to_string(settings_.lock_timeout.count());
        text += "; SET idle_in_transaction_session_timeout = " +
                std::to_string(settings_.idle_in_transaction_timeout.count());
        if (!settings_.more.empty())
            text += "; " + settings_.more;
        checked(PQexec(native(), text.c_str()));
        ++settings_.counters->connects;
        backoff_ = {};
    } catch (const std::invalid_argument&) {
        throw;
    } catch (const std::exception& error) {
        drop();
        backoff_ = std::clamp(backoff_ * 2, backoff_first, backoff_max);
        no_connect_before_ = std::chrono::steady_clock::now() + backoff_;
        throw Unavailable("postgres: cannot connect: " + first_line(error.what()));
    }
}

void Session::drop() {
    prepared_.clear();
    soci_.reset();
}

// After a job: nothing of it may be left for the next one.
void Session::settle() {
    if (soci_ == nullptr)
        return;
    if (PQstatus(native()) != CONNECTION_OK) {
        drop();
    } else if (PQtransactionStatus(native()) != PQTRANS_IDLE) {
        roll_back();
        if (soci_ != nullptr && PQtransactionStatus(native()) != PQTRANS_IDLE)
            drop();
    }
}

// A server that went away while the session had no work is noticed before the next job, not by it. The first reading
// may get its last words, and then the second meets the end; neither waits.
void Session::hear() {
    if (soci_ != nullptr && PQconsumeInput(native()) == 1)
        PQconsumeInput(native());
}

void Session::guard(const std::function<void()>& work) {
    hear();
    settle();
    if (soci_ == nullptr)
        connect();
    try {
        work();
        settle();
    } catch (const ConnectionLost& error) {
        drop();
        throw Unavailable(error.what(), true, Outcome::unknown);
    } catch (const soci::postgresql_soci_error& error) {
        const std::string sqlstate = error.sqlstate();
        const std::string message = first_line(error.get_error_message().c_str());
        const bool lost = !is_connected() || means_connection_lost(sqlstate);
        settle();
        if (lost) {
            drop();
            throw Unavailable("postgres: connection lost: " + message, true, Outcome::unknown);
        }
        raise(sqlstate, message);
    } catch (...) {
        settle();
        throw;
    }
}

Rows Session::checked(pg_result* result) {
    Rows rows(result);
    const ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return rows;
    const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const std::string sqlstate = state == nullptr ? "" : state;
    const char* primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const std::string message = first_line(primary != nullptr ? primary : PQerrorMessage(native()));
    if (PQstatus(native()) != CONNECTION_OK || sqlstate.empty() || means_connection_lost(sqlstate))
        throw ConnectionLost("postgres: connection lost: " + message);
    raise(sqlstate, message);
}

void Session::tally(const char* statement) {
    runtime::Counter*& counter = counted_[statement];
    if (counter == nullptr)
        counter = &runtime::process_metrics().counter("parley_sql_statements_total", "Statements sent to PostgreSQL",
                                                      {{"statement", statement}});
    counter->add();
}

Rows Session::execute(const Sql& sql, const Parameters& parameters) {
    const auto count = static_cast<int>(parameters.size());
    auto prepared = prepared_.find(sql.text);
    if (prepared == prepared_.end()) {
        const std::string name = sql.name + ("/" + std::to_string(prepared_.size()));
        checked(PQprepare(native(), name.c_str(), sql.text, count, parameters.types().data()));
        prepared = prepared_.emplace(sql.text, name).first;
    }
    std::vector<const char*> values;
    std::vector<int> lengths;
    for (const std::string& value : parameters.values()) {
        values.push_back(value.data());
        lengths.push_back(static_cast<int>(value.size()));
    }
    const std::vector<int> formats(values.size(), 1);
    ++settings_.counters->statements;
    tally(sql.name);
    const char* name = prepared->second.c_str();
    return checked(PQexecPrepared(native(), name, count, values.data(), lengths.data(), formats.data(), 0));
}

Rows Session::execute_text(const std::string& text) {
    ++settings_.counters->statements;
    tally("text");
    return checked(PQexec(native(), text.c_str()));
}

void Session::begin() {
    tally("begin");
    checked(PQexec(native(), "BEGIN"));
}

void Session::commit() {
    // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK and no error; that must never look like success.
    if (PQtransactionStatus(native()) != PQTRANS_INTRANS)
        throw SqlError("25P02", "postgres: commit of a transaction that failed (25P02)");
    tally("commit");
    PGresult* result = PQexec(native(), "COMMIT");
    const std::string tag = result == nullptr ? "" : PQcmdStatus(result);
    checked(result);
    if (tag != "COMMIT")
        throw SqlError("25P02", "postgres: commit was answered " + tag + " (25P02)");
    ++settings_.counters->commits;
}

void Session::roll_back() noexcept {
    if (soci_ == nullptr)
        return;
    PGresult* result = PQexec(native(), "ROLLBACK");
    PQclear(result);
}

void Session::roll_back_on_error(const std::function<void()>& work) {
    try {
        work();
    } catch (...) {
        roll_back();
        throw;
    }
}

Sessions::Sessions(SessionSettings settings, std::size_t workers, std::size_t queue_limit)
    : settings_(std::move(settings)), pool_(settings_.application_name, workers, queue_limit,
                                            [this](std::size_t) { return std::make_unique<Session>(settings_); }) {}

} // namespace parley::postgres
