#include "adapters/postgres/photos.hpp"

#include "adapters/postgres/parameters.hpp"
#include "adapters/postgres/photos_sql.hpp"

namespace parley::postgres {

namespace {

std::string owner_text(const std::optional<core::BusinessId>& business) {
    return business ? core::to_text(*business) : "";
}

} // namespace

awaitable<void> PostgresPhotos::add(app::NewPhoto photo) {
    auto job = [photo = std::move(photo)](Session& session) {
        session.execute(sql::add_photo, Parameters()
                                            .text(core::to_text(photo.id))
                                            .text(owner_text(photo.business))
                                            .bytea(photo.jpeg)
                                            .text(photo.sha256)
                                            .bigint(photo.width)
                                            .bigint(photo.height)
                                            .bigint(photo.uploaded_at.us));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<std::optional<core::Photo>>> PostgresPhotos::use(std::vector<core::PhotoId> ids,
                                                                       std::optional<core::BusinessId> business,
                                                                       core::IntentId intent, core::Instant now) {
    auto job = [ids = std::move(ids), business, intent, now](Session& session) {
        std::vector<std::string> names;
        for (const core::PhotoId& id : ids)
            names.push_back(core::to_text(id));
        const Rows rows = session.execute(sql::use_photos, Parameters()
                                                               .texts(names)
                                                               .text(owner_text(business))
                                                               .text(core::to_text(intent))
                                                               .bigint(now.us - app::photo_life));
        std::vector<std::optional<core::Photo>> used(ids.size());
        for (int row = 0; row < rows.size(); ++row) {
            const auto place = static_cast<std::size_t>(rows.bigint(row, 0) - 1);
            used[place] =
                core::Photo{ids[place], std::string(rows.text(row, 1)), rows.bigint(row, 2), rows.bigint(row, 3), ""};
        }
        return used;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::PhotoBytes>> PostgresPhotos::find(core::PhotoId id) {
    auto job = [id](Session& session) -> std::optional<app::PhotoBytes> {
        const Rows rows = session.execute(sql::find_photo, Parameters().text(core::to_text(id)));
        if (rows.size() == 0)
            return std::nullopt;
        return app::PhotoBytes{rows.bytes(0, 0), *core::parse_id<core::IntentId>(rows.text(0, 1)),
                               core::parse_id<core::BusinessId>(rows.text(0, 2))};
    };
    return sessions_->run(std::move(job));
}

awaitable<std::int64_t> PostgresPhotos::expire() {
    auto job = [](Session& session) -> std::int64_t {
        return session.execute(sql::expire_photos, Parameters().bigint(app::photo_life)).bigint(0, 0);
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
