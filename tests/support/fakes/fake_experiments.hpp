// Experiments in memory, with the behaviour that tests/ports/experiments_test.cpp asks for.
#pragma once

#include "app/ports/experiments.hpp"
#include "runtime/asio.hpp"
#include "runtime/error.hpp"

#include <functional>
#include <map>
#include <utility>

namespace parley::test {

class FakeExperiments final : public app::Experiments {
public:
    awaitable<std::int64_t> changes() override {
        ++asked;
        fail_if_away();
        co_return changes_;
    }
    awaitable<std::vector<app::StoredExperiment>> all() override {
        fail_if_away();
        std::vector<app::StoredExperiment> all;
        for (const auto& [key, one] : experiments_)
            all.push_back(one);
        was_read();
        co_return all;
    }
    awaitable<std::optional<app::StoredExperiment>> find(std::string key) override {
        fail_if_away();
        const auto found = experiments_.find(key);
        auto one = found == experiments_.end() ? std::nullopt : std::optional(found->second);
        was_read();
        co_return one;
    }
    awaitable<app::ExperimentLog> log(std::string key) override {
        fail_if_away();
        const auto found = logs_.find(key);
        auto log = found == logs_.end() ? app::ExperimentLog{} : found->second;
        was_read();
        co_return log;
    }
    awaitable<std::map<std::string, app::ExperimentLog>> logs() override {
        fail_if_away();
        auto logs = logs_;
        was_read();
        co_return logs;
    }
    awaitable<std::vector<app::StoredSegment>> segments() override {
        fail_if_away();
        std::vector<app::StoredSegment> all;
        for (const auto& [place, one] : segments_)
            all.push_back(one);
        co_return all;
    }
    awaitable<bool> store(app::ExperimentStep step) override {
        fail_if_away();
        const auto known = logs_.find(step.next.key);
        auto log = known == logs_.end() ? app::ExperimentLog{} : known->second;
        if (static_cast<std::int64_t>(log.size()) != step.seq - 1)
            co_return false;
        auto segments = segments_;
        if (step.releases_at)
            for (auto& [place, one] : segments)
                if (one.experiment == step.next.key && !one.released_at)
                    one.released_at = step.releases_at;
        for (const app::StoredSegment& one : step.taken) {
            const auto found = segments.find({one.space, one.segment});
            if (found != segments.end() && !found->second.released_at && found->second.experiment != step.next.key)
                co_return false;
            segments[{one.space, one.segment}] = one;
        }
        segments_ = std::move(segments);
        log.insert(log.end(), step.events.begin(), step.events.end());
        logs_[step.next.key] = std::move(log);
        experiments_[step.next.key] = std::move(step.next);
        ++changes_;
        co_return true;
    }

    bool is_away = false;
    int asked = 0; // whether anything changed
    /// Happens once, after that many readings of experiments or logs, and before the reader has its answer.
    std::function<void()> meanwhile;
    int readings_before = 0;

private:
    void was_read() {
        if (meanwhile && --readings_before < 0)
            std::exchange(meanwhile, nullptr)();
    }
    void fail_if_away() const {
        if (is_away)
            throw runtime::Unavailable("experiments: is away as the test wants it");
    }

    std::int64_t changes_ = 0;
    std::map<std::string, app::StoredExperiment> experiments_;
    std::map<std::string, app::ExperimentLog> logs_;
    std::map<std::pair<std::string, std::int64_t>, app::StoredSegment> segments_;
};

} // namespace parley::test
