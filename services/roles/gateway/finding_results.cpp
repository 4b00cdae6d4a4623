#include "roles/gateway/finding_results.hpp"

#include "lab/stats/distributions.hpp"
#include "roles/gateway/finding_numbers.hpp"
#include "roles/gateway/finding_parts.hpp"
#include "roles/gateway/finding_pictures.hpp"
#include "roles/gateway/html_parts.hpp"

#include <algorithm>

namespace parley::roles {

namespace {

using core::Value;
using lab::release::ArmTotal;

// --- pieces -----------------------------------------------------------------------------------------------------

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

/// A number, and below it how sure it is.
std::string with_range(const std::string& number_html, const std::string& range) {
    return number_html + "<br><span class=\"soft small\">" + escaped(range) + "</span>";
}

std::optional<Range> range_of(const Value& middle, const Value& interval) {
    const auto at = number_of(middle);
    if (!at)
        return std::nullopt;
    const auto& ends = items_of(interval);
    return Range{*at, !ends.empty() ? number_of(ends[0]) : std::nullopt,
                 ends.size() > 1 ? number_of(ends[1]) : std::nullopt};
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
                        const std::string& against, double alpha, const ResultsContext& context) {
    const Value& overall = result.at("overall");
    const Value& estimate = overall.at("estimate");
    if (!why_not(estimate).empty())
        return paragraph("Nothing can be said of it: " + why_not(estimate) + '.', "soft");
    const Value& spread = result.at("sector_spread");
    const bool is_spread = !items_of(spread.at("sectors")).empty();
    const auto units_of = [](const Value& one) {
        return count_words(one.at("control_units")) + " / " + count_words(one.at("treated_units"));
    };
    std::vector<ForestRow> rows;
    std::vector<std::vector<std::string>> cells;
    for (const Value& sector : items_of(result.at("sectors"))) {
        const std::string name = text_of(sector.at("sector"));
        const Value& own = sector.at("estimate");
        const std::string shown = sector_name(name, context);
        ForestRow row{shown, range_of(own.at("effect"), own.at("interval")), std::nullopt, false};
        cells.push_back({escaped(shown), units_of(sector),
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
    std::string drawn;
    if (const auto mean = is_spread ? number_of(spread.at("effect")) : std::nullopt) {
        const double margin = number_of(spread.at("se")).value_or(0) * lab::stats::normal_quantile_above(alpha / 2);
        cells.back().push_back(
            with_range(escaped(effect_words(*mean, unit)), interval_words(*mean - margin, *mean + margin, unit)));
        columns.push_back("Drawn together");
        drawn = "circles are the same drawn towards the mean of the sectors, " + effect_words(*mean, unit) +
                ", by how little each knows (for that mean, sectors that differ much count nearly alike); ";
    }
    const std::string arm = text_of(result.at("arm"));
    const std::string title = "Effect of " + arm + " on " + metric_words(metric) + ", by sector";
    std::string out =
        element("h3", escaped(arm) + " against " + escaped(against)) +
        forest_picture(title, rows, [&](double value) { return effect_words(value, unit); }) +
        paragraph("Squares are what each sector shows by itself; " + drawn +
                      "the diamond is all sectors together, each request held against those of its own sector and "
                      "each sector counted by its units. Lines are intervals of " +
                      share_words(1 - alpha) + "; units are those of " + against + " and of " + arm + '.',
                  "soft small") +
        table(title, columns, cells);
    if (const auto p = number_of(spread.at("p")))
        out += paragraph("Whether sectors differ: Q = " + number_words(number_of(spread.at("q")).value_or(0)) + ", " +
                             p_words(*p) + ", I² = " + share_words(number_of(spread.at("i2")).value_or(0)) + '.',
                         "soft small");
    return out;
}

constexpr const char* not_told = "not told";
constexpr const char* no_rows = "no rows are published, and totals do not tell it";

std::string hypotheses_html(const Value& analysis, const ResultsContext& context) {
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
            if (context.totals && !why_not(result.at("overall").at("estimate")).empty())
                html += paragraph("Nothing can be said of " + text_of(result.at("arm")) + " here: " + no_rows + '.',
                                  "verdict");
            else
                html += paragraph(with_sector_names(text_of(result.at("verdict")), context), "verdict") +
                        forest_html(result, metric, unit_of(analysis, metric), arms.empty() ? "" : arms.front(), alpha,
                                    context);
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
            counts.push_back(count_words(arm.at(member).at("requests")));
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

/// Of an arm, where it is told by a total.
const ArmTotal* total_of(const ResultsContext& context, std::size_t arm) {
    for (const ArmTotal& total : *context.totals)
        if (total.arm == arm)
            return &total;
    return nullptr;
}

/// Without rows the units of stages are told if all arms are, and of no arm else.
bool tells_stages(const ResultsContext& context, std::size_t arms) {
    return !context.totals || context.totals->size() == arms;
}

struct Step {
    const char* name;
    const char* member;
    bool is_stage;                // of units, else of requests whose rounds are over
    std::int64_t ArmTotal::* sum; // where there are no rows; null: not told then
};

std::optional<double> count_at(const Step& step, const Value& analysis, const ResultsContext& context,
                               std::size_t arm) {
    if (step.is_stage)
        return number_of(items_of(analysis.at("sizes"))[arm].at("reached").at(step.member));
    if (!context.totals)
        return number_of(items_of(analysis.at("pictures").at("arms"))[arm].at(step.member));
    const ArmTotal* total = total_of(context, arm);
    return total != nullptr && step.sum != nullptr ? std::optional(static_cast<double>(total->*step.sum))
                                                   : std::nullopt;
}

std::string funnel_html(const Value& analysis, const ResultsContext& context) {
    static constexpr Step steps[] = {{"Given an arm", "assigned", true, nullptr},
                                     {"A round opened", "round_opened", true, nullptr},
                                     {"A shop was told", "first_invite_delivered", true, nullptr},
                                     {"The buyer saw an offer", "offer_seen", true, nullptr},
                                     {"Rounds are over", "requests", false, &ArmTotal::requests},
                                     {"Got an offer", "with_offer", false, nullptr},
                                     {"Chose one", "awarded", false, &ArmTotal::awarded},
                                     {"Bought", "converted", false, &ArmTotal::converted}};
    const auto& sizes = items_of(analysis.at("sizes"));
    const auto& shapes = items_of(analysis.at("pictures").at("arms"));
    auto arms = arms_of(analysis);
    arms.resize(std::min({arms.size(), sizes.size(), shapes.size()}));
    std::vector<BarGroup> groups;
    std::vector<std::vector<std::string>> rows;
    std::vector<double> firsts(arms.size(), 0);
    for (const Step& step : steps) {
        if (step.is_stage && !tells_stages(context, arms.size()))
            continue;
        BarGroup group{step.name, {}};
        std::vector<std::string> row{step.name};
        bool is_told = false;
        for (std::size_t i = 0; i < arms.size(); ++i) {
            const auto count = count_at(step, analysis, context, i);
            is_told = is_told || count.has_value();
            firsts[i] = std::max(firsts[i], count.value_or(0));
            row.push_back(count ? number_words(*count, 0) : not_told);
            group.arms.emplace_back(firsts[i] > 0 ? count.value_or(0) / firsts[i] : 0, row.back());
        }
        if (is_told)
            groups.push_back(std::move(group));
        rows.push_back(std::move(row));
    }
    if (std::ranges::all_of(firsts, [](double first) { return first == 0; }))
        return "";
    std::vector<std::string> columns{"Step"};
    columns.insert(columns.end(), arms.begin(), arms.end());
    const std::string title = "How far requests came, by arm";
    const std::string unit = text_of(analysis.at("experiment").at("unit"));
    return section("How far requests came", bars_picture(title, groups, arms) +
                                                (unit == "intent" || !tells_stages(context, arms.size())
                                                     ? ""
                                                     : paragraph("The first four lines count what was given an arm (" +
                                                                     unit_words(unit) + "), the others requests.",
                                                                 "soft small")) +
                                                table(title, columns, rows));
}

/// What a package without rows tells of its arms.
std::string totals_html(const Value& analysis, const ResultsContext& context) {
    static constexpr std::pair<const char*, std::int64_t ArmTotal::*> sums[] = {
        {"Buyers", &ArmTotal::consumers},
        {"Shops that were asked", &ArmTotal::retailers},
        {"Requests whose rounds are over", &ArmTotal::requests},
        {"Invitations", &ArmTotal::invited},
        {"Invitations that were read", &ArmTotal::opened},
        {"Offers that stood", &ArmTotal::offers},
        {"Offers and changes of offers", &ArmTotal::bids}};
    if (!context.totals || context.totals->empty())
        return "";
    const auto arms = arms_of(analysis);
    std::vector<std::string> columns{"Sum"};
    columns.insert(columns.end(), arms.begin(), arms.end());
    std::vector<std::vector<std::string>> rows;
    for (const auto& [name, sum] : sums) {
        std::vector<std::string> row{name};
        for (std::size_t i = 0; i < arms.size(); ++i) {
            const ArmTotal* total = total_of(context, i);
            row.push_back(total != nullptr ? std::to_string(total->*sum) : not_told);
        }
        rows.push_back(std::move(row));
    }
    return section("What the arms came to", table("Sums over each arm", columns, rows));
}

// --- whether it can be believed ---------------------------------------------------------------------------------

std::string guardrails_html(const Value& analysis, const ResultsContext& context) {
    std::vector<std::vector<std::string>> rows;
    for (const Value& one : items_of(analysis.at("guardrails"))) {
        const std::string metric = text_of(one.at("metric")), unit = unit_of(analysis, metric);
        const std::string state = text_of(one.at("state"));
        const auto told = [&](const char* member) {
            const auto number = number_of(one.at(member));
            return number ? escaped(effect_words(*number, unit)) : std::string("–");
        };
        const bool is_measured = number_of(one.at("harm")).has_value();
        const std::string why = context.totals && !is_measured ? no_rows : why_not(one);
        const std::string why_html =
            why.empty() ? "" : "<span class=\"soft small found-why\">" + escaped(why) + "</span>";
        rows.push_back({escaped(metric_words(metric)) + "<br><span class=\"soft small\">" +
                            escaped(text_of(one.at("arm"))) + "</span>",
                        state == "breached" ? "<strong>✗ breached</strong>"
                        : state == "holds"  ? "✓ holds"
                                            : "<span class=\"soft\">? not known</span>",
                        is_measured
                            ? told("harm") + "<br><span class=\"soft small\">" + told("harm_at_least") + " to " +
                                  told("harm_at_most") + "</span>" + (why.empty() ? "" : "<br>" + why_html)
                            : why_html,
                        told("margin")});
    }
    return section("What must not get worse",
                   paragraph("Harm is how much worse an arm is than the control. A guardrail is breached where the "
                             "whole range of the harm is beyond the margin that was registered, and holds where "
                             "the whole range is below it; otherwise it is not known.",
                             "soft") +
                       table("Guardrails", {"What, in which arm", "State", "Harm", "Margin"}, rows));
}

std::string stage_words(const std::string& stage) {
    return stage == "assigned"                 ? "Given an arm"
           : stage == "round_opened"           ? "A round opened"
           : stage == "first_invite_delivered" ? "A shop was told"
                                               : "The buyer saw an offer";
}

std::string sizes_html(const Value& analysis, const ResultsContext& context) {
    const auto arms = arms_of(analysis);
    std::vector<std::string> columns{"Step"};
    columns.insert(columns.end(), arms.begin(), arms.end());
    columns.push_back("As drawn?");
    std::vector<std::vector<std::string>> rows;
    if (!tells_stages(context, arms.size()))
        return section("Whether the arms are of the sizes that were drawn",
                       paragraph("That is not told: of an arm there were too few buyers or shops to tell of.", "soft"));
    for (const Value& one : items_of(analysis.at("sample_ratio"))) {
        const std::string stage = text_of(one.at("stage"));
        std::vector<std::string> row{stage_words(stage)};
        for (const Value& size : items_of(analysis.at("sizes")))
            row.push_back(count_words(size.at("reached").at(stage)));
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

} // namespace

std::string sector_name(const std::string& slug, const ResultsContext& context) {
    const auto known = context.sector_names.find(slug);
    return known == context.sector_names.end() ? slug : known->second;
}

std::string with_sector_names(std::string text, const ResultsContext& context) {
    const auto is_of_slug = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' || c == '-' || c == '_';
    };
    for (const auto& [slug, name] : context.sector_names)
        for (std::size_t at = text.find(slug); at != std::string::npos; at = text.find(slug, at)) {
            const std::size_t end = at + slug.size();
            // A name of one step may be an ordinary word of the sentence.
            const bool is_whole = slug.find('/') != std::string::npos && (at == 0 || !is_of_slug(text[at - 1])) &&
                                  (end == text.size() || !is_of_slug(text[end]));
            if (is_whole)
                text.replace(at, slug.size(), name);
            at += is_whole ? name.size() : 1;
        }
    return text;
}

std::string results_html(const Value& analysis, const ResultsContext& context) {
    const Value& pictures = analysis.at("pictures");
    const std::string shapes = context.totals
                                   ? totals_html(analysis, context)
                                   : first_offers_html(pictures) + prices_html(pictures) + late_html(pictures);
    return hypotheses_html(analysis, context) + shapes + funnel_html(analysis, context) +
           guardrails_html(analysis, context) + sizes_html(analysis, context);
}

} // namespace parley::roles
