#include "roles/gateway/acting.hpp"

#include "runtime/error.hpp"
#include "wire/requests.hpp"

namespace parley::roles {

namespace asio = boost::asio;

namespace {

/// What a business owes to a buyer, or takes back, it may do even while it is suspended.
bool is_owed(const core::Command& command) {
    return std::holds_alternative<core::WithdrawOffer>(command) ||
           std::holds_alternative<core::DeclineInvitation>(command) ||
           std::holds_alternative<core::ClaimPromise>(command) || std::holds_alternative<core::OfferRepair>(command) ||
           std::holds_alternative<core::HandOver>(command) || std::holds_alternative<core::RedeemVisit>(command) ||
           std::holds_alternative<core::Report>(command);
}

} // namespace

core::Envelope business_envelope(const Call& call, core::BusinessId business, core::Command command) {
    core::Envelope envelope;
    envelope.command = std::move(command);
    envelope.sender = {core::SenderKind::business, business};
    envelope.received_at = call.received_at();
    envelope.key = idempotency_key(call, false);
    envelope.content_hash = wire::content_hash(call.request.method + ' ' + call.request.path, call.request.body);
    return envelope;
}

core::Value state_answer(const app::Done& done) {
    core::Value answer;
    answer["state"] = core::name_of(done.state->lifecycle);
    answer["seq"] = done.caller_seq;
    return answer;
}

asio::awaitable<void> noted(asio::awaitable<void> note) {
    try {
        co_await std::move(note);
    } catch (const runtime::Unavailable& error) {
        throw runtime::Unavailable(error.what(), true, runtime::Outcome::unknown);
    }
}

asio::awaitable<void> note_seen(const Services& services, core::BusinessId business,
                                std::vector<core::IntentId> intents) {
    if (intents.empty())
        co_return;
    co_await services.stages.note_seen(business, std::move(intents), services.clock());
    services.topics.poke();
}

asio::awaitable<app::Done> done_as_business(const Services& services, const Call& call, core::Command command,
                                            std::string_view scope) {
    const core::BusinessId business =
        is_owed(command) ? acting_though_suspended(call, scope) : acting_with(call, scope);
    const core::IntentId intent = intent_in(call);
    core::Envelope envelope = business_envelope(call, business, std::move(command));
    app::Answer done = co_await services.market.submit(intent, std::move(envelope), deed_of(call, business));
    if (!done)
        fail(wire::problem_of(done.error()));
    co_return std::move(*done);
}

asio::awaitable<http::Response> as_business(const Services& services, Call call, core::Command command) {
    co_return json_response(200, state_answer(co_await done_as_business(services, call, std::move(command))));
}

asio::awaitable<app::Done> done_as_buyer(const Services& services, const Call& call, core::Command command) {
    const core::IntentId intent = intent_in(call);
    const auto state = co_await services.market.state(intent);
    // A stranger learns no more than that there is nothing here for it.
    if (!state || !call.caller.holds(state->intent.consumer))
        fail(state && state->confirmed_at ? wire::problem_of({core::RefusalCode::not_yours, {}})
                                          : wire::problem_of({core::RefusalCode::intent_unknown, {}}));
    core::Envelope envelope;
    envelope.command = std::move(command);
    envelope.sender.kind = core::SenderKind::buyer;
    envelope.received_at = call.received_at();
    envelope.key = idempotency_key(call, false);
    envelope.content_hash = wire::content_hash(call.request.method + ' ' + call.request.path, call.request.body);
    app::Answer done = co_await services.market.submit(intent, std::move(envelope));
    if (!done)
        fail(wire::problem_of(done.error()));
    co_return std::move(*done);
}

asio::awaitable<http::Response> as_buyer(const Services& services, Call call, core::Command command) {
    co_return json_response(200, state_answer(co_await done_as_buyer(services, call, std::move(command))));
}

std::vector<core::PrincipalId> consumers_of(const Caller& caller) {
    return caller.of_kind(app::PrincipalKind::consumer);
}

std::vector<core::PrincipalId> signed_in_consumers(const Call& call) {
    auto consumers = consumers_of(call.caller);
    if (consumers.empty() || call.caller.is_key)
        fail(problem(401, "sign_in_required", "Sign in as a buyer first."));
    return consumers;
}

asio::awaitable<bool> is_buyer_here(const Services& services, const Call& call) {
    if (call.acting_for())
        co_return false;
    const auto state = co_await services.market.state(intent_in(call));
    co_return state&& call.caller.holds(state->intent.consumer);
}

asio::awaitable<http::Response> as_either(const Services& services, Call call, core::Command command) {
    if (co_await is_buyer_here(services, call))
        co_return co_await as_buyer(services, std::move(call), std::move(command));
    co_return co_await as_business(services, std::move(call), std::move(command));
}

Addressed addressed(const Call& call, std::string words) {
    return {acting_with(call, "offers"), intent_in(call), std::move(words)};
}

asio::awaitable<http::Response> to_one_buyer(const Services& services, Addressed sent, Deed deed) {
    const core::BusinessId business = sent.business;
    const core::IntentId intent = sent.intent;
    app::BulkTurn turn = co_await services.bulk.take(business, intent, std::move(sent.words), services.clock());
    if (turn.refused) {
        co_await services.conduct.note_bulk(business, intent);
        fail(problem(409, "bulk_message",
                     "You have written these words to many buyers in the last hour. Write to this one."));
    }
    std::exception_ptr failed;
    try {
        co_return co_await deed();
    } catch (...) {
        failed = std::current_exception();
    }
    co_await services.bulk.give_back(business, intent, std::move(turn));
    std::rethrow_exception(failed);
}

} // namespace parley::roles
