#include "app/mail_room.hpp"

#include "app/consequences.hpp"
#include "app/letter_parts.hpp"
#include "app/letters.hpp"
#include "app/link_mails.hpp"
#include "app/offer_links.hpp"
#include "app/replies.hpp"
#include "app/wordings.hpp"
#include "runtime/deadline.hpp"
#include "runtime/log.hpp"

#include <set>

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

/// 4 s, 8 s, 16 s ... about 8 minutes, and so on: a mail server may be away for a night.
core::Micros pause_before(int attempt) {
    return core::seconds(std::int64_t{2} << std::min(attempt, 8));
}

std::optional<core::Instant> due_in(const core::Value& body) {
    const auto* due = body.at("due").as_integer();
    return due != nullptr ? std::optional(core::Instant{*due}) : std::nullopt;
}

/// Until when a business can do something about its news; nothing where there is nothing to be done.
std::optional<core::Instant> business_deadline(const core::State& state) {
    if (state.lifecycle == core::Lifecycle::open && state.round() != nullptr)
        return state.round()->closes_at;
    if (state.lifecycle == core::Lifecycle::awarded)
        return state.award->confirm_by;
    return std::nullopt;
}

} // namespace

MailRoom::MailRoom(MailRoomParts parts, std::vector<MailWriter> others)
    : parts_(std::move(parts)), writers_(std::move(others)) {
    writers_.push_back({mail_job, doubts_of_service_mail, [this](OutboxJob job) { return compose(std::move(job)); }});
    writers_.push_back(
        {digest_job, doubts_of_service_mail, [this](OutboxJob job) { return compose_digest(std::move(job)); }});
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
        if (co_await is_put_off(job))
            co_return;
        if (co_await is_done(job, writer))
            failure.clear();
    } catch (const std::exception& error) {
        failure = error.what();
    }
    parts_.market.parts().reach("outbox_sent");
    if (failure.empty() || job.attempt >= attempts_max) {
        co_await finish(std::move(job));
        co_return;
    }
    runtime::log_warning("mail_put_off", {{"job", job.id}, {"attempt", job.attempt}, {"reason", failure}});
    co_await parts_.outbox.postpone(job, parts_.market.parts().clock() + pause_before(job.attempt));
}

/// What was told in a digest goes first: whoever comes after a crash in between finds nothing to tell.
asio::awaitable<void> MailRoom::finish(OutboxJob job) {
    const auto reader = core::parse_id<core::PrincipalId>(job.target);
    const auto due = due_in(job.body);
    if (job.kind == digest_job && reader && due)
        co_await parts_.outbox.close_digest(*reader, *due);
    co_await parts_.outbox.finish(std::move(job));
}

/// Whose mail this is; nothing for a mail that does not wait for anybody's wishes.
asio::awaitable<std::optional<MailRoom::Reader>> MailRoom::reader_with_wishes(OutboxJob job) {
    const auto* letter = job.body.at("letter").as_string();
    const auto urgency = urgency_of(job.kind == mail_job && letter != nullptr ? *letter : job.kind);
    if (!urgency || *urgency == Urgency::at_once)
        co_return std::nullopt;
    if (job.kind != mail_job) {
        const auto reader = core::parse_id<core::PrincipalId>(job.target);
        co_return reader ? std::optional(Reader{*reader, *urgency, std::nullopt, std::nullopt}) : std::nullopt;
    }
    const auto state = co_await parts_.market.state(job.intent);
    if (!state)
        co_return std::nullopt;
    if (!job.target.starts_with(business_prefix))
        co_return Reader{state->intent.consumer, *urgency, state->decision_ends_at, std::nullopt};
    const auto business = business_in_target(job.target);
    if (!business)
        co_return std::nullopt;
    const auto ends = business_deadline(*state);
    co_return Reader{principal_of(*business), *urgency, ends, ends};
}

/// Whether it waits for a better time by its reader's wishes; then it was given back, or put into the digest.
asio::awaitable<bool> MailRoom::is_put_off(OutboxJob job) {
    const auto reader = co_await reader_with_wishes(job);
    if (!reader)
        co_return false;
    const MailWishes wishes = co_await parts_.wishes.mail(reader->id);
    const core::Instant now = parts_.market.parts().clock();
    core::Instant due = wishes.digest_at ? next_digest(wishes, now) : now;
    const bool in_time = !reader->digest_deadline || due < *reader->digest_deadline;
    if (wishes.digest_at && reader->urgency == Urgency::news && in_time) {
        while (!co_await parts_.outbox.gather(job, reader->id, due))
            due = next_digest(wishes, due);
        co_return true;
    }
    const core::Instant until = quiet_until(wishes, now);
    if (until <= now || (reader->deadline && *reader->deadline <= until))
        co_return false;
    co_await parts_.outbox.postpone(std::move(job), until);
    co_return true;
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

/// Nothing where the mail makes no sense any more, or may not be sent.
asio::awaitable<std::optional<News>> MailRoom::allowed_news(OutboxJob job) {
    auto news = co_await news_of(parts_.market, parts_.public_url, std::move(job));
    if (!news || !letter(news->letter, news->facts) ||
        !co_await parts_.accounts.may_mail(news->reader, news->purpose, parts_.market.parts().clock()))
        co_return std::nullopt;
    co_return news;
}

asio::awaitable<std::optional<Mail>> MailRoom::compose(OutboxJob job) {
    auto one = co_await allowed_news(job);
    const auto contact = one ? co_await parts_.accounts.contact_of(one->reader) : std::nullopt;
    if (!contact)
        co_return std::nullopt;
    const core::Instant now = parts_.market.parts().clock();
    LetterFacts& facts = one->facts;
    facts.unsubscribe_token = draw_token(parts_.random);
    std::vector<NewLink> links{
        unsubscribe_link(facts.unsubscribe_token, std::move(one->purpose), one->reader, now, unsubscribe_life)};
    if (one->letter == "message" || one->letter == "question_to_all") {
        facts.reply_token = draw_token(parts_.random);
        const core::BidderNo thread = facts.bidder != nullptr ? facts.bidder->number : facts.about;
        NewLink reply;
        reply.token_hash = secret_hash(facts.reply_token);
        reply.purpose = LinkPurpose::reply;
        reply.subject = reply_subject(job.intent, thread, facts.bidder != nullptr);
        reply.principal = one->reader;
        reply.made_at = reply.code_expires_at = now;
        reply.expires_at = now + reply_life;
        links.push_back(std::move(reply));
    }
    const bool asks_for_offer = one->letter == "invitation" || one->letter == "offers_wanted";
    if (asks_for_offer && takes_typed_offer(*one->state)) {
        facts.offer_token = draw_token(parts_.random);
        links.push_back(offer_link(facts.offer_token, job.intent, *one->state, facts.bidder->business.id, now));
    }
    co_await parts_.accounts.add_links(std::move(links));
    if (const auto& award = one->state->award; award && facts.bidder == nullptr && parts_.market.parts().seller)
        facts.seller = co_await parts_.market.parts().seller(one->state->bidder(award->bidder)->business.id);
    auto mail = letter(one->letter, facts);
    mail->to = contact->email;
    co_return mail;
}

/// One mail about all that waited. Its link stops what it tells: the one request, or everything.
asio::awaitable<std::optional<Mail>> MailRoom::compose_digest(OutboxJob job) {
    const auto reader = core::parse_id<core::PrincipalId>(job.target);
    const auto due = due_in(job.body);
    if (!reader || !due)
        co_return std::nullopt;
    DigestFacts facts{parts_.public_url, *reader, *due, {}, draw_token(parts_.random), parts_.public_url + "/me"};
    std::set<std::string> purposes;
    for (const OutboxJob& news : co_await parts_.outbox.open_digest(*reader, *due))
        if (const auto one = co_await allowed_news(news)) {
            const bool at_desk = one->facts.bidder != nullptr;
            facts.news.push_back(
                {letter(one->letter, one->facts)->subject, at_desk ? desk_page(one->facts) : buyer_page(one->facts)});
            if (at_desk)
                facts.wishes_page = desk_page(one->facts) + "/shop";
            purposes.insert(one->purpose);
        }
    const auto contact = co_await parts_.accounts.contact_of(*reader);
    if (facts.news.empty() || !contact)
        co_return std::nullopt;
    const core::Instant now = parts_.market.parts().clock();
    std::string purpose = purposes.size() == 1 ? *purposes.begin() : core::to_text(*reader);
    co_await parts_.accounts.add_links(
        {unsubscribe_link(facts.unsubscribe_token, std::move(purpose), *reader, now, unsubscribe_life)});
    Mail mail = digest_letter(facts);
    mail.to = contact->email;
    co_return mail;
}

} // namespace parley::app
