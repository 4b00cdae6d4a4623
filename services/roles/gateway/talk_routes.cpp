// The conversation over HTTP: questions, threads, what the buyer wants to hear, and mails that can be answered.

#include "core/view_talk.hpp"
#include "roles/gateway/acting.hpp"
#include "roles/gateway/query.hpp"
#include "runtime/error.hpp"
#include "wire/talk_requests.hpp"

namespace parley::roles {

namespace asio = boost::asio;

namespace {

/// A number in a path; 404 with the code of what it would be the number of.
std::int64_t number_or_unknown(const Call& call, core::RefusalCode unknown) {
    const auto number = number_in(call.segments.at(1));
    if (!number)
        fail(wire::problem_of({unknown, {}}));
    return *number;
}

core::OfferId offer_in(const Call& call) {
    const auto offer = core::parse_id<core::OfferId>(call.segments.at(1));
    if (!offer)
        fail(wire::problem_of({core::RefusalCode::offer_unknown, {}}));
    return *offer;
}

// --- questions and messages ------------------------------------------------------------------------------------

asio::awaitable<http::Response> ask(const Services& services, Call call) {
    std::string words = take(wire::read_words(call.request.body));
    if (co_await is_buyer_here(services, call))
        co_return co_await as_buyer(services, std::move(call), core::Ask{std::move(words)});
    Addressed sent = addressed(call, words);
    Deed deed = [&services, &call, &words] {
        return as_business(services, std::move(call), core::Ask{std::move(words)});
    };
    co_return co_await to_one_buyer(services, std::move(sent), std::move(deed));
}

asio::awaitable<http::Response> answer(const Services& services, Call call) {
    const std::int64_t question = number_or_unknown(call, core::RefusalCode::question_unknown);
    std::string words = take(wire::read_words(call.request.body));
    co_return co_await as_buyer(services, std::move(call), core::AnswerQuestion{question, std::move(words)});
}

asio::awaitable<http::Response> send_message(const Services& services, Call call) {
    core::SendMessage message = take(wire::read_message(call.request.body));
    if (co_await is_buyer_here(services, call)) {
        if (!message.offer_id)
            fail(wire::invalid_input({{"/offer_id", "required", "is missing: it says whose thread is meant"}}));
        co_return co_await as_buyer(services, std::move(call), std::move(message));
    }
    Addressed sent = addressed(call, message.text);
    Deed send = [&services, &call, &message] { return as_business(services, std::move(call), std::move(message)); };
    co_return co_await to_one_buyer(services, std::move(sent), std::move(send));
}

// --- what was read ---------------------------------------------------------------------------------------------

/// Who reads: the buyer (0) or a bidder; 404 for anybody else.
asio::awaitable<core::BidderNo> reader_of(const Services& services, const Call& call,
                                          std::shared_ptr<const core::State> state) {
    if (state && !call.acting_for() && call.caller.holds(state->intent.consumer))
        co_return core::BidderNo{0};
    const core::Bidder* bidder = state && state->confirmed_at ? state->bidder_of(acting_with(call, "read")) : nullptr;
    if (bidder == nullptr)
        fail(wire::problem_of({core::RefusalCode::intent_unknown, {}}));
    co_return bidder->number;
}

asio::awaitable<http::Response> mark_read(const Services& services, Call call) {
    const wire::ReadMark mark = take(wire::read_mark(call.request.body));
    const core::IntentId intent = intent_in(call);
    const auto state = co_await services.market.state(intent);
    const core::BidderNo reader = co_await reader_of(services, call, state);
    core::BidderNo thread = reader;
    if (reader == 0 && !mark.questions) {
        const core::Bidder* bidder = mark.offer_id ? state->bidder_with(*mark.offer_id) : nullptr;
        if (bidder == nullptr)
            fail(wire::problem_of({core::RefusalCode::offer_unknown, {}}));
        thread = bidder->number;
    }
    // What is still to come cannot have been read.
    const auto said =
        mark.questions ? static_cast<std::int64_t>(state->dialogue->questions.size()) : state->dialogue->messages;
    co_await services.read_marks.mark(intent, reader, mark.questions ? 0 : thread, std::min(mark.upto, said));
    core::Value body;
    body["done"] = true;
    co_return json_response(200, body);
}

/// How many words of the other side lie behind the reader's mark, by offer, and how many questions or answers.
asio::awaitable<http::Response> unread(const Services& services, Call call) {
    const core::IntentId intent = intent_in(call);
    const auto state = co_await services.market.state(intent);
    const core::BidderNo reader = co_await reader_of(services, call, state);
    const auto marks = co_await services.read_marks.marks(intent, reader);
    const auto mark_of = [&](core::BidderNo thread) {
        const auto found = marks.find(thread);
        return found == marks.end() ? 0 : found->second;
    };
    core::Value threads = core::Value::Array{};
    const core::Party other = reader == 0 ? core::Party::business : core::Party::buyer;
    for (const core::Bidder& bidder : state->bidders) {
        if (!bidder.offer || (reader != 0 && bidder.number != reader))
            continue;
        const core::Thread& thread = state->dialogue->thread(bidder.number);
        core::Value one;
        one["offer_id"] = core::to_text(bidder.offer->id);
        one["unread"] = std::ranges::count_if(thread.messages, [&](const core::Message& message) {
            return message.by == other && message.number > mark_of(bidder.number);
        });
        one["upto"] = thread.messages.empty() ? std::int64_t{0} : thread.messages.back().number;
        threads.push_back(std::move(one));
    }
    const auto& questions = state->dialogue->questions;
    const auto is_news = [&](const core::Question& question) {
        const bool mine = reader == question.asker;
        return !mine && question.number > mark_of(0);
    };
    core::Value body;
    body["threads"] = std::move(threads);
    body["questions"] = static_cast<std::int64_t>(std::ranges::count_if(questions, is_news));
    body["questions_upto"] = static_cast<std::int64_t>(questions.size());
    co_return json_response(200, body);
}

// --- what the buyer wants to hear ------------------------------------------------------------------------------

asio::awaitable<http::Response> set_readiness(const Services& services, Call call) {
    core::SetReadiness wanted = take(wire::read_readiness(call.request.body, call.received_at()));
    co_return co_await as_buyer(services, std::move(call), wanted);
}

asio::awaitable<http::Response> mute(const Services& services, Call call) {
    const core::MuteThread wanted{offer_in(call), take(wire::read_flag(call.request.body, "muted"))};
    co_return co_await as_buyer(services, std::move(call), wanted);
}

asio::awaitable<http::Response> shortlist(const Services& services, Call call) {
    const core::Shortlist wanted{offer_in(call), take(wire::read_flag(call.request.body, "listed"))};
    co_return co_await as_buyer(services, std::move(call), wanted);
}

asio::awaitable<http::Response> block(const Services& services, Call call) {
    take(wire::read_empty(call.request.body));
    const core::BlockBidder wanted{offer_in(call), {}};
    co_return co_await as_buyer(services, std::move(call), wanted);
}

asio::awaitable<http::Response> block_adviser(const Services& services, Call call) {
    take(wire::read_empty(call.request.body));
    const auto adviser = core::parse_id<core::BusinessId>(call.segments.at(1));
    if (!adviser)
        fail(wire::problem_of({core::RefusalCode::advice_unknown, {}}));
    co_return co_await as_buyer(services, std::move(call), core::BlockBidder{{}, *adviser});
}

asio::awaitable<http::Response> report(const Services& services, Call call) {
    core::Report wanted = take(wire::read_report(call.request.body));
    if (co_await is_buyer_here(services, call) && !wanted.offer_id && !wanted.adviser)
        fail(wire::invalid_input({{"/offer_id", "required", "is missing: it says who is meant"}}));
    co_return co_await as_either(services, std::move(call), std::move(wanted));
}

// --- mails that can be answered --------------------------------------------------------------------------------

/// The thread as its link shows it.
http::Response shown(const app::Replies::Found& found, bool sent) {
    const core::Bidder& bidder = *found.state->bidder(found.thread.bidder);
    const auto audience =
        found.thread.by_business ? core::Audience::of_bidder(bidder.number) : core::Audience::of_buyer();
    const core::Value view = core::snapshot(*found.state, audience);
    core::Value body;
    body["sent"] = sent;
    body["as"] = found.thread.by_business ? "business" : "buyer";
    body["title"] = found.state->intent.title;
    body["business"] = bidder.business.name;
    body["state"] = core::name_of(found.state->lifecycle);
    body["intent_id"] = core::to_text(found.thread.intent);
    body["thread"] = core::thread_value(*found.state, bidder.number, audience);
    body["questions"] = view.at("questions");
    return json_response(200, body);
}

asio::awaitable<http::Response> write_reply(const Services& services, const Call& call, app::Replies::Found found,
                                            std::string text) {
    core::Envelope envelope;
    envelope.received_at = call.received_at();
    envelope.key = idempotency_key(call, false);
    envelope.content_hash = wire::content_hash("POST /v1/replies", call.request.body);
    const app::Answer done = co_await services.replies.write(found, std::move(text), std::move(envelope));
    if (!done)
        fail(wire::problem_of(done.error()));
    found.state = done->state;
    co_return shown(found, true);
}

/// Without words the thread is shown, so that one can read before answering. A link lets its business do no more than
/// its session would.
asio::awaitable<http::Response> reply(const Services& services, Call call) {
    const wire::Reply wanted = take(wire::read_reply(call.request.body));
    const auto found = co_await services.replies.find(wanted.token);
    if (!found)
        fail(problem(404, "token_unknown", "That link is not one of ours, or it is too old."));
    if (wanted.text.empty())
        co_return shown(*found, false);
    if (!found->thread.by_business)
        co_return co_await write_reply(services, call, *found, wanted.text);
    const core::BusinessId business = found->state->bidder(found->thread.bidder)->business.id;
    if (const auto act = services.suspensions.of(business))
        fail(suspended_problem(*act));
    Deed deed = [&services, &call, &found, &wanted] { return write_reply(services, call, *found, wanted.text); };
    co_return co_await to_one_buyer(services, {business, found->thread.intent, wanted.text}, std::move(deed));
}

} // namespace

void add_talk_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("POST", "/v1/intents/{}/questions", ask);
    add("POST", "/v1/intents/{}/questions/{}/answer", answer);
    add("POST", "/v1/intents/{}/messages", send_message);
    add("GET", "/v1/intents/{}/unread", unread);
    add("POST", "/v1/intents/{}/read", mark_read);
    add("POST", "/v1/intents/{}/readiness", set_readiness);
    add("POST", "/v1/intents/{}/threads/{}/mute", mute);
    add("POST", "/v1/intents/{}/threads/{}/shortlist", shortlist);
    add("POST", "/v1/intents/{}/threads/{}/block", block);
    add("POST", "/v1/intents/{}/advisers/{}/block", block_adviser);
    add("POST", "/v1/intents/{}/reports", report);
    add("POST", "/v1/replies", reply);
}

} // namespace parley::roles
