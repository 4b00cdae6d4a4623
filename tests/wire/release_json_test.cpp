// Files that are to be released: the golden one comes out as it says where it is at hand, what may not leave does not,
// and what is wrong with a file is said with its place.
#include "wire/release_json.hpp"

#include "wire/shared_data.hpp"
#include "wire/value_json.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace parley::wire {
namespace {

using core::Value;

const lab::release::ReleaseKey key{1, 2, 3};

const Value::Array& items(const Value& value) {
    static const Value::Array none;
    return value.as_array() != nullptr ? *value.as_array() : none;
}

/// What is printed of a file without fault.
Value released(const std::string& file) {
    const auto read = release_file_from(file);
    EXPECT_TRUE(read) << read.error().front().pointer << ' ' << read.error().front().detail;
    return read ? released_value(*read, key) : Value();
}

TEST(PrivacyFixture, ComesOutAsItSays) {
    const auto text = shared_data("privacy_fixture.json");
    if (!text)
        GTEST_SKIP() << "shared/data/privacy_fixture.json is not at hand";
    const Value fixture = *parse_body(*text).value;
    const Value printed = released(*text);
    const Value::Array& cells = items(fixture.at("table").at("cells"));
    ASSERT_EQ(items(printed.at("table").at("cells")).size(), cells.size());
    ASSERT_FALSE(cells.empty());
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const Value& cell = items(printed.at("table").at("cells"))[i];
        EXPECT_EQ(cell.at("outcome"), cells[i].at("expected"));
        EXPECT_EQ(cell.at("sector"), cells[i].at("sector"));
        EXPECT_EQ(cell.at("region"), cells[i].at("region"));
        const bool is_told = cell.at("outcome") == Value("publish") || cell.at("outcome") == Value("zero");
        EXPECT_EQ(cell.at("consumers"), is_told ? cells[i].at("consumers") : Value());
        EXPECT_EQ(cell.at("retailers"), is_told ? cells[i].at("retailers") : Value());
    }
    for (const char* member : {"k", "trace", "final_levels", "suppressed_rows", "min_class_after"})
        EXPECT_EQ(printed.at("microdata").at(member), fixture.at("microdata").at(member)) << member;
    EXPECT_EQ(items(printed.at("microdata").at("rows")).size(), items(fixture.at("microdata").at("rows")).size());
    EXPECT_TRUE(printed.at("microdata").at("withheld").is_null());
}

/// Rows of n people who are alike, with more in each.
std::string rows_of(int n, const std::string& more = "") {
    std::string rows;
    for (int i = 0; i < n; ++i)
        rows += (i > 0 ? "," : "") + std::string(R"({"row":)") + std::to_string(i) +
                R"(,"sector":"garden","region":"York","week":"2026-W10","band":"0-100","consumer":"person-)" +
                std::to_string(i) + "\"" + more + "}";
    return R"({"microdata":{"rows":[)" + rows + "]}}";
}

TEST(ReleaseFile, LetsNothingOutThatIsNotNamed) {
    const std::string said = R"(,"retailer":"shop-7","at":"2026-03-03T10:20:30Z","price":9049,"median":10000)";
    const Value printed = released(rows_of(5, said + R"(,"email":"a@b.example","note":"call me")"));
    const Value expected = Value::Object{{"sector", "garden"},
                                         {"region", "York"},
                                         {"period", "2026-W10"},
                                         {"band", "0-100"},
                                         {"hour_of_week", 34},
                                         {"price_percent", 90},
                                         {"retailer", lab::release::pseudonym(key, "shop-7")}};
    EXPECT_EQ(printed.at("microdata").at("rows"), Value(Value::Array(5, expected)));
    EXPECT_EQ(printed.at("microdata").at("dropped_members"), Value(Value::Array{"email", "note"}));
    EXPECT_EQ(printed.at("microdata").at("k"), Value(5));
    const std::string text = to_json(printed);
    for (const char* secret : {"person", "shop-7", "a@b", "call me", "10:20", "9049", "10000"})
        EXPECT_EQ(text.find(secret), std::string::npos) << secret;
}

TEST(ReleaseFile, HasNoRowsWhereTooManyWouldBeDropped) {
    const Value microdata = released(rows_of(4)).at("microdata");
    EXPECT_EQ(microdata.at("withheld"), Value("even at these levels 4 of 4 rows are of a class of fewer than 5 people, "
                                              "and no more than 5 % may be left out"));
    EXPECT_EQ(microdata.at("rows"), Value(Value::Array{}));
    EXPECT_TRUE(microdata.at("min_class_after").is_null());
}

std::string first_fault(const std::string& file) {
    const auto read = release_file_from(file);
    return read ? "none" : read.error().front().pointer;
}

TEST(ReleaseFile, NamesThePlaceThatIsWrong) {
    EXPECT_EQ(first_fault("[]"), "");
    EXPECT_EQ(first_fault("{}"), "");
    EXPECT_EQ(first_fault(R"({"table":{"cells":[]})"), "line 1, column 21");
    EXPECT_EQ(first_fault(R"({"table":[]})"), "/table");
    EXPECT_EQ(first_fault(R"({"microdata":0.5})"), "/microdata");
    EXPECT_EQ(first_fault(R"({"table":{}})"), "/table/cells");
    EXPECT_EQ(first_fault(R"({"table":{"cells":[]},"other":0.5})"), "none");
    EXPECT_EQ(first_fault(R"({"table":{"cells":[1]}})"), "/table/cells/0");
    const auto cell = [](const std::string& members) {
        return first_fault(R"({"table":{"cells":[{"sector":"a","region":"b",)" + members + "}]}}");
    };
    const std::string counts = R"("consumers":20,"retailers":4,)";
    EXPECT_EQ(cell(counts + R"("share1":0.3,"share2":0.123456,"expected":"publish")"), "none");
    EXPECT_EQ(cell(R"("retailers":4,"share1":0.3,"share2":0.2)"), "/table/cells/0/consumers");
    EXPECT_EQ(cell(R"("consumers":20,"retailers":-1,"share1":0.3,"share2":0.2)"), "/table/cells/0/retailers");
    EXPECT_EQ(cell(R"("consumers":20,"retailers":4.0,"share1":0.3,"share2":0.2)"), "/table/cells/0/retailers");
    EXPECT_EQ(cell(counts + R"("share1":0.3)"), "/table/cells/0/share2");
    for (const char* no_share : {"2", "-1", "-0.5", "1.000001", "0.1234567", "1e-1", "\"0.5\"", "null", "[]"})
        EXPECT_EQ(cell(counts + R"("share2":0,"share1":)" + no_share), "/table/cells/0/share1") << no_share;
    EXPECT_EQ(cell(counts + R"("share1":0.3,"share2":0.4)"), "/table/cells/0/share2");
    EXPECT_EQ(cell(counts + R"("share1":1.0,"share2":0.0)"), "none");
    EXPECT_EQ(first_fault(R"({"table":{"cells":[{"sector":"","region":"b","consumers":0,"retailers":0,
                              "share1":0,"share2":0}]}})"),
              "/table/cells/0/sector");
    EXPECT_EQ(first_fault(R"({"table":{"cells":[
                              {"sector":"a","region":"b","consumers":0,"retailers":0,"share1":0,"share2":0},
                              {"sector":"c","region":"d","consumers":0,"retailers":0,"share1":0,"share2":0}]}})"),
              "/table/cells");

    EXPECT_EQ(first_fault(R"({"microdata":{"k":5}})"), "/microdata/rows");
    EXPECT_EQ(first_fault(R"({"microdata":{"k":4,"rows":[]}})"), "/microdata/k") << "stricter is allowed, laxer is not";
    EXPECT_EQ(first_fault(R"({"microdata":{"k":6,"rows":[]}})"), "none");
    EXPECT_EQ(first_fault(rows_of(2)), "none");
    EXPECT_EQ(first_fault(rows_of(1, R"(,"retailer":7)")), "/microdata/rows/0/retailer");
    EXPECT_EQ(first_fault(rows_of(1, R"(,"at":"yesterday")")), "/microdata/rows/0/at");
    EXPECT_EQ(first_fault(rows_of(1, R"(,"price":100)")), "/microdata/rows/0/median");
    EXPECT_EQ(first_fault(rows_of(1, R"(,"median":100)")), "/microdata/rows/0/price");
    EXPECT_EQ(first_fault(rows_of(1, R"(,"median":100,"price":0)")), "/microdata/rows/0/price");
    const std::string start = R"({"microdata":{"rows":[{"row":0,"sector":"a","region":"b","consumer":"c",)";
    EXPECT_EQ(first_fault(start + R"("week":"2026-W10"}]}})"), "/microdata/rows/0/band");
    EXPECT_EQ(first_fault(start + R"("week":"2026-W60","band":"0-1"}]}})"), "/microdata/rows/0/week");
    EXPECT_EQ(first_fault(start + R"("week":"2026-W10","band":"1-0"}]}})"), "/microdata/rows/0/band");
}

RC_GTEST_PROP(ReleaseFile, IsReadOrRefusedWhateverItHolds, ()) {
    const auto any = [](const char* usual) {
        const std::string other = *rc::gen::elementOf(
            std::vector<std::string>{"0", "1", "-1", "9223372036854775807", "0.5", "1e999", "null", "[]", "{}", "\"*\"",
                                     "\"2026-W99\"", "\"9223372036854775807+\"", "\"\""});
        return *rc::gen::inRange(0, 20) == 0 ? other : usual;
    };
    std::string cells, rows;
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i)
        cells += R"({"sector":)" + any("\"a\"") + R"(,"region":)" + any(i > 1 ? "\"b\"" : "\"c\"") +
                 R"(,"consumers":)" + any("12") + R"(,"retailers":)" + any("3") + R"(,"share1":)" + any("0.4") +
                 R"(,"share2":)" + any("0.3") + (i > 1 ? "}," : "}");
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i)
        rows += R"({"row":)" + std::to_string(i) + R"(,"sector":)" + any("\"a\"") + R"(,"region":)" + any("\"b\"") +
                R"(,"week":)" + any("\"2026-W10\"") + R"(,"band":)" + any("\"0-100\"") + R"(,"consumer":)" +
                any("\"c\"") + R"(,"price":)" + any("100") + R"(,"median":)" + any("100") + (i > 1 ? "}," : "}");
    const auto read =
        release_file_from(R"({"table":{"cells":[)" + cells + R"(]},"microdata":{"rows":[)" + rows + "]}}");
    if (read)
        RC_ASSERT(parse_value(to_json(released_value(*read, key))).has_value());
    else
        RC_ASSERT(!read.error().front().detail.empty());
}

} // namespace
} // namespace parley::wire
