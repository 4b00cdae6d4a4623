#include "roles/gateway/once.hpp"

#include "app/secrets.hpp"
#include "runtime/error.hpp"
#include "runtime/log.hpp"
#include "wire/requests.hpp"

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr core::Micros claim_hold = core::seconds(30); // longer than a call may take

/// Whether a failure leaves nothing behind.
bool changed_nothing(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const ProblemError&) {
        return true;
    } catch (const runtime::Unavailable& error) {
        return error.outcome() == runtime::Outcome::not_done;
    } catch (...) {
        return false;
    }
}

} // namespace

asio::awaitable<http::Response> once(const Services& services, const Call& call, std::string scope, Making making) {
    return once_for(idempotency_key(call, false), services, call, std::move(scope), std::move(making));
}

asio::awaitable<http::Response> once_for(std::string key, const Services& services, const Call& call, std::string scope,
                                         Making making) {
    std::string id = core::to_text(app::draw_id<core::IntentId>(services.random));
    if (key.empty())
        co_return co_await making(std::move(id));
    using Outcome = app::Accounts::KeyClaim::Outcome;
    std::string content = wire::content_hash(call.request.method + ' ' + call.request.path, call.request.body);
    const auto claim = co_await services.accounts.claim_key(scope, key, std::move(content), std::move(id),
                                                            services.clock(), claim_hold);
    switch (claim.outcome) {
    case Outcome::mine:
        break;
    case Outcome::answered:
        co_return http::Response(claim.status, "application/json", claim.body);
    case Outcome::busy:
        fail(problem(409, "in_progress", "The first call with this Idempotency-Key is still at work. Ask again."));
    case Outcome::other_content:
        fail(wire::problem_of({core::RefusalCode::key_reused, {}}));
    }
    std::exception_ptr failure;
    http::Response response;
    try {
        response = co_await making(claim.id);
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        try {
            if (changed_nothing(failure))
                co_await services.accounts.release_key(scope, key);
        } catch (const std::exception& error) {
            runtime::log_warning("key_not_released", {{"scope", scope}, {"reason", error.what()}});
        }
        std::rethrow_exception(failure);
    }
    co_await services.accounts.answer_key(std::move(scope), key, response.status, response.body);
    co_return response;
}

} // namespace parley::roles
