#include "core/value.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace parley::core {
namespace {

TEST(Canonical, WritesEveryKind) {
    EXPECT_EQ(canonical({}), "null");
    EXPECT_EQ(canonical(true), "true");
    EXPECT_EQ(canonical(false), "false");
    EXPECT_EQ(canonical(0), "0");
    EXPECT_EQ(canonical(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
    EXPECT_EQ(canonical(std::numeric_limits<std::int64_t>::max()), "9223372036854775807");
    EXPECT_EQ(canonical("x"), "\"x\"");
    EXPECT_EQ(canonical(Value::Array{}), "[]");
    EXPECT_EQ(canonical(Value::Object{}), "{}");
}

TEST(Canonical, SortsKeysByByteAndWritesNoSpaces) {
    Value value;
    value["b"] = 1;
    value["a"] = Value::Array{1, "two", nullptr};
    value["\xc3\xa9"] = 3; // é sorts after every ASCII letter
    value["Z"] = 2;
    value["aa"] = true;
    EXPECT_EQ(canonical(value), "{\"Z\":2,\"a\":[1,\"two\",null],\"aa\":true,\"b\":1,\"\xc3\xa9\":3}");
}

TEST(Canonical, EscapesOnlyQuotesBackslashesAndControls) {
    EXPECT_EQ(canonical("\"\\/"), "\"\\\"\\\\/\"");
    EXPECT_EQ(canonical("\b\t\n\f\r"), "\"\\b\\t\\n\\f\\r\"");
    EXPECT_EQ(canonical(std::string("\x00\x01\x0b\x1f", 4)), "\"\\u0000\\u0001\\u000b\\u001f\"");
    EXPECT_EQ(canonical("\x7f"), "\"\x7f\"");
    EXPECT_EQ(canonical("caf\xc3\xa9 \xf0\x9f\xaa\x91"), "\"caf\xc3\xa9 \xf0\x9f\xaa\x91\"");
    Value keyed;
    keyed["a\"b"] = 1;
    EXPECT_EQ(canonical(keyed), "{\"a\\\"b\":1}");
}

TEST(Value, AtGivesNullForWhatIsNotThere) {
    Value value;
    value["a"]["b"] = 1;
    EXPECT_EQ(*value.at("a").at("b").as_integer(), 1);
    EXPECT_TRUE(value.at("a").at("c").is_null());
    EXPECT_TRUE(value.at("a").at("b").at("c").is_null());
    EXPECT_EQ(value.as_array(), nullptr);
}

TEST(Value, GrowsFromNull) {
    Value list;
    list.push_back(1);
    list.push_back("x");
    EXPECT_EQ(canonical(list), "[1,\"x\"]");
}

TEST(ValueDeathTest, AMemberOfWhatIsNoObjectIsAMistakeOfOurs) {
    Value number = 1;
    EXPECT_DEATH(number["a"], "only an object has members");
    EXPECT_DEATH(number.push_back(1), "only an array can grow");
}

RC_GTEST_PROP(Canonical, EqualValuesAndNoOthersAreEqualBytes, (std::string a, std::string b, std::int64_t n)) {
    const Value first = Value::Object{{a, n}, {"k", b}};
    const Value second = Value::Object{{b, n}, {"k", a}};
    RC_ASSERT((first == second) == (canonical(first) == canonical(second)));
}

TEST(ObjectText, WritesWhatTheValueWouldBe) {
    Value inner;
    inner["b"] = Value::Array{1, "two"};
    Value value;
    value["at"] = std::numeric_limits<std::int64_t>::min();
    value["body"] = inner;
    value["empty"] = Value::Array{};
    value["said"] = "\"\n";
    ObjectText text;
    text.number("at", std::numeric_limits<std::int64_t>::min());
    text.value("body", inner);
    text.written("empty", "[]");
    text.text("said", "\"\n");
    EXPECT_EQ(text.end(), canonical(value));
    EXPECT_EQ(ObjectText().end(), "{}");
}

TEST(ObjectTextDeathTest, TakesNamesInOrderAndOnce) {
    EXPECT_DEATH(
        {
            ObjectText text;
            text.number("b", 1);
            text.number("a", 1);
        },
        "in the order of their names");
    EXPECT_DEATH(
        {
            ObjectText text;
            text.number("a", 1);
            text.number("a", 1);
        },
        "in the order of their names");
}

} // namespace
} // namespace parley::core
