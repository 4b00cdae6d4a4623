// Photos in PostgreSQL: one row each, the bytes in it.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/photos.hpp"

namespace parley::postgres {

class PostgresPhotos final : public app::Photos {
public:
    explicit PostgresPhotos(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}
    awaitable<void> add(app::NewPhoto photo) override;
    awaitable<std::vector<std::optional<core::Photo>>> use(std::vector<core::PhotoId> ids,
                                                           std::optional<core::BusinessId> business,
                                                           core::IntentId intent, core::Instant now) override;
    awaitable<std::optional<app::PhotoBytes>> find(core::PhotoId id) override;
    awaitable<std::int64_t> expire() override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres
