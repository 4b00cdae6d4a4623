#include "app/replies.hpp"

#include "app/secrets.hpp"

#include <charconv>

namespace parley::app {

namespace asio = boost::asio;

std::string reply_subject(const core::IntentId& intent, core::BidderNo bidder, bool by_business) {
    return core::to_text(intent) + '/' + std::to_string(bidder) + (by_business ? "/business" : "/buyer");
}

std::optional<ReplyThread> reply_thread(std::string_view subject) {
    const std::size_t first = subject.find('/');
    const std::size_t last = subject.rfind('/');
    if (first == std::string_view::npos || last == first)
        return std::nullopt;
    const auto intent = core::parse_id<core::IntentId>(subject.substr(0, first));
    const std::string_view number = subject.substr(first + 1, last - first - 1);
    ReplyThread thread;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), thread.bidder);
    if (!intent || error != std::errc() || end != number.data() + number.size())
        return std::nullopt;
    thread.intent = *intent;
    thread.by_business = subject.substr(last + 1) == "business";
    return thread;
}

asio::awaitable<std::optional<Replies::Found>> Replies::find(std::string token) {
    const LinkResult seen = co_await accounts_.peek_link(secret_hash(token), market_.parts().clock());
    if (seen.outcome != LinkOutcome::used || seen.link.purpose != LinkPurpose::reply)
        co_return std::nullopt;
    const auto thread = reply_thread(seen.link.subject);
    if (!thread)
        co_return std::nullopt;
    auto state = co_await market_.state(thread->intent);
    const core::Bidder* bidder = state ? state->bidder(thread->bidder) : nullptr;
    if (bidder == nullptr || !bidder->offer)
        co_return std::nullopt;
    co_return Found{*thread, std::move(state)};
}

asio::awaitable<Answer> Replies::write(Found found, std::string text, core::Envelope envelope) {
    const core::Bidder& bidder = *found.state->bidder(found.thread.bidder);
    core::SendMessage message;
    message.text = std::move(text);
    if (found.thread.by_business) {
        envelope.sender = {core::SenderKind::business, bidder.business.id};
    } else {
        envelope.sender.kind = core::SenderKind::buyer;
        message.offer_id = bidder.offer->id;
    }
    envelope.command = std::move(message);
    co_return co_await market_.submit(found.thread.intent, std::move(envelope));
}

} // namespace parley::app
