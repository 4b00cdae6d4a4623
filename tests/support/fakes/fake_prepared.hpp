// What shops have prepared, in memory, with the behaviour that tests/ports/prepared_test.cpp asks for.
#pragma once

#include "app/ports/prepared.hpp"
#include "runtime/asio.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace parley::test {

class FakePrepared final : public app::Prepared {
public:
    awaitable<std::vector<app::OfferTemplate>> templates(core::BusinessId business) override {
        std::vector<app::OfferTemplate> found;
        for (const auto& [id, one] : templates_)
            if (one.business == business)
                found.push_back(one);
        std::ranges::sort(found, {}, [](const auto& one) { return std::tie(one.sector, one.name, one.id); });
        co_return found;
    }
    awaitable<bool> put_template(app::OfferTemplate made) override {
        const auto before = templates_.find(made.id);
        if (before == templates_.end()) {
            if (std::ranges::count(templates_, made.business, [](const auto& one) { return one.second.business; }) >=
                app::templates_max)
                co_return false;
            made.used_at.reset();
        } else if (before->second.business != made.business) {
            co_return false;
        } else {
            made.used_at = before->second.used_at;
        }
        templates_[made.id] = std::move(made);
        co_return true;
    }
    awaitable<std::optional<app::OfferTemplate>> use_template(core::BusinessId business, std::string id,
                                                              core::Instant now) override {
        const auto found = templates_.find(id);
        if (found == templates_.end() || found->second.business != business)
            co_return std::nullopt;
        found->second.used_at = std::max(found->second.used_at.value_or(now), now);
        co_return found->second;
    }
    awaitable<bool> drop_template(core::BusinessId business, std::string id) override {
        const auto found = templates_.find(id);
        if (found == templates_.end() || found->second.business != business)
            co_return false;
        templates_.erase(found);
        for (auto& [key, plan] : playbooks_)
            if (plan.business == business && plan.offer_template == id)
                plan.offer_template.clear();
        co_return true;
    }
    awaitable<std::vector<app::Playbook>> playbooks(core::BusinessId business) override {
        std::vector<app::Playbook> found;
        for (const auto& [key, one] : playbooks_)
            if (one.business == business)
                found.push_back(one);
        co_return found;
    }
    awaitable<void> put_playbook(app::Playbook playbook) override {
        playbooks_[{playbook.business, playbook.sector}] = std::move(playbook);
        co_return;
    }
    awaitable<bool> drop_playbook(core::BusinessId business, std::string sector) override {
        co_return playbooks_.erase({business, sector}) == 1;
    }
    awaitable<std::vector<app::SectorCount>> counts(core::BusinessId, std::vector<std::string> sectors,
                                                    core::Instant) override {
        co_return std::vector<app::SectorCount>(sectors.size());
    }

private:
    std::map<std::string, app::OfferTemplate> templates_;
    std::map<std::pair<core::BusinessId, std::string>, app::Playbook> playbooks_;
};

} // namespace parley::test
