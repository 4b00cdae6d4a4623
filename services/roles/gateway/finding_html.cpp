#include "roles/gateway/finding_html.hpp"

#include "roles/gateway/finding_numbers.hpp"
#include "roles/gateway/finding_pictures.hpp"
#include "roles/gateway/html_parts.hpp"
#include "wire/value_json.hpp"

#include <algorithm>

namespace parley::roles {

namespace {

using core::Value;

// --- pieces -----------------------------------------------------------------------------------------------------

std::string paragraph(const std::string& words, const std::string& style = "") {
    return element("p", escaped(words), style);
}

/// The table below a picture. Cells are HTML; the first of each row is its name.
std::string table(const std::string& caption, const std::vector<std::string>& columns,
                  const std::vector<std::vector<std::string>>& rows) {
    std::string head, body;
    for (std::size_t i = 0; i < columns.size(); ++i)
        head += "<th scope=\"col\"" + std::string(i == 0 ? "" : " class=\"num\"") + '>' + escaped(columns[i]) + "</th>";
    for (const std::vector<std::string>& row : rows) {
        body += "<tr>";
        for (std::size_t i = 0; i < row.size(); ++i)
            body += i == 0 ? "<th scope=\"row\">" + row[i] + "</th>" : "<td class=\"num figures\">" + row[i] + "</td>";
        body += "</tr>\n";
    }
    // Its name stands outside of what is scrolled, so that all of it is seen on a phone.
    return element("p", escaped(caption), "found-caption") +
           "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + escaped(caption) +
           "\"><table class=\"found-table\" aria-label=\"" + escaped(caption) + "\"><thead><tr>" + head +
           "</tr></thead>\n<tbody>\n" + body + "</tbody></table></div>\n";
}

std::string section(const std::string& name, const std::string& html) {
    return element("section", element("h2", escaped(name)) + html, "card found");
}

std::string interval_words(const std::optional<double>& low, const std::optional<double>& high, std::string_view unit) {
    if (!high)
        return low ? "at least " + effect_words(*low, unit) : "no bound";
    // The unit stands once, behind the upper end.
    const std::string upper = effect_words(*high, unit);
    if (!low)
        return "at most " + upper;
    const std::string lower = effect_words(*low, unit);
    return lower.substr(0, lower.find(' ')) + " to " + upper;
}

std::string interval_words(const Value& interval, std::string_view unit) {
    const auto& ends = items_of(interval);
    return interval_words(!ends.empty() ? number_of(ends[0]) : std::nullopt,
                          ends.size() > 1 ? number_of(ends[1]) : std::nullopt, unit);
}

std::string strong(const std::string& words) {
    return "<strong>" + escaped(words) + "</strong>";
}

std::string code(const std::string& words, const char* style = "") {
    return "<code class=\"" + std::string(style) + "\">" + escaped(words) + "</code>";
}

/// A number, and below it how sure it is.
std::string with_range(const std::string& number_html, const std::string& range) {
    return number_html + "<br><span class=\"soft small\">" + escaped(range) + "</span>";
}

/// "furniture/tables", which may be broken where it has a /.
std::string sector_html(const std::string& sector) {
    std::string html = escaped(sector);
    for (std::size_t at = html.find('/'); at != std::string::npos; at = html.find('/', at + 6))
        html.insert(at + 1, "<wbr>");
    return html;
}

std::optional<Range> range_of(const Value& middle, const Value& interval) {
    const auto at = number_of(middle);
    if (!at)
        return std::nullopt;
    const auto& ends = items_of(interval);
    return Range{*at, !ends.empty() ? number_of(ends[0]) : std::nullopt,
                 ends.size() > 1 ? number_of(ends[1]) : std::nullopt};
}

std::string count_of(const Value& value) {
    const auto number = number_of(value);
    return number ? number_words(*number, 0) : "–";
}

/// "conversion per intent", for a name of the codebook.
std::string metric_words(std::string name) {
    std::ranges::replace(name, '_', ' ');
    return name;
}

std::string unit_of(const Value& analysis, const std::string& metric) {
    for (const Value& one : items_of(analysis.at("values")))
        if (text_of(one.at("metric")) == metric)
            return text_of(one.at("unit"));
    return "";
}

std::vector<std::string> arms_of(const Value& analysis) {
    std::vector<std::string> arms;
    for (const Value& arm : items_of(analysis.at("experiment").at("arms")))
        arms.push_back(text_of(arm));
    return arms;
}

// --- what was asked, and what came of it ------------------------------------------------------------------------

std::string forest_html(const Value& result, const std::string& metric, const std::string& unit,
                        const std::string& against, double alpha) {
    const Value& overall = result.at("overall");
    const Value& estimate = overall.at("estimate");
    if (!why_not(estimate).empty())
        return paragraph("Nothing can be said of it: " + why_not(estimate) + '.', "soft");
    const Value& spread = result.at("sector_spread");
    const bool is_spread = !items_of(spread.at("sectors")).empty();
    const auto units_of = [](const Value& one) {
        return count_of(one.at("control_units")) + " / " + count_of(one.at("treated_units"));
    };
    std::vector<ForestRow> rows;
    std::vector<std::vector<std::string>> cells;
    for (const Value& sector : items_of(result.at("sectors"))) {
        const std::string name = text_of(sector.at("sector"));
        const Value& own = sector.at("estimate");
        ForestRow row{name, range_of(own.at("effect"), own.at("interval")), std::nullopt, false};
        cells.push_back({sector_html(name), units_of(sector),
                         row.raw ? with_range(escaped(effect_words(row.raw->middle, unit)),
                                              interval_words(own.at("interval"), unit))
                                 : "<span class=\"soft\">too few to tell</span>"});
        if (is_spread)
            cells.back().push_back("–");
        for (const Value& one : items_of(spread.at("sectors")))
            if (text_of(one.at("sector")) == name) {
                row.shrunken = range_of(one.at("shrunken"), one.at("interval"));
                if (row.shrunken)
                    cells.back().back() = with_range(escaped(effect_words(row.shrunken->middle, unit)),
                                                     interval_words(one.at("interval"), unit)) +
                                          (truth_of(one.at("is_claimed")) ? "<br>✓ " + strong("works there") : "");
            }
        if (row.raw || row.shrunken)
            rows.push_back(std::move(row));
    }
    rows.push_back({"All sectors", range_of(estimate.at("effect"), estimate.at("interval")), std::nullopt, true});
    cells.push_back({strong("All sectors"), units_of(overall),
                     with_range(strong(effect_words(number_of(estimate.at("effect")).value_or(0), unit)),
                                interval_words(estimate.at("interval"), unit))});
    std::vector<std::string> columns{"Sector", "Units", "By itself"};
    if (is_spread) {
        cells.back().push_back("–");
        columns.push_back("Drawn together");
    }
    const std::string arm = text_of(result.at("arm"));
    const std::string title = "Effect of " + arm + " on " + metric_words(metric) + ", by sector";
    std::string out =
        element("h3", escaped(arm) + " against " + escaped(against)) +
        forest_picture(title, rows, [&](double value) { return effect_words(value, unit); }) +
        paragraph(std::string("Squares are what each sector shows by itself, ") +
                      (is_spread ? "circles the same drawn towards all sectors by how little it knows; " : "") +
                      "the diamond is all sectors together. Lines are intervals of " + share_words(1 - alpha) +
                      "; units are those of " + against + " and of " + arm + '.',
                  "soft small") +
        table(title, columns, cells);
    if (const auto p = number_of(spread.at("p")))
        out += paragraph("Whether sectors differ: Q = " + number_words(number_of(spread.at("q")).value_or(0)) + ", " +
                             p_words(*p) + ", I² = " + share_words(number_of(spread.at("i2")).value_or(0)) + '.',
                         "soft small");
    return out;
}

std::string hypotheses_html(const Value& analysis) {
    const auto arms = arms_of(analysis);
    const double alpha = number_of(analysis.at("experiment").at("alpha")).value_or(0);
    std::string out;
    for (const Value& one : items_of(analysis.at("hypotheses"))) {
        const std::string metric = text_of(one.at("metric"));
        const bool is_primary = text_of(one.at("role")) == "primary";
        std::string html = paragraph((is_primary ? "A main question. It is held against "
                                                 : "A further question. It is "
                                                   "held against ") +
                                         metric_words(metric) + '.',
                                     "soft");
        for (const Value& result : items_of(one.at("arms")))
            html += paragraph(text_of(result.at("verdict")), "verdict") +
                    forest_html(result, metric, unit_of(analysis, metric), arms.empty() ? "" : arms.front(), alpha);
        out += section(text_of(one.at("id")) + ": " + text_of(one.at("text")), html);
    }
    return out;
}

// --- how rounds ran ---------------------------------------------------------------------------------------------

std::vector<std::pair<double, double>> points_of(const Value& list) {
    std::vector<std::pair<double, double>> points;
    for (const Value& point : items_of(list)) {
        const auto& pair = items_of(point);
        const auto x = pair.size() == 2 ? number_of(pair[0]) : std::nullopt;
        const auto y = pair.size() == 2 ? number_of(pair[1]) : std::nullopt;
        if (x && y)
            points.emplace_back(*x, *y);
    }
    return points;
}

/// Every so many points, and the last.
bool is_told(std::size_t i, std::size_t all, std::size_t every) {
    return i % every == 0 || i + 1 == all;
}

/// Whole minutes, or parts of one, some four of them.
std::vector<double> time_ticks(double horizon_s) {
    double step = 3'600;
    for (const double one : {1'800., 600., 300., 120., 60., 30., 15., 5.})
        if (horizon_s / one <= 5)
            step = one;
    std::vector<double> ticks;
    for (double at = 0; at <= horizon_s + 1; at += step)
        ticks.push_back(at);
    return ticks;
}

std::string first_offers_html(const Value& pictures) {
    std::vector<ArmLine> arms;
    std::size_t longest = 0;
    for (const Value& arm : items_of(pictures.at("arms"))) {
        arms.push_back({text_of(arm.at("arm")), points_of(arm.at("first_offer")), true});
        longest = std::max(longest, arms.back().points.size());
    }
    if (longest == 0)
        return "";
    std::vector<std::string> columns{"After"};
    std::vector<std::vector<std::string>> rows;
    for (const ArmLine& arm : arms)
        columns.push_back(arm.name);
    for (std::size_t i = 1; i < longest; ++i) {
        if (!is_told(i, longest, 5))
            continue;
        std::vector<std::string> row;
        for (const ArmLine& arm : arms)
            if (i < arm.points.size() && row.empty())
                row.push_back(seconds_words(arm.points[i].first));
        for (const ArmLine& arm : arms)
            row.push_back(i < arm.points.size() ? share_words(arm.points[i].second) : "–");
        rows.push_back(std::move(row));
    }
    const double horizon = number_of(pictures.at("horizon_s")).value_or(0);
    const std::string title = "Requests with an offer, by the time since their round opened";
    return section("How soon the first offer came",
                   lines_picture(title, {"since the round opened", 0, horizon, seconds_words, time_ticks(horizon)},
                                 {"requests with an offer", 0, 1, share_words}, arms) +
                       table(title, columns, rows));
}

std::string prices_html(const Value& pictures) {
    for (const auto& [member, whole] : {std::pair("best_of_reference", "what such things sold for before"),
                                        std::pair("best_of_budget", "the budget")}) {
        std::vector<ArmLine> arms;
        std::vector<std::string> columns{"Share of requests"}, counts{"Requests"};
        double low = 1, high = 1;
        bool is_empty = true;
        for (const Value& arm : items_of(pictures.at("arms"))) {
            ArmLine line{text_of(arm.at("arm")), {}, false};
            for (const auto& [level, ratio] : points_of(arm.at(member).at("quantiles"))) {
                line.points.emplace_back(ratio, level);
                low = std::min(low, ratio);
                high = std::max(high, ratio);
                is_empty = false;
            }
            columns.push_back(line.name);
            counts.push_back(count_of(arm.at(member).at("requests")));
            arms.push_back(std::move(line));
        }
        if (is_empty)
            continue;
        std::vector<std::vector<std::string>> rows{counts};
        std::size_t longest = 0;
        for (const ArmLine& arm : arms)
            longest = std::max(longest, arm.points.size());
        for (std::size_t i = 0; i < longest; ++i) {
            // 10 %, 25 %, 50 %, 75 % and 90 % of 5 %, 10 % ...
            if (i != 1 && i != 4 && i != 9 && i != 14 && i != 17)
                continue;
            std::vector<std::string> row;
            for (const ArmLine& arm : arms)
                if (i < arm.points.size() && row.empty())
                    row.push_back(share_words(arm.points[i].second) + " at most");
            for (const ArmLine& arm : arms)
                row.push_back(i < arm.points.size() ? share_words(arm.points[i].first) : "–");
            rows.push_back(std::move(row));
        }
        const std::string title = "The best price of a request, of " + std::string(whole);
        return section("How low the best prices were",
                       lines_picture(title, {"best price, of " + std::string(whole), low, high, share_words},
                                     {"requests with a best price as low", 0, 1, share_words}, arms) +
                           table(title, columns, rows));
    }
    return "";
}

std::string late_html(const Value& pictures) {
    BarGroup group{"Offers in the last moments", {}};
    std::vector<std::string> arms;
    std::vector<std::vector<std::string>> rows;
    bool is_empty = true;
    for (const Value& arm : items_of(pictures.at("arms"))) {
        const double bids = number_of(arm.at("bids")).value_or(0), late = number_of(arm.at("late_bids")).value_or(0);
        arms.push_back(text_of(arm.at("arm")));
        group.arms.emplace_back(bids > 0 ? late / bids : 0, bids > 0 ? share_words(late / bids) : "no offer");
        rows.push_back({escaped(arms.back()), number_words(bids, 0), number_words(late, 0),
                        bids > 0 ? share_words(late / bids) : "–"});
        is_empty = is_empty && bids == 0;
    }
    if (is_empty)
        return "";
    const std::string title = "Offers and changes of offers in the last moments of a round";
    return section("Waiting for the last moment",
                   bars_picture(title, {group}, arms) +
                       paragraph("The last moments are the last 30 seconds before rounds ended, or 5 % of a round "
                                 "where that is shorter.",
                                 "soft small") +
                       table(title, {"Arm", "Offers and changes", "Late ones", "Share"}, rows));
}

std::string funnel_html(const Value& analysis) {
    struct Step {
        const char* name;
        const char* member;
        bool is_stage; // of units, else of requests whose rounds are over
    };
    static constexpr Step steps[] = {{"Given an arm", "assigned", true},
                                     {"A round opened", "round_opened", true},
                                     {"A shop was told", "first_invite_delivered", true},
                                     {"The buyer saw an offer", "offer_seen", true},
                                     {"Rounds are over", "requests", false},
                                     {"Got an offer", "with_offer", false},
                                     {"Chose one", "awarded", false},
                                     {"Bought", "converted", false}};
    const auto& sizes = items_of(analysis.at("sizes"));
    const auto& shapes = items_of(analysis.at("pictures").at("arms"));
    const auto arms = arms_of(analysis);
    std::vector<BarGroup> groups;
    std::vector<std::vector<std::string>> rows;
    std::vector<double> firsts(arms.size(), 0);
    for (const Step& step : steps) {
        BarGroup group{step.name, {}};
        std::vector<std::string> row{step.name};
        for (std::size_t i = 0; i < arms.size() && i < sizes.size() && i < shapes.size(); ++i) {
            const Value& value = step.is_stage ? sizes[i].at("reached").at(step.member) : shapes[i].at(step.member);
            const double count = number_of(value).value_or(0);
            firsts[i] = std::max(firsts[i], count);
            group.arms.emplace_back(firsts[i] > 0 ? count / firsts[i] : 0, number_words(count, 0));
            row.push_back(number_words(count, 0));
        }
        groups.push_back(std::move(group));
        rows.push_back(std::move(row));
    }
    if (std::ranges::all_of(firsts, [](double first) { return first == 0; }))
        return "";
    std::vector<std::string> columns{"Step"};
    columns.insert(columns.end(), arms.begin(), arms.end());
    const std::string title = "How far requests came, by arm";
    const std::string unit = text_of(analysis.at("experiment").at("unit"));
    return section("How far requests came",
                   bars_picture(title, groups, arms) +
                       (unit == "intent" ? ""
                                         : paragraph("The first four lines count what was given an arm (each " + unit +
                                                         "), the others requests.",
                                                     "soft small")) +
                       table(title, columns, rows));
}

// --- whether it can be believed ---------------------------------------------------------------------------------

std::string guardrails_html(const Value& analysis) {
    std::vector<std::vector<std::string>> rows;
    for (const Value& one : items_of(analysis.at("guardrails"))) {
        const std::string metric = text_of(one.at("metric")), unit = unit_of(analysis, metric);
        const std::string state = text_of(one.at("state"));
        const auto told = [&](const char* member) {
            const auto number = number_of(one.at(member));
            return number ? escaped(effect_words(*number, unit)) : std::string("–");
        };
        const std::string why = why_not(one);
        rows.push_back({escaped(metric_words(metric)) + "<br><span class=\"soft small\">" +
                            escaped(text_of(one.at("arm"))) + "</span>",
                        state == "breached" ? "<strong>✗ breached</strong>"
                        : state == "holds"  ? "✓ holds"
                                            : "<span class=\"soft\">? not known</span>",
                        why.empty() ? told("harm") + "<br><span class=\"soft small\">" + told("harm_at_least") +
                                          " to " + told("harm_at_most") + "</span>"
                                    : "<span class=\"soft small\">" + escaped(why) + "</span>",
                        told("margin")});
    }
    return section("What must not get worse",
                   paragraph("Harm is how much worse an arm is than the control. A guardrail is breached where the "
                             "harm is beyond the margin that was registered, and that for sure.",
                             "soft") +
                       table("Guardrails", {"What, in which arm", "State", "Harm", "Margin"}, rows));
}

std::string stage_words(const std::string& stage) {
    return stage == "assigned"                 ? "Given an arm"
           : stage == "round_opened"           ? "A round opened"
           : stage == "first_invite_delivered" ? "A shop was told"
                                               : "The buyer saw an offer";
}

std::string sizes_html(const Value& analysis) {
    const auto arms = arms_of(analysis);
    std::vector<std::string> columns{"Step"};
    columns.insert(columns.end(), arms.begin(), arms.end());
    columns.push_back("As drawn?");
    std::vector<std::vector<std::string>> rows;
    for (const Value& one : items_of(analysis.at("sample_ratio"))) {
        const std::string stage = text_of(one.at("stage"));
        std::vector<std::string> row{stage_words(stage)};
        for (const Value& size : items_of(analysis.at("sizes")))
            row.push_back(count_of(size.at("reached").at(stage)));
        const auto p = number_of(one.at("p"));
        row.push_back(truth_of(one.at("alarm")) ? "<strong>✗ no</strong>" + (p ? ", " + p_words(*p) : std::string())
                      : p                       ? "✓ " + p_words(*p)
                          : "<span class=\"soft small found-why\">" + escaped(why_not(one)) + "</span>");
        rows.push_back(std::move(row));
    }
    return section("Whether the arms are of the sizes that were drawn",
                   paragraph("Arms that differ in size before anybody could know of them would mean that something "
                             "is wrong, and then nothing is believed.",
                             "soft") +
                       table("Sizes of the arms", columns, rows));
}

// --- what was promised ------------------------------------------------------------------------------------------

std::string patch_words(const Value& arm) {
    const auto& patch = items_of(arm.at("patch"));
    if (patch.empty())
        return "the rules as they are";
    std::string words;
    for (const Value& change : patch) {
        const std::string op = text_of(change.at("op"));
        words += (words.empty() ? "" : ", ") + text_of(change.at("path")) +
                 (op == "remove" ? " removed" : " = " + core::canonical(change.at("value")));
    }
    return words;
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
    facts += fact("What was drawn for",
                  escaped(text_of(experiment.at("unit"))) + (truth_of(experiment.at("pilot")) ? ", as a pilot" : ""));
    facts += fact("Wanted", count_of(experiment.at("n_per_arm")) + " in each arm, error " +
                                share_words(number_of(experiment.at("alpha")).value_or(0)));
    facts += fact("Ended by", escaped(metric_words(text_of(experiment.at("ended_by")))));
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

std::string notes_html(const Value& analysis) {
    const Value& experiment = analysis.at("experiment");
    std::string items;
    for (const Value& note : items_of(analysis.at("notes")))
        items += element("li", escaped(text_of(note)));
    if (text_of(experiment.at("unit")) == "intent" || text_of(experiment.at("unit")) == "consumer")
        items += element("li", "Shops met both arms at the same time, so that what one arm did to them may have "
                               "changed how they answered in the other. What would be if all rounds ran so, this does "
                               "not say.");
    if (truth_of(experiment.at("pilot")))
        items += element("li", "A pilot: its unit is too small for a claim.");
    return items.empty() ? "" : section("What to bear in mind", element("ul", items));
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
                       paragraph("Data: CC0 1.0. Texts: CC BY 4.0. Rows are of no fewer than five people each, under "
                                 "names that are used in one release only.",
                                 "soft small"));
}

std::string simulated_html(bool is_simulated) {
    return is_simulated ? paragraph("Simulated: nobody stands behind these requests and offers. Nothing here is to be "
                                    "read as what people do.",
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
    const Value& pictures = analysis.at("pictures");
    std::string sectors;
    for (const std::string& sector : finding.sectors)
        sectors += (sectors.empty() ? "" : ", ") + anchor("/s/" + sector, sector);
    std::string out = element("div", element("h1", escaped(finding.title) + (finding.simulated ? demo_tag : "")) +
                                         paragraph(text_of(analysis.at("verdict")), "lead"));
    out += simulated_html(finding.simulated);
    for (const app::SectorEnd& end : page.ends)
        out += element("p",
                       "Because of this finding no round opens in " + escaped(end.sector) + " any more, since " +
                           time_html(end.at) + '.',
                       "notice notice-good");
    if (finding.is_withheld)
        out += paragraph("No rows are published: there are too few requests for each to be one of many. The package "
                         "has totals of the arms where they tell of nobody, and no more can be said from them.",
                         "notice notice-calm");
    out +=
        element("section",
                element("dl",
                        fact("Published", time_html(finding.published_at) + ", version " + escaped(finding.version)) +
                            fact("Sectors", sectors),
                        "facts"),
                "card");
    out += hypotheses_html(analysis) + first_offers_html(pictures) + prices_html(pictures) + late_html(pictures) +
           funnel_html(analysis) + guardrails_html(analysis) + sizes_html(analysis) +
           promise_html(page, analysis, prereg) + notes_html(analysis) + again_html(page);
    return out +
           ways_html(anchor("/findings", "All findings") + anchor("/v1/findings/" + finding.slug, "The same as JSON") +
                     anchor("/findings.atom", "Atom feed"));
}

} // namespace parley::roles
