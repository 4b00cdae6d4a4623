#include "app/suspensions.hpp"

#include "core/matching/sectors.hpp"
#include "runtime/again.hpp"

namespace parley::app {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds refresh_every{1'000};
constexpr std::string_view business_prefix = "business/";

} // namespace

std::string business_subject(const core::BusinessId& business) {
    return std::string(business_prefix) + core::to_text(business);
}

std::string matter_subject(const core::IntentId& matter) {
    return "matter/" + core::to_text(matter);
}

asio::awaitable<void> Suspensions::refresh() {
    auto fresh = std::make_shared<BySubject>();
    for (StewardAct& act : co_await oversight_.in_force()) {
        std::string subject = act.subject;
        fresh->emplace(std::move(subject), std::move(act));
    }
    const std::lock_guard lock(mutex_);
    known_ = std::move(fresh);
}

asio::awaitable<void> Suspensions::run() {
    // Where it fails, what was known stays in force.
    return runtime::again_and_again(refresh_every, "suspensions_not_read", [this] { return refresh(); });
}

std::shared_ptr<const Suspensions::BySubject> Suspensions::known() const {
    const std::lock_guard lock(mutex_);
    return known_;
}

std::optional<StewardAct> Suspensions::find(const std::string& subject) const {
    const auto acts = known();
    const auto found = acts->find(subject);
    return found == acts->end() ? std::nullopt : std::optional(found->second);
}

std::optional<StewardAct> Suspensions::of(const core::BusinessId& business) const {
    return find(business_subject(business));
}

std::optional<StewardAct> Suspensions::of_sector(std::string_view slug) const {
    for (const std::string_view sector : core::with_ancestors(slug))
        if (auto act = find("sector/" + std::string(sector)))
            return act;
    return std::nullopt;
}

std::vector<core::BusinessId> Suspensions::businesses() const {
    const auto acts = known();
    std::vector<core::BusinessId> found;
    for (const auto& [subject, act] : *acts)
        if (subject.starts_with(business_prefix))
            if (const auto id = core::parse_id<core::BusinessId>(subject.substr(business_prefix.size())))
                found.push_back(*id);
    return found;
}

} // namespace parley::app
