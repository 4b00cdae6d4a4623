// The page of a business: what it writes there, and what everybody reads of it, as JSON, as a page and as feeds.

#include "app/secrets.hpp"
#include "roles/gateway/etag.hpp"
#include "roles/gateway/feed_response.hpp"
#include "roles/gateway/indexing.hpp"
#include "roles/gateway/once.hpp"
#include "roles/gateway/page_shell.hpp"
#include "roles/gateway/profile_html.hpp"
#include "roles/gateway/query.hpp"
#include "roles/gateway/router.hpp"
#include "wire/profile_json.hpp"

#include <filesystem>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr int posts_page = 20, posts_page_max = 100;
constexpr int feed_posts = 50;
constexpr std::size_t reviews_shown = 10;
constexpr std::size_t summary_max = 300; // code points of a post in a feed

using Shell = std::shared_ptr<const PageShell>;

// --- what it writes --------------------------------------------------------------------------------------------------

std::string page_address(const Services& services, const core::BusinessId& business) {
    return services.settings.public_url + "/b/" + core::to_text(business);
}

core::Value own_value(const Services& services, const core::BusinessId& business, const app::Profile& profile) {
    core::Value body;
    body["published"] = profile.published;
    body["blocks"] = wire::blocks_value(profile.blocks);
    body["page"] = page_address(services, business);
    return body;
}

asio::awaitable<http::Response> get_own(const Services& services, Call call) {
    const core::BusinessId business = acting(call);
    co_return json_response(200, own_value(services, business, co_await services.profiles.of(business)));
}

asio::awaitable<http::Response> put_own(const Services& services, Call call) {
    const core::BusinessId business = acting_with(call, "profile");
    app::Profile profile = take(wire::read_profile(call.request.body));
    // Whoever has a page of its own says on it who it is.
    if (profile.published)
        co_await require_trader(services, business);
    profile.changed_at = services.clock();
    co_await services.profiles.put(business, profile);
    co_return json_response(200, own_value(services, business, profile));
}

core::Value posts_value(const std::vector<app::Post>& posts) {
    core::Value list = core::Value::Array{};
    for (const app::Post& post : posts)
        list.push_back(wire::post_value(post));
    return list;
}

asio::awaitable<http::Response> page_of_posts(const Services& services, core::BusinessId business, const Call& call) {
    Query asked(call.request);
    const int limit = static_cast<int>(asked.integer("limit", 1, posts_page_max).value_or(posts_page));
    const auto cursor = asked.id("cursor");
    asked.done();
    const auto before = cursor ? std::optional(app::PostId{{cursor->high, cursor->low}}) : std::nullopt;
    auto posts = co_await services.profiles.posts(business, limit + 1, before);
    const bool more = posts.size() > static_cast<std::size_t>(limit);
    if (more)
        posts.pop_back();
    core::Value body;
    body["next_cursor"] = more ? core::Value(core::to_text(posts.back().id)) : core::Value{};
    body["data"] = posts_value(posts);
    co_return json_response(200, body);
}

asio::awaitable<http::Response> own_posts(const Services& services, Call call) {
    const core::BusinessId business = acting(call);
    co_return co_await page_of_posts(services, business, call);
}

asio::awaitable<void> write(const Services& services, core::BusinessId business, app::Post post) {
    if (!co_await services.profiles.write(business, std::move(post)))
        fail(problem(409, "too_many_posts", "There are as many posts as a page keeps. Take an old one away first."));
}

asio::awaitable<http::Response> add_post(const Services& services, Call call) {
    const core::BusinessId business = acting_with(call, "profile");
    app::Post post = take(wire::read_post(call.request.body));
    auto make = [&](std::string id) -> asio::awaitable<http::Response> {
        post.id = *core::parse_id<app::PostId>(id);
        post.posted_at = post.changed_at = services.clock();
        co_await write(services, business, post);
        core::Value body;
        body["id"] = id;
        body["posted_at"] = core::to_rfc3339(post.posted_at);
        co_return json_response(201, body);
    };
    co_return co_await once(services, call, "posts/" + core::to_text(business), make);
}

wire::Problem post_unknown() {
    return problem(404, "post_unknown", "There is no such post of this business.");
}

asio::awaitable<http::Response> change_post(const Services& services, Call call) {
    const core::BusinessId business = acting_with(call, "profile");
    app::Post wanted = take(wire::read_post(call.request.body));
    const auto id = core::parse_id<app::PostId>(call.segments.at(0));
    auto post = id ? co_await services.profiles.post(business, *id) : std::nullopt;
    if (!post)
        fail(post_unknown());
    wanted.id = *id;
    wanted.posted_at = post->posted_at;
    wanted.changed_at = services.clock();
    co_await write(services, business, wanted);
    co_return json_response(200, wire::post_value(wanted));
}

asio::awaitable<http::Response> drop_post(const Services& services, Call call) {
    const core::BusinessId business = acting_though_suspended(call, "profile");
    const auto id = core::parse_id<app::PostId>(call.segments.at(0));
    if (!id || !co_await services.profiles.drop(business, *id, services.clock()))
        fail(post_unknown());
    core::Value body;
    body["done"] = true;
    co_return json_response(200, body);
}

// --- what everybody reads --------------------------------------------------------------------------------------------

struct Shown {
    core::BusinessId id;
    app::Business business;
    app::Profile profile;
};

/// Nothing unless its business is here and not suspended, and wants the page to be read.
asio::awaitable<std::optional<Shown>> shown(const Services& services, const Call& call) {
    const auto id = core::parse_id<core::BusinessId>(call.segments.at(0));
    if (!id || services.suspensions.of(*id))
        co_return std::nullopt;
    const auto business = co_await services.businesses.find(*id);
    if (!business || !app::is_here(*business))
        co_return std::nullopt;
    app::Profile profile = co_await services.profiles.of(*id);
    if (!profile.published)
        co_return std::nullopt;
    co_return Shown{*id, *business, std::move(profile)};
}

wire::Problem profile_unknown() {
    return problem(404, "profile_unknown", "There is no such business with a page of its own.");
}

asio::awaitable<http::Response> get_public(const Services& services, Call call) {
    const auto found = co_await shown(services, call);
    if (!found)
        fail(profile_unknown());
    const app::Business& business = found->business;
    core::Value body;
    body["id"] = core::to_text(found->id);
    body["name"] = business.name;
    body["place_name"] = business.place_name;
    body["story"] = business.story;
    body["simulated"] = business.shop.simulated;
    body["sectors"] = core::Value::Array{};
    for (const std::string& sector : business.shop.sectors)
        body["sectors"].push_back(sector);
    body["blocks"] = wire::blocks_value(found->profile.blocks);
    body["seller"] = app::seller_value(business, "");
    body["posts"] = posts_value(co_await services.profiles.posts(found->id, posts_page, {}));
    body["page"] = page_address(services, found->id);
    co_return json_response(200, body);
}

asio::awaitable<ProfilePage> page_of(const Services& services, Shown found) {
    ProfilePage page;
    page.business = std::move(found.business);
    page.blocks = std::move(found.profile.blocks);
    page.posts = co_await services.profiles.posts(found.id, posts_page, {});
    for (const std::string& slug : page.business.shop.sectors)
        if (const app::Sector* sector = sector_named(services.sectors, slug))
            page.sectors.push_back(sector);
    const core::Instant now = services.clock();
    std::vector<app::PastDeal> deals = co_await services.trust.deals(found.id);
    page.record = app::record_of(deals, now);
    std::erase_if(deals, [](const app::PastDeal& deal) { return !deal.review || !app::counts(deal); });
    std::ranges::stable_sort(deals, std::ranges::greater{}, [](const app::PastDeal& deal) { return deal.review->at; });
    deals.resize(std::min(deals.size(), reviews_shown));
    page.reviewed = std::move(deals);
    co_return page;
}

std::string text_of(const core::Value& trader, const char* member) {
    const auto* text = trader.at(member).as_string();
    return text == nullptr ? "" : *text;
}

asio::awaitable<http::Response> show_page(const Services& services, const Shell& shell, Call call) {
    auto found = co_await shown(services, call);
    PageHead head;
    if (!found) {
        head.title = "There is nothing here";
        const std::string words = "The address may be mistyped, or this business has taken its page back.";
        http::Response response = html_response(404, shell->page(head, notice_main(head.title, words)));
        response.set("X-Robots-Tag", not_indexed);
        co_return response;
    }
    const app::Business& business = found->business;
    head.title = business.name + ", " + business.place_name;
    head.description = business.story.empty() ? "A business on Parley." : business.story;
    head.address = page_address(services, found->id);
    head.feeds_below = head.address;
    head.may_be_indexed = may_be_indexed(services.settings, call.request.path) && !business.shop.simulated;
    head.linked_data =
        wire::local_business_json({head.address, business.name, business.story, business.place_name,
                                   text_of(business.trader, "address"), text_of(business.trader, "phone")});
    const bool may_be_indexed = head.may_be_indexed;
    const std::string address = "/b/" + core::to_text(found->id);
    const ProfilePage page = co_await page_of(services, std::move(*found));
    http::Response response = html_response(200, shell->page(head, profile_main(page, address)));
    if (!may_be_indexed)
        response.set("X-Robots-Tag", not_indexed);
    co_return unless_known(call.request, std::move(response));
}

/// The first `summary_max` code points of a text, with a mark where there are more.
std::string summary_of(const std::string& text) {
    std::size_t points = 0;
    for (std::size_t i = 0; i < text.size(); ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80 && points++ == summary_max)
            return text.substr(0, i) + "...";
    return text;
}

asio::awaitable<http::Response> send_feed(const Services& services, const char* type, FeedWriter writer, Call call) {
    const auto found = co_await shown(services, call);
    if (!found)
        fail(profile_unknown());
    wire::Feed feed;
    feed.title = found->business.name;
    feed.author = found->business.name;
    feed.page = page_address(services, found->id);
    feed.self_atom = feed.page + "/feed.atom";
    feed.self_json = feed.page + "/feed.json";
    feed.updated_at = found->profile.changed_at;
    for (const app::Post& post : co_await services.profiles.posts(found->id, feed_posts, {})) {
        feed.updated_at = std::max(feed.updated_at, post.changed_at);
        feed.entries.push_back({feed.page + '#' + core::to_text(post.id),
                                post.title,
                                summary_of(post.text),
                                {},
                                post.posted_at,
                                post.changed_at});
    }
    FeedText text{type, writer(feed), feed.updated_at};
    text.may_be_indexed = may_be_indexed(services.settings, call.request.path) && !found->business.shop.simulated;
    co_return feed_response(call.request, std::move(text), services.clock());
}

} // namespace

void add_profile_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("GET", "/v1/businesses/me/profile", get_own);
    add("PUT", "/v1/businesses/me/profile", put_own);
    add("GET", "/v1/businesses/me/posts", own_posts);
    add("POST", "/v1/businesses/me/posts", add_post);
    add("PUT", "/v1/businesses/me/posts/{}", change_post);
    add("DELETE", "/v1/businesses/me/posts/{}", drop_post);
    add("GET", "/v1/businesses/{}/profile", get_public); // after "me", which it would take
    const auto shell =
        std::make_shared<const PageShell>(std::filesystem::path(services.settings.share_dir) / "web" / "dist");
    router.add("GET", "/b/{}", [&services, shell](Call call) { return show_page(services, shell, std::move(call)); });
    const auto feed = [&](const char* pattern, const char* type, FeedWriter writer) {
        router.add("GET", pattern,
                   [&services, type, writer](Call call) { return send_feed(services, type, writer, std::move(call)); });
    };
    feed("/b/{}/feed.atom", "application/atom+xml; charset=utf-8", wire::atom_of);
    feed("/b/{}/feed.json", "application/feed+json", wire::json_feed_of);
}

} // namespace parley::roles
