#include "app/weekly_report.hpp"

#include "app/link_mails.hpp"
#include "app/london.hpp"
#include "app/wordings.hpp"
#include "core/request/calendar.hpp"
#include "runtime/deadline.hpp"
#include "runtime/log.hpp"

namespace parley::app {

namespace asio = boost::asio;

namespace {

constexpr core::Micros hour = core::seconds(3'600);
constexpr core::Micros morning = 8 * hour;  // after the night; whose quiet hours last longer gets it when they end
constexpr std::chrono::hours look_every{1}; // who asks for it is put down at once
constexpr core::Micros unsubscribe_life = core::seconds(400LL * 86'400);

} // namespace

ReportDay next_report(core::Instant now) {
    const std::int64_t this_monday = core::request::monday_of(day_in_london(now));
    for (std::int64_t day = this_monday;; day += 7) {
        // On a Monday the clock is never changed.
        const ReportDay one{midnight_in_london(day), midnight_in_london(day) + morning};
        if (one.due > now)
            return one;
    }
}

core::Span week_before(core::Instant monday) {
    return {midnight_in_london(day_in_london(monday) - 7), monday};
}

asio::awaitable<void> WeeklyReport::run() {
    for (;;) {
        try {
            co_await schedule();
        } catch (const std::exception& error) {
            runtime::log_warning("reports_not_scheduled", {{"reason", error.what()}});
        }
        co_await runtime::sleep_for(look_every);
    }
}

asio::awaitable<void> WeeklyReport::schedule() {
    const core::Instant now = parts_.clock();
    const ReportDay next = next_report(now);
    co_await parts_.numbers.schedule_reports(next.monday, next.due, now);
}

asio::awaitable<std::optional<WeeklyFacts>> WeeklyReport::facts(core::BusinessId id, core::Instant monday) {
    const auto business = co_await parts_.businesses.find(id);
    if (!business)
        co_return std::nullopt;
    const core::Span week = week_before(monday);
    const auto chances = co_await parts_.numbers.chances(id, week, "");
    WeeklyFacts facts;
    facts.public_url = parts_.public_url;
    facts.business = id;
    facts.name = business->name;
    facts.monday = monday;
    facts.quality = core::quality_of(chances);
    facts.funnel = core::funnel_of(chances);
    facts.leads = core::leads_of(chances);
    facts.rates = core::win_rates_of(chances);
    facts.missed = core::missed_of(chances);
    for (const core::Sold& one : co_await parts_.numbers.sold(id, week, facts.currency)) {
        ++facts.sales;
        facts.value += one.price;
    }
    for (const std::string& sector : business->shop.sectors)
        facts.unmet.push_back(
            {sector, co_await parts_.hindsight.unmet(sector, facts.currency, business->shop.simulated)});
    co_return facts;
}

asio::awaitable<std::optional<Mail>> WeeklyReport::compose(OutboxJob job) {
    const auto reader = core::parse_id<core::PrincipalId>(job.target);
    const auto* week = job.body.at("week").as_integer();
    if (!reader || week == nullptr)
        co_return std::nullopt;
    const core::Instant now = parts_.clock();
    const auto contact = co_await parts_.accounts.contact_of(*reader);
    if (!contact || !co_await parts_.accounts.may_mail(*reader, report_purpose, now))
        co_return std::nullopt;
    auto known = co_await facts(business_of(*reader), core::Instant{*week});
    if (!known)
        co_return std::nullopt;
    known->unsubscribe_token = draw_token(parts_.random);
    std::vector<NewLink> links{
        unsubscribe_link(known->unsubscribe_token, report_purpose, *reader, now, unsubscribe_life)};
    co_await parts_.accounts.add_links(std::move(links));
    Mail mail = weekly_letter(*known);
    mail.to = contact->email;
    co_return mail;
}

} // namespace parley::app
