#include "adapters/postgres/outbox.hpp"

#include "wire/value_json.hpp"

#include <soci/soci.h>

#include <algorithm>

namespace parley::postgres {

namespace {

core::IntentId intent_of(std::string_view text) {
    const auto id = core::parse_id<core::IntentId>(text);
    if (!id)
        throw std::runtime_error("outbox: a stored id is none");
    return *id;
}

std::vector<app::TopicEntry> entries_of(const Rows& rows) {
    std::vector<app::TopicEntry> entries;
    for (int row = 0; row < rows.size(); ++row)
        entries.push_back({std::string(rows.text(row, 0)), rows.bigint(row, 1), intent_of(rows.text(row, 2)),
                           rows.bigint(row, 3), rows.bigint(row, 4)});
    return entries;
}

} // namespace

awaitable<std::vector<app::OutboxJob>> PostgresOutbox::claim(std::string kind, core::Instant now, core::Micros claim,
                                                             int limit) {
    auto job = [kind = std::move(kind), now, claim, limit](Session& session) {
        std::vector<app::OutboxJob> jobs;
        if (limit <= 0)
            return jobs;
        const long long at = now.us;
        const long long until = (now + claim).us;
        const long long most = limit;
        const auto count = static_cast<std::size_t>(limit);
        std::vector<long long> ids(count), seqs(count), attempts(count), waited_until(count);
        std::vector<std::string> intents(count), targets(count), bodies(count);
        session.db(sql::outbox_claim.name) << sql::outbox_claim.text, soci::into(ids), soci::into(intents),
            soci::into(seqs), soci::into(targets), soci::into(bodies), soci::into(attempts), soci::into(waited_until),
            soci::use(until, "until"), soci::use(kind, "kind"), soci::use(at, "now"), soci::use(most, "limit");

        // RETURNING has no order of its own.
        std::vector<std::size_t> order;
        for (std::size_t i = 0; i < ids.size(); ++i)
            order.push_back(i);
        std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return std::pair(waited_until[a], ids[a]) < std::pair(waited_until[b], ids[b]);
        });
        for (const std::size_t i : order) {
            auto body = wire::parse_value(bodies[i], wire::stored_json_depth_max);
            if (!body)
                throw std::runtime_error("outbox: a stored body is not of the kind we write");
            jobs.push_back({ids[i], intent_of(intents[i]), seqs[i], kind, targets[i], std::move(*body),
                            static_cast<int>(attempts[i])});
        }
        return jobs;
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresOutbox::finish(app::OutboxJob done) {
    auto job = [done = std::move(done)](Session& session) {
        const std::string intent = core::to_text(done.intent);
        const long long id = done.id;
        const long long attempt = done.attempt;
        session.db(sql::outbox_finish.name) << sql::outbox_finish.text, soci::use(intent), soci::use(id),
            soci::use(attempt);
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresOutbox::postpone(app::OutboxJob given, core::Instant not_before) {
    auto job = [given = std::move(given), not_before](Session& session) {
        const std::string intent = core::to_text(given.intent);
        const long long when = not_before.us;
        const long long id = given.id;
        const long long attempt = given.attempt;
        session.db(sql::outbox_postpone.name) << sql::outbox_postpone.text, soci::use(when), soci::use(intent),
            soci::use(id), soci::use(attempt);
    };
    return sessions_->run(std::move(job));
}

awaitable<std::int64_t> PostgresOutbox::cancel(std::string kind, std::string target, core::IntentId intent) {
    auto job = [kind = std::move(kind), target = std::move(target), intent](Session& session) {
        const auto parameters = Parameters().text(core::to_text(intent)).text(kind).text(target);
        return session.execute(sql::outbox_cancel, parameters).affected();
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresOutbox::add(core::IntentId intent, app::OutboxRow row) {
    auto job = [intent, row = std::move(row)](Session& session) {
        const std::string id = core::to_text(intent);
        const long long seq = row.intent_seq;
        const long long not_before = row.not_before.us;
        const std::string body = wire::to_json(row.body);
        session.db(sql::outbox_add.name) << sql::outbox_add.text, soci::use(id), soci::use(seq), soci::use(row.kind),
            soci::use(row.target), soci::use(not_before), soci::use(body);
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresOutbox::gather(app::OutboxJob put_aside, core::PrincipalId reader, core::Instant due) {
    auto job = [put_aside = std::move(put_aside), reader = core::to_text(reader), due](Session& session) {
        auto work = [&] {
            const Rows digest = session.execute(sql::digest_for_news, Parameters().text(reader).bigint(due.us));
            if (digest.boolean(0, 0))
                return false;
            if (digest.boolean(0, 1))
                session.execute(sql::add_digest, Parameters().text(reader).bigint(due.us));
            Parameters row;
            row.text(reader).bigint(due.us).text(core::to_text(put_aside.intent)).bigint(put_aside.id);
            row.bigint(put_aside.attempt);
            session.execute(sql::gather, row);
            return true;
        };
        return session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::OutboxJob>> PostgresOutbox::open_digest(core::PrincipalId reader, core::Instant due) {
    auto job = [reader = core::to_text(reader), due](Session& session) {
        session.execute(sql::open_digest, Parameters().text(reader).bigint(due.us));
        const Rows rows = session.execute(sql::digest_news, Parameters().text(reader).bigint(due.us));
        std::vector<app::OutboxJob> news;
        for (int row = 0; row < rows.size(); ++row) {
            auto body = wire::parse_value(rows.text(row, 4), wire::stored_json_depth_max);
            if (!body)
                throw std::runtime_error("outbox: a stored body is not of the kind we write");
            news.push_back({rows.bigint(row, 0), intent_of(rows.text(row, 1)), rows.bigint(row, 2), "mail",
                            std::string(rows.text(row, 3)), std::move(*body)});
        }
        return news;
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresOutbox::close_digest(core::PrincipalId reader, core::Instant due) {
    auto job = [reader = core::to_text(reader), due](Session& session) {
        session.execute(sql::close_digest, Parameters().text(reader).bigint(due.us));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::TopicEntry>> PostgresOutbox::relay_topics(int limit) {
    auto job = [limit](Session& session) {
        auto work = [&] {
            std::vector<app::TopicEntry> entries;
            int locked = 0;
            session.db(sql::relay_lock.name) << sql::relay_lock.text, soci::into(locked);
            if (locked == 0)
                return entries;
            entries = entries_of(session.execute(sql::relay_topics, Parameters().bigint(limit)));
            return entries;
        };
        auto entries = session.transaction(work);
        std::sort(entries.begin(), entries.end(), [](const app::TopicEntry& a, const app::TopicEntry& b) {
            return std::tie(a.topic, a.seq) < std::tie(b.topic, b.seq);
        });
        return entries;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::TopicEntry>> PostgresOutbox::topic(std::string topic, std::int64_t after, int limit) {
    auto job = [topic = std::move(topic), after, limit](Session& session) {
        return entries_of(session.execute(sql::topic_after, Parameters().text(topic).bigint(after).bigint(limit)));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::TopicEntry>> PostgresOutbox::all_topics(std::int64_t after, int limit) {
    auto job = [after, limit](Session& session) {
        return entries_of(session.execute(sql::all_topics_after, Parameters().bigint(after).bigint(limit)));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::int64_t> PostgresOutbox::last_number() {
    auto job = [](Session& session) { return session.execute(sql::last_topic_number, Parameters()).bigint(0, 0); };
    return sessions_->run(std::move(job));
}

awaitable<std::int64_t> PostgresOutbox::topic_head(std::string topic) {
    auto job = [topic = std::move(topic)](Session& session) {
        long long seq = 0;
        session.db(sql::topic_head.name) << sql::topic_head.text, soci::into(seq), soci::use(topic);
        return std::int64_t{seq};
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
