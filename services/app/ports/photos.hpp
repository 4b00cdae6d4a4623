// The bytes of photos, outside of the log: uploaded first, then used by one request or offer, and gone with it. The log
// holds their hash alone (core/photo.hpp).
#pragma once

#include "core/ids.hpp"
#include "core/photo.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace parley::app {

/// How long an uploaded photo can be used. Less than a day by more than sweeping takes, so that one that nobody used is
/// never kept for longer than a day.
inline constexpr core::Micros photo_life = core::seconds(23LL * 3'600);

struct NewPhoto {
    core::PhotoId id;
    std::optional<core::BusinessId> business; // whose offers it is for; nothing: for a request
    std::string jpeg;
    std::string sha256; // of those bytes
    std::int64_t width = 0;
    std::int64_t height = 0;
    core::Instant uploaded_at;
};

struct PhotoBytes {
    std::string jpeg;
    core::IntentId intent;                    // where it is used
    std::optional<core::BusinessId> business; // whose it is; nothing: the buyer's
};

class Photos {
public:
    virtual ~Photos() = default;
    virtual boost::asio::awaitable<void> add(NewPhoto photo) = 0;
    /// Binds photos to an intent for good, all of them or none: those of this owner that are younger than photo_life
    /// and used nowhere, or used in this intent already. Gives what is known of each, in the order of the ids and
    /// without words; nothing in the place of one that cannot be used.
    virtual boost::asio::awaitable<std::vector<std::optional<core::Photo>>>
    use(std::vector<core::PhotoId> ids, std::optional<core::BusinessId> business, core::IntentId intent,
        core::Instant now) = 0;
    /// Nothing for one that is used nowhere, or erased. An intent's erasure takes its photos in the same commit.
    virtual boost::asio::awaitable<std::optional<PhotoBytes>> find(core::PhotoId id) = 0;
    /// Erases what is older than photo_life by the store's own clock and in no log; gives how many.
    virtual boost::asio::awaitable<std::int64_t> expire() = 0;
};

} // namespace parley::app
