#include "app/push_room.hpp"

#include "app/consequences.hpp"
#include "app/news.hpp"
#include "app/wordings.hpp"
#include "core/value.hpp"
#include "digest/digest.hpp"
#include "runtime/deadline.hpp"
#include "runtime/error.hpp"
#include "runtime/log.hpp"
#include "runtime/metrics.hpp"

#include <algorithm>
#include <array>

namespace parley::app {

namespace asio = boost::asio;

namespace {

// Five browsers of five seconds each: all of a batch is done before its claim is over.
constexpr int jobs_batch = 5;
constexpr core::Micros job_claim = core::seconds(150);
constexpr std::chrono::milliseconds look_every{500};
constexpr core::Micros otherwise_good_for = core::seconds(86'400); // what has no end of its own
constexpr std::size_t text_max = 240;                              // bytes
constexpr std::size_t topic_length = 32;
constexpr int no_doubts = 0; // a push in doubt is not sent again: its mail follows

core::Micros pause_before(int attempt) {
    return core::seconds(std::int64_t{1} << std::min(attempt, 8));
}

/// Not in the middle of a character.
std::string shortened(std::string text) {
    if (text.size() <= text_max)
        return text;
    std::size_t end = text_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
        --end;
    return text.substr(0, end) + "…";
}

/// After it the news is old.
core::Instant good_until(const core::State& state, core::Instant since) {
    if (state.lifecycle == core::Lifecycle::open && state.round() != nullptr &&
        state.round()->phase != core::RoundPhase::closed)
        return state.round()->closes_at;
    if (state.lifecycle == core::Lifecycle::deciding && state.decision_ends_at)
        return *state.decision_ends_at;
    if (state.lifecycle == core::Lifecycle::awarded)
        return state.award->confirm_by;
    return since + otherwise_good_for;
}

/// No price in it: a notice is read by whoever stands beside the phone.
std::string line_of(const core::State& state, bool for_business) {
    if (state.lifecycle == core::Lifecycle::open && state.round() != nullptr)
        return (for_business ? "Near " + state.intent.coarse.name + ". Offers are taken until "
                             : std::string("Offers are taken until ")) +
               time_text(state.round()->closes_at) + ".";
    if (state.lifecycle == core::Lifecycle::deciding && !for_business)
        return "Choose by " + time_text(*state.decision_ends_at) + ".";
    if (state.lifecycle == core::Lifecycle::awarded && for_business)
        return "Confirm by " + time_text(state.award->confirm_by) + ".";
    return "";
}

std::string topic_of(const core::IntentId& intent, const core::State& state, const core::PrincipalId& reader) {
    const std::int64_t round = state.round() != nullptr ? state.round()->number : 0;
    const digest::Sha256 hash =
        digest::sha256(core::to_text(intent) + '/' + std::to_string(round) + '/' + core::to_text(reader));
    return digest::base64url({reinterpret_cast<const char*>(hash.data()), hash.size()}).substr(0, topic_length);
}

void count(PushOutcome outcome) {
    const auto counter = [](const char* name) -> runtime::Counter& {
        return runtime::process_metrics().counter("parley_pushes_total", "Pushes handed to push services, by outcome",
                                                  {{"outcome", name}});
    };
    static const std::array<runtime::Counter*, 5> counters{&counter("sent"), &counter("gone"), &counter("refused"),
                                                           &counter("later"), &counter("in_doubt")};
    counters[static_cast<std::size_t>(outcome)]->add();
}

} // namespace

std::string payload_of(const Notice& notice) {
    core::Value value;
    value["title"] = notice.title;
    value["body"] = notice.line;
    value["path"] = notice.path;
    value["tag"] = notice.tag;
    return core::canonical(value);
}

asio::awaitable<void> PushRoom::run() {
    for (;;) {
        bool busy = false;
        try {
            busy = co_await work();
        } catch (const std::exception& error) {
            runtime::log_warning("push_room_failed", {{"reason", error.what()}});
        }
        if (!busy)
            co_await runtime::sleep_for(look_every);
    }
}

asio::awaitable<bool> PushRoom::work() {
    const auto jobs = co_await parts_.outbox.claim(push_job, parts_.market.parts().clock(), job_claim, jobs_batch);
    for (const OutboxJob& job : jobs)
        co_await handle(job);
    co_return jobs.size() == static_cast<std::size_t>(jobs_batch);
}

asio::awaitable<void> PushRoom::handle(OutboxJob job) {
    std::optional<core::Instant> again;
    try {
        again = co_await done(job);
    } catch (const std::exception& error) {
        runtime::log_warning("push_put_off", {{"job", job.id}, {"reason", error.what()}});
        again = parts_.market.parts().clock() + pause_before(job.attempt);
    }
    parts_.market.parts().reach("outbox_sent");
    if (again)
        co_await parts_.outbox.postpone(std::move(job), *again);
    else
        co_await parts_.outbox.finish(std::move(job));
}

asio::awaitable<std::optional<core::Instant>> PushRoom::done(OutboxJob job) {
    const int attempt = job.attempt;
    auto push = co_await addressed(std::move(job));
    if (!push)
        co_return std::nullopt;
    const core::Instant now = parts_.market.parts().clock();
    const MailWishes wishes = co_await parts_.wishes.mail(push->reader);
    const core::Instant until = quiet_until(wishes, now);
    // What would come too late is left to its mail.
    if (push->notice.until <= until)
        co_return std::nullopt;
    if (until > now)
        co_return until;
    co_return co_await to_browsers(std::move(*push), attempt);
}

asio::awaitable<std::optional<core::Instant>> PushRoom::to_browsers(Addressed push, int attempt) {
    const core::Instant now = parts_.market.parts().clock();
    const std::string payload = payload_of(push.notice);
    core::Micros pause = 0; // the longest that anybody asks for
    for (const PushSubscription& one : co_await parts_.subscriptions.of(push.reader)) {
        // It may have been withdrawn since the browser before.
        if (!co_await parts_.accounts.may_push(push.reader, push.purpose, now))
            co_return std::nullopt;
        const std::int64_t ttl_s = (push.notice.until.us - now.us) / core::micros_per_s;
        const PushAnswer answer =
            co_await deliver(push.id + '.' + one.id, Push{one.address, payload, ttl_s, push.notice.tag});
        if (answer.outcome == PushOutcome::gone)
            co_await parts_.subscriptions.drop_endpoint(one.address.endpoint);
        if (answer.outcome == PushOutcome::later)
            pause = std::max(pause, answer.retry_after.value_or(pause_before(attempt)));
    }
    if (pause == 0 || now + pause >= push.notice.until)
        co_return std::nullopt;
    co_return now + pause;
}

/// A browser that has it gets it no more, whatever the others answered.
asio::awaitable<PushAnswer> PushRoom::deliver(std::string id, Push push) {
    const auto clock = parts_.market.parts().clock;
    if (!co_await parts_.log.begin(id, no_doubts, clock()))
        co_return PushAnswer{};
    PushAnswer answer;
    try {
        answer = co_await parts_.pusher.push(std::move(push));
    } catch (const runtime::Unavailable&) { // our own queue is full
        answer.outcome = PushOutcome::later;
    }
    count(answer.outcome);
    if (answer.outcome == PushOutcome::sent)
        co_await parts_.log.end(std::move(id), MailEnd::sent, clock());
    else if (answer.outcome == PushOutcome::later)
        co_await parts_.log.end(std::move(id), MailEnd::waiting, clock());
    else if (answer.outcome != PushOutcome::in_doubt)
        co_await parts_.log.end(std::move(id), MailEnd::given_up, clock());
    co_return answer;
}

/// Nothing where the news makes no sense any more, or its reader did not ask for it here.
asio::awaitable<std::optional<PushRoom::Addressed>> PushRoom::addressed(OutboxJob job) {
    const auto news = co_await news_of(parts_.market, parts_.public_url, std::move(job));
    const core::Instant now = parts_.market.parts().clock();
    // Few ask for notices, so that is asked before anything is written.
    if (!news || !co_await parts_.accounts.may_push(news->reader, news->purpose, now))
        co_return std::nullopt;
    const LetterFacts& facts = news->facts;
    const auto mail = letter(news->letter, facts);
    if (!mail)
        co_return std::nullopt;
    const core::State& state = *news->state;
    const core::Bidder* bidder = facts.bidder;
    Addressed push{news->reader, news->purpose, {}, {}};
    push.id = "push." + mail->message_id;
    // A letter's subject may name a price.
    const bool priced = news->letter == "round_closed";
    push.notice.title = shortened(priced ? "The round has closed: " + state.intent.title : mail->subject);
    push.notice.line = shortened(line_of(state, bidder != nullptr));
    push.notice.path =
        bidder != nullptr ? "/desk/" + core::to_text(bidder->business.id) : "/buyer/" + core::to_text(facts.intent);
    push.notice.tag = topic_of(facts.intent, state, push.reader);
    push.notice.until = good_until(state, now);
    co_return push;
}

} // namespace parley::app
