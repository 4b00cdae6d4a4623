// Who may see what of an intent (DESIGN 3.2): the pushes that one event makes for one audience, and the whole picture
// for one audience. Pure, and dependent on nothing outside the log. While a sealed round runs, nothing here tells a
// bidder or the public anything about rivals.
#pragma once

#include "core/state.hpp"

namespace parley::core {

enum class AudienceKind { everybody, buyer, bidder };

struct Audience {
    AudienceKind kind = AudienceKind::everybody;
    BidderNo bidder = 0;
    friend auto operator<=>(const Audience&, const Audience&) = default;
    static Audience of_everybody() { return {}; }
    static Audience of_buyer() { return {AudienceKind::buyer, 0}; }
    static Audience of_bidder(BidderNo number) { return {AudienceKind::bidder, number}; }
};

/// The version of what `view` writes; a client that saw another asks for a snapshot (stream_epoch).
inline constexpr std::int64_t view_version = 1;

struct Push {
    std::int64_t seq = 0; // of the audience's stream, gapless from 1
    std::string type;
    Value data;
};

/// How many pushes the event just evolved into `after` makes for an audience. `evolve` counts streams with this.
std::int64_t push_count(const State& after, const Record& record, const Audience& audience);

/// Those pushes. `after` is the state right after the record, before any other.
std::vector<Push> view(const State& after, const Record& record, const Audience& audience);

/// When people are told that it happened. That is `at`, except while a round runs in which offers are made in secret:
/// there `at`, which never goes back along the log, could show that a rival's command came in just before, so the
/// sender's own time is told.
Instant told_at(const State& after, const Record& record);

/// The intent as that audience may see it now; `seq` in it is the head of the audience's stream.
Value snapshot(const State& state, const Audience& audience);

/// What a list of requests shows of it, as everybody may see it: the members of their snapshot of the same names, with
/// `shared` from its deal and `updated_at`, when that picture last changed.
Value summary(const State& state);

/// A bidder's place from 1 as its own view tells it, or null while there is none or it must not know.
Value rank_told(const State& state, BidderNo bidder);

/// The head of an audience's stream: how many pushes it has had.
std::int64_t stream_head(const State& state, const Audience& audience);

/// When an audience was told the newest of them: the time of a picture of its stream. The state's own `at` is
/// everybody's and would show a sealed round's bidders when rivals were there.
Instant stream_time(const State& state, const Audience& audience);

/// When what everybody may see of the intent last changed, what its buyer shares included.
Instant public_changed_at(const State& state);

/// What was offered in the last round, best first, under labels: [{"label","price"}]. Null while anything is still to
/// come, and where no round was closed; then the public log holds no prices either (core/verify.hpp, public_until).
Value closing_prices(const State& state);

/// What an event puts on the desk of a bidder, or nothing: its type and data without topic and seq.
std::optional<Push> desk_view(const State& after, const Record& record, BidderNo bidder);

} // namespace parley::core
