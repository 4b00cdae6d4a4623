#include "roles/gateway/finding_html.hpp"

#include "lab/release/cells.hpp"
#include "roles/gateway/finding_numbers.hpp"
#include "roles/gateway/finding_parts.hpp"
#include "roles/gateway/finding_results.hpp"
#include "roles/gateway/html_parts.hpp"
#include "roles/gateway/rule_words.hpp"

namespace parley::roles {

namespace {

using core::Value;

std::string patch_words(const Value& arm) {
    std::string words;
    for (const Value& change : items_of(arm.at("patch")))
        if (text_of(change.at("op")) == "replace") // others say what the rules are before
            words += (words.empty() ? "" : "; ") + rule_words(text_of(change.at("path")), change.at("value"));
    return words.empty() ? "the rules as they are" : words;
}

std::string promise_html(const FindingPage& page, const Value& analysis, const Value& prereg) {
    const app::Finding& finding = page.texts.finding;
    const Value& experiment = analysis.at("experiment");
    std::string arms;
    for (const Value& arm : items_of(prereg.at("arms")))
        arms += element("li", strong(text_of(arm.at("key"))) + ": " + escaped(patch_words(arm)));
    std::string facts =
        fact("Experiment", code(finding.experiment) + ", version " + std::to_string(finding.prereg_version));
    facts += fact("SHA-256", code(finding.prereg_sha256, "hash"));
    facts += fact("What was drawn for", escaped(unit_words(text_of(experiment.at("unit")))) +
                                            (truth_of(experiment.at("pilot")) ? ", as a pilot" : ""));
    facts += fact("Wanted", count_words(experiment.at("n_per_arm")) + " in each arm, error " +
                                share_words(number_of(experiment.at("alpha")).value_or(0)));
    facts += fact("Ended by", escaped(end_words(text_of(experiment.at("ended_by")))));
    std::string deviations;
    for (const Value& one : items_of(experiment.at("deviations")))
        deviations += element("li", escaped(text_of(one)));
    return section("What was promised before",
                   element("dl", facts, "facts") + "<h3>The arms</h3>\n" + element("ul", arms) +
                       "<h3>What was done otherwise</h3>\n" +
                       (deviations.empty() ? paragraph("Nothing.") : element("ul", deviations)) +
                       paragraph("The registration is in the package as the bytes that were hashed, and so is the log "
                                 "of the experiment, each line chained to the one before.",
                                 "soft small"));
}

std::string notes_html(const Value& analysis, const ResultsContext& context) {
    const Value& experiment = analysis.at("experiment");
    std::string items;
    for (const Value& note : items_of(analysis.at("notes")))
        items += element("li", escaped(with_sector_names(text_of(note), context)));
    if (text_of(experiment.at("unit")) == "intent" || text_of(experiment.at("unit")) == "consumer")
        items += element("li", "Shops met both arms at the same time, so that what one arm did to them may have "
                               "changed how they answered in the other. What would be if all rounds ran so, this does "
                               "not say.");
    if (truth_of(experiment.at("pilot")))
        items += element("li", "A pilot: its unit is too small for a claim.");
    return items.empty() ? "" : section("What to bear in mind", element("ul", items));
}

/// Of whom the rows are. The arm is no part of a class of people: an arm of a sector may have fewer.
std::string rows_words(bool is_withheld) {
    if (is_withheld)
        return "There are no rows; an arm is told by sums where it has at least " +
               std::to_string(lab::release::consumers_min) + " buyers and " +
               std::to_string(lab::release::retailers_min) + " shops.";
    return "Each row is that of one request, under a name that is used in one release only. It could be that of any of "
           "at least " +
           std::to_string(lab::release::k_min) +
           " buyers of its sector, counted over all arms together: one arm of a sector may have fewer requests than "
           "that.";
}

std::string again_html(const FindingPage& page) {
    const app::Finding& finding = page.texts.finding;
    const std::string path = "/findings/" + finding.slug + '/';
    std::string releases;
    for (const app::Finding& one : page.releases)
        releases += element("li", anchor(path + app::package_name(one), one.version) + ", " +
                                      time_html(one.published_at) + ": " + escaped(one.change));
    return section("Compute it again",
                   element("p", "All numbers of this page are in " +
                                    anchor(path + app::package_name(finding), app::package_name(finding)) +
                                    ", with the data that they are computed from. One command prints them again:") +
                       "<pre tabindex=\"0\"><code>parley lab analyse " + escaped(app::package_name(finding)) +
                       "</code></pre>\n" + element("dl", fact("SHA-256", code(finding.sha256, "hash")), "facts") +
                       "<h3>Releases</h3>\n" + element("ul", releases) +
                       paragraph("Data: CC0 1.0. Texts: CC BY 4.0. " + rows_words(finding.is_withheld), "soft small"));
}

std::string simulated_html(bool is_simulated) {
    return is_simulated
               ? paragraph("Simulated: of each of these requests the buyer, or a shop that was asked, is made up. "
                           "Nothing here is to be read as what people do.",
                           "notice notice-calm")
               : "";
}

} // namespace

std::string findings_main(const std::vector<app::Finding>& findings,
                          const std::vector<app::StoredExperiment>& overdue) {
    std::string out = element("h1", "What we found") +
                      element("p",
                              "Rounds on Parley are run by rules, and the rules are put to the test: what is asked "
                              "is registered before, and what came of it is published, whatever it is.",
                              "lead");
    std::string items;
    for (const app::Finding& finding : findings)
        items +=
            element("li", anchor("/findings/" + finding.slug, finding.title) + (finding.simulated ? demo_tag : "") +
                              paragraph(finding.verdict) +
                              element("p", time_html(finding.published_at) + ", version " + escaped(finding.version),
                                      "soft small"));
    out += element("section", items.empty() ? paragraph("Nothing has been published yet.", "empty") : list_html(items),
                   "card");
    if (!overdue.empty()) {
        std::string late;
        for (const app::StoredExperiment& one : overdue)
            late += element("li", strong(app::title_of(one)) + ' ' + code(one.key) + ", over since " +
                                      time_html(*one.ended_at));
        out += section("Overdue",
                       paragraph("Over for more than 90 days, and nothing of it is published.") + list_html(late));
    }
    return out + ways_html(anchor("/lab", "The lab") + anchor("/findings.atom", "Atom feed") +
                           anchor("/findings.json", "JSON feed") + anchor("/v1/findings", "The same as JSON"));
}

std::string finding_main(const FindingPage& page) {
    const app::Finding& finding = page.texts.finding;
    const Value analysis = analysis_in(page.texts.analysis);
    const Value prereg = analysis_in(page.texts.prereg);
    std::string sectors;
    for (const std::string& sector : finding.sectors)
        sectors += (sectors.empty() ? "" : ", ") + anchor("/s/" + sector, sector_name(sector, page.context));
    std::string out =
        element("div", element("h1", escaped(finding.title) + (finding.simulated ? demo_tag : "")) +
                           paragraph(with_sector_names(text_of(analysis.at("verdict")), page.context), "lead"));
    out += simulated_html(finding.simulated);
    for (const app::SectorEnd& end : page.ends)
        out += element("p",
                       "Because of this finding no round opens in " + escaped(sector_name(end.sector, page.context)) +
                           " any more, since " + time_html(end.at) + '.',
                       "notice notice-good");
    if (finding.is_withheld)
        out += paragraph("No rows are published: there are too few requests for each to be one of many. What is told "
                         "are totals of the arms where they tell of nobody; no difference can be computed from them.",
                         "notice notice-calm");
    out +=
        element("section",
                element("dl",
                        fact("Published", time_html(finding.published_at) + ", version " + escaped(finding.version)) +
                            fact("Sectors", sectors),
                        "facts"),
                "card");
    out += results_html(analysis, page.context) + promise_html(page, analysis, prereg) +
           notes_html(analysis, page.context) + again_html(page);
    return out +
           ways_html(anchor("/findings", "All findings") + anchor("/v1/findings/" + finding.slug, "The same as JSON") +
                     anchor("/findings.atom", "Atom feed"));
}

} // namespace parley::roles
