// What buyers wish, in memory. Names of businesses are left empty.
#pragma once

#include "app/ports/wishes.hpp"
#include "runtime/asio.hpp"

#include <algorithm>
#include <map>

namespace parley::test {

class FakeWishes final : public app::Wishes {
public:
    awaitable<bool> prefer(core::PrincipalId consumer, core::BusinessId business, core::Instant now) override {
        auto& list = preferred_[consumer];
        const bool known = std::ranges::find(list, business, &app::PreferredBusiness::business) != list.end();
        if (!known && list.size() == static_cast<std::size_t>(app::preferred_max))
            co_return false;
        if (!known)
            list.push_back({business, "", now});
        co_return true;
    }
    awaitable<void> prefer_no_more(core::PrincipalId consumer, core::BusinessId business) override {
        std::erase_if(preferred_[consumer], [&](const auto& one) { return one.business == business; });
        co_return;
    }
    awaitable<std::vector<app::PreferredBusiness>> preferred(core::PrincipalId consumer) override {
        co_return preferred_[consumer];
    }
    awaitable<void> set_mail(core::PrincipalId consumer, app::MailWishes wishes) override {
        mail_[consumer] = wishes;
        co_return;
    }
    awaitable<app::MailWishes> mail(core::PrincipalId consumer) override { co_return mail_[consumer]; }
    awaitable<void> note(core::IntentId intent, core::PrincipalId consumer, app::IntentWishes wishes) override {
        noted_.try_emplace(intent, consumer, wishes);
        co_return;
    }
    awaitable<std::string> confirm(core::IntentId intent) override {
        const auto noted = noted_.find(intent);
        if (noted == noted_.end())
            co_return "";
        app::IntentWishes& wishes = noted->second.second;
        if (wishes.mail)
            mail_[noted->second.first] = *wishes.mail;
        wishes.mail.reset();
        co_return wishes.name;
    }
    awaitable<std::vector<core::BusinessId>> asked_first(core::IntentId intent) override {
        std::vector<core::BusinessId> found;
        const auto noted = noted_.find(intent);
        if (noted != noted_.end() && noted->second.second.preferred_first)
            for (const app::PreferredBusiness& one : preferred_[noted->second.first])
                found.push_back(one.business);
        co_return found;
    }
    awaitable<std::vector<core::IntentId>> asking_preferred(core::PrincipalId consumer) override {
        std::vector<core::IntentId> found;
        for (const auto& [intent, noted] : noted_)
            if (noted.first == consumer && noted.second.preferred_first)
                found.push_back(intent);
        co_return found;
    }

private:
    std::map<core::PrincipalId, std::vector<app::PreferredBusiness>> preferred_;
    std::map<core::PrincipalId, app::MailWishes> mail_;
    std::map<core::IntentId, std::pair<core::PrincipalId, app::IntentWishes>> noted_;
};

} // namespace parley::test
