// What was promised in a commit and is done after it: mails, topic entries, outreach. Rows are claimed for a while and
// finished by the claimer; a claimer that died loses its claim and another does the work (at least once).
#pragma once

#include "app/ports/ledger.hpp"

namespace parley::app {

/// The kind of the row that is a digest: its target is the reader, and `due` in its body names it for ever.
inline constexpr const char* digest_job = "digest";

struct OutboxJob {
    std::int64_t id = 0;
    core::IntentId intent;
    std::int64_t intent_seq = 0;
    std::string kind;
    std::string target;
    core::Value body;
    int attempt = 0; // 1 at the first try; finish() of an older attempt does nothing
};

/// One entry of a stream that spans intents ("desk/ID", "sector/SLUG").
struct TopicEntry {
    std::string topic;
    std::int64_t seq = 0; // 1, 2, 3 ... per topic
    core::IntentId intent;
    std::int64_t intent_seq = 0;
    std::int64_t number = 0; // over all topics, in the order in which they can be read
};

class Outbox {
public:
    virtual ~Outbox() = default;

    /// Rows of that kind whose time has come, oldest first; they are the caller's for `claim`.
    virtual boost::asio::awaitable<std::vector<OutboxJob>> claim(std::string kind, core::Instant now,
                                                                 core::Micros claim, int limit) = 0;
    virtual boost::asio::awaitable<void> finish(OutboxJob job) = 0;
    /// Gives a row back to be tried again at `not_before`.
    virtual boost::asio::awaitable<void> postpone(OutboxJob job, core::Instant not_before) = 0;
    /// Drops rows of that kind and target that nobody has sent yet, also those in a digest; tells how many.
    virtual boost::asio::awaitable<std::int64_t> cancel(std::string kind, std::string target,
                                                        core::IntentId intent) = 0;
    /// A row that no append carries (a sign-in link's mail).
    virtual boost::asio::awaitable<void> add(core::IntentId intent, OutboxRow row) = 0;

    /// Puts a mail aside for the digest of its reader that is due then, which is there from its first news on as a row
    /// of the kind "digest"; a mail of a digest is cancelled like any other. False where that digest was opened
    /// already: the mail is still the claimer's.
    virtual boost::asio::awaitable<bool> gather(OutboxJob job, core::PrincipalId reader, core::Instant due) = 0;
    /// What the digest tells, oldest first; nothing more comes into it from now on.
    virtual boost::asio::awaitable<std::vector<OutboxJob>> open_digest(core::PrincipalId reader, core::Instant due) = 0;
    /// Drops what an opened digest told.
    virtual boost::asio::awaitable<void> close_digest(core::PrincipalId reader, core::Instant due) = 0;

    /// Moves all waiting "topic" rows into topic_event, numbering each topic gaplessly; one relay at a time (a lock in
    /// the database). Gives what was numbered by this call.
    virtual boost::asio::awaitable<std::vector<TopicEntry>> relay_topics(int limit) = 0;
    /// Entries of a topic with seq > after, ascending, at most `limit`.
    virtual boost::asio::awaitable<std::vector<TopicEntry>> topic(std::string topic, std::int64_t after, int limit) = 0;
    virtual boost::asio::awaitable<std::int64_t> topic_head(std::string topic) = 0;
    /// Entries of all topics with number > after, ascending, at most `limit`. Whoever has read up to a number has
    /// missed nothing before it.
    virtual boost::asio::awaitable<std::vector<TopicEntry>> all_topics(std::int64_t after, int limit) = 0;
    /// The number of the newest entry of all; 0 of none.
    virtual boost::asio::awaitable<std::int64_t> last_number() = 0;
};

} // namespace parley::app
