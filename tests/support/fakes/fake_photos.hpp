// Photos in memory, beside the ledger in memory, whose erasures take them. Its clock is handed in.
#pragma once

#include "app/ports/photos.hpp"
#include "support/fakes/fake_ledger.hpp"

#include <functional>

namespace parley::test {

class FakePhotos final : public app::Photos {
public:
    FakePhotos(FakeLedger& ledger, std::function<core::Instant()> clock) : ledger_(ledger), clock_(std::move(clock)) {}

    awaitable<void> add(app::NewPhoto photo) override;
    awaitable<std::vector<std::optional<core::Photo>>> use(std::vector<core::PhotoId> ids,
                                                           std::optional<core::BusinessId> business,
                                                           core::IntentId intent, core::Instant now) override;
    awaitable<std::optional<app::PhotoBytes>> find(core::PhotoId id) override;
    awaitable<std::int64_t> expire() override;

    // --- arranging
    void age(core::Micros by) {
        for (Kept& kept : photos_)
            kept.photo.uploaded_at = kept.photo.uploaded_at - by;
    }

private:
    struct Kept {
        app::NewPhoto photo;
        std::optional<core::IntentId> intent;
    };
    awaitable<bool> is_logged(const Kept& kept);

    FakeLedger& ledger_;
    std::function<core::Instant()> clock_;
    std::vector<Kept> photos_;
};

} // namespace parley::test
