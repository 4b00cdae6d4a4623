// When a buyer or a business wants mail: never in quiet hours, and news one by one or once a day. Pure arithmetic on
// the clock of Europe/London; what is wished is kept by app/ports/wishes.
#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace parley::app {

/// Minutes since midnight by the clock on the wall, 0 to 1439, [from, to); from 22:00 to 07:00 goes over midnight. The
/// two differ.
struct QuietHours {
    std::int32_t from = 0;
    std::int32_t to = 0;
    friend bool operator==(const QuietHours&, const QuietHours&) = default;
};

struct MailWishes {
    std::optional<QuietHours> quiet;
    std::optional<std::int32_t> digest_at; // minute of the one mail a day; nothing for each by itself
    friend bool operator==(const MailWishes&, const MailWishes&) = default;
};

bool is_quiet(const QuietHours& quiet, std::int32_t minute);

/// `now`, or the end of the quiet hours that it lies in.
core::Instant quiet_until(const MailWishes& wishes, core::Instant now);
/// The first one after `now`; there is a digest.
core::Instant next_digest(const MailWishes& wishes, core::Instant now);

enum class Urgency {
    at_once,     // asked for at this moment, or about a deal that is being closed
    after_quiet, // waits for the end of quiet hours, unless its deadline comes first
    news         // waits also for the digest, if there is one
};

/// Of a letter, or of a kind of outbox row that is a mail; nothing for a name that is neither. "mail" rows are as
/// urgent as the letter that they name.
std::optional<Urgency> urgency_of(std::string_view name);

} // namespace parley::app
