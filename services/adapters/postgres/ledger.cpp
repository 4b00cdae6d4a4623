#include "adapters/postgres/ledger.hpp"

#include "adapters/postgres/append_batch.hpp"
#include "runtime/log.hpp"
#include "wire/value_json.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/prefer.hpp>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>

namespace parley::postgres {

namespace {

using app::Append;
using app::AppendOutcome;
using runtime::Outcome;
using runtime::Unavailable;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds retry_pause{50};

// Why an append got no outcome. A value of its own for each, so that no exception is shared between threads.
struct Failure {
    std::string what;
    bool retryable = true;
    Outcome outcome = Outcome::not_done;
};

Failure failure_of(const Unavailable& error) {
    return {error.what(), error.retryable(), error.outcome()};
}

// One append and the coroutine that waits for it.
struct Waiting {
    explicit Waiting(Append given) : append(std::move(given)) {}

    Append append;
    AppendOutcome outcome = AppendOutcome::conflict;
    std::optional<Failure> failure;
    std::function<void()> resume; // on the waiting coroutine's executor

    bool writes() const { return !append.events.empty(); }
    // The coroutine may run and be gone before this returns, so nothing of `this` is touched after the call.
    void wake() {
        auto call = std::move(resume);
        call();
    }
};
using WaitingPtr = std::shared_ptr<Waiting>;

// Appends that share one place in the batch: either one that writes, or all that ask for the same seq.
using Place = std::vector<WaitingPtr>;

bool goes_alone(const Append& append) {
    return !append.claims.empty() || !append.erased.empty() || !append.deletions.empty() || append.is_aged_request;
}

core::Value parse_stored(std::string_view text) {
    auto value = wire::parse_value(text, wire::stored_json_depth_max);
    if (!value)
        throw std::runtime_error("ledger: a stored body is not of the kind we write");
    return std::move(*value);
}

template <class Bytes>
Bytes fixed_bytes(const std::string& raw) {
    Bytes out{};
    if (raw.size() != out.size())
        throw std::runtime_error("ledger: a stored hash or salt has the wrong length");
    std::copy(raw.begin(), raw.end(), out.begin());
    return out;
}

template <class AnyId>
AnyId stored_id(std::string_view text) {
    const auto id = core::parse_id<AnyId>(text);
    if (!id)
        throw std::runtime_error("ledger: a stored id is none");
    return *id;
}

std::vector<app::DueHead> due_heads_of(const Rows& rows) {
    std::vector<app::DueHead> heads;
    for (int row = 0; row < rows.size(); ++row)
        heads.push_back({stored_id<core::IntentId>(rows.text(row, 0)), rows.bigint(row, 1), {rows.bigint(row, 2)}});
    return heads;
}

} // namespace

// --- a writer -------------------------------------------------------------------------------------------------------

namespace {

// A thread with a session and a queue. The lanes differ in how they take work and write it.
class Writer {
public:
    Writer(const LedgerSettings& settings, LedgerCounters& counters, std::size_t batch_max, bool alone)
        : settings_(settings), counters_(counters), batch_max_(batch_max), alone_(alone), session_(settings.session),
          thread_([this] { work(); }) {}
    ~Writer() { stop(); }

    void enqueue(WaitingPtr waiting) {
        const char* refusal = nullptr;
        {
            const std::lock_guard lock(mutex_);
            if (stopping_) {
                refusal = "ledger: stopping";
            } else if (queue_.size() >= settings_.waiting_max) {
                refusal = "ledger: too many appends wait";
            } else {
                queue_.push_back(waiting);
                ++counters_.waiting;
            }
        }
        if (refusal != nullptr) {
            waiting->failure = Failure{refusal};
            waiting->wake();
        } else {
            wake_.notify_one();
        }
    }

    void stop() {
        std::deque<WaitingPtr> left;
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
            left.swap(queue_);
        }
        wake_.notify_all();
        for (const WaitingPtr& waiting : left) {
            --counters_.waiting;
            fail(*waiting, {"ledger: stopping"});
        }
        if (thread_.joinable())
            thread_.join();
    }

private:
    void work() {
        for (;;) {
            std::vector<Place> batch = take();
            if (batch.empty())
                return;
            write(std::move(batch), false);
        }
    }

    // What waits, in the order it came; of each intent the first append only, since the next one depends on its
    // outcome.
    std::vector<Place> take() {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        std::vector<Place> batch;
        std::unordered_map<core::IntentId, std::size_t> places;
        std::deque<WaitingPtr> later;
        for (WaitingPtr& waiting : queue_) {
            const auto place = places.find(waiting->append.intent);
            if (place != places.end()) {
                const Waiting& first = *batch[place->second].front();
                const bool same_question =
                    !first.writes() && !waiting->writes() && first.append.expected_seq == waiting->append.expected_seq;
                if (same_question) {
                    batch[place->second].push_back(std::move(waiting));
                } else {
                    later.push_back(std::move(waiting));
                }
            } else if (batch.size() == batch_max_) {
                later.push_back(std::move(waiting));
            } else {
                places.emplace(waiting->append.intent, batch.size());
                batch.push_back({std::move(waiting)});
            }
        }
        counters_.waiting -= static_cast<std::int64_t>(queue_.size() - later.size());
        queue_ = std::move(later);
        return batch;
    }

    // Answers every append of the batch. `sent_before` says that an earlier attempt may have been committed.
    void write(std::vector<Place> batch, bool sent_before) {
        const auto give_up = Clock::now() + settings_.unknown_for;
        bool told = false;
        for (;;) {
            bool lost_now = false;
            try {
                answer(batch, attempt(batch, sent_before));
                return;
            } catch (const Unavailable& error) {
                lost_now = error.outcome() == Outcome::unknown;
                sent_before = sent_before || lost_now;
                if (!sent_before && session_.is_connected() && batch.size() > 1)
                    return write_each(std::move(batch), false);
                if (!sent_before)
                    return fail_all(batch, failure_of(error));
                if (!std::exchange(told, true))
                    runtime::log_warning("ledger_commit_unanswered",
                                         {{"appends", batch.size()}, {"why", error.what()}});
                if (Clock::now() >= give_up || is_stopping())
                    return fail_all(batch, std::nullopt);
            } catch (const SqlError& error) {
                if (batch.size() > 1)
                    return write_each(std::move(batch), sent_before);
                runtime::log_error("ledger_append_refused", {{"why", error.what()}});
                return fail_all(batch, Failure{error.what(), false});
            } catch (const std::exception& error) {
                // Our own mistake, and who knows how far it came.
                runtime::log_error("ledger_broken", {{"why", error.what()}});
                return fail_all(batch, Failure{error.what(), false, Outcome::unknown});
            }
            if (!lost_now)
                pause_until(std::min(give_up, Clock::now() + retry_pause));
        }
    }

    // Something in the batch made the whole statement fail: each has its own try, and the bad one answers alone.
    void write_each(std::vector<Place> batch, bool sent_before) {
        for (Place& place : batch) {
            ++counters_.alone;
            std::vector<Place> single;
            single.push_back(std::move(place));
            write(std::move(single), sent_before);
        }
    }

    std::vector<AppendOutcome> attempt(const std::vector<Place>& batch, bool sent_before) {
        std::vector<const Append*> appends;
        for (const Place& place : batch)
            appends.push_back(&place.front()->append);
        std::vector<AppendOutcome> outcomes;
        if (settings_.crash_point)
            settings_.crash_point("before_commit");
        ++counters_.batches;
        auto job = [&] {
            outcomes = alone_ ? std::vector{append_alone(session_, *appends.front())} : append_batch(session_, appends);
            if (sent_before) {
                counters_.looked_up += appends.size();
                credit_earlier_commit(session_, appends, outcomes);
            }
        };
        session_.guard(job);
        if (settings_.crash_point)
            settings_.crash_point("after_commit");
        return outcomes;
    }

    void answer(const std::vector<Place>& batch, const std::vector<AppendOutcome>& outcomes) {
        for (std::size_t i = 0; i < batch.size(); ++i) {
            for (const WaitingPtr& waiting : batch[i]) {
                if (outcomes[i] == AppendOutcome::committed)
                    counters_.events += waiting->append.events.size();
                if (outcomes[i] == AppendOutcome::conflict)
                    ++counters_.conflicts;
                ++counters_.appends;
                waiting->outcome = outcomes[i];
                waiting->wake();
            }
        }
    }

    // Without a failure given: it could not be found out what became of a commit, which only matters to who wrote.
    void fail_all(const std::vector<Place>& batch, const std::optional<Failure>& failure) {
        for (const Place& place : batch) {
            for (const WaitingPtr& waiting : place) {
                const Outcome lost = waiting->writes() ? Outcome::unknown : Outcome::not_done;
                fail(*waiting, failure ? *failure : Failure{"ledger: no answer to a commit", true, lost});
            }
        }
    }

    void fail(Waiting& waiting, Failure failure) {
        ++counters_.appends;
        waiting.failure = std::move(failure);
        waiting.wake();
    }

    bool is_stopping() {
        const std::lock_guard lock(mutex_);
        return stopping_;
    }

    void pause_until(Clock::time_point when) {
        std::unique_lock lock(mutex_);
        wake_.wait_until(lock, when, [this] { return stopping_; });
    }

    const LedgerSettings& settings_;
    LedgerCounters& counters_;
    const std::size_t batch_max_;
    const bool alone_;
    Session session_; // used by the thread alone
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<WaitingPtr> queue_;
    bool stopping_ = false;
    std::thread thread_;
};

SessionSettings writer_session(SessionSettings session) {
    // A plan made while the tables were empty would scan them for ever; the ledger only ever looks rows up by key.
    session.more = (session.more.empty() ? "" : session.more + "; ") +
                   "SET enable_seqscan = off; SET jit = off; SET plan_cache_mode = force_generic_plan";
    session.application_name += "-ledger";
    return session;
}

LedgerSettings with_writer_session(LedgerSettings settings) {
    settings.session = writer_session(settings.session);
    return settings;
}

} // namespace

// --- the ledger -----------------------------------------------------------------------------------------------------

struct PostgresLedger::Impl {
    explicit Impl(LedgerSettings given) : settings(with_writer_session(given)), readers(given.session, given.readers) {
        for (std::size_t i = 0; i < std::max<std::size_t>(1, settings.writers); ++i)
            writers.push_back(std::make_unique<Writer>(settings, counters, settings.batch_max, false));
        alone = std::make_unique<Writer>(settings, counters, 1, true);
    }

    Writer& writer_of(const Append& append) {
        if (goes_alone(append))
            return *alone;
        return *writers[std::hash<core::IntentId>()(append.intent) % writers.size()];
    }

    const LedgerSettings settings;
    LedgerCounters counters;
    Sessions readers;
    std::vector<std::unique_ptr<Writer>> writers;
    std::unique_ptr<Writer> alone;
};

PostgresLedger::PostgresLedger(LedgerSettings settings) : impl_(std::make_unique<Impl>(std::move(settings))) {}
PostgresLedger::~PostgresLedger() {
    stop();
}

void PostgresLedger::stop() {
    for (const auto& writer : impl_->writers)
        writer->stop();
    impl_->alone->stop();
    impl_->readers.stop();
}

const LedgerCounters& PostgresLedger::counters() const {
    return impl_->counters;
}
const SqlCounters& PostgresLedger::sql_counters() const {
    return *impl_->settings.session.counters;
}

awaitable<AppendOutcome> PostgresLedger::append(Append append) {
    auto waiting = std::make_shared<Waiting>(std::move(append));
    auto initiate = [this, waiting](auto handler) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        auto executor = asio::prefer(asio::get_associated_executor(*shared), asio::execution::outstanding_work.tracked);
        waiting->resume = [shared, executor] { asio::post(executor, std::move(*shared)); };
        impl_->writer_of(waiting->append).enqueue(waiting);
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(std::move(initiate), asio::use_awaitable);
    if (const auto& failure = waiting->failure)
        throw Unavailable(failure->what, failure->retryable, failure->outcome);
    co_return waiting->outcome;
}

awaitable<app::IntentLog> PostgresLedger::read(core::IntentId intent, std::int64_t after) {
    auto job = [intent, after](Session& session) {
        const Rows rows = session.execute(sql::read_log, Parameters().text(core::to_text(intent)).bigint(after));
        app::IntentLog log;
        for (int row = 0; row < rows.size(); ++row) {
            if (rows.bigint(row, 0) == 0) {
                app::StoredEvent event;
                event.seq = rows.bigint(row, 1);
                event.at = {rows.bigint(row, 2)};
                event.received_at = {rows.bigint(row, 3)};
                event.type = rows.text(row, 4);
                event.body = parse_stored(rows.text(row, 5));
                event.command_key = rows.text(row, 6);
                event.hash = fixed_bytes<digest::Sha256>(rows.bytes(row, 7));
                log.events.push_back(std::move(event));
            } else {
                app::StoredPart part;
                part.seq = rows.bigint(row, 1);
                part.name = rows.text(row, 4);
                part.value = parse_stored(rows.text(row, 5));
                part.salt = fixed_bytes<digest::Salt>(rows.bytes(row, 7));
                log.parts.push_back(std::move(part));
            }
        }
        return log;
    };
    return impl_->readers.run(std::move(job));
}

awaitable<std::vector<app::DueHead>> PostgresLedger::heads(std::vector<core::IntentId> intents) {
    auto job = [intents = std::move(intents)](Session& session) {
        std::vector<std::string> ids;
        for (const core::IntentId& intent : intents)
            ids.push_back(core::to_text(intent));
        const Rows rows = session.execute(sql::heads, Parameters().texts(ids));
        return due_heads_of(rows);
    };
    return impl_->readers.run(std::move(job));
}

awaitable<app::Capacity> PostgresLedger::capacity(core::BusinessId business, std::string group) {
    auto job = [business, group = std::move(group)](Session& session) {
        const Rows rows = session.execute(sql::capacity, Parameters().text(core::to_text(business)).text(group));
        return rows.size() == 0 ? app::Capacity{} : app::Capacity{rows.bigint(0, 0), rows.bigint(0, 1)};
    };
    return impl_->readers.run(std::move(job));
}

awaitable<std::vector<app::DueHead>> PostgresLedger::due(core::Instant before, int limit) {
    auto job = [before, limit](Session& session) {
        const Rows rows = session.execute(sql::due_heads, Parameters().bigint(before.us).bigint(std::max(0, limit)));
        return due_heads_of(rows);
    };
    return impl_->readers.run(std::move(job));
}

} // namespace parley::postgres
