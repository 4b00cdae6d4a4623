// Findings in memory, with the behaviour that tests/ports/findings_test.cpp asks for.
#pragma once

#include "app/ports/findings.hpp"
#include "runtime/asio.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace parley::test {

class FakeFindings final : public app::Findings {
public:
    explicit FakeFindings(app::Experiments& experiments) : experiments_(experiments) {}

    awaitable<bool> keep_analysis(app::ExperimentStep step, app::KeptAnalysis analysis) override {
        if (!co_await experiments_.store(std::move(step)))
            co_return false;
        analyses_[analysis.experiment] = std::move(analysis);
        co_return true;
    }
    awaitable<std::optional<app::KeptAnalysis>> analysis_of(std::string experiment) override {
        const auto found = analyses_.find(experiment);
        co_return found == analyses_.end() ? std::nullopt : std::optional(found->second);
    }
    awaitable<bool> publish(app::ExperimentStep step, app::NewFinding finding) override {
        const app::Finding one = finding.texts.finding;
        const bool is_taken = std::ranges::any_of(published_, [&](const app::NewFinding& other) {
            return other.texts.finding.slug == one.slug && other.texts.finding.version == one.version;
        });
        if (is_taken || !co_await experiments_.store(std::move(step)))
            co_return false;
        for (const std::string& sector : finding.rounds_end_in)
            ends_[sector] = {sector, one.slug, one.published_at};
        published_.insert(published_.begin(), std::move(finding));
        co_return true;
    }
    awaitable<std::vector<app::Finding>> releases() override {
        std::vector<app::Finding> all;
        for (const app::NewFinding& one : published_)
            all.push_back(one.texts.finding);
        std::ranges::stable_sort(all, std::greater<>(), &app::Finding::published_at);
        co_return all;
    }
    awaitable<std::optional<app::FindingTexts>> find(std::string slug) override {
        for (const app::NewFinding& one : published_)
            if (one.texts.finding.slug == slug)
                co_return one.texts;
        co_return std::nullopt;
    }
    awaitable<std::optional<std::string>> package(std::string slug, std::string version) override {
        for (const app::NewFinding& one : published_)
            if (one.texts.finding.slug == slug && one.texts.finding.version == version)
                co_return one.package;
        co_return std::nullopt;
    }
    awaitable<std::vector<app::SectorEnd>> ended_sectors() override {
        std::vector<app::SectorEnd> all;
        for (const auto& [sector, end] : ends_)
            all.push_back(end);
        co_return all;
    }
    awaitable<bool> reopen(std::string sector, std::string, core::Instant) override {
        co_return ends_.erase(sector) > 0;
    }

private:
    app::Experiments& experiments_;
    std::map<std::string, app::KeptAnalysis> analyses_;
    std::vector<app::NewFinding> published_; // newest first
    std::map<std::string, app::SectorEnd> ends_;
};

} // namespace parley::test
