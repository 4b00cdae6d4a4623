#include "app/news.hpp"

#include "app/consequences.hpp"
#include "app/wordings.hpp"

namespace parley::app {

boost::asio::awaitable<std::optional<News>> news_of(Market& market, std::string public_url, OutboxJob job) {
    const auto* name = job.body.at("letter").as_string();
    const auto state = co_await market.state(job.intent);
    if (!state || name == nullptr)
        co_return std::nullopt;
    News news{*name, state, {}, state->intent.consumer, intent_purpose(job.intent)};
    LetterFacts& facts = news.facts;
    facts.public_url = std::move(public_url);
    facts.intent = job.intent;
    facts.state = state.get();
    facts.seq = job.intent_seq;
    if (job.target.starts_with(business_prefix)) {
        const auto business = business_in_target(job.target);
        facts.bidder = business ? state->bidder_of(*business) : nullptr;
        if (facts.bidder == nullptr)
            co_return std::nullopt;
        news.reader = principal_of(*business);
        news.purpose = invitations_purpose;
    }
    for (const char* about : {"bidder", "promise"})
        if (const auto* number = job.body.at(about).as_integer())
            facts.about = *number;
    co_return news;
}

} // namespace parley::app
