// In which sectors no round opens any more because of what was found there, known to every request of this node without
// asking: read again every second, and at once after an act of this node.
#pragma once

#include "app/ports/findings.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string_view>

namespace parley::app {

class SectorEnds {
public:
    using BySector = std::map<std::string, SectorEnd, std::less<>>;

    explicit SectorEnds(Findings& findings) : findings_(findings) {}

    boost::asio::awaitable<void> refresh();
    /// Refreshes until cancelled.
    boost::asio::awaitable<void> run();

    /// Of the sector or of one above it.
    std::optional<SectorEnd> of(std::string_view sector) const;
    /// The same object as long as nothing changes.
    std::shared_ptr<const BySector> known() const;

private:
    Findings& findings_;
    mutable std::mutex mutex_; // for the pointer alone
    std::shared_ptr<const BySector> known_ = std::make_shared<BySector>();
};

} // namespace parley::app
