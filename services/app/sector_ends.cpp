#include "app/sector_ends.hpp"

#include "core/matching/sectors.hpp"
#include "runtime/again.hpp"

namespace parley::app {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds refresh_every{1'000};

} // namespace

asio::awaitable<void> SectorEnds::refresh() {
    auto fresh = std::make_shared<BySector>();
    for (SectorEnd& end : co_await findings_.ended_sectors()) {
        std::string sector = end.sector;
        fresh->emplace(std::move(sector), std::move(end));
    }
    const std::lock_guard lock(mutex_);
    if (*fresh != *known_)
        known_ = std::move(fresh);
}

asio::awaitable<void> SectorEnds::run() {
    // Where it fails, what was known stays in force.
    return runtime::again_and_again(refresh_every, "sector_ends_not_read", [this] { return refresh(); });
}

std::shared_ptr<const SectorEnds::BySector> SectorEnds::known() const {
    const std::lock_guard lock(mutex_);
    return known_;
}

std::optional<SectorEnd> SectorEnds::of(std::string_view sector) const {
    const auto ends = known();
    for (const std::string_view one : core::with_ancestors(sector))
        if (const auto found = ends->find(one); found != ends->end())
            return found->second;
    return std::nullopt;
}

} // namespace parley::app
