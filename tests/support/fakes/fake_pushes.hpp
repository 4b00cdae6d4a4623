// The browsers that may be pushed to, in memory, and a push service that keeps what comes.
#pragma once

#include "app/ports/pushes.hpp"
#include "runtime/asio.hpp"

#include <algorithm>
#include <functional>

namespace parley::test {

class FakePushSubscriptions final : public app::PushSubscriptions {
public:
    awaitable<app::PushSecret> secret(app::PushSecret fresh, core::Instant) override {
        if (!secret_)
            secret_ = fresh;
        co_return *secret_;
    }
    awaitable<void> put(app::PushSubscription subscription) override {
        for (app::PushSubscription& one : all_)
            if (one.principal == subscription.principal && one.address.endpoint == subscription.address.endpoint) {
                one.address = subscription.address;
                one.seat = subscription.seat;
                co_return;
            }
        const core::PrincipalId principal = subscription.principal;
        all_.push_back(std::move(subscription));
        const auto order = [](const auto& one) { return std::pair(one.made_at, one.id); };
        std::ranges::sort(all_, {}, order);
        const auto is_theirs = [&](const auto& one) { return one.principal == principal; };
        if (std::ranges::count_if(all_, is_theirs) > app::push_subscriptions_max)
            all_.erase(std::ranges::find_if(all_, is_theirs));
    }
    awaitable<std::vector<app::PushSubscription>> of(core::PrincipalId principal) override {
        std::vector<app::PushSubscription> found;
        std::ranges::copy_if(all_, std::back_inserter(found),
                             [&](const auto& one) { return one.principal == principal; });
        co_return found;
    }
    awaitable<void> drop(core::PrincipalId principal, std::string endpoint) override {
        std::erase_if(all_,
                      [&](const auto& one) { return one.principal == principal && one.address.endpoint == endpoint; });
        co_return;
    }
    awaitable<void> drop_endpoint(std::string endpoint) override {
        std::erase_if(all_, [&](const auto& one) { return one.address.endpoint == endpoint; });
        co_return;
    }

private:
    std::optional<app::PushSecret> secret_;
    std::vector<app::PushSubscription> all_;
};

/// Answers as it is told, and as if all was well when it was told nothing.
class WatchedPusher final : public app::Pusher {
public:
    awaitable<app::PushAnswer> push(app::Push push) override {
        watch(push);
        pushed.push_back(std::move(push));
        if (answers.empty())
            co_return app::PushAnswer{};
        const app::PushAnswer answer = answers.back();
        answers.pop_back();
        co_return answer;
    }
    bool takes(const app::PushAddress&) const override { return true; }
    const std::string& public_key() const override { return key_; }

    std::function<void(const app::Push&)> watch = [](const app::Push&) {};
    std::vector<app::PushAnswer> answers; // of the next ones, the last first
    std::vector<app::Push> pushed;

private:
    std::string key_ = "key";
};

} // namespace parley::test
