// The pages that everybody may read, with or without a script: a request, a sector with its feeds, and what robots may
// do.

#include "roles/gateway/router.hpp"

#include "adapters/http/static_files.hpp"
#include "core/matching/sectors.hpp"
#include "roles/gateway/draft_reader.hpp"
#include "roles/gateway/etag.hpp"
#include "roles/gateway/feed_response.hpp"
#include "roles/gateway/idea_cursor.hpp"
#include "roles/gateway/indexing.hpp"
#include "roles/gateway/page_shell.hpp"
#include "roles/gateway/public_html.hpp"
#include "roles/gateway/referrals.hpp"
#include "wire/demand_json.hpp"
#include "wire/feeds.hpp"

#include <algorithm>
#include <filesystem>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr int feed_entries = 50;
constexpr int page_entries = 20;
constexpr int page_ideas = 20;

using Shell = std::shared_ptr<const PageShell>;

http::Response notice(const Shell& shell, int status, const std::string& title, const std::string& words) {
    PageHead head;
    head.title = title;
    head.description = words;
    http::Response response = html_response(status, shell->page(head, notice_main(title, words)));
    response.set("X-Robots-Tag", not_indexed);
    return response;
}

http::Response unknown_page(const Shell& shell) {
    return notice(shell, 404, "There is nothing here",
                  "The address may be mistyped, or the request was never confirmed.");
}

// --- a request -------------------------------------------------------------------------------------------------

/// The code of the link by which the reader came; "" for what is none.
std::string link_in(const Call& call) {
    const auto code = call.request.query_value("ref");
    return code && is_referral_code(*code) ? std::string(*code) : "";
}

asio::awaitable<http::Response> show_request(const Services& services, const Shell& shell, Call call) {
    const auto id = core::parse_id<core::IntentId>(call.segments.at(0));
    if (!id)
        co_return unknown_page(shell);
    // As everybody sees it, whoever asks: the page is one for all and may be kept by anybody.
    const auto picture = co_await services.market.look(*id, {});
    if (!picture)
        co_return unknown_page(shell);
    const app::PublicRequest request =
        app::public_request(*id, picture->view, core::public_changed_at(*picture->state));
    if (request.erased)
        co_return notice(shell, 410, "This request is gone", "Its time is over, or its buyer had it erased.");
    const SectorTrail trail = trail_of(services.sectors, request.sector);
    PageHead head;
    head.title = request.title + (request.area.empty() ? "" : ", " + request.area);
    head.description = app::excerpt_of(request);
    head.address = services.settings.public_url + "/i/" + core::to_text(*id);
    head.may_be_indexed = may_be_indexed(services.settings, call.request.path) && !request.simulated;
    if (!request.photos.empty())
        head.image = services.settings.public_url + request.photos.front().path;
    head.linked_data =
        wire::demand_json(request, head.address, trail_words(trail), trail.empty() ? "goods" : trail.back()->kind);
    const auto prices = app::closing_prices_of(core::closing_prices(*picture->state));
    const auto history = co_await services.repeats.of(*id, picture->state);
    http::Response response = html_response(
        200, shell->page(head, request_main(request, prices, trail, link_in(call), history.asked_before)));
    if (!head.may_be_indexed)
        response.set("X-Robots-Tag", not_indexed);
    co_return unless_known(call.request, std::move(response));
}

// --- a sector --------------------------------------------------------------------------------------------------

/// "furniture" or "furniture/tables", of the first `parts` segments of the path behind /s/.
const app::Sector* sector_in(const Services& services, const Call& call) {
    std::string slug;
    for (const std::string& segment : call.segments)
        slug += (slug.empty() ? "" : "/") + segment;
    return sector_named(services.sectors, slug);
}

std::vector<app::PublicRequest> requests_of(const std::vector<app::ListedIntent>& listed) {
    std::vector<app::PublicRequest> requests;
    for (const app::ListedIntent& one : listed)
        requests.push_back(app::public_request(one.id, one.summary, one.created_at));
    return requests;
}

asio::awaitable<std::vector<app::PublicRequest>> requests_in(const Services& services, std::string sector,
                                                             std::vector<std::string> states, int limit) {
    app::ListQuery query;
    query.sector = std::move(sector);
    query.states = std::move(states);
    query.limit = limit;
    co_return requests_of(co_await services.listings.public_intents(std::move(query)));
}

void leave_out_erased(std::vector<app::PublicRequest>& requests) {
    std::erase_if(requests, [](const app::PublicRequest& one) { return one.erased; });
}

bool any_simulated(const std::vector<app::PublicRequest>& requests) {
    return std::ranges::any_of(requests, &app::PublicRequest::simulated);
}

/// What buyers of the sector and of all below it are asked, by the keys of their answers.
std::map<std::string, std::string> questions_of(const Services& services, const std::string& slug) {
    std::map<std::string, std::string> questions;
    for (const app::Sector& sector : services.sectors)
        if (core::lies_within(sector.slug, slug))
            if (const auto* asked = sector.details.at("questions").as_array())
                for (const core::Value& question : *asked)
                    if (const auto* key = question.at("key").as_string())
                        if (const auto* label = question.at("label").as_string())
                            questions[*key] = *label;
    return questions;
}

asio::awaitable<http::Response> show_sector(const Services& services, const Shell& shell, Call call) {
    const app::Sector* sector = sector_in(services, call);
    if (sector == nullptr)
        co_return unknown_page(shell);
    SectorPage page;
    page.trail = trail_of(services.sectors, sector->slug);
    for (const app::Sector& one : services.sectors)
        if (one.parent == sector->slug)
            page.below.push_back(&one);
    page.open = co_await requests_in(services, sector->slug, {"open"}, page_entries);
    page.closed = co_await requests_in(
        services, sector->slug,
        {"deciding", "awarded", "confirmed", "fulfilled", "closed", "expired", "no_offers", "cancelled"}, page_entries);
    leave_out_erased(page.closed);
    std::erase_if(page.closed, [](const auto& one) { return !one.round || one.round->state != "closed"; });
    page.shared = requests_of(co_await services.listings.shared_outcomes(sector->slug, page_entries));
    leave_out_erased(page.shared);
    // A cursor that is none shows the newest: somebody may have copied half an address.
    const auto cursor = call.request.query_value(ideas_query);
    const auto after = cursor ? idea_place(*cursor) : std::nullopt;
    page.ideas = co_await services.ideas.of_sectors({sector->slug}, page_ideas, after);
    // A demonstration has nothing but simulated requests, and says so.
    page.is_simulated = services.settings.demo;
    page.unmet = co_await services.hindsight.unmet(sector->slug, "GBP", page.is_simulated);
    page.attention = co_await services.hindsight.attention(sector->slug, page.is_simulated);
    page.questions = questions_of(services, sector->slug);
    // Answers to questions that the sector does not ask are for those who deal with the request.
    std::erase_if(page.unmet.asked_for, [&](const auto& one) { return !page.questions.contains(one.question); });
    PageHead head;
    head.title = sector->name + " wanted";
    head.description = "What people ask for in " + trail_words(page.trail) + ", and what became of it.";
    head.address = services.settings.public_url + "/s/" + sector->slug;
    head.feeds_below = head.address;
    head.may_be_indexed = may_be_indexed(services.settings, call.request.path) && !any_simulated(page.open) &&
                          !any_simulated(page.closed) && !any_simulated(page.shared);
    http::Response response = html_response(200, shell->page(head, sector_main(page)));
    if (!head.may_be_indexed)
        response.set("X-Robots-Tag", not_indexed);
    co_return unless_known(call.request, std::move(response));
}

asio::awaitable<http::Response> show_case_study(const Services& services, const Shell& shell, Call call) {
    const app::Sector* sector = sector_in(services, call);
    if (sector == nullptr)
        co_return unknown_page(shell);
    CaseStudyPage page;
    page.trail = trail_of(services.sectors, sector->slug);
    page.is_simulated = services.settings.demo;
    page.report = co_await services.hindsight.study(sector->slug, std::nullopt, "GBP", page.is_simulated);
    page.questions = questions_of(services, sector->slug);
    PageHead head;
    head.title = "Case study: " + sector->name;
    head.description = "What people asked for in " + trail_words(page.trail) + ", and what came of it.";
    head.address = services.settings.public_url + "/case-studies/" + sector->slug;
    // What buyers and shops may take back is not kept by others.
    head.may_be_indexed = false;
    http::Response response = html_response(200, shell->page(head, case_study_main(page)));
    response.set("X-Robots-Tag", not_indexed);
    co_return unless_known(call.request, std::move(response));
}

asio::awaitable<http::Response> show_conduct(const Services& services, const Shell& shell, Call call) {
    PageHead head;
    head.title = "The code of conduct";
    head.description = "What every shop on Parley accepts, and how the machine holds it to that.";
    head.address = services.settings.public_url + "/conduct";
    head.may_be_indexed = may_be_indexed(services.settings, call.request.path);
    http::Response response = html_response(200, shell->page(head, conduct_main()));
    if (!head.may_be_indexed)
        response.set("X-Robots-Tag", not_indexed);
    co_return unless_known(call.request, std::move(response));
}

// --- feeds -----------------------------------------------------------------------------------------------------

struct SectorFeed {
    wire::Feed feed;
    bool is_simulated = false;
};

/// An erased request is no entry, but that it went is a change.
asio::awaitable<SectorFeed> feed_of(const Services& services, const app::Sector& sector) {
    SectorFeed made;
    wire::Feed& feed = made.feed;
    feed.title = "Parley: " + sector.name;
    feed.page = services.settings.public_url + "/s/" + sector.slug;
    feed.self_atom = feed.page + "/feed.atom";
    feed.self_json = feed.page + "/feed.json";
    std::vector<app::PublicRequest> requests = co_await requests_in(services, sector.slug, {}, feed_entries);
    for (const app::PublicRequest& request : requests)
        feed.updated_at = std::max(feed.updated_at, request.updated_at);
    leave_out_erased(requests);
    for (const app::PublicRequest& request : requests)
        feed.entries.push_back(
            wire::entry_of(request, services.settings.public_url + "/i/" + core::to_text(request.id)));
    made.is_simulated = any_simulated(requests);
    co_return made;
}

asio::awaitable<http::Response> send_feed(const Services& services, const char* type, FeedWriter write, Call call) {
    const app::Sector* sector = sector_in(services, call);
    if (sector == nullptr)
        fail(problem(404, "not_found", "There is nothing here."));
    const SectorFeed made = co_await feed_of(services, *sector);
    FeedText text{type, write(made.feed), made.feed.updated_at};
    text.may_be_indexed = may_be_indexed(services.settings, call.request.path) && !made.is_simulated;
    co_return feed_response(call.request, std::move(text), services.clock());
}

} // namespace

void add_public_routes(Router& router, const Services& services) {
    const auto shell =
        std::make_shared<const PageShell>(std::filesystem::path(services.settings.share_dir) / "web" / "dist");
    const auto page = [&](const char* pattern, auto handler) {
        router.add("GET", pattern,
                   [&services, shell, handler](Call call) { return handler(services, shell, std::move(call)); });
    };
    const auto feed = [&](const char* pattern, const char* type, FeedWriter write) {
        router.add("GET", pattern,
                   [&services, type, write](Call call) { return send_feed(services, type, write, std::move(call)); });
    };
    for (const char* pattern : {"/s/{}/feed.atom", "/s/{}/{}/feed.atom"})
        feed(pattern, "application/atom+xml; charset=utf-8", wire::atom_of);
    for (const char* pattern : {"/s/{}/feed.json", "/s/{}/{}/feed.json"})
        feed(pattern, "application/feed+json", wire::json_feed_of);
    page("/i/{}", show_request);
    page("/conduct", show_conduct);
    page("/case-studies/{}", show_case_study);
    page("/case-studies/{}/{}", show_case_study);
    page("/s/{}", show_sector);
    page("/s/{}/{}", show_sector); // After the feeds, which it would take.
    router.add("GET", "/robots.txt", [&services](Call) -> asio::awaitable<http::Response> {
        http::Response response(200, "text/plain; charset=utf-8", robots_text(services.settings));
        response.set("Cache-Control", "public, max-age=3600");
        co_return response;
    });
}

} // namespace parley::roles
