#include "adapters/redis/live.hpp"

#include "adapters/redis/run_codec.hpp"
#include "adapters/redis/scripts.hpp"
#include "runtime/log.hpp"

#include <algorithm>
#include <stdexcept>

namespace parley::redis {

namespace {

using runtime::Unavailable;

constexpr std::size_t rebuild_chunk = 500; // heads per script, so that Redis serves others in between

ClientSettings client_settings(const LiveSettings& settings, const char* what) {
    const auto address = parse_address(settings.url);
    if (!address)
        throw std::invalid_argument("Redis URL: neither unix:///path[?db=N] nor redis://host[:port][/db]");
    ClientSettings out;
    out.address = *address;
    out.name = std::string("parley-") + what;
    out.oldest_in_flight = settings.oldest_in_flight;
    return out;
}

std::string number(std::int64_t value) {
    return std::to_string(value);
}

} // namespace

struct RedisLiveState::Impl : std::enable_shared_from_this<Impl> {
    Impl(asio::any_io_executor given, LiveSettings wanted, app::CommittedElsewhere on_committed,
         app::LineRestored on_restored)
        : executor(std::move(given)), settings(std::move(wanted)), committed_elsewhere(std::move(on_committed)),
          line_restored(std::move(on_restored)), commands(executor, client_settings(settings, "commands")),
          subscriber(executor, client_settings(settings, "subscriber")), ping(executor) {}

    asio::any_io_executor executor;
    LiveSettings settings;
    app::CommittedElsewhere committed_elsewhere;
    app::LineRestored line_restored;
    Scripts scripts;
    Client commands;
    Client subscriber;
    asio::steady_timer ping;
    LiveCounters counters;
    std::atomic<bool> up{false};
    bool stopped = false;

    std::string due_key() const { return settings.prefix + "{clock}:due"; }
    std::string due_seq_key() const { return settings.prefix + "{clock}:seq"; }
    std::string rebuild_key() const { return settings.prefix + "{clock}:rebuild"; }
    std::string log_key(const core::IntentId& intent) const {
        return settings.prefix + "log:{" + core::to_text(intent) + "}";
    }
    std::string channel() const { return settings.prefix + "line"; }
    std::string ttl() const { return number(settings.ttl.count()); }

    void start() {
        Client::Greeting load;
        for (const Script* script :
             {&scripts.append_log, &scripts.set_due, &scripts.claim_due, &scripts.rebuild, &scripts.take_token})
            load.push_back({"SCRIPT", "LOAD", script->text});
        commands.set_greeting(std::move(load));
        subscriber.set_greeting({{"SUBSCRIBE", channel()}});
        // The clients live in this object and call nothing after stop().
        commands.on_up([this](bool first) {
            if (!first)
                ++counters.reconnects;
            note_up();
        });
        commands.on_down([this] { note_up(); });
        subscriber.on_up([this](bool first) {
            note_up();
            if (first)
                return;
            ++counters.reconnects;
            if (line_restored)
                line_restored();
        });
        subscriber.on_down([this] { note_up(); });
        subscriber.on_push([this](Reply reply) { receive(reply); });
        commands.start();
        subscriber.start();
        keep_pinging();
    }

    void stop() {
        stopped = true;
        ping.cancel();
        commands.close();
        subscriber.close();
        up = false;
    }

    void note_up() { up = !stopped && commands.is_up() && subscriber.is_up(); }

    // Nothing else would notice that the subscriber's line is dead: it only ever listens.
    void keep_pinging() {
        ping.expires_after(settings.ping_every);
        ping.async_wait([weak = weak_from_this()](error_code error) {
            const auto self = weak.lock();
            if (error || !self || self->stopped)
                return;
            if (self->subscriber.is_up())
                self->subscriber.send({"PING"});
            self->keep_pinging();
        });
    }

    void receive(const Reply& reply) {
        const std::string& text = reply.elements[2].text;
        if (sender_of(text) == settings.node)
            return;
        auto run = decode_message(text);
        if (!run) {
            runtime::log_warning("redis_message_not_understood", {{"bytes", text.size()}});
            return;
        }
        ++counters.received;
        if (committed_elsewhere)
            committed_elsewhere(std::move(*run));
    }

    // --- scripts

    Arguments script_call(const char* verb, const std::string& script, const Arguments& keys,
                          const Arguments& values) const {
        Arguments all;
        all.reserve(3 + keys.size() + values.size());
        all.emplace_back(verb);
        all.push_back(script);
        all.push_back(number(static_cast<std::int64_t>(keys.size())));
        all.insert(all.end(), keys.begin(), keys.end());
        all.insert(all.end(), values.begin(), values.end());
        return all;
    }

    // Without waiting. Redis that has lost the script gets its text, which also loads it.
    void send_script(const Script& script, const Arguments& keys, const Arguments& values, Client::Done done = {}) {
        const auto call = std::make_shared<Arguments>(script_call("EVALSHA", script.sha, keys, values));
        auto answered = [weak = weak_from_this(), &script, call, done = std::move(done)](std::optional<Reply> reply) {
            const auto self = weak.lock();
            if (!self)
                return;
            if (!reply || !reply->is_no_script())
                return self->finish(std::move(reply), done);
            (*call)[0] = "EVAL";
            (*call)[1] = script.text;
            self->send(*call, done);
        };
        ++counters.commands;
        commands.send(*call, std::move(answered));
    }

    void send(const Arguments& arguments, Client::Done done = {}) {
        auto answered = [weak = weak_from_this(), done = std::move(done)](std::optional<Reply> reply) {
            if (const auto self = weak.lock())
                self->finish(std::move(reply), done);
        };
        ++counters.commands;
        commands.send(arguments, std::move(answered));
    }

    void finish(std::optional<Reply> reply, const Client::Done& done) {
        if (!reply)
            ++counters.lost;
        if (reply && reply->is_error())
            runtime::log_warning("redis_refused", {{"why", reply->text}});
        if (done)
            done(std::move(reply));
    }

    // Waits for the answer; nothing when there is none, whatever the reason.
    awaitable<std::optional<Reply>> ask(Arguments arguments, std::chrono::milliseconds limit) {
        const auto self = shared_from_this();
        ++counters.commands;
        try {
            Reply reply = co_await commands.command(std::move(arguments), limit);
            if (!reply.is_error() || reply.is_no_script())
                co_return reply;
            runtime::log_warning("redis_refused", {{"why", reply.text}});
        } catch (const Unavailable&) {
            ++counters.lost;
        }
        co_return std::nullopt;
    }

    awaitable<std::optional<Reply>> ask_script(const Script& script, Arguments keys, Arguments values,
                                               std::chrono::milliseconds limit) {
        const auto self = shared_from_this();
        auto by_sha = script_call("EVALSHA", script.sha, keys, values);
        auto reply = co_await ask(std::move(by_sha), limit);
        if (reply && reply->is_no_script()) {
            auto by_text = script_call("EVAL", script.text, keys, values);
            reply = co_await ask(std::move(by_text), limit);
        }
        co_return reply;
    }

    // --- what a commit tells

    void committed(const app::Committed& run) {
        if (settings.crash_point)
            settings.crash_point("before_redis");
        const auto entries = encode_events(run);
        if (!entries.empty()) {
            Arguments values = {number(run.events.front().seq), ttl()};
            values.insert(values.end(), entries.begin(), entries.end());
            auto noted = [this](const std::optional<Reply>& reply) {
                if (reply && reply->integer < 0)
                    ++counters.gaps;
            };
            send_script(scripts.append_log, {log_key(run.intent)}, values, noted);
        }
        const std::string seq = run.events.empty() ? "" : number(run.events.back().seq);
        const std::string due = run.next_due ? number(run.next_due->us) : "";
        send_script(scripts.set_due, {due_key(), due_seq_key()}, {core::to_text(run.intent), seq, due, ttl()});
        if (entries.empty())
            return;

        if (settings.crash_point)
            settings.crash_point("before_publish");
        std::string message = encode_message(settings.node, run, entries);
        if (message.size() > settings.publish_max)
            message = encode_message(settings.node, run, {});
        ++counters.published;
        send({"PUBLISH", channel(), std::move(message)});
    }

    awaitable<app::IntentLog> cached(core::IntentId intent) {
        const auto self = shared_from_this();
        const std::string key = log_key(intent);
        Arguments question = {"LRANGE", key, "0", "-1"};
        const auto reply = co_await ask(std::move(question), settings.answer_within);
        app::IntentLog log;
        if (!reply)
            co_return log;
        bool whole = true;
        for (const Reply& entry : reply->elements) {
            whole = whole && decode_event(entry.text, log) &&
                    log.events.back().seq == static_cast<std::int64_t>(log.events.size());
        }
        if (!whole) {
            ++counters.gaps;
            send({"UNLINK", key});
            log = {};
        }
        co_return log;
    }

    awaitable<app::DueClaim> claim_due(core::Instant now, core::Micros lease, int limit) {
        const auto self = shared_from_this();
        Arguments keys = {due_key(), due_seq_key()};
        Arguments values = {number(now.us), number((now + lease).us), number(limit), ttl()};
        const auto reply =
            co_await ask_script(scripts.claim_due, std::move(keys), std::move(values), settings.answer_within);
        app::DueClaim claim;
        if (!reply || reply->elements.empty())
            co_return claim;
        claim.clock_is_empty = reply->elements[0].integer == 0;
        for (std::size_t i = 1; i < reply->elements.size(); ++i)
            if (const auto intent = core::parse_id<core::IntentId>(reply->elements[i].text))
                claim.intents.push_back(*intent);
        co_return claim;
    }

    awaitable<bool> begin_rebuild(core::Micros lock) {
        const auto self = shared_from_this();
        const auto milliseconds = std::max<core::Micros>(1, lock / core::micros_per_ms);
        Arguments take = {"SET", rebuild_key(), settings.node, "NX", "PX", number(milliseconds)};
        const auto reply = co_await ask(std::move(take), settings.answer_within);
        const bool taken = reply && reply->text == "OK";
        co_return taken;
    }

    // The epoch comes with the last deadlines, so that a rebuild that broke off is begun again by somebody.
    awaitable<void> finish_rebuild(std::vector<app::DueHead> heads) {
        const auto self = shared_from_this();
        std::size_t from = 0;
        do {
            const std::size_t to = std::min(heads.size(), from + rebuild_chunk);
            Arguments keys = {due_key(), due_seq_key()};
            Arguments values = {ttl(), to == heads.size() ? "1" : "0"};
            for (std::size_t i = from; i < to; ++i) {
                values.push_back(core::to_text(heads[i].intent));
                values.push_back(number(heads[i].seq));
                values.push_back(number(heads[i].next_due.us));
            }
            const auto reply =
                co_await ask_script(scripts.rebuild, std::move(keys), std::move(values), settings.answer_within);
            if (!reply)
                co_return;
            from = to;
        } while (from < heads.size());
        send({"DEL", rebuild_key()});
    }

    awaitable<std::optional<app::Tokens>> take_token(std::string bucket, int burst, int per_minute) {
        const auto self = shared_from_this();
        const std::int64_t step = 60 * core::micros_per_s / std::max(1, per_minute);
        Arguments keys = {settings.prefix + "bucket:{" + bucket + "}"};
        Arguments values = {number(burst), number(step)};
        const auto reply =
            co_await ask_script(scripts.take_token, std::move(keys), std::move(values), settings.token_within);
        if (!reply || reply->kind != Reply::Kind::array || reply->elements.size() != 2)
            co_return std::nullopt;
        const core::Micros full_in = reply->elements[1].integer;
        const core::Micros room = burst * step - full_in;
        app::Tokens tokens;
        tokens.given = reply->elements[0].integer == 1;
        tokens.left = static_cast<int>(std::max<core::Micros>(room / step, 0));
        tokens.next_in = std::max<core::Micros>(step - room, 0);
        tokens.full_in = full_in;
        co_return tokens;
    }
};

RedisLiveState::RedisLiveState(asio::any_io_executor executor, LiveSettings settings,
                               app::CommittedElsewhere committed_elsewhere, app::LineRestored line_restored)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(settings), std::move(committed_elsewhere),
                                   std::move(line_restored))) {}
RedisLiveState::~RedisLiveState() {
    impl_->stop();
}

void RedisLiveState::start() {
    impl_->start();
}
void RedisLiveState::stop() {
    impl_->stop();
}
bool RedisLiveState::is_up() const {
    return impl_->up;
}
const LiveCounters& RedisLiveState::counters() const {
    return impl_->counters;
}

void RedisLiveState::committed(app::Committed run) {
    impl_->committed(run);
}
void RedisLiveState::forget(core::IntentId intent) {
    impl_->send({"UNLINK", impl_->log_key(intent)});
}

awaitable<app::IntentLog> RedisLiveState::cached(core::IntentId intent) {
    return impl_->cached(intent);
}
awaitable<app::DueClaim> RedisLiveState::claim_due(core::Instant now, core::Micros lease, int limit) {
    return impl_->claim_due(now, lease, limit);
}
awaitable<bool> RedisLiveState::begin_rebuild(core::Micros lock) {
    return impl_->begin_rebuild(lock);
}
awaitable<void> RedisLiveState::finish_rebuild(std::vector<app::DueHead> heads) {
    return impl_->finish_rebuild(std::move(heads));
}
awaitable<std::optional<app::Tokens>> RedisLiveState::take_token(std::string bucket, int burst, int per_minute) {
    return impl_->take_token(std::move(bucket), burst, per_minute);
}

} // namespace parley::redis
