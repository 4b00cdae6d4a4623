// Who is suspended now, known to every request of this node without asking: read again every second, and at once after
// an act of this node.
#pragma once

#include "app/ports/oversight.hpp"

#include <map>
#include <memory>
#include <mutex>

namespace parley::app {

class Suspensions {
public:
    explicit Suspensions(Oversight& oversight) : oversight_(oversight) {}

    boost::asio::awaitable<void> refresh();
    /// Refreshes until cancelled.
    boost::asio::awaitable<void> run();

    /// The act that suspended it, with its reasons.
    std::optional<StewardAct> of(const core::BusinessId& business) const;
    /// Of the sector or of one above it.
    std::optional<StewardAct> of_sector(std::string_view slug) const;
    std::vector<core::BusinessId> businesses() const;

private:
    using BySubject = std::map<std::string, StewardAct, std::less<>>;

    std::optional<StewardAct> find(const std::string& subject) const;
    std::shared_ptr<const BySubject> known() const;

    Oversight& oversight_;
    mutable std::mutex mutex_; // for the pointer alone
    std::shared_ptr<const BySubject> known_ = std::make_shared<BySubject>();
};

std::string business_subject(const core::BusinessId& business);
std::string matter_subject(const core::IntentId& matter);

} // namespace parley::app
