#include "app/mail_room.hpp"

#include "app/consequences.hpp"
#include "app/letters.hpp"
#include "app/link_mails.hpp"
#include "app/replies.hpp"
#include "app/wordings.hpp"
#include "runtime/deadline.hpp"
#include "runtime/log.hpp"

namespace parley::app {

namespace asio = boost::asio;

namespace {

// A slow mail server takes twenty seconds for each: all of a batch is done before its claim is over.
constexpr int jobs_batch = 5;
constexpr core::Micros job_claim = core::seconds(120);
constexpr std::chrono::milliseconds look_every{1'000};
constexpr core::Micros unsubscribe_life = core::seconds(400LL * 86'400);
constexpr core::Micros reply_life = core::seconds(14LL * 86'400);
constexpr int attempts_max = 175; // about a day
constexpr std::string_view business_prefix = "business/";

/// 4 s, 8 s, 16 s ... about 8 minutes, and so on: a mail server may be away for a night.
core::Micros pause_before(int attempt) {
    return core::seconds(std::int64_t{2} << std::min(attempt, 8));
}

} // namespace

MailRoom::MailRoom(MailRoomParts parts, std::vector<MailWriter> others)
    : parts_(std::move(parts)), writers_(std::move(others)) {
    writers_.push_back({mail_job, doubts_of_service_mail, [this](OutboxJob job) { return compose(std::move(job)); }});
}

asio::awaitable<void> MailRoom::run() {
    for (;;) {
        bool busy = false;
        try {
            busy = co_await work();
        } catch (const std::exception& error) {
            runtime::log_warning("mail_room_failed", {{"reason", error.what()}});
        }
        if (!busy)
            co_await runtime::sleep_for(look_every);
    }
}

asio::awaitable<bool> MailRoom::work() {
    bool busy = false;
    for (const MailWriter& writer : writers_) {
        const auto jobs =
            co_await parts_.outbox.claim(writer.kind, parts_.market.parts().clock(), job_claim, jobs_batch);
        for (const OutboxJob& job : jobs)
            co_await handle(job, writer);
        busy = busy || jobs.size() == static_cast<std::size_t>(jobs_batch);
    }
    co_return busy;
}

asio::awaitable<void> MailRoom::handle(OutboxJob job, const MailWriter& writer) {
    std::string failure = "not delivered";
    try {
        if (co_await is_done(job, writer))
            failure.clear();
    } catch (const std::exception& error) {
        failure = error.what();
    }
    parts_.market.parts().reach("outbox_sent");
    if (failure.empty() || job.attempt >= attempts_max) {
        co_await parts_.outbox.finish(job);
        co_return;
    }
    runtime::log_warning("mail_put_off", {{"job", job.id}, {"attempt", job.attempt}, {"reason", failure}});
    co_await parts_.outbox.postpone(job, parts_.market.parts().clock() + pause_before(job.attempt));
}

/// False where it is to be tried again.
asio::awaitable<bool> MailRoom::is_done(OutboxJob job, const MailWriter& writer) {
    auto mail = co_await writer.compose(job);
    if (!mail)
        co_return true;
    const Delivery delivery = co_await parts_.postman.deliver(std::move(*mail), writer.doubts_max);
    if (delivery == Delivery::sent)
        co_await note_delivered(job);
    co_return delivery != Delivery::later&& delivery != Delivery::in_doubt;
}

asio::awaitable<void> MailRoom::note_delivered(OutboxJob job) {
    const auto* name = job.body.at("letter").as_string();
    if (name != nullptr && *name == "invitation")
        co_await parts_.stages.note(job.intent, Stage::first_invite_delivered, parts_.market.parts().clock());
}

asio::awaitable<std::optional<Mail>> MailRoom::compose(OutboxJob job) {
    const auto state = co_await parts_.market.state(job.intent);
    const auto* name = job.body.at("letter").as_string();
    if (!state || name == nullptr)
        co_return std::nullopt;
    LetterFacts facts;
    facts.public_url = parts_.public_url;
    facts.intent = job.intent;
    facts.state = state.get();
    core::PrincipalId reader = state->intent.consumer;
    std::string purpose = intent_purpose(job.intent);
    if (job.target.starts_with(business_prefix)) {
        const auto business = core::parse_id<core::BusinessId>(job.target.substr(business_prefix.size()));
        facts.bidder = business ? state->bidder_of(*business) : nullptr;
        if (facts.bidder == nullptr)
            co_return std::nullopt;
        reader = principal_of(*business);
        purpose = invitations_purpose;
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
    std::vector<NewLink> links{
        unsubscribe_link(facts.unsubscribe_token, std::move(purpose), reader, now, unsubscribe_life)};
    if (*name == "message" || *name == "question_to_all") {
        facts.reply_token = draw_token(parts_.random);
        const core::BidderNo thread = facts.bidder != nullptr ? facts.bidder->number : facts.about;
        NewLink reply;
        reply.token_hash = secret_hash(facts.reply_token);
        reply.purpose = LinkPurpose::reply;
        reply.subject = reply_subject(job.intent, thread, facts.bidder != nullptr);
        reply.principal = reader;
        reply.made_at = reply.code_expires_at = now;
        reply.expires_at = now + reply_life;
        links.push_back(std::move(reply));
    }
    co_await parts_.accounts.add_links(std::move(links));
    if (const auto& award = state->award; award && facts.bidder == nullptr && parts_.market.parts().seller)
        facts.seller = co_await parts_.market.parts().seller(state->bidder(award->bidder)->business.id);
    auto mail = letter(*name, facts);
    mail->to = contact->email;
    co_return mail;
}

} // namespace parley::app
