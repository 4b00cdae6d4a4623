// Comma-separated values: what programs write is read without leniency, and what is wrong is said with its place.
#include "wire/csv.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::wire {
namespace {

/// "line:byte detail", or "" for a table without fault.
std::string fault_of(std::string_view text) {
    const auto records = strict_csv(text);
    if (records)
        return "";
    const CsvFault& fault = records.error();
    return std::to_string(fault.line) + ':' + std::to_string(fault.byte) + ' ' + fault.detail;
}

TEST(StrictCsv, ReadsQuotesAndCountsLines) {
    const auto records = strict_csv("a,b\r\n\"x\r\n\"\"y\"\"\",\r\n1,2\n");
    ASSERT_TRUE(records) << records.error().detail;
    ASSERT_EQ(records->size(), 3U);
    EXPECT_EQ((*records)[1].fields, (std::vector<std::string>{"x\r\n\"y\"", ""}));
    EXPECT_EQ((*records)[1].line, 2U);
    EXPECT_EQ((*records)[2].line, 4U) << "the field before has a line break";
}

TEST(StrictCsv, SaysWhereItIsWrong) {
    EXPECT_EQ(fault_of("a\r\n"), "");
    EXPECT_EQ(fault_of(""), "1:1 has no header");
    EXPECT_EQ(fault_of("a,b"), "1:4 ends without an end of line");
    EXPECT_EQ(fault_of("a,b\n1\n"), "2:2 ends a record of 1 fields, where the header has 2");
    EXPECT_EQ(fault_of("a\n\n"), "") << "one empty field";
    EXPECT_EQ(fault_of("a,b\n1,2\n\n"), "3:1 ends a record of 1 fields, where the header has 2");
    EXPECT_EQ(fault_of("a\nx\"y\n"), "2:2 has a quote in a field that does not begin with one");
    EXPECT_EQ(fault_of("a\n\"x\"y\n"), "2:4 has more after the end of a field");
    EXPECT_EQ(fault_of("a\nx\ry\n"), "2:2 has more after the end of a field");
    EXPECT_EQ(fault_of("a,b\n1,\"x\n\n"), "2:3 begins with a quote that is never closed");
}

TEST(CsvField, KeepsATextAsItIs) {
    EXPECT_EQ(csv_field("-1"), "-1");
    EXPECT_EQ(csv_text("-1"), "'-1") << "for people, whose programs would compute";
    EXPECT_EQ(csv_field("a \"b\", c"), "\"a \"\"b\"\", c\"");
}

RC_GTEST_PROP(CsvField, ComesBack, ()) {
    const auto fields = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(
        rc::gen::container<std::string>(rc::gen::element('a', '"', ',', '\r', '\n', ' ', '='))));
    std::string line;
    for (const std::string& field : fields)
        line += (&field == &fields.front() ? "" : ",") + csv_field(field);
    const auto records = strict_csv(line + "\r\n");
    RC_ASSERT(records.has_value());
    RC_ASSERT(records->size() == 1U);
    RC_ASSERT(records->front().fields == fields);
    RC_ASSERT(parse_csv(line + "\r\n").has_value());
}

} // namespace
} // namespace parley::wire
