#include "support/fakes/fake_outbox.hpp"

#include <algorithm>
#include <tuple>

namespace parley::test {

void FakeOutbox::put(const core::IntentId& intent, app::OutboxRow row) {
    const std::lock_guard lock(mutex_);
    rows_[++last_id_] = {intent, std::move(row), 0};
}

std::vector<FakeOutbox::Waiting> FakeOutbox::waiting(const std::string& kind) const {
    const std::lock_guard lock(mutex_);
    std::vector<Waiting> found;
    for (const auto& [id, waiting] : rows_)
        if (waiting.row.kind == kind)
            found.push_back(waiting);
    return found;
}

awaitable<std::vector<app::OutboxJob>> FakeOutbox::claim(std::string kind, core::Instant now, core::Micros claim,
                                                         int limit) {
    const std::lock_guard lock(mutex_);
    std::vector<std::pair<core::Instant, std::int64_t>> due;
    for (const auto& [id, waiting] : rows_)
        if (waiting.row.kind == kind && waiting.row.not_before <= now)
            due.emplace_back(waiting.row.not_before, id);
    std::sort(due.begin(), due.end());
    std::vector<app::OutboxJob> jobs;
    for (const auto& [not_before, id] : due) {
        if (static_cast<int>(jobs.size()) >= limit)
            break;
        Waiting& waiting = rows_.at(id);
        waiting.row.not_before = now + claim;
        ++waiting.attempt;
        jobs.push_back(
            {id, waiting.intent, waiting.row.intent_seq, kind, waiting.row.target, waiting.row.body, waiting.attempt});
    }
    co_return jobs;
}

awaitable<void> FakeOutbox::finish(app::OutboxJob job) {
    const std::lock_guard lock(mutex_);
    const auto found = rows_.find(job.id);
    if (found != rows_.end() && found->second.attempt == job.attempt)
        rows_.erase(found);
    co_return;
}

awaitable<void> FakeOutbox::postpone(app::OutboxJob job, core::Instant not_before) {
    const std::lock_guard lock(mutex_);
    const auto found = rows_.find(job.id);
    if (found != rows_.end() && found->second.attempt == job.attempt)
        found->second.row.not_before = not_before;
    co_return;
}

awaitable<std::int64_t> FakeOutbox::cancel(std::string kind, std::string target, core::IntentId intent) {
    const std::lock_guard lock(mutex_);
    const auto count = std::erase_if(rows_, [&](const auto& entry) {
        const Waiting& waiting = entry.second;
        const bool is_news = kind == "mail" && waiting.row.kind.starts_with("news/");
        return waiting.intent == intent && (waiting.row.kind == kind || is_news) && waiting.row.target == target;
    });
    co_return static_cast<std::int64_t>(count);
}

awaitable<void> FakeOutbox::add(core::IntentId intent, app::OutboxRow row) {
    put(intent, std::move(row));
    co_return;
}

awaitable<bool> FakeOutbox::gather(app::OutboxJob job, core::PrincipalId reader, core::Instant due) {
    const std::lock_guard lock(mutex_);
    const auto [digest, fresh] = digests_.try_emplace({reader, due}, false);
    if (digest->second)
        co_return false;
    if (fresh) {
        core::Value body;
        body["due"] = due.us;
        const core::IntentId filed{{reader.high, reader.low}};
        rows_[++last_id_] = {filed, {app::digest_job, core::to_text(reader), 0, due, std::move(body)}, 0};
    }
    const auto found = rows_.find(job.id);
    if (found != rows_.end() && found->second.attempt == job.attempt) {
        found->second.row.kind = "news/" + core::to_text(reader);
        found->second.row.not_before = due;
        found->second.attempt = 0;
    }
    co_return true;
}

awaitable<std::vector<app::OutboxJob>> FakeOutbox::open_digest(core::PrincipalId reader, core::Instant due) {
    const std::lock_guard lock(mutex_);
    if (const auto digest = digests_.find({reader, due}); digest != digests_.end())
        digest->second = true;
    std::vector<app::OutboxJob> news;
    for (const auto& [id, waiting] : rows_)
        if (waiting.row.kind == "news/" + core::to_text(reader) && waiting.row.not_before == due)
            news.push_back({id, waiting.intent, waiting.row.intent_seq, "mail", waiting.row.target, waiting.row.body});
    co_return news;
}

awaitable<void> FakeOutbox::close_digest(core::PrincipalId reader, core::Instant due) {
    const std::lock_guard lock(mutex_);
    std::erase_if(digests_, [&](const auto& one) { return one.first.first == reader && one.first.second < due; });
    std::erase_if(rows_, [&](const auto& entry) {
        const app::OutboxRow& row = entry.second.row;
        return row.kind == "news/" + core::to_text(reader) && row.not_before == due;
    });
    co_return;
}

awaitable<std::vector<app::TopicEntry>> FakeOutbox::relay_topics(int limit) {
    const std::lock_guard lock(mutex_);
    std::vector<app::TopicEntry> numbered;
    for (auto row = rows_.begin(); row != rows_.end() && static_cast<int>(numbered.size()) < limit;) {
        const Waiting& waiting = row->second;
        if (waiting.row.kind != "topic") {
            ++row;
            continue;
        }
        auto& entries = topics_[waiting.row.target];
        entries.push_back({waiting.row.target, static_cast<std::int64_t>(entries.size()) + 1, waiting.intent,
                           waiting.row.intent_seq, static_cast<std::int64_t>(all_topics_.size()) + 1});
        all_topics_.push_back(entries.back());
        numbered.push_back(entries.back());
        row = rows_.erase(row);
    }
    std::sort(numbered.begin(), numbered.end(), [](const app::TopicEntry& a, const app::TopicEntry& b) {
        return std::tie(a.topic, a.seq) < std::tie(b.topic, b.seq);
    });
    co_return numbered;
}

awaitable<std::vector<app::TopicEntry>> FakeOutbox::topic(std::string topic, std::int64_t after, int limit) {
    std::vector<app::TopicEntry> found;
    {
        const std::lock_guard lock(mutex_);
        ++topic_reads;
        for (const app::TopicEntry& entry : topics_[topic])
            if (entry.seq > after && static_cast<int>(found.size()) < limit)
                found.push_back(entry);
    }
    co_await topic_answers.pass();
    co_return found;
}

awaitable<std::int64_t> FakeOutbox::topic_head(std::string topic) {
    const std::lock_guard lock(mutex_);
    co_return static_cast<std::int64_t>(topics_[topic].size());
}

awaitable<std::vector<app::TopicEntry>> FakeOutbox::all_topics(std::int64_t after, int limit) {
    const std::lock_guard lock(mutex_);
    std::vector<app::TopicEntry> found;
    for (const app::TopicEntry& entry : all_topics_)
        if (entry.number > after && static_cast<int>(found.size()) < limit)
            found.push_back(entry);
    co_return found;
}

awaitable<std::int64_t> FakeOutbox::last_number() {
    const std::lock_guard lock(mutex_);
    co_return static_cast<std::int64_t>(all_topics_.size());
}

} // namespace parley::test
