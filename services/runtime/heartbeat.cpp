#include "runtime/heartbeat.hpp"

#include <boost/asio/query.hpp>

#include <algorithm>

namespace parley::runtime {

asio::execution_context::id Heartbeat::id;

HeartbeatMember::HeartbeatMember(const asio::any_io_executor& executor) : heartbeat_(&Heartbeat::of(executor)) {
    heartbeat_->join(*this, executor);
}

HeartbeatMember::~HeartbeatMember() {
    if (heartbeat_ != nullptr) {
        heartbeat_->leave(*this);
    }
}

Heartbeat::Heartbeat(asio::execution_context& context) : asio::execution_context::service(context) {}

Heartbeat& Heartbeat::of(const asio::any_io_executor& executor) {
    return asio::use_service<Heartbeat>(asio::query(executor, asio::execution::context));
}

std::size_t Heartbeat::size() const noexcept {
    return members_.size() - holes_;
}

void Heartbeat::shutdown() {
    timer_.reset();
    for (auto* member : members_) {
        member->heartbeat_ = nullptr; // whoever still holds a member may let go of it after the reactor
    }
    members_.clear();
}

void Heartbeat::join(HeartbeatMember& member, const asio::any_io_executor& executor) {
    member.index_ = members_.size();
    members_.push_back(&member);
    if (!timer_) {
        timer_ = std::make_unique<asio::steady_timer>(executor);
    }
    arm();
}

void Heartbeat::leave(HeartbeatMember& member) noexcept {
    if (beating_) { // the walk uses indices: leave a hole, close it afterwards
        members_[member.index_] = nullptr;
        ++holes_;
        return;
    }
    members_[member.index_] = members_.back();
    members_[member.index_]->index_ = member.index_;
    members_.pop_back();
}

void Heartbeat::arm() {
    if (armed_ || members_.empty()) {
        return;
    }
    armed_ = true;
    timer_->expires_after(period);
    timer_->async_wait([this](error_code error) {
        if (error == asio::error::operation_aborted) {
            return;
        }
        armed_ = false;
        beat_all();
        arm();
    });
}

void Heartbeat::beat_all() {
    const auto now = std::chrono::steady_clock::now();
    beating_ = true;
    for (std::size_t at = 0; at < members_.size(); ++at) {
        if (members_[at] != nullptr) {
            members_[at]->beat(now);
        }
    }
    beating_ = false;
    if (holes_ > 0) {
        members_.erase(std::remove(members_.begin(), members_.end(), nullptr), members_.end());
        for (std::size_t at = 0; at < members_.size(); ++at) {
            members_[at]->index_ = at;
        }
        holes_ = 0;
    }
}

} // namespace parley::runtime
