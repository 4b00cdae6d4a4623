// The page of a finding, without a server: what it says of rows, totals and what is not told.
#include "roles/gateway/finding_html.hpp"

#include "app/experiment_documents.hpp"
#include "roles/gateway/finding_numbers.hpp"
#include "roles/gateway/rule_words.hpp"
#include "wire/study_json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace parley::roles {
namespace {

using core::Value;
using lab::analyse::Stage;
using lab::release::PrivateFact;
using ::testing::HasSubstr;
using ::testing::Not;

/// Requests of two arms by turns, each of a buyer of its own; every fourth has no offer.
std::vector<PrivateFact> facts_of(std::size_t count) {
    std::vector<PrivateFact> facts;
    for (std::size_t i = 0; i < count; ++i) {
        PrivateFact one;
        one.fact.unit = "intent:" + std::to_string(i);
        one.fact.sector = "furniture/tables";
        one.fact.arm = i % 2;
        one.fact.invited = 4;
        one.fact.opened = 3;
        one.fact.end_ms = one.fact.duration_ms = 120'000;
        if (i % 8 < 6) {
            one.fact.offers = one.fact.bids = 1 + static_cast<std::int64_t>(i / 2 % 3);
            one.fact.first_ms = 30'000;
            one.fact.awarded = i % 3 == 0;
            one.fact.converted = one.fact.awarded && i % 4 != 1;
        }
        one.consumer = "buyer-" + std::to_string(i);
        one.retailers = {"shop-1", "shop-2", "shop-3"};
        one.region = "LS";
        one.week = "2026-W48";
        one.band = "250-500";
        facts.push_back(std::move(one));
    }
    return facts;
}

/// Each so far from the others that none may be told.
std::vector<PrivateFact> strangers(std::size_t count) {
    auto facts = facts_of(count);
    for (std::size_t i = 0; i < count; ++i)
        facts[i].fact.epoch = static_cast<std::int64_t>(i);
    return facts;
}

FindingPage page_of(const std::vector<PrivateFact>& facts, Value document) {
    lab::analyse::Study study;
    const auto prereg = lab::design::prereg_from(document);
    EXPECT_TRUE(prereg);
    study.prereg = *prereg;
    study.ended_by = "max_days";
    for (const std::size_t arm : {0, 1})
        for (const Stage stage : {Stage::assigned, Stage::round_opened})
            study.stages.push_back({stage, 0, arm, static_cast<std::int64_t>(facts.size() / 2)});
    const auto release = lab::release::release_study(study, facts, {});
    EXPECT_TRUE(release);
    FindingPage page;
    page.texts.finding.slug = "sealed-tables";
    page.texts.finding.version = "1.0.0";
    page.texts.finding.title = "Do sealed rounds sell more tables?";
    page.texts.finding.sectors = release->study.prereg.sectors;
    page.texts.finding.is_withheld = release->is_withheld;
    page.texts.analysis = wire::analysis_json(release->study, lab::analyse::analyse(release->study));
    page.texts.prereg = core::canonical(document);
    page.context.sector_names = {{"furniture/tables", "Tables"}};
    if (release->is_withheld)
        page.context.totals = release->totals;
    return page;
}
FindingPage page_of(const std::vector<PrivateFact>& facts) {
    return page_of(facts, app::test::a_document(app::test::furniture_rules()));
}

/// A row of a table, as a reader sees it: "Rounds are over | 10 | 10".
std::string row_of(const std::string& html, const std::string& name) {
    const std::string begin = "<th scope=\"row\">" + name + "</th>";
    const std::size_t at = html.find(begin);
    if (at == std::string::npos)
        return "";
    std::string row = name;
    const std::string line = html.substr(at, html.find("</tr>", at) - at);
    const std::string cell = "<td class=\"num figures\">";
    for (std::size_t from = line.find(cell); from != std::string::npos; from = line.find(cell, from + 1))
        row += " | " + line.substr(from + cell.size(), line.find("</td>", from) - from - cell.size());
    return row;
}

TEST(AFindingsPage, TellsTheTotalsWhereRowsAreWithheld) {
    const FindingPage page = page_of(strangers(24));
    ASSERT_TRUE(page.texts.finding.is_withheld);
    ASSERT_EQ(page.context.totals->size(), 2U);
    const std::string html = finding_main(page);
    EXPECT_EQ(row_of(html, "Given an arm"), "Given an arm | 12 | 12");
    EXPECT_EQ(row_of(html, "Rounds are over"), "Rounds are over | 12 | 12");
    EXPECT_EQ(row_of(html, "Got an offer"), "Got an offer | not told | not told");
    EXPECT_EQ(row_of(html, "Requests whose rounds are over"), "Requests whose rounds are over | 12 | 12");
    EXPECT_EQ(row_of(html, "Invitations"), "Invitations | 48 | 48");
    EXPECT_THAT(html, Not(HasSubstr("there is no request"))) << "there are 24";
    EXPECT_THAT(html, HasSubstr("Nothing can be said of sealed here: no rows are published"));
    EXPECT_THAT(html, HasSubstr("There are no rows; an arm is told by sums"));
    EXPECT_THAT(html, Not(HasSubstr("Each row is that of one request")));
}

TEST(AFindingsPage, TellsNoZerosOfArmsThatAreNotTold) {
    const FindingPage page = page_of(strangers(12));
    ASSERT_TRUE(page.context.totals);
    ASSERT_TRUE(page.context.totals->empty()) << "six buyers of each arm are too few";
    const std::string html = finding_main(page);
    EXPECT_EQ(row_of(html, "Given an arm"), "");
    EXPECT_EQ(row_of(html, "Rounds are over"), "");
    EXPECT_THAT(html, HasSubstr("That is not told: of an arm there were too few buyers or shops"));
    EXPECT_THAT(html, Not(HasSubstr("there is no request")));
}

TEST(AFindingsPage, SaysOfWhomItsRowsAre) {
    const FindingPage page = page_of(facts_of(80));
    ASSERT_FALSE(page.texts.finding.is_withheld);
    const std::string html = finding_main(page);
    EXPECT_EQ(row_of(html, "Rounds are over"), "Rounds are over | 40 | 40");
    EXPECT_EQ(row_of(html, "Got an offer"), "Got an offer | 30 | 30");
    EXPECT_THAT(html, HasSubstr("at least 5 buyers of its sector, counted over all arms together: one arm of a sector "
                                "may have fewer requests than that"));
    EXPECT_THAT(html, Not(HasSubstr("no fewer than five people each")));
    EXPECT_THAT(html, Not(HasSubstr("not told")));
}

TEST(AFindingsPage, HasWordsForSectorsRulesAndMetrics) {
    const std::string html = finding_main(page_of(facts_of(80)));
    EXPECT_THAT(html, HasSubstr("<a href=\"/s/furniture/tables\">Tables</a>"));
    EXPECT_EQ(row_of(html, "Tables").substr(0, 16), "Tables | 40 / 40");
    EXPECT_THAT(html, HasSubstr("kind of round: sealed; what shops see of each other: nothing; how the round ends: on "
                                "the dot; length of the round: 2 minutes"));
    EXPECT_THAT(html, HasSubstr("H1 (the share of requests that end in a sale, sealed against open)"));
    EXPECT_THAT(html, HasSubstr("the number of complaints after a choice"));
    std::string words = html; // what is left without addresses
    for (std::size_t at = 0; (at = words.find("href=\"", at)) != std::string::npos;)
        words.erase(at, words.find('"', at + 6) + 1 - at);
    EXPECT_THAT(words, Not(HasSubstr("furniture/tables")));
    EXPECT_THAT(words, Not(HasSubstr("conversion_per_intent")));
    EXPECT_THAT(words, Not(HasSubstr("/close/mode")));
}

TEST(AFindingsPage, HasOneScaleForANumber) {
    const FindingPage page = page_of(facts_of(80));
    const Value analysis = analysis_in(page.texts.analysis);
    const Value& arm = items_of(items_of(analysis.at("hypotheses"))[0].at("arms"))[0];
    const Value& estimate = arm.at("overall").at("estimate");
    const double effect = number_of(estimate.at("effect")).value_or(0);
    ASSERT_NE(effect, 0);
    const std::string size = number_words(std::abs(effect) * 100, 1) + " points " + (effect < 0 ? "lower" : "higher");
    EXPECT_THAT(text_of(arm.at("verdict")), HasSubstr("It is " + size));
    const std::string html = finding_main(page);
    EXPECT_THAT(html, HasSubstr("It is " + size));
    EXPECT_THAT(html, HasSubstr(effect_words(effect, "share"))) << "as the table has it";
    EXPECT_THAT(text_of(arm.at("verdict")),
                HasSubstr("and " + effect_words(*number_of(items_of(estimate.at("interval"))[1]), "share")));
}

TEST(AFindingsPage, NamesSectorsInSentencesAndNoWordsThatAreAlike) {
    ResultsContext context;
    context.sector_names = {{"home", "Home"}, {"home/sheds", "Sheds"}};
    EXPECT_EQ(with_sector_names("It is there in home/sheds and home/sheds/oak, at home.", context),
              "It is there in Sheds and home/sheds/oak, at home.");
    EXPECT_EQ(sector_name("home", context), "Home");
    EXPECT_EQ(sector_name("garden", context), "garden");
}

TEST(Numbers, OfComplaintsAreOfAHundredChoices) {
    EXPECT_EQ(effect_words(0.012, "complaints"), "+1.2 per 100 choices");
    EXPECT_EQ(effect_words(0, "complaints"), "0 per 100 choices");
    EXPECT_EQ(effect_words(-0.0196, "share"), "-2 points");
    EXPECT_EQ(effect_words(0.3, "offers"), "+0.3 offers");
    EXPECT_EQ(effect_words(-4.04, "seconds"), "-4 s");
}

TEST(RuleWords, SayWhatARuleIs) {
    EXPECT_EQ(rule_words("/format", Value("sealed")), "kind of round: sealed");
    EXPECT_EQ(rule_words("/invite/count", Value(3)), "how many shops are asked: 3");
    EXPECT_EQ(rule_words("/duration_s", Value(5'400)), "length of the round: 1 hour 30 minutes");
    EXPECT_EQ(rule_words("/self_outbid", Value(true)), "the shop in front may go lower still: yes");
    EXPECT_EQ(rule_words("/step/own_bp", Value(50)), "smallest step below one's own offer: 0.5 %");
    EXPECT_EQ(rule_words("/pricing", Value("second_price")), "what the buyer pays: the price of the next best offer");
    EXPECT_EQ(rule_words("/new/rule", Value(7)), "/new/rule = 7");
}

} // namespace
} // namespace parley::roles
