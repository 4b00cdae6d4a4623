#include "app/mail_room.hpp"

#include "app/consequences.hpp"
#include "app/letters.hpp"
#include "app/replies.hpp"
#include "runtime/deadline.hpp"
#include "runtime/error.hpp"
#include "runtime/log.hpp"

namespace parley::app {

namespace asio = boost::asio;

namespace {

constexpr int jobs_batch = 50;
constexpr core::Micros job_claim = core::seconds(120);
constexpr std::chrono::milliseconds look_every{1'000};
constexpr core::Micros unsubscribe_life = core::seconds(400LL * 86'400);
constexpr core::Micros reply_life = core::seconds(14LL * 86'400);
constexpr int attempts_max = 175; // about a day
constexpr std::string_view business_prefix = "business/";

core::PrincipalId principal_of(const core::BusinessId& business) {
    core::PrincipalId id;
    id.high = business.high;
    id.low = business.low;
    return id;
}

/// 4 s, 8 s, 16 s ... about 8 minutes, and so on: a mail server may be away for a night.
core::Micros pause_before(int attempt) {
    return core::seconds(std::int64_t{2} << std::min(attempt, 8));
}

} // namespace

MailRoom::MailRoom(MailRoomParts parts) : parts_(std::move(parts)) {}

asio::awaitable<void> MailRoom::run() {
    for (;;) {
        bool busy = false;
        try {
            const auto jobs =
                co_await parts_.outbox.claim(mail_job, parts_.market.parts().clock(), job_claim, jobs_batch);
            for (const OutboxJob& job : jobs)
                co_await handle(job);
            busy = jobs.size() == static_cast<std::size_t>(jobs_batch);
        } catch (const std::exception& error) {
            runtime::log_warning("mail_room_failed", {{"reason", error.what()}});
        }
        if (!busy)
            co_await runtime::sleep_for(look_every);
    }
}

asio::awaitable<void> MailRoom::handle(OutboxJob job) {
    std::string failure;
    bool is_final = false;
    try {
        if (auto mail = co_await compose(job)) {
            co_await parts_.mailer.send(std::move(*mail));
            if (const auto* name = job.body.at("letter").as_string(); name != nullptr && *name == "invitation")
                co_await parts_.stages.note(job.intent, Stage::first_invite_delivered, parts_.market.parts().clock());
        }
        parts_.market.parts().reach("outbox_sent");
        co_await parts_.outbox.finish(job);
    } catch (const runtime::Unavailable& error) {
        failure = error.what();
        is_final = !error.retryable();
    } catch (const std::exception& error) {
        failure = error.what();
    }
    if (failure.empty())
        co_return;
    runtime::log_warning("mail_not_sent", {{"job", job.id}, {"attempt", job.attempt}, {"reason", failure}});
    if (is_final || job.attempt >= attempts_max)
        co_await parts_.outbox.finish(job);
    else
        co_await parts_.outbox.postpone(job, parts_.market.parts().clock() + pause_before(job.attempt));
}

asio::awaitable<std::optional<Mail>> MailRoom::compose(const OutboxJob& job) {
    const auto state = co_await parts_.market.state(job.intent);
    const auto* name = job.body.at("letter").as_string();
    if (!state || name == nullptr)
        co_return std::nullopt;
    LetterFacts facts;
    facts.public_url = parts_.public_url;
    facts.intent = job.intent;
    facts.state = state.get();
    core::PrincipalId reader = state->intent.consumer;
    std::string purpose = "intent/" + core::to_text(job.intent);
    if (job.target.starts_with(business_prefix)) {
        const auto business = core::parse_id<core::BusinessId>(job.target.substr(business_prefix.size()));
        facts.bidder = business ? state->bidder_of(*business) : nullptr;
        if (facts.bidder == nullptr)
            co_return std::nullopt;
        reader = principal_of(*business);
        purpose = "invitations";
    }
    facts.seq = job.intent_seq;
    for (const char* about : {"bidder", "promise"})
        if (const auto* number = job.body.at(about).as_integer())
            facts.about = *number;
    const core::Instant now = parts_.market.parts().clock();
    if (!letter(*name, facts) || !co_await parts_.accounts.may_mail(reader, purpose, now))
        co_return std::nullopt;
    const auto contact = co_await parts_.accounts.contact_of(reader);
    if (!contact)
        co_return std::nullopt;
    facts.unsubscribe_token = draw_token(parts_.random);
    NewLink stop;
    stop.token_hash = secret_hash(facts.unsubscribe_token);
    stop.purpose = LinkPurpose::unsubscribe;
    stop.subject = core::to_text(reader);
    stop.principal = reader;
    stop.made_at = now;
    stop.expires_at = now + unsubscribe_life;
    stop.code_expires_at = now;
    std::vector<NewLink> links{std::move(stop)};
    if (*name == "message" || *name == "question_to_all") {
        facts.reply_token = draw_token(parts_.random);
        NewLink reply = links.front();
        reply.token_hash = secret_hash(facts.reply_token);
        reply.purpose = LinkPurpose::reply;
        reply.subject = reply_subject(job.intent, facts.bidder != nullptr ? facts.bidder->number : facts.about,
                                      facts.bidder != nullptr);
        reply.expires_at = now + reply_life;
        links.push_back(std::move(reply));
    }
    co_await parts_.accounts.add_links(std::move(links));
    auto mail = letter(*name, facts);
    mail->to = contact->email;
    co_return mail;
}

} // namespace parley::app
