#include "support/fakes/fake_photos.hpp"

#include "app/log_codec.hpp"

#include <algorithm>

namespace parley::test {

namespace {

bool shows(const std::vector<core::Photo>& photos, const core::PhotoId& id) {
    return std::ranges::find(photos, id, &core::Photo::id) != photos.end();
}

const std::vector<core::Photo>* photos_in(const core::Event& event) {
    if (const auto* created = std::get_if<core::IntentCreated>(&event))
        return &created->photos;
    if (const auto* placed = std::get_if<core::OfferPlaced>(&event))
        return &placed->details.photos;
    if (const auto* revised = std::get_if<core::OfferRevised>(&event))
        return &revised->details.photos;
    return nullptr;
}

} // namespace

awaitable<void> FakePhotos::add(app::NewPhoto photo) {
    photos_.push_back({std::move(photo), std::nullopt});
    co_return;
}

awaitable<std::vector<std::optional<core::Photo>>> FakePhotos::use(std::vector<core::PhotoId> ids,
                                                                   std::optional<core::BusinessId> business,
                                                                   core::IntentId intent, core::Instant now) {
    std::vector<Kept*> found;
    std::vector<std::optional<core::Photo>> used;
    for (const core::PhotoId& id : ids) {
        const auto one = std::ranges::find_if(photos_, [&](const Kept& kept) {
            const bool is_free = !kept.intent && kept.photo.uploaded_at > now - app::photo_life;
            return kept.photo.id == id && kept.photo.business == business && (is_free || kept.intent == intent);
        });
        if (one == photos_.end()) {
            used.push_back(std::nullopt);
            continue;
        }
        found.push_back(&*one);
        used.push_back(core::Photo{id, one->photo.sha256, one->photo.width, one->photo.height, ""});
    }
    if (found.size() == ids.size())
        for (Kept* kept : found)
            kept->intent = intent;
    co_return used;
}

awaitable<std::optional<app::PhotoBytes>> FakePhotos::find(core::PhotoId id) {
    const auto one = std::ranges::find_if(photos_, [&](const Kept& kept) { return kept.photo.id == id; });
    if (one == photos_.end() || !one->intent)
        co_return std::nullopt;
    for (const app::StoredEvent& event : ledger_.events(*one->intent))
        if (event.type == core::Erased::type)
            co_return std::nullopt;
    co_return app::PhotoBytes{one->photo.jpeg, *one->intent, one->photo.business};
}

awaitable<bool> FakePhotos::is_logged(const Kept& kept) {
    if (!kept.intent)
        co_return false;
    const app::IntentLog log = co_await ledger_.read(*kept.intent, 0);
    for (const core::Record& record : app::decode_run(*kept.intent, log.events, log.parts))
        if (const auto* photos = photos_in(record.event); photos != nullptr && shows(*photos, kept.photo.id))
            co_return true;
    co_return false;
}

awaitable<std::int64_t> FakePhotos::expire() {
    std::vector<Kept> left;
    for (Kept& kept : photos_)
        if (kept.photo.uploaded_at > clock_() - app::photo_life || co_await is_logged(kept))
            left.push_back(std::move(kept));
    const auto erased = static_cast<std::int64_t>(photos_.size() - left.size());
    photos_ = std::move(left);
    co_return erased;
}

} // namespace parley::test
