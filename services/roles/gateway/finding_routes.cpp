// What was found by experiments, for everybody: pages, JSON, feeds and the data packages.

#include "roles/gateway/router.hpp"

#include "adapters/http/static_files.hpp"
#include "roles/finding_package.hpp"
#include "roles/gateway/etag.hpp"
#include "roles/gateway/feed_response.hpp"
#include "roles/gateway/finding_html.hpp"
#include "roles/gateway/indexing.hpp"
#include "roles/gateway/page_shell.hpp"
#include "roles/gateway/public_html.hpp"
#include "wire/feeds.hpp"
#include "wire/finding_json.hpp"
#include "wire/value_json.hpp"

#include <algorithm>
#include <filesystem>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

using Shell = std::shared_ptr<const PageShell>;

constexpr const char* findings_page = "/findings";
constexpr std::size_t excerpt_max = 400; // bytes

struct Published {
    std::vector<app::Finding> findings; // the newest release of each
    std::vector<app::StoredExperiment> overdue;
};

asio::awaitable<Published> published(const Services& services) {
    Published all;
    const auto releases = co_await services.lab.findings.releases();
    all.findings = app::newest_releases(releases);
    all.overdue = app::overdue_findings(co_await services.lab.experiments.all(), releases, services.clock());
    co_return all;
}

// --- pages ------------------------------------------------------------------------------------------------------

http::Response page_response(const Services& services, const Shell& shell, const Call& call, PageHead head,
                             const std::string& main, bool is_simulated) {
    head.may_be_indexed = may_be_indexed(services.settings, call.request.path) && !is_simulated;
    http::Response response = html_response(200, shell->page(head, main));
    if (!head.may_be_indexed)
        response.set("X-Robots-Tag", not_indexed);
    return unless_known(call.request, std::move(response));
}

http::Response unknown_page(const Shell& shell) {
    PageHead head;
    head.title = "There is no such finding";
    head.description = "The address may be mistyped.";
    http::Response response = html_response(404, shell->page(head, notice_main(head.title, head.description)));
    response.set("X-Robots-Tag", not_indexed);
    return response;
}

asio::awaitable<http::Response> show_findings(const Services& services, const Shell& shell, Call call) {
    const Published all = co_await published(services);
    PageHead head;
    head.title = "What we found";
    head.description = "Tests of how rounds run: what was asked, what came of it, and the data.";
    head.address = services.settings.public_url + findings_page;
    head.atom_feed = services.settings.public_url + "/findings.atom";
    head.json_feed = services.settings.public_url + "/findings.json";
    const bool is_simulated = std::ranges::any_of(all.findings, &app::Finding::simulated);
    co_return page_response(services, shell, call, std::move(head), findings_main(all.findings, all.overdue),
                            is_simulated);
}

asio::awaitable<http::Response> show_finding(const Services& services, const Shell& shell, Call call) {
    auto texts = co_await services.lab.findings.find(call.segments.at(0));
    if (!texts)
        co_return unknown_page(shell);
    FindingPage page{std::move(*texts), co_await services.lab.findings.releases(), {}, {}};
    const app::Finding& finding = page.texts.finding;
    for (const app::Sector& sector : services.sectors)
        page.context.sector_names.emplace(sector.slug, sector.name);
    if (finding.is_withheld) {
        const auto zip = co_await services.lab.findings.package(finding.slug, finding.version);
        page.context.totals = totals_in_package(zip.value_or(""));
    }
    std::erase_if(page.releases, [&](const app::Finding& one) { return one.slug != finding.slug; });
    const auto ends = services.lab.ends.known();
    for (const auto& [sector, end] : *ends)
        if (end.finding == finding.slug)
            page.ends.push_back(end);
    PageHead head;
    head.title = finding.title;
    head.description = finding.verdict;
    head.address = services.settings.public_url + findings_page + '/' + finding.slug;
    head.atom_feed = services.settings.public_url + "/findings.atom";
    head.json_feed = services.settings.public_url + "/findings.json";
    head.linked_data = wire::dataset_json(finding, services.settings.public_url);
    co_return page_response(services, shell, call, std::move(head), finding_main(page), finding.simulated);
}

// --- JSON and packages ------------------------------------------------------------------------------------------

http::Response fresh_json(const Call& call, std::string text) {
    http::Response response(200, "application/json", std::move(text));
    response.set("Cache-Control", "no-cache");
    return unless_known(call.request, std::move(response));
}

asio::awaitable<http::Response> list_findings(const Services& services, Call call) {
    const Published all = co_await published(services);
    co_return fresh_json(call, wire::to_json(wire::findings_value(all.findings, all.overdue)));
}

asio::awaitable<http::Response> get_finding(const Services& services, Call call) {
    const auto texts = co_await services.lab.findings.find(call.segments.at(0));
    if (!texts)
        fail(problem(404, "not_found", "There is no such finding."));
    co_return fresh_json(call, wire::finding_json(*texts));
}

asio::awaitable<http::Response> send_package(const Services& services, Call call) {
    const std::string& slug = call.segments.at(0);
    const std::string& file = call.segments.at(1);
    const std::string begin = slug + '-', end = ".zip";
    std::optional<std::string> bytes;
    if (file.starts_with(begin) && file.ends_with(end) && file.size() > begin.size() + end.size())
        bytes = co_await services.lab.findings.package(
            slug, file.substr(begin.size(), file.size() - begin.size() - end.size()));
    if (!bytes)
        fail(problem(404, "not_found", "There is no such package."));
    http::Response response(200, "application/zip", std::move(*bytes));
    response.set("Content-Disposition", "attachment; filename=\"" + file + '"');
    // A release never changes.
    response.set("Cache-Control", "public, max-age=86400, immutable");
    co_return unless_known(call.request, std::move(response));
}

// --- feeds ------------------------------------------------------------------------------------------------------

std::string excerpt_of(const app::Finding& finding) {
    std::string words = (finding.simulated ? "Simulated, not of people. " : "") + finding.verdict;
    if (words.size() <= excerpt_max)
        return words;
    words.resize(words.rfind(' ', excerpt_max) == std::string::npos ? excerpt_max : words.rfind(' ', excerpt_max));
    return words + " ...";
}

asio::awaitable<http::Response> send_feed(const Services& services, const char* type, FeedWriter write, Call call) {
    wire::Feed feed;
    feed.title = "Parley: what we found";
    feed.page = services.settings.public_url + findings_page;
    feed.self_atom = services.settings.public_url + "/findings.atom";
    feed.self_json = services.settings.public_url + "/findings.json";
    const auto releases = co_await services.lab.findings.releases();
    bool is_simulated = false;
    for (const app::Finding& finding : app::newest_releases(releases)) {
        core::Instant first = finding.published_at;
        for (const app::Finding& release : releases)
            if (release.slug == finding.slug)
                first = std::min(first, release.published_at);
        feed.updated_at = std::max(feed.updated_at, finding.published_at);
        feed.entries.push_back({feed.page + '/' + finding.slug, finding.title, excerpt_of(finding), finding.sectors,
                                first, finding.published_at});
        is_simulated |= finding.simulated;
    }
    FeedText text{type, write(feed), feed.updated_at};
    text.may_be_indexed = may_be_indexed(services.settings, findings_page) && !is_simulated;
    co_return feed_response(call.request, std::move(text), services.clock());
}

} // namespace

void add_finding_routes(Router& router, const Services& services) {
    const auto shell =
        std::make_shared<const PageShell>(std::filesystem::path(services.settings.share_dir) / "web" / "dist");
    const auto page = [&](const char* pattern, auto handler) {
        router.add("GET", pattern,
                   [&services, shell, handler](Call call) { return handler(services, shell, std::move(call)); });
    };
    const auto add = [&](const char* pattern, auto handler) {
        router.add("GET", pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    const auto feed = [&](const char* pattern, const char* type, FeedWriter write) {
        router.add("GET", pattern,
                   [&services, type, write](Call call) { return send_feed(services, type, write, std::move(call)); });
    };
    feed("/findings.atom", "application/atom+xml; charset=utf-8", wire::atom_of);
    feed("/findings.json", "application/feed+json", wire::json_feed_of);
    page(findings_page, show_findings);
    page("/findings/{}", show_finding);
    add("/findings/{}/{}", send_package);
    add("/v1/findings", list_findings);
    add("/v1/findings/{}", get_finding);
}

} // namespace parley::roles
