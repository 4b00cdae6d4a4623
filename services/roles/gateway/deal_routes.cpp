// What follows from the yes over HTTP: promises, the hand-over, how it turned out, what the buyer says of it, and the
// buyer's right to be forgotten.

#include "app/secrets.hpp"
#include "roles/gateway/acting.hpp"
#include "roles/gateway/query.hpp"
#include "wire/talk_requests.hpp"

namespace parley::roles {

namespace asio = boost::asio;

namespace {

std::int64_t promise_in(const Call& call) {
    const auto number = number_in(call.segments.at(1));
    if (!number)
        fail(wire::problem_of({core::RefusalCode::promise_unknown, {}}));
    return *number;
}

/// Six signs that nobody mistakes for others when they are read aloud.
std::string draw_visit_code(const app::RandomBytes& random) {
    constexpr std::string_view signs = "ABCDEFGHJKMNPQRSTUVWXYZ23456789";
    std::string code;
    for (const std::uint8_t byte : random()) {
        // A byte beyond the last whole turn of the signs would favour the first of them.
        if (byte < 256 / signs.size() * signs.size() && code.size() < 6)
            code += signs[byte % signs.size()];
    }
    return code;
}

asio::awaitable<http::Response> make_promise(const Services& services, Call call) {
    core::MakePromise wanted = take(wire::read_promise(call.request.body, call.received_at()));
    co_return co_await as_business(services, std::move(call), std::move(wanted));
}

asio::awaitable<http::Response> claim_promise(const Services& services, Call call) {
    core::ClaimPromise wanted{promise_in(call), take(wire::read_note(call.request.body))};
    co_return co_await as_business(services, std::move(call), std::move(wanted));
}

asio::awaitable<http::Response> judge_promise(const Services& services, Call call) {
    core::JudgePromise wanted = take(wire::read_judgement(call.request.body));
    wanted.promise = promise_in(call);
    co_return co_await as_buyer(services, std::move(call), std::move(wanted));
}

asio::awaitable<http::Response> offer_repair(const Services& services, Call call) {
    core::OfferRepair wanted = take(wire::read_repair(call.request.body, call.received_at()));
    wanted.promise = promise_in(call);
    co_return co_await as_business(services, std::move(call), std::move(wanted));
}

asio::awaitable<http::Response> answer_repair(const Services& services, Call call) {
    core::AnswerRepair wanted = take(wire::read_repair_answer(call.request.body));
    wanted.promise = promise_in(call);
    co_return co_await as_buyer(services, std::move(call), wanted);
}

asio::awaitable<http::Response> hand_over(const Services& services, Call call) {
    core::HandOver wanted = take(wire::read_hand_over(call.request.body));
    wanted.code = draw_visit_code(services.random);
    co_return co_await as_business(services, std::move(call), std::move(wanted));
}

asio::awaitable<http::Response> redeem(const Services& services, Call call) {
    core::RedeemVisit wanted{take(wire::read_visit_code(call.request.body))};
    co_return co_await as_business(services, std::move(call), std::move(wanted));
}

asio::awaitable<http::Response> report_outcome(const Services& services, Call call) {
    core::ReportOutcome wanted = take(wire::read_outcome(call.request.body));
    co_return co_await as_buyer(services, std::move(call), std::move(wanted));
}

asio::awaitable<http::Response> write_review(const Services& services, Call call) {
    core::WriteReview wanted = take(wire::read_review(call.request.body));
    co_return co_await as_buyer(services, std::move(call), std::move(wanted));
}

asio::awaitable<http::Response> voice_idea(const Services& services, Call call) {
    core::VoiceIdea wanted{take(wire::read_words(call.request.body))};
    co_return co_await as_buyer(services, std::move(call), std::move(wanted));
}

asio::awaitable<http::Response> share_outcome(const Services& services, Call call) {
    core::ShareOutcome wanted = take(wire::read_share(call.request.body));
    co_return co_await as_buyer(services, std::move(call), std::move(wanted));
}

asio::awaitable<http::Response> erase(const Services& services, Call call) {
    take(wire::read_empty(call.request.body));
    core::Value answer = state_answer(co_await done_as_buyer(services, call, core::Erase{}));
    // From now on nothing ties the buyer to the request but this key.
    const std::string report = app::draw_token(services.random);
    std::vector<core::IntentId> intents{intent_in(call)};
    co_await noted(services.rights.add_report(app::secret_hash(report), std::move(intents)));
    answer["report"] = report;
    co_return json_response(200, answer);
}

} // namespace

void add_deal_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("POST", "/v1/intents/{}/promises", make_promise);
    add("POST", "/v1/intents/{}/promises/{}/claim", claim_promise);
    add("POST", "/v1/intents/{}/promises/{}/judge", judge_promise);
    add("POST", "/v1/intents/{}/promises/{}/repair", offer_repair);
    add("POST", "/v1/intents/{}/promises/{}/repair-answer", answer_repair);
    add("POST", "/v1/intents/{}/hand-off", hand_over);
    add("POST", "/v1/intents/{}/redeem", redeem);
    add("POST", "/v1/intents/{}/outcome", report_outcome);
    add("POST", "/v1/intents/{}/review", write_review);
    add("POST", "/v1/intents/{}/ideas", voice_idea);
    add("POST", "/v1/intents/{}/share", share_outcome);
    add("POST", "/v1/intents/{}/erase", erase);
}

} // namespace parley::roles
